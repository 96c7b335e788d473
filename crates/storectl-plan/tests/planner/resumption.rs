//! Whose a submission is, and what earlier runs left to do, once the Store has said how things stand.

use storectl_model::{DraftStatus, RemoteProduct, StoreMessage, SubmissionId, WaitFor};
use storectl_plan::{
    AnnouncedSubmission, AnnouncementAge, DraftDigest, DraftMatch, EndedSubmission, LastSubmission,
    Ongoing, PendingFact, PriorWork, Resumption, SubmissionEnd, SubmissionKnowledge,
    SubmissionOutcome, has_uncommitted_packages,
};

use crate::fixtures::{SUBMISSION, live};

fn submission() -> SubmissionId {
    SUBMISSION.parse().unwrap()
}

fn another() -> SubmissionId {
    "1152921505700517065".parse().unwrap()
}

/// A draft whose status names a submission in progress.
fn in_review(id: SubmissionId) -> RemoteProduct {
    let mut draft = live();
    draft.status.ongoing_submission = Some(id);
    draft
}

/// A draft of which the Store says that packages are not committed.
fn uncommitted() -> RemoteProduct {
    let mut draft = live();
    draft.status = not_ready("error", "packages", "Packages are not committed.");
    draft
}

fn not_ready(code: &str, target: &str, message: &str) -> DraftStatus {
    DraftStatus {
        is_ready: false,
        ongoing_submission: None,
        messages: vec![StoreMessage {
            code: code.to_owned(),
            message: message.to_owned(),
            target: target.to_owned(),
        }],
    }
}

/// What is known where this was the last submission.
fn knowing(id: SubmissionId, outcome: SubmissionOutcome) -> PriorWork {
    PriorWork {
        knowledge: SubmissionKnowledge::Known,
        last_submission: Some(LastSubmission {
            id,
            outcome,
            submitted_at: Some(100),
            ended_at: Some(200),
        }),
        ..PriorWork::default()
    }
}

/// What is known where a run wrote packages and came no further.
fn half_done() -> PriorWork {
    PriorWork {
        facts: vec![PendingFact::PackagesUncommitted, PendingFact::Unsubmitted],
        ..PriorWork::default()
    }
}

/// The same, where the draft's status named a submission that has ended by its own.
fn with_end(id: SubmissionId, prior: PriorWork) -> PriorWork {
    PriorWork {
        ended: Some(EndedSubmission {
            id,
            end: SubmissionEnd::Published,
        }),
        ..prior
    }
}

/// What is due where nobody waits for a publication.
fn due(prior: &PriorWork, draft: &RemoteProduct, matches: DraftMatch) -> Resumption {
    Resumption::of(prior, draft, matches, WaitFor::Submitted)
}

#[test]
fn a_submission_whose_response_came_is_ones_own_whatever_the_draft_holds() {
    let prior = knowing(submission(), SubmissionOutcome::InProgress);
    assert!(prior.owns(&submission(), &live(), DraftMatch::Differs));
    assert!(!prior.owns(&another(), &live(), DraftMatch::Differs));
}

#[test]
fn after_a_lost_response_a_submission_is_ones_own_where_the_draft_is_what_was_proven() {
    let prior = PriorWork {
        in_doubt: Some(DraftDigest::of(&live())),
        ..PriorWork::default()
    };
    assert!(prior.owns(&submission(), &live(), DraftMatch::Differs));
    let mut moved = live();
    moved.properties.website = Some("https://contoso.com/colleague".to_owned());
    assert!(!prior.owns(&submission(), &moved, DraftMatch::Exact));
}

#[test]
fn a_submission_nobody_knows_is_ones_own_where_the_draft_is_the_manifest_and_packages_are_committed()
 {
    let nobody = PriorWork::default();
    assert!(nobody.owns(&submission(), &live(), DraftMatch::Exact));
    assert!(!nobody.owns(&submission(), &live(), DraftMatch::Differs));
    assert!(!half_done().owns(&submission(), &live(), DraftMatch::Exact));
    assert!(!nobody.owns(&submission(), &uncommitted(), DraftMatch::Exact));
}

#[test]
fn a_submission_that_was_refused_is_never_ones_own() {
    let prior = PriorWork {
        refused: vec![submission()],
        ..knowing(submission(), SubmissionOutcome::InProgress)
    };
    assert!(!prior.owns(&submission(), &live(), DraftMatch::Exact));
}

#[test]
fn packages_are_uncommitted_where_an_error_of_theirs_speaks_of_a_commit_that_is_not_there() {
    for (code, target, message, is_uncommitted) in [
        ("error", "packages", "Packages are not committed.", true),
        ("BadRequest", "Packages[0]", "UNCOMMITTED packages", true),
        ("error", "packages", "It has not been committed.", true),
        ("error", "packages", "The packages are loading.", false),
        ("error", "listings", "It is not committed.", false),
        ("warning", "packages", "It is not committed.", false),
        ("PackageUploadError", "packages", "not committed", false),
    ] {
        let status = not_ready(code, target, message);
        let found = has_uncommitted_packages(&status);
        assert_eq!(found, is_uncommitted, "{code} {target} {message}");
        let ready = DraftStatus {
            is_ready: true,
            ..status
        };
        assert!(!has_uncommitted_packages(&ready), "messages of a ready one");
    }
    assert!(!has_uncommitted_packages(&DraftStatus::default()));
}

