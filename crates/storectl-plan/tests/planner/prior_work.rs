//! What is known of earlier runs where there is a journal, a receipt, or both: which of them is believed on what.

use std::collections::BTreeSet;

use storectl_plan::{
    ANNOUNCED_FRESH, AnnouncedSubmission, AnnouncementAge, LastSubmission, OnReceipt, PendingFact,
    PriorWork, Receipt, ReceiptOutcome, ReceiptStage, SubmissionKnowledge, SubmissionOutcome,
};

use crate::fixtures::{live, nothing, receipt_of};

/// When the receipt's submission was made, in seconds since 1970.
const AT: u64 = 1_790_000_000;

/// Now: a minute later.
const NOW: u64 = AT + 60;

fn receipt(stage: ReceiptStage, status: SubmissionOutcome) -> Receipt {
    Receipt {
        stage,
        submitted_at: AT,
        outcome: ReceiptOutcome {
            status,
            at: AT + 30,
        },
        ..receipt_of(&live(), &nothing())
    }
}

fn accepted(id: &str, status: SubmissionOutcome) -> Receipt {
    receipt(ReceiptStage::Accepted(id.parse().unwrap()), status)
}

fn last(id: &str, outcome: SubmissionOutcome, at: u64) -> LastSubmission {
    LastSubmission {
        id: id.parse().unwrap(),
        outcome,
        submitted_at: Some(at),
        ended_at: None,
    }
}

/// A journal that knows a submission.
fn journal_of(last: LastSubmission) -> PriorWork {
    PriorWork {
        knowledge: SubmissionKnowledge::Known,
        facts: vec![PendingFact::Following(last.id.clone())],
        last_submission: Some(last),
        ..PriorWork::default()
    }
}

/// A journal that knows of packages written at this time, and of no submission.
fn journal_written(at: u64) -> PriorWork {
    PriorWork {
        knowledge: SubmissionKnowledge::Known,
        facts: vec![PendingFact::PackagesUncommitted, PendingFact::Unsubmitted],
        last_write: Some(at),
        ..PriorWork::default()
    }
}

#[test]
fn without_a_journal_the_receipt_says_what_was_submitted() {
    let prior = PriorWork::default().with_receipt(
        &accepted("1", SubmissionOutcome::Failed),
        &BTreeSet::new(),
        NOW,
    );
    assert_eq!(prior.knowledge, SubmissionKnowledge::Known);
    assert_eq!(prior.on_receipt, OnReceipt::Submission);
    let expected = LastSubmission {
        ended_at: Some(AT + 30),
        ..last("1", SubmissionOutcome::Failed, AT)
    };
    assert_eq!(prior.last_submission, Some(expected));
}

#[test]
fn a_submission_that_came_before_the_receipts_is_not_the_last_one_whatever_the_clock_said() {
    let ahead = journal_of(last("2", SubmissionOutcome::Unknown, AT + 480));
    let earlier = BTreeSet::from(["2".parse().unwrap()]);
    let receipt = accepted("1", SubmissionOutcome::InProgress);
    let prior = ahead.with_receipt(&receipt, &earlier, NOW);
    assert_eq!(prior.last_submission.unwrap().id.as_str(), "1");
}

#[test]
fn what_names_no_time_of_a_submission_does_not_record_it() {
    let recorded = last("2", SubmissionOutcome::InProgress, AT);
    assert!(recorded.is_recorded());
    let recognized = LastSubmission {
        submitted_at: None,
        ..recorded
    };
    assert!(!recognized.is_recorded());
}

#[test]
fn the_later_submission_is_the_last_one() {
    for (journal_at, wins) in [(AT - 1, "1"), (AT, "2"), (AT + 1, "2")] {
        let journal = journal_of(last("2", SubmissionOutcome::Unknown, journal_at));
        let prior = journal.with_receipt(
            &accepted("1", SubmissionOutcome::InProgress),
            &BTreeSet::new(),
            NOW,
        );
        let known = prior.last_submission.unwrap();
        assert_eq!(known.id.as_str(), wins, "{journal_at}");
        // Only one is in progress at a time, so the earlier one is not followed any more.
        let followed = prior.facts.iter().find_map(PendingFact::submission);
        assert_eq!(followed.is_some(), wins == "2", "{journal_at}");
    }
}

