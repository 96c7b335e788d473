//! Which of two receipts is the later one. On a ref the commits say it, whatever the clocks of those who made them did;
//! times decide only between receipts of which git knows no order.

use std::collections::BTreeSet;

use storectl_model::SubmissionId;
use storectl_plan::{Receipt, ReceiptStage, TimelineState};
use storectl_platform::{Git, GitError, ObjectId};

use super::{git_ref, place::ReceiptPlace};

/// How many commits of a ref are looked through for a receipt: some thirty releases.
const MOST: usize = 100;

/// Where a receipt is beside those of a ref.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Position {
    /// It is of the submission that the newest one is of.
    Newest,
    /// It is of a submission before that: the ref holds it, and others after it.
    Earlier,
    /// The ref does not hold it, as far as was looked.
    Elsewhere,
}

/// Finds a receipt among those of a ref, and adds the submissions before the newest that were met to `earlier`.
///
/// # Errors
/// Returns an error if git cannot answer.
pub(super) fn position(
    git: &Git,
    tip: &ObjectId,
    place: &ReceiptPlace,
    wanted: &Receipt,
    earlier: &mut BTreeSet<SubmissionId>,
) -> Result<Position, GitError> {
    let mut newest: Option<Receipt> = None;
    for commit in git_ref::commits(git, tip, MOST) {
        let commit = commit?;
        // What cannot be read was said where the newest is read.
        let Ok(receipt) = git_ref::receipt(git, &commit, &place.product) else {
            continue;
        };
        if receipt.endpoint != place.endpoint || receipt.stage == ReceiptStage::Refused {
            continue;
        }
        let is_it = is_same(&receipt, wanted);
        match &newest {
            None if is_it => return Ok(Position::Newest),
            None => newest = Some(receipt),
            Some(newest) if is_same(newest, &receipt) => {}
            Some(_) => {
                earlier.extend(receipt.stage.submission().cloned());
                if is_it {
                    earlier.extend(wanted.stage.submission().cloned());
                    return Ok(Position::Earlier);
                }
            }
        }
    }
    Ok(Position::Elsewhere)
}

/// Whether two receipts are of one submission: of the same id, or of the same announcement where it has none.
fn is_same(one: &Receipt, other: &Receipt) -> bool {
    match (one.stage.submission(), other.stage.submission()) {
        (Some(one), Some(other)) => one == other,
        (_, None) | (None, _) => announced(one).is_some_and(|it| Some(it) == announced(other)),
    }
}

/// Returns when a submission was announced, which the receipts after the announcement keep.
fn announced(receipt: &Receipt) -> Option<u64> {
    match receipt.stage {
        ReceiptStage::Announced | ReceiptStage::Refused => Some(receipt.submitted_at),
        ReceiptStage::Accepted(_) => {
            let mut entries = receipt.timeline.entries().iter();
            entries
                .find(|it| it.state == TimelineState::Uploaded)
                .map(|it| it.at)
        }
    }
}

#[cfg(test)]
mod tests {
    use storectl_plan::{Timeline, TimelineEntry};

    use super::*;
    use crate::receipts::testing::{Origin, history, receipt};

    const ONE: &str = "1152921505700000001";
    const TWO: &str = "1152921505700000002";

    fn at_stage(stage: ReceiptStage, at: u64) -> Receipt {
        Receipt {
            stage,
            ..receipt(ONE, at)
        }
    }

    /// Where a receipt is beside a ref of these, oldest first, and the submissions before the newest.
    fn find(published: &[Receipt], wanted: &Receipt) -> (Position, Vec<String>) {
        let clone = Origin::new().cloned();
        let tip = history(&clone.git, published);
        let mut earlier = BTreeSet::new();
        let position = position(&clone.git, &tip, &clone.place, wanted, &mut earlier).unwrap();
        let earlier = earlier.iter().map(ToString::to_string);
        (position, earlier.collect())
    }

    #[test]
    fn a_receipt_that_the_ref_holds_before_another_is_earlier_however_late_it_says_it_is() {
        let published = [receipt(ONE, 480), receipt(TWO, 60)];
        let found = find(&published, &receipt(ONE, 480));
        assert_eq!(found, (Position::Earlier, vec![ONE.to_owned()]));
        let found = find(&published, &receipt(TWO, 60));
        assert_eq!(found.0, Position::Newest);
    }

    #[test]
    fn an_announcement_that_others_went_past_is_earlier() {
        let announced = at_stage(ReceiptStage::Announced, 480);
        let published = [announced.clone(), receipt(TWO, 60)];
        assert_eq!(find(&published, &announced).0, Position::Earlier);
        // Its acceptance was not published.
        let mut accepted = receipt(ONE, 481);
        accepted.timeline = Timeline::new([TimelineEntry {
            state: TimelineState::Uploaded,
            at: 480,
            submission: None,
        }]);
        assert_eq!(find(&published, &accepted).0, Position::Earlier);
        assert_eq!(find(&[announced], &accepted).0, Position::Newest);
    }

    #[test]
    fn a_receipt_that_was_not_published_is_elsewhere() {
        let found = find(&[receipt(ONE, 10)], &receipt(TWO, 20));
        assert_eq!(found, (Position::Elsewhere, vec![]));
    }
}