#[test]
fn facts_and_outcomes_have_the_words_of_the_documents() {
    let facts = [
        PendingFact::PackagesUncommitted,
        PendingFact::Unsubmitted,
        PendingFact::Following(submission()),
    ];
    assert_eq!(
        facts.each_ref().map(PendingFact::as_str),
        ["packages-uncommitted", "unsubmitted", "following"]
    );
    for (outcome, word) in [
        (SubmissionOutcome::InProgress, "INPROGRESS"),
        (SubmissionOutcome::Published, "PUBLISHED"),
        (SubmissionOutcome::Failed, "FAILED"),
        (SubmissionOutcome::Unknown, "UNKNOWN"),
    ] {
        assert_eq!(outcome.as_str(), word);
        assert_eq!(SubmissionOutcome::from_word(word), Some(outcome));
    }
    assert_eq!(SubmissionOutcome::from_word("published"), None);
}

#[test]
fn what_a_run_left_is_due_where_no_submission_is_in_progress_and_where_it_is_somebody_elses() {
    let left = half_done();
    let free = due(&left, &live(), DraftMatch::Differs);
    assert_eq!(free.ongoing, Ongoing::None);
    assert_eq!(free.ongoing.submission(), None);
    assert_eq!(free.facts, left.facts);
    let busy = due(&left, &in_review(another()), DraftMatch::Differs);
    assert_eq!(busy.ongoing, Ongoing::Foreign(another()));
    assert_eq!(busy.ongoing.submission(), Some(&another()));
    assert_eq!(busy.facts, left.facts);
}

#[test]
fn nothing_of_a_draft_is_due_that_ones_own_submission_holds() {
    let prior = PriorWork {
        facts: half_done().facts,
        ..knowing(submission(), SubmissionOutcome::Unknown)
    };
    let due = due(&prior, &in_review(submission()), DraftMatch::Differs);
    assert_eq!(due.ongoing, Ongoing::Own(submission()));
    assert_eq!(due.ongoing.submission(), Some(&submission()));
    assert_eq!(due.facts, []);
}

#[test]
fn what_was_written_after_a_known_submission_is_due_when_that_one_has_ended() {
    let left = half_done().facts;
    let known = PriorWork {
        facts: left.clone(),
        ..knowing(submission(), SubmissionOutcome::InProgress)
    };
    let known = with_end(submission(), known);
    let draft = in_review(submission());
    assert_eq!(due(&known, &draft, DraftMatch::Differs).facts, left);
    // One that is recognized by its content holds all there is.
    let unsubmitted = PriorWork {
        facts: vec![PendingFact::Unsubmitted],
        ..PriorWork::default()
    };
    let recognized = with_end(submission(), unsubmitted.clone());
    assert_eq!(due(&recognized, &draft, DraftMatch::Exact).facts, []);
    let somebody_elses = due(&recognized, &draft, DraftMatch::Differs);
    assert_eq!(somebody_elses.facts, unsubmitted.facts);
}

#[test]
fn packages_the_store_reports_as_uncommitted_are_due_first_and_once() {
    let unsubmitted = PriorWork {
        facts: vec![PendingFact::Unsubmitted],
        ..PriorWork::default()
    };
    for prior in [unsubmitted, half_done()] {
        let due = due(&prior, &uncommitted(), DraftMatch::Exact);
        assert_eq!(due.facts, half_done().facts);
    }
    let mut locked = uncommitted();
    locked.status.ongoing_submission = Some(another());
    let due = due(&PriorWork::default(), &locked, DraftMatch::Differs);
    assert_eq!(due.facts, [], "nobody can commit while it is locked");
}

#[test]
fn a_submission_that_was_followed_is_followed_until_it_has_ended() {
    for (outcome, is_followed) in [
        (SubmissionOutcome::InProgress, true),
        (SubmissionOutcome::Unknown, true),
        (SubmissionOutcome::Published, false),
        (SubmissionOutcome::Failed, false),
    ] {
        let following = PendingFact::Following(submission());
        let prior = PriorWork {
            facts: vec![PendingFact::Unsubmitted, following.clone()],
            ..knowing(submission(), outcome)
        };
        let due = due(&prior, &live(), DraftMatch::Exact);
        assert_eq!(due.facts.contains(&following), is_followed, "{outcome:?}");
        assert_eq!(due.facts[0], PendingFact::Unsubmitted);
    }
}

