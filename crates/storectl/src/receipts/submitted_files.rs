//! The files that a submission was made of, which git keeps with its receipt.

use std::collections::BTreeSet;

use storectl_plan::Receipt;
use storectl_platform::{EntryKind, Git, GitError, ObjectId};

use super::{
    git_ref::{self, FILES},
    place::{APPLIED, FETCHED, ReceiptPlace},
};

/// How many commits of a ref are looked through, the newest first: the submission is the last one, or nearly.
const MOST: usize = 100;

/// Returns the tree of the manifest and its files that were submitted with a receipt's submission, from a commit of the very
/// same submission; `None` where neither the ref of this repository nor that of the remote has one.
///
/// # Errors
/// Returns an error if git cannot answer.
pub(super) fn submitted_files(
    git: &Git,
    place: &ReceiptPlace,
    wanted: &Receipt,
) -> Result<Option<ObjectId>, GitError> {
    let Some(submission) = wanted.stage.submission() else {
        return Ok(None);
    };
    let mut seen: BTreeSet<ObjectId> = BTreeSet::new();
    for prefix in [APPLIED, FETCHED] {
        let Some(tip) = git.reference(&place.reference(prefix))? else {
            continue;
        };
        for commit in git.history(&tip, None, MOST)? {
            if !seen.insert(commit.clone()) {
                // What comes before it was looked through as well.
                break;
            }
            let Ok(receipt) = git_ref::receipt(git, &commit, &place.product) else {
                continue;
            };
            let is_it = receipt.endpoint == wanted.endpoint
                && receipt.stage.submission() == Some(submission);
            let files = git.entry(&commit, FILES)?.filter(|_| is_it);
            if let Some(files) = files.filter(|it| it.kind == EntryKind::Folder) {
                return Ok(Some(files.id));
            }
        }
    }
    Ok(None)
}
