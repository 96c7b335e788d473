//! What the journal says at each point of a run.

use super::*;

const ENDPOINT: &str = "https://api.store.microsoft.com";
const NOW: u64 = 1_790_000_000;

fn product() -> ProductId {
    "3e31a9f9-84e8-4d2d-9eba-487878d02ebf".parse().unwrap()
}

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join(".storectl/journal/p.json")
    }

    fn open(&self) -> (Journal, Vec<JournalWarning>) {
        Journal::open(&self.path(), ENDPOINT, &product())
    }

    /// What a run that starts now finds.
    fn found(&self) -> Phase {
        let (journal, warnings) = self.open();
        assert_eq!(warnings, []);
        journal.phase().clone()
    }

    fn put(&self, content: &[u8]) {
        std::fs::create_dir_all(self.path().parent().unwrap()).unwrap();
        std::fs::write(self.path(), content).unwrap();
    }
}

fn draft(intent: Intent, packages: Packages) -> Draft {
    Draft {
        since: NOW,
        intent,
        packages,
    }
}

#[test]
fn nothing_is_on_disk_before_something_happens() {
    let place = Place::new();
    let (journal, warnings) = place.open();
    assert_eq!((journal.resume(), warnings), (Resume::Nothing, vec![]));
    assert_eq!(journal.note_lines(), Vec::<String>::new());
    assert!(!place.path().exists());
}

#[test]
fn each_state_is_on_disk_before_the_request_it_is_about() {
    let place = Place::new();
    let (mut journal, _) = place.open();
    journal
        .before_write(Write::Packages, Intent::Submit, NOW)
        .unwrap();
    let owed = draft(Intent::Submit, Packages::Owed);
    assert_eq!(place.found(), Phase::Writing(owed));
    journal
        .before_write(Write::Other, Intent::Submit, NOW + 1)
        .unwrap();
    assert_eq!(place.found(), Phase::Writing(owed));
    journal.packages_committed().unwrap();
    let committed = draft(Intent::Submit, Packages::Settled);
    assert_eq!(place.found(), Phase::Writing(committed));
    assert_eq!(place.open().0.resume(), Resume::Unsubmitted);
    journal.before_submit(NOW + 2).unwrap();
    assert_eq!(place.found(), Phase::Submitting(committed));
    assert_eq!(place.open().0.resume(), Resume::Unsubmitted);
    let id: SubmissionId = "1152921505700520060".parse().unwrap();
    journal.submitted(&id, NOW + 3).unwrap();
    let (later, _) = place.open();
    assert_eq!(
        (later.phase(), later.submission(), later.resume()),
        (&Phase::Settled, Some(&id), Resume::Nothing)
    );
}

#[test]
fn a_refused_first_write_leaves_nothing_behind() {
    let place = Place::new();
    let (mut journal, _) = place.open();
    journal
        .before_write(Write::Packages, Intent::Submit, NOW)
        .unwrap();
    journal.refused().unwrap();
    assert_eq!(place.found(), Phase::Settled);
}

#[test]
fn a_refused_later_write_forgets_nothing_of_the_earlier_ones() {
    let place = Place::new();
    let (mut journal, _) = place.open();
    journal
        .before_write(Write::Packages, Intent::Submit, NOW)
        .unwrap();
    journal
        .before_write(Write::Other, Intent::Submit, NOW)
        .unwrap();
    journal.refused().unwrap();
    let owed = draft(Intent::Submit, Packages::Owed);
    assert_eq!(place.found(), Phase::Writing(owed));
}

#[test]
fn a_refused_submission_leaves_the_draft_to_be_submitted() {
    let place = Place::new();
    let (mut journal, _) = place.open();
    journal
        .before_write(Write::Other, Intent::Submit, NOW)
        .unwrap();
    journal.before_submit(NOW).unwrap();
    journal.refused().unwrap();
    assert_eq!(place.open().0.resume(), Resume::Unsubmitted);
}

#[test]
fn a_draft_left_on_purpose_is_not_pending() {
    let place = Place::new();
    let (mut journal, _) = place.open();
    journal
        .before_write(Write::Other, Intent::LeaveDraft, NOW)
        .unwrap();
    assert_eq!(place.open().0.resume(), Resume::Nothing);
    journal.left_as_draft().unwrap();
    assert_eq!(place.found(), Phase::Settled);
}

#[test]
fn a_run_that_would_not_submit_does_not_forget_that_an_earlier_one_would() {
    let place = Place::new();
    place
        .open()
        .0
        .before_write(Write::Other, Intent::Submit, NOW)
        .unwrap();
    place
        .open()
        .0
        .before_write(Write::Other, Intent::LeaveDraft, NOW + 9)
        .unwrap();
    assert_eq!(place.open().0.resume(), Resume::Unsubmitted);
}