#[test]
fn the_end_of_the_same_submission_is_known_by_either() {
    use SubmissionOutcome::{InProgress, Published, Unknown};
    for (journal, of_receipt, expected, rests_on) in [
        (Unknown, Published, Published, OnReceipt::Outcome),
        (Published, InProgress, Published, OnReceipt::Values),
        (Unknown, InProgress, InProgress, OnReceipt::Values),
    ] {
        let journal = journal_of(last("1", journal, AT + 2));
        let prior = journal.with_receipt(&accepted("1", of_receipt), &BTreeSet::new(), NOW);
        let known = prior.last_submission.unwrap();
        assert_eq!((known.outcome, prior.on_receipt), (expected, rests_on));
        assert_eq!(known.submitted_at, Some(AT + 2));
    }
}

#[test]
fn whoever_saw_an_end_first_knows_when_it_was() {
    let receipt = accepted("1", SubmissionOutcome::Published);
    let seen = receipt.outcome.at;
    for (of_journal, expected) in [
        (Some(seen + 5), seen),
        (Some(seen - 5), seen - 5),
        (None, seen),
    ] {
        let journal = journal_of(LastSubmission {
            ended_at: of_journal,
            ..last("1", SubmissionOutcome::Published, AT)
        });
        let known = journal
            .with_receipt(&receipt, &BTreeSet::new(), NOW)
            .last_submission
            .unwrap();
        assert_eq!(known.ended_at, Some(expected), "{of_journal:?}");
    }
}

#[test]
fn a_later_submission_settles_what_was_written_before_it_and_nothing_written_after_it() {
    for (written, is_settled) in [(AT - 1, true), (AT, true), (AT + 1, false)] {
        let prior = journal_written(written).with_receipt(
            &accepted("1", SubmissionOutcome::Published),
            &BTreeSet::new(),
            NOW,
        );
        assert_eq!(prior.facts.is_empty(), is_settled, "{written}");
    }
    let of_unknown_time = PriorWork {
        last_write: None,
        ..journal_written(AT)
    };
    let prior = of_unknown_time.with_receipt(
        &accepted("1", SubmissionOutcome::Published),
        &BTreeSet::new(),
        NOW,
    );
    assert_eq!(prior.facts.len(), 2);
}

#[test]
fn what_was_written_after_the_submission_both_know_is_left() {
    let journal = PriorWork {
        last_submission: Some(last("1", SubmissionOutcome::Unknown, AT)),
        ..journal_written(AT)
    };
    let prior = journal.with_receipt(
        &accepted("1", SubmissionOutcome::Published),
        &BTreeSet::new(),
        NOW,
    );
    assert_eq!(
        prior.facts,
        [PendingFact::PackagesUncommitted, PendingFact::Unsubmitted]
    );
}

#[test]
fn an_announcement_is_unsubmitted_work_and_fresh_for_ten_minutes() {
    let announced = receipt(ReceiptStage::Announced, SubmissionOutcome::Unknown);
    for (now, age, knowledge) in [
        (
            AT + ANNOUNCED_FRESH - 1,
            AnnouncementAge::Fresh,
            SubmissionKnowledge::Known,
        ),
        (
            AT + ANNOUNCED_FRESH,
            AnnouncementAge::Stale,
            SubmissionKnowledge::Unknown,
        ),
    ] {
        let prior = journal_of(last("1", SubmissionOutcome::Published, AT - 1)).with_receipt(
            &announced,
            &BTreeSet::new(),
            now,
        );
        assert_eq!(prior.announced, Some(AnnouncedSubmission { at: AT, age }));
        assert_eq!(prior.knowledge, knowledge);
        assert!(prior.facts.contains(&PendingFact::Unsubmitted));
    }
}

