//! The plan of a release, beside its message.

use super::MANIFEST;
use crate::support::{Store, Workplace};

fn workplace(store: &Store) -> Workplace {
    let workplace = Workplace::at(store, "");
    workplace.write("storectl.yaml", MANIFEST);
    workplace
}

#[test]
fn a_release_is_planned_where_there_are_credentials() {
    let store = Store::start();
    let run = workplace(&store).run(&["release", "1.5.0"]).exits(0);
    assert!(
        run.stdout.starts_with("Release Contoso Widgets 1.5.0\n"),
        "{}",
        run.stdout
    );
    for said in [
        "Product Contoso Widgets",
        "downloads/[-1.1-]{+1.5.0+}/setup.exe",
    ] {
        assert!(run.stderr.contains(said), "{}", run.stderr);
        assert!(!run.stdout.contains(said), "{}", run.stdout);
    }
    assert!(store.writes(0).is_empty());
}

#[test]
fn notes_that_are_live_already_are_named() {
    let store = Store::start();
    let workplace = workplace(&store);
    let live = "Faster gears, and a search that finds them.";
    workplace.write(
        "storectl.yaml",
        MANIFEST.replace("Gears in ${version}.", &format!("'{live}'")),
    );
    let run = workplace.run(&["release", "1.5.0"]).exits(0);
    let said = "warning: storectl.yaml: `whatsNew` is what the Store has already in en-us\n";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    assert!(run.stdout.contains("1.4.2 -> 1.5.0\n"), "{}", run.stdout);
}

#[test]
fn a_blocked_release_is_written_and_its_tokens_are_acknowledged_by_the_command_it_offers() {
    let store = Store::start();
    let workplace = workplace(&store);
    workplace.write(
        "store/storectl.yaml",
        MANIFEST.replace("listings:", "availability: { pricing: FREE }\nlistings:"),
    );
    std::fs::remove_file(workplace.path().join("storectl.yaml")).unwrap();
    let run = workplace
        .run(&["release", "1.5.0", "--log-format", "json", "store"])
        .exits(11);
    assert!(
        run.stdout.starts_with("Release Contoso Widgets 1.5.0\n"),
        "{}",
        run.stdout
    );
    assert!(
        workplace
            .read("store/storectl.yaml")
            .contains("version: 1.5.0")
    );
    let offered = run
        .stderr
        .split("in the manifest: `storectl ")
        .nth(1)
        .unwrap();
    let offered: Vec<&str> = offered.split('`').next().unwrap().split(' ').collect();
    assert_eq!(
        (offered[0], offered.last()),
        ("acknowledge", Some(&"store"))
    );
    workplace.run(&offered).exits(0);
    workplace.run(&["plan", "store"]).exits(0);
}

#[test]
fn refused_credentials_end_with_their_exit_and_the_message_is_printed() {
    let store = Store::start();
    let mut workplace = workplace(&store);
    workplace.set("STORECTL_CLIENT_SECRET", "wrong");
    let run = workplace.run(&["release", "1.5.0"]).exits(20);
    assert!(
        run.stdout.starts_with("Release Contoso Widgets 1.5.0\n"),
        "{}",
        run.stdout
    );
    assert!(
        run.stderr.contains("edited storectl.yaml"),
        "{}",
        run.stderr
    );
    assert!(workplace.read("storectl.yaml").contains("version: 1.5.0"));
}

#[test]
fn what_is_malformed_is_refused_before_anything_is_written() {
    let store = Store::start();
    let mut workplace = workplace(&store);
    workplace.set("STORECTL_ENDPOINT", "nowhere");
    workplace.run(&["release", "1.5.0"]).exits(64);
    assert_eq!(workplace.read("storectl.yaml"), MANIFEST);
}

#[test]
fn a_secret_that_nobody_gave_leaves_the_release_without_a_plan() {
    let store = Store::start();
    let workplace = workplace(&store);
    let manifest = MANIFEST
        .replace("1.4.2 }", "1.4.2, pin: { secret: true } }")
        .replace(
            "listings:",
            "properties: { certificationNotes: 'PIN ${pin}' }\nlistings:",
        );
    workplace.write("storectl.yaml", &manifest);
    let run = workplace.run(&["release", "1.5.0"]).exits(0);
    assert!(run.stderr.contains("not planned: "), "{}", run.stderr);
    assert!(run.stderr.contains("pin"), "{}", run.stderr);
    assert_eq!(
        workplace.read("storectl.yaml"),
        manifest.replace("1.4.2", "1.5.0")
    );
}

#[test]
fn messages_in_json_carry_the_plan_as_facts() {
    let store = Store::start();
    let run = workplace(&store)
        .run(&["release", "1.5.0", "--log-format", "json"])
        .exits(0);
    let lines = run.stderr.lines();
    let records: Vec<serde_json::Value> =
        lines.map(|it| serde_json::from_str(it).unwrap()).collect();
    let plan = records
        .iter()
        .find(|it| it["message"] == "planned")
        .unwrap();
    assert_eq!(plan["summary"]["change"], 2);
}
