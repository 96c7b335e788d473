//! Adds receipts to the ref and publishes it. A ref of the remote is never forced: whoever comes second puts its receipts
//! on top of the others.

use std::collections::BTreeMap;

use storectl_platform::{Git, GitError, NewCommit, NewEntry, ObjectId, Pushed};

use super::{
    git_ref::{FILES, RECEIPT},
    join::joined,
    place::{APPLIED, FETCHED, REFSPEC, ReceiptPlace},
    tips::Tips,
};

/// How often a lost race is tried again.
const ATTEMPTS: usize = 5;

/// Why a receipt is not, or not everywhere, in git.
#[derive(Debug, thiserror::Error)]
pub(super) enum PublishError {
    /// It could not be committed: no push helps.
    #[error("cannot be kept in git: {0}")]
    NotKept(#[source] GitError),
    /// It is committed here, and the remote does not have it.
    #[error("cannot be pushed: {0}")]
    NotPushed(#[source] GitError),
    /// It is committed here; others pushed each time.
    #[error("cannot be pushed: others pushed receipts at the same time")]
    Overtaken,
}

/// A receipt to be added.
pub(super) struct NewReceipt<'a> {
    /// Its document.
    pub(super) document: &'a [u8],
    /// The tree of the manifest and its files.
    pub(super) files: &'a ObjectId,
    /// What the commit says.
    pub(super) message: &'a str,
    /// When it was made, in seconds since 1970.
    pub(super) at: u64,
}

/// Adds a receipt to the ref, which ends there, and pushes it.
///
/// # Errors
/// Returns an error if it is not in git then, or not at the remote.
pub(super) fn add(
    git: &Git,
    place: &ReceiptPlace,
    remote: &str,
    tips: Tips,
    new: &NewReceipt<'_>,
) -> Result<(), PublishError> {
    let here = commit(git, place, &tips, new).map_err(PublishError::NotKept)?;
    let here = Some(here);
    push(git, place, remote, Tips { here, ..tips })
}

/// Returns the commit that keeps it.
fn commit(
    git: &Git,
    place: &ReceiptPlace,
    tips: &Tips,
    new: &NewReceipt<'_>,
) -> Result<ObjectId, GitError> {
    let parent = joined(git, place, tips)?;
    let document = git.write_blob(new.document)?;
    let tree = git.write_tree(&BTreeMap::from([
        (RECEIPT.to_owned(), NewEntry::File(document)),
        (FILES.to_owned(), NewEntry::Folder(new.files.clone())),
    ]))?;
    let commit = git.write_commit(&NewCommit {
        tree: &tree,
        parent: parent.as_ref(),
        message: new.message,
        at: new.at,
    })?;
    git.move_ref(&place.reference(APPLIED), tips.here.as_ref(), &commit)?;
    Ok(commit)
}

/// Publishes what is only here.
///
/// # Errors
/// Returns an error if the remote does not have it then.
pub(super) fn catch_up(git: &Git, place: &ReceiptPlace, remote: &str) -> Result<(), PublishError> {
    let tips = join(git, place).map_err(PublishError::NotPushed)?;
    push(git, place, remote, tips)
}

/// Pushes the ref, which ends here; where somebody else was faster, fetches and puts what is missing there on top.
fn push(git: &Git, place: &ReceiptPlace, remote: &str, tips: Tips) -> Result<(), PublishError> {
    let mut tips = tips;
    for _ in 0..ATTEMPTS {
        let Some(tip) = &tips.here else {
            return Ok(());
        };
        let pushed = git.push(remote, tip, &place.reference(APPLIED));
        match pushed.map_err(PublishError::NotPushed)? {
            Pushed::Accepted => {
                // As if it were fetched. Where that fails, the next fetch says it.
                let _ = git.move_ref(&place.reference(FETCHED), tips.there.as_ref(), tip);
                return Ok(());
            }
            Pushed::Behind => {}
        }
        git.fetch(remote, REFSPEC)
            .map_err(PublishError::NotPushed)?;
        tips = join(git, place).map_err(PublishError::NotPushed)?;
    }
    Err(PublishError::Overtaken)
}

/// Moves the ref on top of what was fetched, and returns where both end then.
fn join(git: &Git, place: &ReceiptPlace) -> Result<Tips, GitError> {
    let tips = Tips::read(git, place)?;
    let here = joined(git, place, &tips)?;
    if let Some(tip) = here.as_ref().filter(|it| tips.here.as_ref() != Some(it)) {
        git.move_ref(&place.reference(APPLIED), tips.here.as_ref(), tip)?;
    }
    Ok(Tips { here, ..tips })
}

#[cfg(test)]
mod tests {
    use storectl_plan::{Receipt, SubmissionOutcome};
    use storectl_report::json;

    use super::*;
    use crate::receipts::git_ref;
    use crate::receipts::testing::{Clone, Origin, git, receipt};

