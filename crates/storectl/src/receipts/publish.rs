//! Adds receipts to the ref and publishes it. A ref of the remote is never forced: whoever comes second puts its receipts
//! on top of the others.

use std::{cmp::Ordering, collections::BTreeMap};

use storectl_plan::{Receipt, ReceiptStage};
use storectl_platform::{Git, GitError, NewCommit, NewEntry, ObjectId, Pushed};

use super::{
    git_ref::{self, FILES, RECEIPT},
    place::{APPLIED, FETCHED, REFSPEC, ReceiptPlace},
};

/// How often a lost race is tried again.
const ATTEMPTS: usize = 5;

/// How many commits are put on top of others at most.
const MOST: usize = 100;

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

/// Adds a receipt to the ref and pushes it.
///
/// # Errors
/// Returns an error if it is not in git then, or not at the remote.
pub(super) fn add(
    git: &Git,
    place: &ReceiptPlace,
    remote: &str,
    new: &NewReceipt<'_>,
) -> Result<(), PublishError> {
    commit(git, place, new).map_err(PublishError::NotKept)?;
    push(git, place, remote)
}

fn commit(git: &Git, place: &ReceiptPlace, new: &NewReceipt<'_>) -> Result<(), GitError> {
    let name = place.reference(APPLIED);
    let here = git.reference(&name)?;
    let there = git.reference(&place.reference(FETCHED))?;
    let parent = joined(git, place, here.as_ref(), there.as_ref())?;
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
    git.move_ref(&name, here.as_ref(), &commit)
}

/// Publishes what is only here.
///
/// # Errors
/// Returns an error if the remote does not have it then.
pub(super) fn catch_up(git: &Git, place: &ReceiptPlace, remote: &str) -> Result<(), PublishError> {
    join(git, place).map_err(PublishError::NotPushed)?;
    push(git, place, remote)
}

/// Pushes the ref; where somebody else was faster, fetches and puts what is missing there on top.
fn push(git: &Git, place: &ReceiptPlace, remote: &str) -> Result<(), PublishError> {
    let name = place.reference(APPLIED);
    for _ in 0..ATTEMPTS {
        let tip = git.reference(&name).map_err(PublishError::NotPushed)?;
        match git.push(remote, &name).map_err(PublishError::NotPushed)? {
            Pushed::Accepted => {
                remember(git, place, tip.as_ref());
                return Ok(());
            }
            Pushed::Behind => {}
        }
        git.fetch(remote, REFSPEC)
            .map_err(PublishError::NotPushed)?;
        join(git, place).map_err(PublishError::NotPushed)?;
    }
    Err(PublishError::Overtaken)
}

/// Notes what the remote has, as if it were fetched. Where that fails, the next fetch says it.
fn remember(git: &Git, place: &ReceiptPlace, tip: Option<&ObjectId>) {
    let name = place.reference(FETCHED);
    if let (Some(tip), Ok(before)) = (tip, git.reference(&name)) {
        let _ = git.move_ref(&name, before.as_ref(), tip);
    }
}

/// Moves the ref on top of what was fetched.
fn join(git: &Git, place: &ReceiptPlace) -> Result<(), GitError> {
    let name = place.reference(APPLIED);
    let here = git.reference(&name)?;
    let there = git.reference(&place.reference(FETCHED))?;
    match joined(git, place, here.as_ref(), there.as_ref())? {
        Some(tip) if here.as_ref() != Some(&tip) => git.move_ref(&name, here.as_ref(), &tip),
        Some(_) | None => Ok(()),
    }
}

/// Returns a commit that holds what is here and what is there: the later of the two, or what is only here on top of what
/// is there.
fn joined(
    git: &Git,
    place: &ReceiptPlace,
    here: Option<&ObjectId>,
    there: Option<&ObjectId>,
) -> Result<Option<ObjectId>, GitError> {
    let (here, there) = match (here, there) {
        (Some(here), Some(there)) => (here, there),
        (one, None) | (None, one) => return Ok(one.cloned()),
    };
    if git.is_before(there, here)? {
        return Ok(Some(here.clone()));
    }
    if git.is_before(here, there)? {
        return Ok(Some(there.clone()));
    }
    let Difference { ours, theirs } = Difference::between(git, place, here, Some(there))?;
    let mut tip = there.clone();
    for (commit, receipt) in &ours {
        let at = receipt.as_ref().map_or(0, |it| it.submitted_at);
        tip = on_top(git, commit, &tip, at)?;
    }
    // Readers begin with the last commit, which must be of the last submission.
    let late = ours.iter().filter_map(|(_, receipt)| receipt.as_ref());
    let late = late.max_by_key(|it| it.submitted_at);
    let stays_last = |it: &&Receipt| late.is_none_or(|late| is_later(it, late));
    if tip != *there
        && let Some(newest) = theirs.first().filter(stays_last)
    {
        tip = on_top(git, there, &tip, newest.submitted_at)?;
    }
    Ok(Some(tip))
}

