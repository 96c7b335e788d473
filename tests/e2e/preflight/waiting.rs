//! `--wait-for-package`: installers that are uploaded while plan and apply wait for them.

use super::{Case, NEW, codes};
use crate::support::host::{Serves, fixture};

#[test]
fn an_installer_that_is_not_there_yet_is_waited_for() {
    let length = fixture("plain-signed.exe").len();
    for (before, more) in [
        (Serves::Status(404), String::new()),
        (Serves::Status(503), String::new()),
        (Serves::Page, String::new()),
        (
            Serves::fixture("plain-signed-sha384.exe"),
            format!("    expect: {{ length: {length} }}\n"),
        ),
    ] {
        let case = Case::new();
        case.manifest(&more);
        case.host.put(NEW, before);
        case.host
            .put_after(NEW, 1, Serves::fixture("plain-signed.exe"));
        let document = case.planned(&["--wait-for-package", "60s"], 0);
        assert!(codes(&document).is_empty(), "{document}");
        assert_eq!(document["products"][0]["status"], "changed");
    }
}

#[test]
fn apply_waits_as_well() {
    let case = Case::new();
    case.host.put(NEW, Serves::Status(404));
    case.host
        .put_after(NEW, 1, Serves::fixture("plain-signed.exe"));
    case.apply(&["--wait-for-package", "60s"]).exits(0);
    assert_eq!(case.store.product().submissions.len(), 1);
}

#[test]
fn at_the_deadline_it_says_what_is_missing() {
    for (answer, more, said) in [
        (Serves::Status(404), "", "its host responds with 404"),
        (Serves::Page, "", "its host sends a web page"),
        (
            Serves::fixture("plain-signed.exe"),
            "    expect: { length: 1 }\n",
            "it has 7448 bytes, expected 1",
        ),
    ] {
        let case = Case::new();
        case.manifest(more);
        case.host.put(NEW, answer);
        for command in [&["plan"][..], &["apply", "--yes"]] {
            let flags = ["--wait-for-package", "100ms"];
            let run = case.workplace.run(&[command, &flags].concat()).exits(31);
            assert!(run.stderr.contains(said), "{}", run.stderr);
            assert!(run.stderr.contains(&case.at(NEW)), "{}", run.stderr);
        }
        assert!(case.store.writes(0).is_empty());
    }
}

#[test]
fn what_waiting_cannot_help_is_not_waited_for() {
    let case = Case::new();
    case.host.put(NEW, Serves::fixture("plain.exe"));
    case.planned(&["--wait-for-package", "10m"], 10);
    case.host.put(NEW, Serves::Redirect);
    case.planned(&["--wait-for-package", "10m"], 0);
}

#[test]
fn a_look_and_a_plan_that_fetches_nothing_contradict_each_other() {
    let case = Case::new();
    case.plan(&["--save-live", "live.json", "--preflight", "off"])
        .exits(0);
    let live = ["--live", "live.json"];
    for flags in [["--preflight", "full"], ["--wait-for-package", "1s"]] {
        let run = case.plan(&[&live[..], &flags[..]].concat()).exits(64);
        assert!(run.stderr.contains(flags[0]), "{}", run.stderr);
    }
    case.plan(&[&live[..], &["--preflight", "off"]].concat())
        .exits(0);
}

#[test]
fn waiting_and_not_looking_contradict_each_other() {
    let mut case = Case::new();
    let wait = ["--wait-for-package", "1s"];
    case.plan(&[&wait[..], &["--preflight", "off"]].concat())
        .exits(64);
    case.workplace.set("STORECTL_PREFLIGHT", "off");
    let run = case.plan(&wait).exits(64);
    assert!(run.stderr.contains("STORECTL_PREFLIGHT"), "{}", run.stderr);
    case.workplace.set("STORECTL_PREFLIGHT", "sometimes");
    let run = case.plan(&[]).exits(64);
    assert!(run.stderr.contains("STORECTL_PREFLIGHT"), "{}", run.stderr);
    assert!(run.stderr.contains("sometimes"), "{}", run.stderr);
}
