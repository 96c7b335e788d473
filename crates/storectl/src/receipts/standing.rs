//! How the receipts of a product stand, for somebody who looks for what is wrong. Nothing is fetched, written or published.

use storectl_model::mask::mask;
use storectl_platform::{Git, GitError, ObjectId};

use super::{
    file::{self, FileContent},
    place::{APPLIED, ReceiptPlace},
};

/// How the receipts of a product stand.
#[derive(Debug)]
pub(crate) enum Standing {
    /// They are where they should be; a sentence.
    Kept(String),
    /// The file cannot be used, so that a plan goes on without it.
    Unusable {
        message: String,
        fix: Option<String>,
    },
    /// Some are only in this repository.
    Unpublished {
        message: String,
        fix: Option<String>,
    },
    /// The remote, or git, does not answer.
    OutOfReach { message: String, fix: String },
}

/// Looks at the file and, where receipts are kept in git, at the ref here and at the remote. Blocks.
pub(crate) fn standing(place: &ReceiptPlace) -> Standing {
    let known = match file::read(place) {
        FileContent::Absent => "none yet",
        FileContent::Receipt(_) => "the last one can be read",
        FileContent::Unusable(fault) => {
            return Standing::Unusable {
                message: format!("the receipt in .storectl/receipts cannot be used: {fault}"),
                fix: Some(
                    "nothing, where git keeps receipts, too; otherwise `storectl submit` records a new one"
                        .to_owned(),
                ),
            };
        }
    };
    match &place.remote {
        None => Standing::Kept(format!("kept in .storectl/receipts only; {known}")),
        Some(remote) => in_git(place, remote).unwrap_or_else(|error| Standing::OutOfReach {
            message: format!(
                "receipts at `{}` cannot be read: {}",
                mask(remote),
                mask(&error.to_string())
            ),
            fix: "check the remote, and that this job may read it".to_owned(),
        }),
    }
}

fn in_git(place: &ReceiptPlace, remote: &str) -> Result<Standing, GitError> {
    let git = place.git()?;
    let name = place.reference(APPLIED);
    let here = git.reference(&name)?;
    let there = git.remote_reference(remote, &name)?;
    let shown = mask(remote);
    Ok(match (here, there) {
        (None, None) => Standing::Kept(format!("kept at `{shown}`, which can be read; none yet")),
        (Some(here), Some(there)) if is_behind(&git, &here, &there) => {
            Standing::Kept(format!("kept at `{shown}`, which has all of them"))
        }
        (None, Some(_)) => Standing::Kept(format!("kept at `{shown}`, which can be read")),
        (Some(_), None) => Standing::Unpublished {
            message: format!("only in this repository, not at `{shown}`"),
            fix: Some(format!("run `{}`", place.push_command(&git, remote))),
        },
        (Some(here), Some(there)) => {
            let is_ahead = git.is_before(&there, &here).unwrap_or(false);
            Standing::Unpublished {
                message: format!("`{shown}` does not have all that this repository has"),
                fix: Some(if is_ahead {
                    format!("run `{}`", place.push_command(&git, remote))
                } else {
                    "the next `apply`, `submit` or `status` with `--receipts git` publishes them"
                        .to_owned()
                }),
            }
        }
    })
}

/// Whether the remote has what is here; what it has and this repository does not cannot be compared, and is newer.
fn is_behind(git: &Git, here: &ObjectId, there: &ObjectId) -> bool {
    here == there || git.is_before(here, there).unwrap_or(false)
}
