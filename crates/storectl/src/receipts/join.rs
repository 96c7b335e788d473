//! Joins the receipts of this repository with those of the remote, where each has what the other lacks.

use storectl_model::SubmissionId;
use storectl_plan::{Receipt, ReceiptStage};
use storectl_platform::{Git, GitError, NewCommit, ObjectId};

use super::{git_ref, place::ReceiptPlace, tips::Tips};

/// How many commits are put on top of others at most.
const MOST: usize = 100;

/// Returns a commit that holds what is here and what is there: the later of the two, or what is only here on top of what
/// is there.
///
/// # Errors
/// Returns an error if git cannot answer, or cannot commit.
pub(super) fn joined(
    git: &Git,
    place: &ReceiptPlace,
    tips: &Tips,
) -> Result<Option<ObjectId>, GitError> {
    let (here, there) = match (&tips.here, &tips.there) {
        (Some(here), Some(there)) => (here, there),
        (one, None) | (None, one) => return Ok(one.clone()),
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
    let mut late = ours.iter().filter_map(|(_, receipt)| receipt.as_ref());
    let newest = match (theirs.first(), late.next_back()) {
        (Some(newest), Some(late)) if is_later(git, place, [here, there], newest, late)? => newest,
        (Some(newest), None) => newest,
        (Some(_) | None, _) => return Ok(Some(tip)),
    };
    if tip != *there {
        tip = on_top(git, there, &tip, newest.submitted_at)?;
    }
    Ok(Some(tip))
}

/// Whether what was published is of a later submission than what comes late. The side that holds the submissions of both knows
/// their order; where neither does, the clocks decide. Of two of the same second, what was published is the later one: whoever
/// was published first was not overtaken.
fn is_later(
    git: &Git,
    place: &ReceiptPlace,
    [here, there]: [&ObjectId; 2],
    published: &Receipt,
    late: &Receipt,
) -> Result<bool, GitError> {
    let [one, other] = [published, late].map(|it| it.stage.submission());
    if one.is_some() && one == other {
        return Ok(published.submitted_at > late.submitted_at);
    }
    Ok(if holds(git, place, here, one)? {
        false
    } else if holds(git, place, there, other)? {
        true
    } else {
        published.submitted_at >= late.submitted_at
    })
}

/// Whether a ref holds a receipt of a submission, as far as is looked.
fn holds(
    git: &Git,
    place: &ReceiptPlace,
    tip: &ObjectId,
    submission: Option<&SubmissionId>,
) -> Result<bool, GitError> {
    let Some(submission) = submission else {
        return Ok(false);
    };
    for commit in git_ref::commits(git, tip, MOST) {
        let Ok(receipt) = git_ref::receipt(git, &commit?, &place.product) else {
            continue;
        };
        if receipt.endpoint == place.endpoint && receipt.stage.submission() == Some(submission) {
            return Ok(true);
        }
    }
    Ok(false)
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

/// Returns what is only here, and not there; `None` if nothing is.
///
/// # Errors
/// Returns an error if git cannot answer.
pub(super) fn only_here(
    git: &Git,
    place: &ReceiptPlace,
    tips: &Tips,
) -> Result<Option<OnlyHere>, GitError> {
    let there = tips.there.as_ref();
    let Some(here) = tips.here.as_ref().filter(|it| Some(*it) != there) else {
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