#[test]
fn the_folder_ignores_itself_in_git() {
    let place = Place::new();
    let (mut journal, _) = place.open();
    journal
        .before_write(Write::Other, Intent::Submit, NOW)
        .unwrap();
    let ignore = place.0.path().join(".storectl/.gitignore");
    assert_eq!(std::fs::read_to_string(ignore).unwrap(), "*\n");
    let folder: Vec<_> = std::fs::read_dir(place.path().parent().unwrap())
        .unwrap()
        .map(|it| it.unwrap().file_name())
        .collect();
    assert_eq!(folder, ["p.json"]);
}

#[test]
fn what_a_killed_run_left_half_written_is_taken_away() {
    let place = Place::new();
    let (mut journal, _) = place.open();
    let half = place.path().with_file_name("p.json.new");
    std::fs::create_dir_all(half.parent().unwrap()).unwrap();
    std::fs::write(&half, "{\"format\": \"storectl.jour").unwrap();
    journal
        .before_write(Write::Other, Intent::Submit, NOW)
        .unwrap();
    assert!(!half.exists());
    assert_eq!(place.open().0.resume(), Resume::Unsubmitted);
}

#[test]
fn the_journal_does_not_grow() {
    let place = Place::new();
    let (mut journal, _) = place.open();
    let mut longest = 0;
    for round in 0..50 {
        journal
            .before_write(Write::Packages, Intent::Submit, NOW + round)
            .unwrap();
        journal.packages_committed().unwrap();
        journal.before_submit(NOW + round).unwrap();
        let id = "1152921505700520060".parse().unwrap();
        journal.submitted(&id, NOW + round).unwrap();
        longest = longest.max(std::fs::read(place.path()).unwrap().len());
    }
    assert!(longest < 600, "{longest}");
}

#[test]
fn garbage_is_told_about_and_taken_as_absent() {
    let place = Place::new();
    let long = vec![b' '; 70_000];
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
        let (mut journal, warnings) = place.open();
        assert!(matches!(
            warnings.as_slice(),
            [JournalWarning::Unreadable { .. }]
        ));
        assert_eq!(journal.phase(), &Phase::Settled);
        journal
            .before_write(Write::Other, Intent::Submit, NOW)
            .unwrap();
        assert_eq!(place.open().1, []);
    }
}

#[test]
fn the_journal_of_something_else_is_told_about_and_taken_as_absent() {
    let place = Place::new();
    let (mut sandbox, _) = Journal::open(&place.path(), "http://127.0.0.1:1", &product());
    sandbox
        .before_write(Write::Other, Intent::Submit, NOW)
        .unwrap();
    let (journal, warnings) = place.open();
    assert!(matches!(
        warnings.as_slice(),
        [JournalWarning::Other { .. }]
    ));
    assert_eq!(journal.resume(), Resume::Nothing);
}

#[test]
fn the_journal_of_a_newer_storectl_is_told_about_and_taken_as_absent() {
    let place = Place::new();
    place.put(b"{\"format\": \"storectl.journal\", \"formatVersion\": 2, \"new\": true}");
    assert!(matches!(
        place.open().1.as_slice(),
        [JournalWarning::Newer { version: 2, .. }]
    ));
}

#[test]
fn a_file_that_cannot_be_written_is_an_error_and_changes_nothing() {
    let place = Place::new();
    std::fs::write(place.0.path().join(".storectl"), "a file").unwrap();
    let (mut journal, _) = Journal::open(&place.path(), ENDPOINT, &product());
    assert!(
        journal
            .before_write(Write::Other, Intent::Submit, NOW)
            .is_err()
    );
    assert_eq!(journal.phase(), &Phase::Settled);
}

#[test]
fn the_notes_say_when_and_how_to_go_on() {
    let place = Place::new();
    let (mut journal, _) = place.open();
    journal
        .before_write(Write::Packages, Intent::Submit, NOW)
        .unwrap();
    assert_eq!(
        journal.note_lines(),
        [
            "an apply that began at 2026-09-21T14:13:20Z changed the draft and was cut off before submitting it; \
             `storectl apply` goes on",
            "it wrote packages and did not commit them; every submission by storectl commits them first",
        ]
    );
}

#[test]
fn the_file_reads_like_this() {
    let place = Place::new();
    let (mut journal, _) = place.open();
    let id: SubmissionId = "1152921505700520060".parse().unwrap();
    journal.submitted(&id, NOW).unwrap();
    journal
        .before_write(Write::Packages, Intent::Submit, NOW)
        .unwrap();
    insta::assert_snapshot!(std::fs::read_to_string(place.path()).unwrap());
}
