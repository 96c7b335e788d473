//! `plan --base REV`: the policy is the one of the base, whatever the change under review makes of it.

use super::{HEAD, WEBSITE, planned, policy, violations, workplace};
use crate::support::{Store, Workplace, git::git};

const STRICT: &str = "installerHosts: [dl.contoso.com]\n";
const FORBIDDEN: &str = "installerHosts packages[0].packageUrl policy.yaml:2";

/// A repository whose first commit has the strict policy.
fn repository() -> Workplace {
    workplace(&Store::start(), WEBSITE, STRICT).into_repository()
}

#[test]
fn a_change_under_review_cannot_edit_the_policy_that_it_is_judged_by() {
    let workplace = repository();
    policy(&workplace, "");
    workplace.commit();
    assert_eq!(
        violations(&planned(&workplace, &[], 0)),
        Vec::<String>::new()
    );
    let plan = planned(&workplace, &["--base", "HEAD~1"], 11);
    assert_eq!(violations(&plan), [FORBIDDEN]);
    // Nor by removing it,
    std::fs::remove_file(workplace.path().join("policy.yaml")).unwrap();
    let plan = planned(&workplace, &["--base", "HEAD~1"], 11);
    assert_eq!(violations(&plan), [FORBIDDEN]);
    // nor by another repository in its place.
    workplace.write("policy.yaml/.git", "gitdir: elsewhere\n");
    let plan = planned(&workplace, &["--base", "HEAD~1"], 11);
    assert_eq!(violations(&plan), [FORBIDDEN]);
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_the_policy_or_its_folder_leads_nowhere() {
    let workplace = workplace(&Store::start(), WEBSITE, "");
    workplace.write("rules/policy.yaml", format!("{HEAD}{STRICT}"));
    let workplace = workplace.into_repository();
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("policy.yaml"), HEAD).unwrap();
    let rules = workplace.path().join("rules");
    std::fs::remove_dir_all(&rules).unwrap();
    std::os::unix::fs::symlink(outside.path(), &rules).unwrap();
    workplace.commit();
    let arguments = ["plan", "--policy", "rules/policy.yaml", "--base", "HEAD~1"];
    let run = workplace.run(&arguments).exits(11);
    assert!(run.stdout.contains("rules/policy.yaml:2"), "{}", run.stdout);
    // At a revision that has the link, there is no such policy.
    let arguments = ["plan", "--policy", "rules/policy.yaml", "--base", "HEAD"];
    let run = workplace.run(&arguments).exits(1);
    assert!(run.stderr.contains("`HEAD`"), "{}", run.stderr);
}

#[test]
fn a_policy_that_the_base_lacks_or_a_base_that_is_none_ends_with_1_and_names_the_revision() {
    let workplace = repository();
    workplace.write("new.yaml", HEAD);
    for (file, rev, says) in [
        ("new.yaml", "HEAD", "`HEAD` has no policy new.yaml"),
        ("policy.yaml", "nowhere", "`nowhere` is not a revision"),
        ("policy.yaml", "--output=x", "`--output=x`"),
    ] {
        let base = format!("--base={rev}");
        let run = workplace.run(&["plan", "--policy", file, &base]).exits(1);
        assert!(run.stderr.contains(says), "{says}: {}", run.stderr);
        let json = ["plan", "--policy", file, &base, "--format", "json"];
        let document = workplace.run(&json).exits(1).json();
        assert!(document["error"]["message"].as_str().unwrap().contains(rev));
    }
}

#[test]
fn an_invalid_policy_of_the_base_is_shown_with_its_line_and_the_revision() {
    let workplace = workplace(&Store::start(), WEBSITE, "product: []\n").into_repository();
    policy(&workplace, "");
    let base = ["plan", "--policy", "policy.yaml", "--base", "HEAD"];
    let run = workplace.run(&base).exits(10);
    assert!(run.stderr.contains("policy.yaml:2:1"), "{}", run.stderr);
    let document = workplace.run(&[&base[..], &["--format", "json"]].concat());
    let message = document.exits(10).json()["error"]["message"].clone();
    assert!(message.as_str().unwrap().contains("`HEAD`"), "{message}");
}

#[test]
fn a_policy_outside_the_repository_is_read_as_it_is() {
    let workplace = repository();
    let outside = tempfile::tempdir().unwrap();
    let file = outside.path().join("policy.yaml");
    std::fs::write(&file, format!("{HEAD}products: [other]\n")).unwrap();
    let file = file.to_str().unwrap();
    for base in [&[][..], &["--base", "HEAD"], &["--base", "nowhere"]] {
        let arguments = [&["plan", "--policy", file, "--format", "json"], base].concat();
        let run = workplace.run(&arguments).exits(11);
        assert!(!run.stderr.contains("under review"), "{}", run.stderr);
        assert!(violations(&run.json())[0].ends_with("policy.yaml:2"));
    }
}

#[test]
fn without_a_base_a_warning_says_that_the_change_can_edit_its_own_policy() {
    let workplace = repository();
    policy(&workplace, "");
    let says = "the change under review can edit its own policy";
    let text = workplace.run(&["plan", "--policy", "policy.yaml"]).exits(0);
    assert!(text.stdout.contains(says), "{}", text.stdout);
    let json = ["plan", "--policy", "policy.yaml", "--format", "json"];
    let run = workplace.run(&json).exits(0);
    assert!(run.stderr.contains(says), "{}", run.stderr);
    let warnings = run.json()["products"][0]["warnings"].to_string();
    assert!(warnings.contains(says), "{warnings}");
    workplace.commit();
    let run = workplace.run(&[&json[..], &["--base", "HEAD"]].concat());
    let run = run.exits(0);
    assert!(!run.stderr.contains(says), "{}", run.stderr);
    assert!(!run.stdout.contains(says), "{}", run.stdout);
}

#[test]
fn a_policy_is_found_from_any_folder_of_the_repository_and_named_from_its_root() {
    let workplace = repository();
    workplace.write("a/storectl.yaml", workplace.read("storectl.yaml"));
    let mut plan = workplace.command(&[
        "plan",
        "--policy",
        "../policy.yaml",
        "--base",
        "HEAD",
        "--out",
        "json=../plan.json",
    ]);
    let output = plan.current_dir(workplace.path().join("a")).output();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(11));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("at: ../policy.yaml:2"), "{text}");
    let plan = serde_json::from_str(&workplace.read("plan.json")).unwrap();
    assert_eq!(violations(&plan), [FORBIDDEN]);
    assert_eq!(
        git(workplace.path(), &["log", "--oneline"]).lines().count(),
        1
    );
}
