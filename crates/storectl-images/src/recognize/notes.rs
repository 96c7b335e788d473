//! What a person should know about images that were, or could not be, recognised.

use std::collections::BTreeMap;

use storectl_model::AssetId;
use storectl_plan::Warning;

/// Everything to know after the images were looked at; empty in the usual case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdentityNotes {
    /// One remark for each image that needs one, by language.
    pub notes: Vec<IdentityNote>,
}

/// A remark on one image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityNote {
    /// Where: the manifest's item where the image was recognised, e.g. `listings.en-us.screenshots[1]`; else the Store's
    /// place.
    pub address: String,
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
    /// It could not be compared with the manifest's files.
    CannotTell {
        /// Why; holds no address and no secret.
        reason: String,
    },
}

impl IdentityNotes {
    /// Gives the remarks as warnings of a plan.
    ///
    /// The planner itself says of each file that its image is kept unread, so of these only the reasons are given, once
    /// each.
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let mut unread: BTreeMap<&str, usize> = BTreeMap::new();
        for note in &self.notes {
            match &note.remark {
                Remark::SamePixels { path } => warnings.push(Warning {
                    address: note.address.clone(),
                    message: format!(
                        "{path} is encoded otherwise than the Store's image and has the same pixels; not uploaded"
                    ),
                }),
                Remark::CannotTell { reason } => *unread.entry(reason).or_default() += 1,
            }
        }
        warnings.extend(unread.into_iter().map(|(reason, count)| Warning {
            address: String::new(),
            message: match count {
                1 => format!("an image of the Store could not be compared: {reason}"),
                _ => format!("{count} images of the Store could not be compared: {reason}"),
            },
        }));
        warnings
    }
}
