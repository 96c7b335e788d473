//! A journal that cannot be used: what writes stops before the first write, and plan goes on without it.

use std::path::Path;

use storectl_sandbox::SAMPLE_PRODUCT;

use crate::support::{QUICK, Run, Store, Workplace, apply};

const WHATS_NEW: &str =
    "listings:\n  en-us: { whatsNew: Gears now turn both ways and the search finds them. }\n";

/// Puts `content` in the place of the journal of a workplace whose draft was changed, and returns its file's name.
fn with_journal(workplace: &Workplace, content: &str) -> String {
    workplace.run(&apply(&["--submit", "never"])).exits(0);
    let folder = workplace.path().join(".storectl/journal");
    let mut names = std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap());
    let name = names
        .find(|it| Path::new(it).extension().is_some_and(|it| it == "json"))
        .unwrap();
    workplace.write(&format!(".storectl/journal/{name}"), content);
    name
}

#[test]
fn one_that_is_broken_empty_or_newer_stops_what_writes_and_leaves_plan_to_go_on() {
    let newer = format!(
        r#"{{"format": "storectl.journal", "formatVersion": 99, "productId": "{SAMPLE_PRODUCT}"}}"#
    );
    for content in ["{ broken", "", newer.as_str()] {
        let store = Store::start();
        let workplace = Workplace::at(&store, WHATS_NEW);
        let name = with_journal(&workplace, content);
        let so_far = store.requests(0).len();
        for command in ["apply", "submit"] {
            let command: Vec<&str> = [command, "--yes"].into_iter().chain(QUICK).collect();
            let run = workplace.run(&command).exits(1);
            assert!(run.stderr.contains(&name), "{}", run.stderr);
        }
        assert!(store.writes(so_far).is_empty(), "{content}");
        let plan = workplace.run(&["plan", "--format", "json"]).exits(0).json();
        let product = &plan["products"][0];
        assert_eq!(product["submissionKnown"], false, "{plan:#}");
        let warnings = product["warnings"].to_string();
        assert!(warnings.contains(&name), "{warnings}");
        let kept = workplace.read(&format!(".storectl/journal/{name}"));
        assert_eq!(kept, content, "never overwritten");
    }
}

#[test]
fn a_lost_journal_is_not_a_silent_nothing_to_do() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "listings: { en-us: { whatsNew: Gears turn. } }\n");
    workplace.run(&apply(&["--submit", "never"])).exits(0);
    std::fs::remove_dir_all(workplace.path().join(".storectl/journal")).unwrap();
    let run = workplace.run(&apply(&[])).exits(0);
    assert!(
        run.stderr.contains("storectl submit --yes"),
        "{}",
        run.stderr
    );
    let json = workplace.run(&apply(&["--format", "json"])).exits(0).json();
    assert_eq!(json["products"][0]["submissionKnown"], false);
}

#[test]
fn another_working_directory_of_the_repository_has_the_same_journal() {
    let store = Store::start();
    let workplace = Workplace::at(&store, WHATS_NEW);
    workplace.run(&apply(&["--submit", "never"])).exits(0);
    let elsewhere = workplace.path().join("docs/how-to");
    std::fs::create_dir_all(&elsewhere).unwrap();
    let mut arguments = apply(&["--format", "json"]);
    arguments.push("../..");
    let run = workplace
        .command(&arguments)
        .current_dir(&elsewhere)
        .output();
    let json = Run::of(run.unwrap()).exits(0).json();
    let submission = &json["products"][0]["submissionId"];
    assert!(submission.is_string(), "{json:#}");
}

#[test]
fn another_way_to_the_sandboxs_state_has_the_same_journal() {
    let workplace = Workplace::empty();
    workplace.manifest(WHATS_NEW);
    let never = ["apply", "--yes", "--sandbox", "--submit", "never"];
    workplace.run(&never).exits(0);
    std::fs::create_dir(workplace.path().join("docs")).unwrap();
    let again = [
        "apply",
        "--yes",
        "--sandbox=docs/../.storectl/sandbox.json",
        "--format",
        "json",
    ];
    let json = workplace.run(&again).exits(0).json();
    let submission = &json["products"][0]["submissionId"];
    assert!(submission.is_string(), "{json:#}");
}