    const ONE: &str = "1152921505700000001";
    const TWO: &str = "1152921505700000002";

    fn add(clone: &Clone, receipt: &Receipt) -> Result<(), PublishError> {
        let files = clone.git.write_tree(&BTreeMap::new()).unwrap();
        let document = json::receipt(receipt, "1").to_string();
        let new = NewReceipt {
            document: document.as_bytes(),
            files: &files,
            message: "receipt",
            at: receipt.submitted_at,
        };
        let tips = Tips::read(&clone.git, &clone.place).unwrap();
        super::add(&clone.git, &clone.place, "origin", tips, &new)
    }

    /// The receipts of the remote's ref, newest first: submission and outcome.
    fn published(origin: &Origin, clone: &Clone) -> Vec<(String, SubmissionOutcome)> {
        let name = clone.place.reference(APPLIED);
        let commits = git(origin.path(), &["rev-list", "--first-parent", &name]);
        let receipt = |it: &str| {
            let file = git(origin.path(), &["show", &format!("{it}:{RECEIPT}")]);
            let receipt = clone.place.read(file.as_bytes()).unwrap();
            let id = receipt.stage.submission().unwrap().to_string();
            (id, receipt.outcome.status)
        };
        commits.lines().map(receipt).collect()
    }

    const RUNNING: SubmissionOutcome = SubmissionOutcome::InProgress;

    #[test]
    fn whoever_comes_second_goes_on_top() {
        let origin = Origin::new();
        let (first, second) = (origin.cloned(), origin.cloned());
        add(&first, &receipt(ONE, 10)).unwrap();
        add(&second, &receipt(TWO, 20)).unwrap();
        let expected = [(TWO.to_owned(), RUNNING), (ONE.to_owned(), RUNNING)];
        assert_eq!(published(&origin, &first), expected);
    }

    #[test]
    fn two_receipts_of_one_submission_are_kept_once() {
        let origin = Origin::new();
        let (first, second) = (origin.cloned(), origin.cloned());
        add(&first, &receipt(ONE, 10)).unwrap();
        add(&second, &receipt(ONE, 11)).unwrap();
        assert_eq!(published(&origin, &first), [(ONE.to_owned(), RUNNING)]);
    }

    #[test]
    fn an_outcome_that_the_other_receipt_lacks_is_added_to_it() {
        let origin = Origin::new();
        let (first, second) = (origin.cloned(), origin.cloned());
        add(&first, &receipt(ONE, 10)).unwrap();
        let mut ended = receipt(ONE, 10);
        ended.observe(SubmissionOutcome::Published, 30);
        add(&second, &ended).unwrap();
        let expected = [
            (ONE.to_owned(), SubmissionOutcome::Published),
            (ONE.to_owned(), RUNNING),
        ];
        assert_eq!(published(&origin, &first), expected);
        // And the other way around nothing is taken back.
        let third = origin.cloned();
        add(&third, &receipt(ONE, 10)).unwrap();
        assert_eq!(published(&origin, &first), expected);
    }

    #[test]
    fn the_last_submission_stays_last_when_an_older_one_comes_late() {
        // Also where both are of the same second.
        for late_at in [10, 20] {
            let origin = Origin::new();
            let (late, other) = (origin.cloned(), origin.cloned());
            add(&other, &receipt(TWO, 20)).unwrap();
            add(&late, &receipt(ONE, late_at)).unwrap();
            let submissions = published(&origin, &late).into_iter().map(|it| it.0);
            assert_eq!(submissions.collect::<Vec<_>>(), [TWO, ONE, TWO]);
        }
    }

    #[test]
    fn a_submission_after_another_stays_last_whatever_the_clocks_say() {
        for at in [10, 20] {
            let origin = Origin::new();
            let (here, other) = (origin.cloned(), origin.cloned());
            let one = receipt(ONE, 20);
            add(&here, &one).unwrap();
            let mut ended = one.clone();
            ended.observe(SubmissionOutcome::Published, 30);
            add(&other, &ended).unwrap();
            add(&here, &receipt(TWO, at)).unwrap();
            let last = published(&origin, &here).into_iter().next();
            assert_eq!(last.map(|it| it.0).as_deref(), Some(TWO), "{at}");
        }
    }

    #[test]
    fn a_receipt_that_cannot_be_pushed_is_kept_here() {
        let origin = Origin::new();
        let clone = origin.cloned();
        git(
            clone.git.root(),
            &["remote", "set-url", "origin", "/nowhere"],
        );
        let error = add(&clone, &receipt(ONE, 10)).unwrap_err();
        assert!(matches!(error, PublishError::NotPushed(_)), "{error}");
        let name = clone.place.reference(APPLIED);
        let tip = clone.git.reference(&name).unwrap().unwrap();
        let kept = git_ref::receipt(&clone.git, &tip, &clone.place.product).unwrap();
        assert_eq!(kept, receipt(ONE, 10));
    }
}
