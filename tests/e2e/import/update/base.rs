//! What both sides started from decides what is taken.

use super::{MANIFEST, UPDATE, changed_lines, drift, says_what_the_draft_holds, set, workplace};
use crate::support::{QUICK, Store, Workplace, apply};

/// A checkout whose manifest was submitted and published.
fn submitted(body: &str) -> (Store, Workplace) {
    let store = Store::start();
    let workplace = Workplace::at(&store, body);
    workplace.run(&apply(&[])).exits(0);
    workplace
        .run(&[&["status", "--watch"][..], &QUICK].concat())
        .exits(0);
    (store, workplace)
}

#[test]
fn drift_since_the_last_receipt_is_taken_and_the_manifests_own_edit_stays() {
    let (store, workplace) = submitted(
        "listings:\n  en-us:\n    shortDescription: Gears for all   # short\n    whatsNew: Faster.\n",
    );
    let edited = workplace
        .read("storectl.yaml")
        .replace("Faster.", "Faster still.");
    workplace.write("storectl.yaml", &edited);
    drift(&store, |it| {
        set(it, "en-us", "shortDescription", "Gears for some");
    });
    let plan = workplace.run(&["plan"]).exits(0).stdout;
    let command = "storectl import --update --only listings.en-us.shortDescription";
    assert!(plan.contains(&format!("to keep it: {command}\n")), "{plan}");
    let arguments: Vec<&str> = command.split(' ').skip(1).collect();
    workplace.run(&arguments).exits(0);
    let taken = edited.replace("Gears for all", "Gears for some");
    assert_eq!(workplace.read("storectl.yaml"), taken);
}

#[test]
fn a_conflict_is_left_with_both_values_and_the_command_that_takes_it() {
    let (store, workplace) = submitted(
        "listings:\n  en-us:\n    shortDescription: Gears for all   # short\n    whatsNew: Faster.\n",
    );
    let edited = workplace
        .read("storectl.yaml")
        .replace("for all", "for most");
    workplace.write("storectl.yaml", &edited);
    drift(&store, |it| {
        set(it, "en-us", "shortDescription", "Gears for some");
        set(it, "en-us", "whatsNew", "Much faster.");
    });
    let run = workplace.run(&["import", "--update"]).exits(0);
    assert_eq!(
        workplace.read("storectl.yaml"),
        edited.replace("Faster.", "Much faster.")
    );
    for said in [
        "`listings.en-us.shortDescription` is not taken",
        "Gears for some",
        "Gears for most",
    ] {
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
    let command = "storectl import --update --only listings.en-us.shortDescription";
    assert!(run.stderr.contains(command), "{}", run.stderr);
    let plan = workplace.run(&["plan"]).exits(0).stdout;
    assert!(
        plan.contains(&format!("to take the live value: {command}\n")),
        "{plan}"
    );
    let arguments: Vec<&str> = command.split(' ').skip(1).collect();
    workplace.run(&arguments).exits(0);
    assert!(
        workplace
            .read("storectl.yaml")
            .contains("shortDescription: Gears for some   # short\n")
    );
    let plan = workplace.run(&["plan", "--format", "json"]).exits(0).json();
    assert_eq!(plan["products"][0]["changes"], serde_json::json!([]));
}

#[test]
fn without_a_base_every_difference_is_taken_and_that_is_said() {
    let store = Store::start();
    let workplace = workplace(&store);
    drift(&store, |it| {
        set(it, "en-us", "shortDescription", "Gears for some");
    });
    let run = workplace.run(&["import", "--update"]).exits(0);
    assert!(
        run.stderr.contains("cannot tell drift from edits"),
        "{}",
        run.stderr
    );
    assert!(changed_lines(&workplace).contains("+    shortDescription: Gears for some"));
    says_what_the_draft_holds(&workplace);
}

#[test]
fn without_a_base_edits_that_are_not_committed_are_refused_unless_fields_are_named() {
    for (file, from, to) in [
        ("storectl.yaml", "at most seven", "at most 7"),
        ("texts/de-de.md", "Contoso", "Kontoso"),
    ] {
        let store = Store::start();
        let workplace = workplace(&store);
        let edited = workplace.read(file).replacen(from, to, 1);
        workplace.write(file, &edited);
        drift(&store, |it| {
            set(it, "en-us", "shortDescription", "Gears for some");
        });
        let run = workplace.run(&["import", "--update"]).exits(12);
        for said in [file, "--base", "--only"] {
            assert!(run.stderr.contains(said), "{}", run.stderr);
        }
        assert_eq!(run.stdout, "");
        assert_eq!(workplace.read(file), edited);
        let only = ["import", "--update", "--only", "listings.en-us"];
        workplace.run(&only).exits(0);
        assert!(
            workplace
                .read("storectl.yaml")
                .contains("shortDescription: Gears for some")
        );
        assert!(workplace.read(file).contains(to));
        // A base tells them apart.
        workplace.run(&UPDATE).exits(0);
    }
}

#[test]
fn a_manifest_that_git_does_not_track_is_updated_without_a_base() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "listings: { en-us: { shortDescription: Gears } }\n");
    workplace.run(&["import", "--update"]).exits(0);
    assert!(
        workplace
            .read("storectl.yaml")
            .contains("shortDescription: Gears for everyone")
    );
}

#[test]
fn a_base_that_cannot_be_used_is_an_error_because_nothing_else_tells_drift() {
    let store = Store::start();
    let workplace = workplace(&store);
    drift(&store, |it| {
        set(it, "en-us", "shortDescription", "Gears for some");
    });
    let run = workplace
        .run(&["import", "--update", "--base", "nowhere"])
        .exits(1);
    assert!(run.stderr.contains("nowhere"), "{}", run.stderr);
    assert_eq!(workplace.read("storectl.yaml"), MANIFEST);
}

#[test]
fn nothing_to_take_is_said_and_writes_nothing() {
    let store = Store::start();
    let workplace = workplace(&store);
    let run = workplace.run(&UPDATE).exits(0);
    assert!(run.stderr.contains("nothing to take"), "{}", run.stderr);
    assert_eq!(run.stdout, "");
    assert_eq!(changed_lines(&workplace), "");
}
