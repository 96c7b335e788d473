//! Whether the bytes are those that the Store already has.

use storectl_manifest::installers as rules;

use storectl_model::SeenBytes;

use super::{Finding, Live, Question, Subject};
use crate::Inspection;

pub(super) fn judge(inspection: &Inspection, question: &Question<'_>) -> Option<Finding> {
    match question.live? {
        Live::OtherUrl { .. } => None,
        Live::SameBytes { url } => {
            let message = format!("the file is the same as the live one at `{url}`");
            Some(Finding::new(
                &rules::SAME_BYTES,
                Subject::PackageUrl,
                message,
            ))
        }
        Live::SameUrl(before) => {
            let now = inspection.seen_bytes();
            let what = difference(before, &now)?;
            let message = format!("the file under the live URL has changed: {what}");
            Some(Finding::new(
                &rules::BYTES_CHANGED,
                Subject::PackageUrl,
                message,
            ))
        }
    }
}

/// Says what proves that the bytes are others; `None` where nothing does.
///
/// Validators alone prove nothing, because the servers of one host can disagree on them; nor does the digest of the parts,
/// because another version of this tool may have read other parts. Both together do.
fn difference(before: &SeenBytes, now: &SeenBytes) -> Option<String> {
    if let (Some(before), Some(now)) = (&before.sha256, &now.sha256) {
        return (before != now).then(|| "its SHA-256 is another one".to_owned());
    }
    if let (Some(before), Some(now)) = (before.length, now.length)
        && before != now
    {
        return Some(format!("it had {before} bytes and has {now}"));
    }
    let differ = |one: &Option<String>, other: &Option<String>| match (one, other) {
        (Some(one), Some(other)) => one != other,
        (None, _) | (_, None) => false,
    };
    let validators =
        differ(&before.etag, &now.etag) || differ(&before.last_modified, &now.last_modified);
    let parts = match (&before.parts, &now.parts) {
        (Some(one), Some(other)) => one != other,
        (None, _) | (_, None) => false,
    };
    (validators && parts).then(|| "its validators and its bytes are others".to_owned())
}
