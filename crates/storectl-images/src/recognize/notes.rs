//! What a person should know about images that were, or could not be, recognized.

use std::collections::BTreeMap;

use storectl_model::{AssetId, FieldPath};

/// What came of looking at a product's images; without notes in the usual case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recognition {
    /// A note for each image that needs one, by language.
    pub notes: Vec<Note>,
}

/// A note on one image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where: the manifest's item where the image was recognized, e.g. `listings.en-us.screenshots[1]`; otherwise the
    /// Store's place.
    pub path: FieldPath,
    /// The Store's image.
    pub asset: AssetId,
    /// What to know.
    pub remark: Remark,
}

/// What to know of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Other bytes than the file's, and the same pixels: it is kept.
    SamePixels {
        /// The file, as the manifest writes it.
        path: String,
    },
    /// It is what an image cache says that others may have written, and its server lets nobody check that.
    Unconfirmed,
    /// It could not be compared with the manifest's files.
    CannotTell {
        /// Why; holds no address and no secret.
        reason: String,
    },
}

impl Recognition {
    /// Returns the notes as messages, each with the path it is about; `None` is the whole product.
    ///
    /// The planner itself says of each file whose image is kept unread that it is, so of these only the reasons are
    /// given, once each.
    pub fn messages(&self) -> Vec<(Option<&FieldPath>, String)> {
        let mut messages = Vec::new();
        let mut unread: BTreeMap<&str, usize> = BTreeMap::new();
        let mut unconfirmed = 0;
        for note in &self.notes {
            match &note.remark {
                Remark::SamePixels { path } => messages.push((
                    Some(&note.path),
                    format!("{path} has the same pixels as the Store's image in another encoding; not uploaded"),
                )),
                Remark::Unconfirmed => unconfirmed += 1_usize,
                Remark::CannotTell { reason } => *unread.entry(reason).or_default() += 1,
            }
        }
        messages.extend(unread.into_iter().map(|(reason, count)| {
            let message = match count {
                1 => format!("one of the Store's images could not be compared: {reason}"),
                _ => format!("{count} of the Store's images could not be compared: {reason}"),
            };
            (None, message)
        }));
        let message = match unconfirmed {
            0 => return messages,
            1 => "one of the Store's images is known from the image cache only, because its server rejects reads; let only trusted jobs write that cache".to_owned(),
            count => format!("{count} of the Store's images are known from the image cache only, because their server rejects reads; let only trusted jobs write that cache"),
        };
        messages.push((None, message));
        messages
    }
}
