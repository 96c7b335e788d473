//! What the journal says at each point of a run.

use std::slice;

use storectl_plan::DraftMatch;
use storectl_platform::OwnFileError;

use super::*;

const ENDPOINT: &str = "https://api.store.microsoft.com";
const NOW: u64 = 1_790_000_000;
const SUBMISSION: &str = "1152921505700520060";

fn product() -> ProductId {
    "3e31a9f9-84e8-4d2d-9eba-487878d02ebf".parse().unwrap()
}

fn submission() -> SubmissionId {
    SUBMISSION.parse().unwrap()
}

fn proven() -> DraftDigest {
    DraftDigest::of(&storectl_model::RemoteProduct::default())
}

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join(".storectl/journal/p.json")
    }

    fn open(&self) -> Journal {
        Journal::open(&self.path(), ENDPOINT, &product()).unwrap()
    }

    /// What a run that starts now finds.
    fn prior(&self) -> PriorWork {
        self.open().prior_work()
    }

    fn put(&self, content: &[u8]) {
        std::fs::create_dir_all(self.path().parent().unwrap()).unwrap();
        std::fs::write(self.path(), content).unwrap();
    }
}

#[test]
fn nothing_is_on_disk_before_something_happens() {
    let place = Place::new();
    assert_eq!(place.prior(), PriorWork::default());
    assert_eq!(place.open().note_lines(), Vec::<String>::new());
    assert!(!place.path().exists());
}

#[test]
fn each_fact_is_on_disk_before_the_request_it_is_about() {
    use PendingFact::{Following, PackagesUncommitted, Unsubmitted};
    let place = Place::new();
    let mut journal = place.open();
    journal.before_write(Write::Packages, &[], NOW).unwrap();
    assert_eq!(place.prior().facts, [PackagesUncommitted, Unsubmitted]);
    journal.before_write(Write::Other, &[], NOW + 1).unwrap();
    assert_eq!(place.prior().facts, [PackagesUncommitted, Unsubmitted]);
    journal.packages_committed().unwrap();
    assert_eq!(place.prior().facts, [Unsubmitted]);
    journal.before_submit(proven(), NOW + 2).unwrap();
    let prior = place.prior();
    assert_eq!(
        (prior.facts, prior.in_doubt),
        (vec![Unsubmitted], Some(proven()))
    );
    journal
        .submitted(&submission(), Watch::UntilPublished, NOW + 3)
        .unwrap();
    let prior = place.prior();
    assert_eq!(
        (prior.facts, prior.in_doubt, prior.knowledge),
        (
            vec![Following(submission())],
            None,
            SubmissionKnowledge::Known
        )
    );
    journal.ended(SubmissionOutcome::Failed, NOW + 4).unwrap();
    let prior = place.prior();
    assert_eq!(prior.facts, []);
    assert_eq!(
        prior.last_submission,
        Some(LastSubmission {
            id: submission(),
            outcome: SubmissionOutcome::Failed,
            submitted_at: Some(NOW + 3),
            ended_at: Some(NOW + 4),
        })
    );
}

fn acknowledgment(token: &str, changes: &[&str]) -> Acknowledgment {
    Acknowledgment {
        token: token.parse().unwrap(),
        changes: changes.iter().map(|it| it.parse().unwrap()).collect(),
    }
}

#[test]
fn what_was_acknowledged_of_what_was_begun_is_known_until_it_is_submitted() {
    let place = Place::new();
    let mut journal = place.open();
    let all = acknowledgment("D-aaaaaa", &["D-bbbbbb", "D-cccccc"]);
    journal
        .before_write(Write::Other, slice::from_ref(&all), NOW)
        .unwrap();
    assert_eq!(place.prior().acknowledged, slice::from_ref(&all));
    // A run that finishes the rest knows of the rest only.
    let other = acknowledgment("D-dddddd", &["D-eeeeee", "D-ffffff"]);
    let left = [acknowledgment("D-aaaaaa", &["D-cccccc"]), other.clone()];
    let mut journal = place.open();
    journal.before_write(Write::Other, &left, NOW).unwrap();
    assert_eq!(place.prior().acknowledged, [all, other]);
    journal
        .submitted(&submission(), Watch::UntilSubmitted, NOW)
        .unwrap();
    assert_eq!(place.prior().acknowledged, []);
}

#[test]
fn the_room_for_what_is_acknowledged_is_bounded_and_the_latest_comes_first() {
    let place = Place::new();
    let many = |from: usize, count: usize| {
        let changes = (from..from + count).map(|it| format!("D-{it:06}"));
        let changes: Vec<String> = changes.collect();
        let changes: Vec<&str> = changes.iter().map(String::as_str).collect();
        acknowledgment(&format!("D-a{from:05}"), &changes)
    };
    let (older, newer) = (many(0, 3_000), many(3_000, ACKNOWLEDGED - 1_000));
    for it in [&older, &newer] {
        let mut journal = place.open();
        journal
            .before_write(Write::Other, slice::from_ref(it), NOW)
            .unwrap();
    }
    assert_eq!(place.prior().acknowledged, [newer]);
    let mut journal = place.open();
    let every = [many(0, ACKNOWLEDGED), many(9_000, 1)];
    journal.before_write(Write::Other, &every, NOW).unwrap();
    assert_eq!(place.prior().acknowledged, every[..1]);
    assert!(std::fs::read(place.path()).unwrap().len() as u64 <= document::MAX);
}

