//! The files that a submission was made of, which git keeps with its receipt.

use std::collections::BTreeSet;

use storectl_plan::Receipt;
use storectl_platform::{Git, GitError, ObjectId};

use super::{git_ref, place::ReceiptPlace, tips::Tips};

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
    tips: &Tips,
    wanted: &Receipt,
) -> Result<Option<ObjectId>, GitError> {
    let Some(submission) = wanted.stage.submission() else {
        return Ok(None);
    };
    let mut seen: BTreeSet<ObjectId> = BTreeSet::new();
    for tip in [&tips.here, &tips.there].into_iter().flatten() {
        for commit in git_ref::commits(git, tip, MOST) {
            let commit = commit?;
            if !seen.insert(commit.clone()) {
                // What comes before it was looked through as well.
                break;
            }
            let Ok(kept) = git_ref::read(git, &commit, &place.product) else {
                continue;
            };
            let is_it = kept.receipt.endpoint == wanted.endpoint
                && kept.receipt.stage.submission() == Some(submission);
            if let Some(files) = kept.files.filter(|_| is_it) {
                return Ok(Some(files));
            }
        }
    }
    Ok(None)
}
