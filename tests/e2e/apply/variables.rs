//! The variables and the commit that a plan was made with, and what `apply --plan` takes from it.

use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Run, Store, Workplace, apply};

const VERSIONED: &str = "
vars: { version: 1.4.2, notes: { secret: true } }
properties: { certificationNotes: \"Sign in with ${notes}.\" }
packages:
  - packageUrl: https://www.contoso.com/downloads/${version}/setup.exe
";

fn versioned(store: &Store) -> Workplace {
    let mut workplace = Workplace::at(store, VERSIONED);
    workplace.set("STORECTL_VAR_NOTES", "hunter2hunter2");
    workplace
}

fn saved(workplace: &Workplace) -> Value {
    serde_json::from_str(&workplace.read("plan.json")).unwrap()
}

const PLAN: [&str; 5] = ["plan", "--out", "json=plan.json", "--var", "version=1.5.0"];

#[test]
fn a_plan_names_where_each_value_came_from_and_no_secret() {
    let store = Store::start();
    let workplace = versioned(&store);
    let run = workplace.run(&PLAN).exits(0);
    let expected = "variables: notes (secret, from the environment), version = 1.5.0 (from --var; the manifest says 1.4.2)";
    assert!(run.stdout.contains(expected), "{}", run.stdout);
    assert_eq!(
        saved(&workplace)["products"][0]["variables"],
        json!([
            { "name": "notes", "value": null, "from": "environment", "manifest": null },
            { "name": "version", "value": "1.5.0", "from": "flag", "manifest": "1.4.2" },
        ])
    );
    let markdown = workplace.run(&["plan", "--format", "markdown"]).exits(0);
    assert!(
        markdown
            .stdout
            .contains("`version` = `1.4.2` (from the manifest)"),
        "{}",
        markdown.stdout
    );
    for shown in [run.stdout, markdown.stdout, workplace.read("plan.json")] {
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}

#[test]
fn an_approved_plan_is_applied_with_its_own_variables() {
    let store = Store::start();
    let mut workplace = versioned(&store);
    workplace.run(&PLAN).exits(0);
    // What is set around the run that applies it does not count.
    workplace.set("STORECTL_VAR_VERSION", "9.9.9");
    workplace.run(&apply(&["--plan", "plan.json"])).exits(0);
    let url = &store.product().packages[0].fields["packageUrl"];
    assert_eq!(url, "https://www.contoso.com/downloads/1.5.0/setup.exe");
}

#[test]
fn a_value_of_the_manifest_stays_the_manifests_whatever_is_set_around_the_apply() {
    let store = Store::start();
    let mut workplace = versioned(&store);
    workplace.run(&["plan", "--out", "json=plan.json"]).exits(0);
    workplace.set("STORECTL_VAR_version", "9.9.9");
    workplace.run(&apply(&["--plan", "plan.json"])).exits(0);
    let url = &store.product().packages[0].fields["packageUrl"];
    assert_eq!(url, "https://www.contoso.com/downloads/1.4.2/setup.exe");
}

#[test]
fn another_value_on_the_command_line_than_the_approved_one_is_stale() {
    let store = Store::start();
    let workplace = versioned(&store);
    workplace.run(&PLAN).exits(0);
    let run = workplace
        .run(&apply(&["--plan", "plan.json", "--var", "version=1.6.0"]))
        .exits(12);
    assert!(
        run.stderr.contains("packages[0].packageUrl"),
        "{}",
        run.stderr
    );
    assert!(store.writes(0).is_empty());
}

#[test]
fn a_secret_variable_is_given_again() {
    let store = Store::start();
    let mut workplace = versioned(&store);
    workplace.run(&PLAN).exits(0);
    workplace.set("STORECTL_VAR_NOTES", "");
    let run: Run = workplace.run(&apply(&["--plan", "plan.json"])).exits(10);
    assert!(run.stderr.contains("notes"), "{}", run.stderr);
    assert!(store.writes(0).is_empty());
}

#[test]
fn commands_offered_repeat_the_variables_that_are_not_secret_and_say_how_to_pass_the_others() {
    let store = Store::start();
    let workplace = Workplace::at(&store, VERSIONED);
    let given = ["--var", "version=1.5.0", "--var", "notes=hunter2hunter2"];
    let markdown = ["plan", "--format", "markdown"];
    let plan = workplace.run(&[&markdown[..], &given].concat()).exits(0);
    let unasked = workplace.run(&[&["apply"], &given[..]].concat()).exits(64);
    for run in [plan, unasked] {
        let said = format!("{}{}", run.stdout, run.stderr);
        assert!(said.contains("--var version=1.5.0"), "{said}");
        let reminder = "also set the secret variable in the environment: ";
        assert_eq!(said.matches(reminder).count(), 1, "{said}");
        assert!(said.contains("STORECTL_VAR_NOTES"), "{said}");
        assert!(
            !said.contains("hunter2") && !said.contains("VALUE"),
            "{said}"
        );
    }
}

fn git(workplace: &Workplace, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
        .args(arguments)
        .current_dir(workplace.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn a_plan_names_the_commit_that_is_checked_out_and_its_hash_does_not_depend_on_it() {
    let store = Store::start();
    let mut workplace = versioned(&store);
    // Whoever runs storectl needs a PATH to find git in.
    let path = std::env::var_os("PATH").unwrap();
    workplace.set("PATH", path.to_str().unwrap());
    workplace.run(&PLAN).exits(0);
    let outside = saved(&workplace);
    assert_eq!(outside["commit"], json!(null));
    git(&workplace, &["init", "--quiet"]);
    git(
        &workplace,
        &["commit", "--quiet", "--allow-empty", "--message", "first"],
    );
    workplace.run(&PLAN).exits(0);
    let inside = saved(&workplace);
    assert_eq!(
        inside["commit"],
        json!(git(&workplace, &["rev-parse", "HEAD"]))
    );
    assert_eq!(inside["planHash"], outside["planHash"]);
}

#[test]
fn a_version_that_was_only_given_to_an_apply_is_not_lowered_by_the_next_plan() {
    let store = Store::start();
    let workplace = Workplace::at(
        &store,
        "
vars: { version: 1.5.0 }
packages:
  - packageUrl: https://www.contoso.com/downloads/${version}/setup.exe
",
    );
    workplace.run(&apply(&["--var", "version=1.6.0"])).exits(0);
    let plan = workplace.run(&["plan"]).exits(11);
    assert!(
        plan.stdout.contains("lowers the version in the URL"),
        "{}",
        plan.stdout
    );
    let blocked = workplace.run(&["plan", "--format", "json"]).exits(11);
    let blocked: Value = serde_json::from_str(&blocked.stdout).unwrap();
    let change = &blocked["products"][0]["changes"][0];
    assert_eq!(change["address"], "packages[0].packageUrl");
    let token = change["token"].as_str().unwrap();
    workplace.run(&["plan", "--acknowledge", token]).exits(0);
    workplace.run(&["plan", "--var", "version=1.6.0"]).exits(0);
    let explained = workplace.run(&["explain", "version-lowered"]).exits(0);
    assert!(
        explained.stdout.contains("lowers the version in the URL"),
        "{}",
        explained.stdout
    );
}