#[test]
fn a_refused_first_write_leaves_nothing_behind() {
    let place = Place::new();
    let mut journal = place.open();
    journal.before_write(Write::Packages, &[], NOW).unwrap();
    journal.refused().unwrap();
    assert_eq!(place.prior(), PriorWork::default());
}

#[test]
fn a_refused_later_write_forgets_nothing_of_the_earlier_ones() {
    let place = Place::new();
    let mut journal = place.open();
    journal.before_write(Write::Packages, &[], NOW).unwrap();
    journal.before_write(Write::Other, &[], NOW).unwrap();
    journal.refused().unwrap();
    assert_eq!(
        place.prior().facts,
        [PendingFact::PackagesUncommitted, PendingFact::Unsubmitted]
    );
}

#[test]
fn an_accepted_write_ends_the_doubt_about_a_submission_and_a_refused_one_does_not() {
    let place = Place::new();
    let mut journal = place.open();
    journal.before_submit(proven(), NOW).unwrap();
    // The Store rejects every write while a submission is in progress.
    journal.before_write(Write::Other, &[], NOW + 1).unwrap();
    journal.refused().unwrap();
    assert_eq!(place.prior().in_doubt, Some(proven()));
    journal.before_write(Write::Packages, &[], NOW + 2).unwrap();
    assert_eq!(
        place.prior().in_doubt,
        Some(proven()),
        "its answer may be lost"
    );
    journal.accepted().unwrap();
    let prior = place.prior();
    assert_eq!(prior.in_doubt, None);
    assert_eq!(
        prior.facts,
        [PendingFact::PackagesUncommitted, PendingFact::Unsubmitted]
    );
}

#[test]
fn a_refused_submission_leaves_the_draft_to_be_submitted() {
    let place = Place::new();
    let mut journal = place.open();
    journal.before_write(Write::Other, &[], NOW).unwrap();
    journal.before_submit(proven(), NOW).unwrap();
    journal.refused().unwrap();
    let prior = place.prior();
    assert_eq!(
        (prior.facts, prior.in_doubt),
        (vec![PendingFact::Unsubmitted], None)
    );
}

#[test]
fn a_run_that_ended_with_its_submission_leaves_nothing_to_follow() {
    let place = Place::new();
    place
        .open()
        .submitted(&submission(), Watch::UntilSubmitted, NOW)
        .unwrap();
    assert_eq!(place.prior().facts, []);
    assert_eq!(place.open().submission(), Some(&submission()));
}

#[test]
fn a_submission_that_was_met_and_refused_is_never_taken_for_ones_own() {
    let place = Place::new();
    let mut journal = place.open();
    journal.before_submit(proven(), NOW).unwrap();
    journal.refuse(&submission()).unwrap();
    let prior = place.prior();
    assert_eq!(prior.refused, [submission()]);
    let remote = storectl_model::RemoteProduct::default();
    let same_draft = PriorWork {
        in_doubt: Some(proven()),
        ..prior
    };
    assert!(!same_draft.owns(&submission(), &remote, DraftMatch::Exact));
    let never_met = "2".parse().unwrap();
    assert!(same_draft.owns(&never_met, &remote, DraftMatch::Differs));
}

#[test]
fn the_folder_ignores_itself_in_git() {
    let place = Place::new();
    place.open().before_write(Write::Other, &[], NOW).unwrap();
    let ignore = place.0.path().join(".storectl/.gitignore");
    assert_eq!(std::fs::read_to_string(ignore).unwrap(), "*\n");
    let folder: Vec<_> = std::fs::read_dir(place.path().parent().unwrap())
        .unwrap()
        .map(|it| it.unwrap().file_name())
        .collect();
    assert_eq!(folder, ["p.json"]);
}

#[test]
fn the_journal_does_not_grow() {
    let place = Place::new();
    let mut journal = place.open();
    let mut longest = 0;
    for round in 0..50 {
        journal
            .before_write(Write::Packages, &[], NOW + round)
            .unwrap();
        journal.packages_committed().unwrap();
        journal.before_submit(proven(), NOW + round).unwrap();
        let other = (round + 1).to_string().parse().unwrap();
        journal.refuse(&other).unwrap();
        journal
            .submitted(&submission(), Watch::UntilPublished, NOW + round)
            .unwrap();
        longest = longest.max(std::fs::read(place.path()).unwrap().len());
    }
    assert!(longest < 1500, "{longest}");
}

