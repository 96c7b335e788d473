//! A submission in progress that nobody here recorded: whose it is, in words and exits.

use storectl_sandbox::{Interpretations, Options};

use crate::support::{Store, Workplace, apply};

const WHATS_NEW: &str =
    "listings:\n  en-us: { whatsNew: Gears now turn both ways and the search finds them. }\n";

/// A Store with these interpretations.
fn store(interpretations: &str) -> Store {
    Store::with(Options {
        interpretations: interpretations.parse::<Interpretations>().unwrap(),
        ..Options::default()
    })
}

/// A workplace whose manifest was submitted by somebody else, and the id of that submission.
fn submitted_elsewhere(store: &Store) -> (Workplace, String) {
    Workplace::at(store, WHATS_NEW).run(&apply(&[])).exits(0);
    let id = store.product().submissions[0].id.clone();
    (Workplace::at(store, WHATS_NEW), id)
}

#[test]
fn with_exactly_this_content_it_is_named_taken_and_followed() {
    let store = store("submission-reads=12");
    let (workplace, id) = submitted_elsewhere(&store);
    let plan = workplace.run(&["plan"]).exits(0).stdout;
    assert!(plan.contains(&id), "{plan}");
    assert!(!plan.contains("Busy"), "{plan}");
    assert!(!plan.contains("is not known"), "{plan}");
    let report = workplace.run(&apply(&["--format", "json"])).exits(0).json();
    assert_eq!(report["products"][0]["submissionId"], id, "{report:#}");
    let plan = &report["plan"]["products"][0];
    assert_eq!(plan["submissionKnown"], true, "{report:#}");
    let run = workplace.run(&apply(&["--wait", "published"])).exits(0);
    assert!(run.stdout.contains(&id), "{}", run.stdout);
    assert_eq!(store.product().submissions.len(), 1);
}

#[test]
fn with_other_content_it_is_busy_and_never_nothing_to_do() {
    let store = store("submission-reads=100");
    let (workplace, id) = submitted_elsewhere(&store);
    workplace.manifest("listings: { en-us: { whatsNew: Gears turn once more. } }\n");
    let plan = workplace.run(&["plan"]).exits(0).stdout;
    assert!(plan.contains("Busy") && plan.contains(&id), "{plan}");
    assert!(!plan.contains("No changes"), "{plan}");
    let report = workplace
        .run(&apply(&["--format", "json"]))
        .exits(13)
        .json();
    assert_eq!(
        report["products"][0]["submissionId"],
        serde_json::Value::Null,
        "{report:#}"
    );
}

/// Field note 93: 5xx on a submission's status says nothing about the submission.
#[test]
fn a_status_that_cannot_be_read_until_the_deadline_is_waiting_within_the_deadline() {
    let store = store("status-failures=100000");
    let workplace = Workplace::at(&store, WHATS_NEW);
    let started = std::time::Instant::now();
    let run = workplace
        .run(&apply(&["--wait", "published", "--timeout", "3s"]))
        .exits(31);
    let took = started.elapsed();
    assert!(
        took.as_secs() < 9,
        "{took:?}: the deadline and 5 s of grace"
    );
    let id = store.product().submissions[0].id.clone();
    assert!(
        run.stdout
            .contains(&format!("Submitted as {id}; not yet published")),
        "{}",
        run.stdout
    );
    let said = format!("{}{}", run.stdout, run.stderr);
    assert!(!said.contains("has failed"), "{said}");
}