/// Whether what was published is of a later submission than what comes late. Of two of the same second it is: whoever was
/// published first was not overtaken.
fn is_later(published: &Receipt, late: &Receipt) -> bool {
    match published.submitted_at.cmp(&late.submitted_at) {
        Ordering::Less => false,
        Ordering::Greater => true,
        Ordering::Equal => published.stage.submission() != late.stage.submission(),
    }
}

/// What two refs of one product do not have in common.
struct Difference {
    /// The commits that are only here, the oldest first, with their receipts; but those whose receipts say nothing that the
    /// other side does not know.
    ours: Vec<(ObjectId, Option<Receipt>)>,
    /// The receipts that are only there, the newest first.
    theirs: Vec<Receipt>,
}

impl Difference {
    fn between(
        git: &Git,
        place: &ReceiptPlace,
        here: &ObjectId,
        there: Option<&ObjectId>,
    ) -> Result<Self, GitError> {
        let read = |commit: &ObjectId| git_ref::receipt(git, commit, &place.product).ok();
        let theirs: Vec<Receipt> = match there {
            Some(there) => {
                let commits = git.history(there, Some(here), MOST)?;
                commits.iter().filter_map(read).collect()
            }
            None => Vec::new(),
        };
        let is_known = |receipt: &Receipt| theirs.iter().any(|other| says(other, receipt));
        let commits = git.history(here, there, MOST)?.into_iter().rev();
        let ours = commits
            .map(|it| {
                let receipt = read(&it);
                (it, receipt)
            })
            .filter(|(_, receipt)| !receipt.as_ref().is_some_and(is_known))
            .collect();
        Ok(Self { ours, theirs })
    }
}

/// Receipts that are only in this repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnlyHere {
    /// So many; the remote takes them by a push.
    Ahead(usize),
    /// So many; the remote has others, which they must go on top of first.
    Diverged(usize),
}

/// Returns what is only `here`, and not `there`; `None` if nothing is.
///
/// # Errors
/// Returns an error if git cannot answer.
pub(super) fn only_here(
    git: &Git,
    place: &ReceiptPlace,
    here: Option<&ObjectId>,
    there: Option<&ObjectId>,
) -> Result<Option<OnlyHere>, GitError> {
    let Some(here) = here.filter(|it| Some(*it) != there) else {
        return Ok(None);
    };
    let number = Difference::between(git, place, here, there)?.ours.len();
    if number == 0 {
        return Ok(None);
    }
    let is_ahead = there.map_or(Ok(true), |it| git.is_before(it, here))?;
    Ok(Some(if is_ahead {
        OnlyHere::Ahead(number)
    } else {
        OnlyHere::Diverged(number)
    }))
}

/// Whether a receipt says all that another one does.
fn says(known: &Receipt, other: &Receipt) -> bool {
    let is_same = known.endpoint == other.endpoint
        && match (&known.stage, &other.stage) {
            (ReceiptStage::Accepted(one), ReceiptStage::Accepted(two)) => one == two,
            (ReceiptStage::Accepted(_), _) | (_, ReceiptStage::Accepted(_)) => false,
            (one, two) => one == two && known.submitted_at == other.submitted_at,
        };
    let outcome = known.outcome.status;
    is_same && (outcome == other.outcome.status || outcome.is_final())
}

/// Commits what a commit holds once more, after another one.
fn on_top(git: &Git, commit: &ObjectId, parent: &ObjectId, at: u64) -> Result<ObjectId, GitError> {
    let tree = git.tree_of(commit)?;
    git.write_commit(&NewCommit {
        tree: &tree,
        parent: Some(parent),
        message: "storectl: receipt, recorded at the same time as others\n",
        at,
    })
}

#[cfg(test)]
mod tests {
    use storectl_plan::SubmissionOutcome;
    use storectl_report::json;

    use super::*;
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
        super::add(&clone.git, &clone.place, "origin", &new)
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