#[test]
fn a_journal_that_cannot_be_read_is_an_error_and_stays_as_it_is() {
    let place = Place::new();
    let long = vec![b' '; 300_000];
    for garbage in [
        &b""[..],
        b"{",
        b"\xff\xfe",
        b"[]",
        b"{\"format\": \"other\", \"formatVersion\": 1}",
        b"{\"format\": \"storectl.journal\", \"formatVersion\": 1}",
        &long,
    ] {
        place.put(garbage);
        let error = Journal::open(&place.path(), ENDPOINT, &product()).unwrap_err();
        assert!(
            matches!(
                error,
                JournalError::Unreadable { .. } | JournalError::File(OwnFileError::TooLarge { .. })
            ),
            "{error}"
        );
        assert!(error.to_string().contains("p.json"), "{error}");
        assert_eq!(std::fs::read(place.path()).unwrap(), garbage);
    }
}

#[test]
fn what_is_no_token_in_a_journal_is_an_error_that_names_it() {
    for (token, change) in [("D-1", "D-aaaaaa"), ("D-aaaaaa", "D-1")] {
        let place = Place::new();
        let mut journal = place.open();
        let named = acknowledgment("D-bbbbbb", &["D-cccccc"]);
        journal.before_write(Write::Other, &[named], NOW).unwrap();
        let text = std::fs::read_to_string(place.path()).unwrap();
        let text = text.replace("D-bbbbbb", token).replace("D-cccccc", change);
        place.put(text.as_bytes());
        let error = Journal::open(&place.path(), ENDPOINT, &product()).unwrap_err();
        let error = error.to_string();
        assert!(error.contains("`D-1` is not a token"), "{error}");
    }
}

#[test]
fn what_is_in_place_of_a_journal_is_an_error_that_names_it() {
    let place = Place::new();
    std::fs::create_dir_all(place.path()).unwrap();
    let error = Journal::open(&place.path(), ENDPOINT, &product()).unwrap_err();
    assert!(
        matches!(error, JournalError::File(OwnFileError::NotRegular { .. })),
        "{error}"
    );
    assert_eq!(error.path(), place.path());
    assert!(error.to_string().contains("p.json"), "{error}");
}

#[test]
fn the_journal_of_another_store_is_an_error() {
    let place = Place::new();
    let mut sandbox = Journal::open(&place.path(), "http://127.0.0.1:1", &product()).unwrap();
    sandbox.before_write(Write::Other, &[], NOW).unwrap();
    let error = Journal::open(&place.path(), ENDPOINT, &product()).unwrap_err();
    assert!(matches!(error, JournalError::Other { .. }), "{error}");
}

#[test]
fn one_product_is_the_same_whatever_the_case_of_its_id() {
    let place = Place::new();
    place.open().before_write(Write::Other, &[], NOW).unwrap();
    let product = product().as_str().to_ascii_uppercase().parse().unwrap();
    let journal = Journal::open(&place.path(), ENDPOINT, &product).unwrap();
    assert_eq!(journal.prior_work().facts, [PendingFact::Unsubmitted]);
}

#[test]
fn the_journal_of_a_newer_storectl_is_an_error() {
    let place = Place::new();
    place.put(b"{\"format\": \"storectl.journal\", \"formatVersion\": 2, \"new\": true}");
    let error = Journal::open(&place.path(), ENDPOINT, &product()).unwrap_err();
    assert!(
        matches!(error, JournalError::Newer { version: 2, .. }),
        "{error}"
    );
}

#[test]
fn a_file_that_cannot_be_written_is_an_error_and_changes_nothing() {
    let place = Place::new();
    let mut journal = place.open();
    std::fs::write(place.0.path().join(".storectl"), "a file").unwrap();
    assert!(journal.before_write(Write::Other, &[], NOW).is_err());
    assert_eq!(journal.prior_work(), PriorWork::default());
}

#[test]
fn the_notes_say_when_and_what_is_left() {
    let place = Place::new();
    let mut journal = place.open();
    journal.before_write(Write::Packages, &[], NOW).unwrap();
    assert_eq!(
        journal.note_lines(),
        [
            "the draft has unsubmitted changes since 2026-09-21T14:13:20Z",
            "packages were written but not committed",
        ]
    );
}

#[test]
fn the_file_reads_like_this() {
    let place = Place::new();
    let mut journal = place.open();
    journal
        .submitted(&submission(), Watch::UntilPublished, NOW)
        .unwrap();
    journal.before_write(Write::Packages, &[], NOW).unwrap();
    insta::assert_snapshot!(std::fs::read_to_string(place.path()).unwrap());
}

#[test]
fn a_file_that_is_no_journal_is_described_without_names_of_types() {
    for (content, what) in [
        (
            "null",
            "it does not have the format of a journal (line 1, column 4)",
        ),
        ("{", "it ends unexpectedly (line 1, column 1)"),
        ("]", "it is not JSON (line 1, column 1)"),
    ] {
        let error = super::document::parse(
            content.as_bytes(),
            Path::new("journal.json"),
            "https://api.store.microsoft.com",
            &"3e31a9f9-84e8-4d2d-9eba-487878d02ebf".parse().unwrap(),
        );
        let message = error.unwrap_err().to_string();
        assert!(message.contains(what), "{message}");
    }
}