#[test]
fn a_run_that_waits_for_the_publication_follows_the_last_submission_where_nothing_else_is_due() {
    let prior = knowing(submission(), SubmissionOutcome::InProgress);
    let following = [PendingFact::Following(submission())];
    let facts =
        |prior: &PriorWork, wait| Resumption::of(prior, &live(), DraftMatch::Exact, wait).facts;
    assert_eq!(facts(&prior, WaitFor::Published), following);
    assert_eq!(facts(&prior, WaitFor::Submitted), []);
    let unsubmitted = PriorWork {
        facts: vec![PendingFact::Unsubmitted],
        ..prior
    };
    assert_eq!(
        facts(&unsubmitted, WaitFor::Published),
        [PendingFact::Unsubmitted]
    );
}

#[test]
fn an_old_announcement_is_in_doubt_unless_a_submission_explains_it() {
    let announced = |age| PriorWork {
        announced: Some(AnnouncedSubmission { at: 7, age }),
        ..PriorWork::default()
    };
    let stale = announced(AnnouncementAge::Stale);
    let since = |prior: &PriorWork, draft: &RemoteProduct, matches| {
        due(prior, draft, matches).in_doubt_since
    };
    assert_eq!(since(&stale, &live(), DraftMatch::Exact), Some(7));
    let fresh = announced(AnnouncementAge::Fresh);
    assert_eq!(since(&fresh, &live(), DraftMatch::Exact), None);
    let draft = in_review(submission());
    for matches in [DraftMatch::Exact, DraftMatch::Differs] {
        assert_eq!(since(&stale, &draft, matches), None, "one is in progress");
    }
    let ended = with_end(submission(), stale);
    assert_eq!(
        since(&ended, &draft, DraftMatch::Exact),
        None,
        "this was it"
    );
    assert_eq!(since(&ended, &draft, DraftMatch::Differs), Some(7));
}

#[test]
fn what_was_last_submitted_is_known_of_ones_own_submission_while_it_runs_and_once_it_has_ended() {
    let nobody = PriorWork::default();
    let known = |prior: &PriorWork, matches| {
        due(prior, &in_review(submission()), matches).knowledge(prior, &live())
    };
    assert_eq!(
        known(&nobody, DraftMatch::Exact),
        SubmissionKnowledge::Known
    );
    assert_eq!(
        known(&nobody, DraftMatch::Differs),
        SubmissionKnowledge::Unknown
    );
    let ended = with_end(submission(), nobody);
    assert_eq!(known(&ended, DraftMatch::Exact), SubmissionKnowledge::Known);
    assert_eq!(
        known(&ended, DraftMatch::Differs),
        SubmissionKnowledge::Unknown
    );
}

#[test]
fn of_a_submission_that_ended_earlier_only_what_is_remembered_says_whether_it_was_the_last() {
    for knowledge in [SubmissionKnowledge::Known, SubmissionKnowledge::Unknown] {
        let remembered = PriorWork {
            knowledge,
            ..knowing(submission(), SubmissionOutcome::Published)
        };
        // A colleague's submission has ended since, or none has.
        let since = with_end(another(), remembered.clone());
        for prior in [remembered, since] {
            let due = due(&prior, &in_review(another()), DraftMatch::Differs);
            assert_eq!(due.knowledge(&prior, &live()), knowledge);
        }
    }
}

#[test]
fn the_last_submission_keeps_its_times_and_has_the_outcome_that_is_known_now() {
    let remembered = knowing(submission(), SubmissionOutcome::Unknown);
    let last = |prior: &PriorWork, id| {
        let due = due(prior, &in_review(id), DraftMatch::Exact);
        let last = due.last_submission.unwrap();
        (last.id, last.outcome, last.submitted_at, last.ended_at)
    };
    let running = (submission(), SubmissionOutcome::InProgress);
    assert_eq!(
        last(&remembered, submission()),
        (running.0, running.1, Some(100), None),
        "one that runs has not ended"
    );
    assert_eq!(
        last(&with_end(submission(), remembered.clone()), submission()),
        (
            submission(),
            SubmissionOutcome::Published,
            Some(100),
            Some(200)
        )
    );
    assert_eq!(
        last(&remembered, another()),
        (another(), SubmissionOutcome::InProgress, None, None),
        "the times are another's"
    );
}

#[test]
fn what_a_journal_alone_knows_to_be_submitted_is_known_as_long_as_the_draft_holds_the_same() {
    let prior = PriorWork {
        submitted: Some(DraftDigest::of(&live())),
        ..knowing(submission(), SubmissionOutcome::Published)
    };
    let mut moved = live();
    moved.properties.website = Some("https://moved.example".to_owned());
    let known =
        |draft: &RemoteProduct| due(&prior, draft, DraftMatch::Exact).knowledge(&prior, draft);
    assert_eq!(known(&live()), SubmissionKnowledge::Known);
    assert_eq!(known(&moved), SubmissionKnowledge::Unknown);
    // The Store locks the draft while a submission is in progress: it is what was submitted.
    moved.status.ongoing_submission = Some(submission());
    assert_eq!(known(&moved), SubmissionKnowledge::Known);
}