#[test]
fn the_submission_before_an_announcement_is_still_the_last_one() {
    let failed = accepted("1", SubmissionOutcome::Failed);
    let announced = Receipt {
        submitted_at: AT + 30,
        ..receipt(ReceiptStage::Announced, SubmissionOutcome::Unknown)
    };
    let prior = PriorWork::default()
        .with_receipt(&failed, &BTreeSet::new(), NOW)
        .with_receipt(&announced, &BTreeSet::new(), NOW);
    let last = prior.last_submission.unwrap();
    assert_eq!(
        (last.id.as_str(), last.outcome),
        ("1", SubmissionOutcome::Failed)
    );
    let fresh = AnnouncedSubmission {
        at: AT + 30,
        age: AnnouncementAge::Fresh,
    };
    assert_eq!(prior.announced, Some(fresh));
    assert!(prior.facts.contains(&PendingFact::Unsubmitted));
}

#[test]
fn an_announcement_from_the_future_is_fresh_within_the_skew_of_clocks_only() {
    let announced = receipt(ReceiptStage::Announced, SubmissionOutcome::Unknown);
    for (now, is_fresh) in [(AT - 60, true), (AT - 61, false), (0, false)] {
        assert_eq!(announced.is_freshly_announced(now), is_fresh, "{now}");
    }
}

#[test]
fn an_announcement_is_settled_by_a_submission_the_journal_knows_from_then_on() {
    let announced = receipt(ReceiptStage::Announced, SubmissionOutcome::Unknown);
    for at in [AT, AT + 1] {
        let journal = journal_of(last("1", SubmissionOutcome::Published, at));
        let prior = journal
            .clone()
            .with_receipt(&announced, &BTreeSet::new(), NOW);
        assert_eq!(prior, journal);
    }
}

#[test]
fn a_refused_receipt_and_a_submission_that_was_met_and_refused_say_nothing() {
    let refused = receipt(ReceiptStage::Refused, SubmissionOutcome::Unknown);
    assert_eq!(
        journal_written(AT).with_receipt(&refused, &BTreeSet::new(), NOW),
        journal_written(AT)
    );
    let met = PriorWork {
        refused: vec!["1".parse().unwrap()],
        ..journal_written(AT)
    };
    let prior = met.clone().with_receipt(
        &accepted("1", SubmissionOutcome::InProgress),
        &BTreeSet::new(),
        NOW,
    );
    assert_eq!(prior, met);
}

#[test]
fn what_rests_on_a_receipt_the_store_does_not_know_is_forgotten_and_the_journal_is_not() {
    for (journal, of) in [
        (journal_written(AT - 1), "1"),
        (journal_of(last("1", SubmissionOutcome::Unknown, AT)), "1"),
    ] {
        let receipt = accepted(of, SubmissionOutcome::Published);
        let prior = journal
            .clone()
            .with_receipt(&receipt, &BTreeSet::new(), NOW)
            .disowned(journal.clone());
        let expected = PriorWork {
            knowledge: SubmissionKnowledge::Unknown,
            ..journal
        };
        assert_eq!(prior, expected);
    }
}

#[test]
fn an_end_that_is_known_is_not_forgotten_where_the_store_says_nothing() {
    use SubmissionOutcome::{InProgress, Published, Unknown};
    for (said, expected) in [(Unknown, Published), (InProgress, InProgress)] {
        let mut prior =
            PriorWork::default().with_receipt(&accepted("1", Published), &BTreeSet::new(), NOW);
        prior.confirm(said);
        let known = prior.last_submission.unwrap();
        assert_eq!(known.outcome, expected);
        assert_eq!(known.ended_at.is_some(), expected == Published);
    }
}

#[test]
fn what_was_submitted_is_not_known_where_the_store_does_not_know_what_became_of_it() {
    use SubmissionOutcome::{InProgress, Published, Unknown};
    for (known, said, expected) in [
        (InProgress, Unknown, SubmissionKnowledge::Unknown),
        (InProgress, Published, SubmissionKnowledge::Known),
        (Published, Unknown, SubmissionKnowledge::Known),
    ] {
        let mut prior = journal_of(last("1", known, AT));
        prior.confirm(said);
        assert_eq!(prior.knowledge, expected, "{known:?} {said:?}");
    }
}
