//! What the manifest does not name, and what of it moved.

use serde_json::Value;
use storectl_model::{FieldPath, SubmissionId};

use crate::{ChangeValue, Guard};

/// A field of the draft that the manifest does not name and that holds something.
#[derive(Clone, Debug, PartialEq)]
pub struct Unmanaged {
    /// The field, e.g. `packages[0].packageUrl`, `properties.certificationNotes`, `listings.ja-jp.heroArts`.
    pub path: FieldPath,
    /// What it holds, and what is published if the draft is submitted.
    pub value: ChangeValue,
    /// Whether this plan's submission would publish it as it stands.
    pub will_publish: bool,
    /// What it was at the last submission, if it moved since; `None` also where no receipt says.
    pub moved: Option<MovedValue>,
}

/// A value that the manifest does not name and that is not what the last receipt holds.
#[derive(Clone, Debug, PartialEq)]
pub struct MovedValue {
    /// The submission since which it moved.
    pub since: SubmissionId,
    /// The value at that submission, `null` where it was unset; `None` where only its digest is known.
    pub before: Option<Value>,
    /// The lock of a move that is destructive.
    pub guard: Option<Guard>,
}
