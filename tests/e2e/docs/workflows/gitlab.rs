//! The jobs of `examples/gitlab/.gitlab-ci.yml`.

use serde_yaml::Value;

use super::{runner::Runner, schedules::in_partner_center, shell, untrusted::uninstalled};
use crate::support::{Run, Store, git::git, repository};

/// Runs a job: its template's variables and preparation, then its script, in one shell as GitLab does.
fn job(runner: &Runner, name: &str) -> Run {
    let path = repository().join("examples/gitlab/.gitlab-ci.yml");
    let pipeline: Value = serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let template = &pipeline[".storectl"];
    let job = &pipeline[name];
    assert_eq!(job["extends"], ".storectl", "{name}");
    let lines = [&template["before_script"], &job["script"]];
    let lines = lines.iter().flat_map(|it| it.as_sequence().unwrap());
    let lines: Vec<&str> = lines.map(|it| it.as_str().unwrap()).collect();
    let mut variables: Vec<(String, String)> = [
        ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"),
        ("CI_JOB_STAGE", job["stage"].as_str().unwrap()),
        ("CI_DEFAULT_BRANCH", "main"),
        ("STORECTL_ID_TOKEN", "token"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    for (name, value) in template["variables"].as_mapping().unwrap() {
        let (name, value) = (name.as_str().unwrap(), value.as_str().unwrap());
        variables.push((name.to_owned(), value.to_owned()));
    }
    shell::script(runner, &lines.join("\n"), &runner.root(), &variables)
}

#[test]
fn what_the_merged_plan_shows_is_what_the_manual_job_submits() {
    let store = Store::start();
    let runner = Runner::new(&store);
    job(&runner, "plan").exits(0);
    assert!(
        runner
            .workplace
            .read("store-plan/plan.md")
            .contains("Contoso Widgets")
    );
    job(&runner, "plan merged").exits(0);
    assert!(store.writes(0).is_empty());
    job(&runner, "apply").exits(0);
    assert_eq!(store.product().submissions.len(), 1);
    job(&runner, "follow").exits(31);
    job(&runner, "follow").exits(0);
}

#[test]
fn a_merge_request_that_leaves_the_folder_alone_is_planned_too() {
    let store = Store::start();
    let runner = Runner::new(&store);
    runner.workplace.write("src/main.c", "int main() {}");
    runner.commit();
    for name in ["plan", "plan merged"] {
        job(&runner, name).exits(0);
        let plan = runner.workplace.read("store-plan/plan.md");
        assert!(plan.contains("Contoso Widgets"), "{plan}");
    }
}

#[test]
fn a_committed_result_is_no_artifact() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    for name in ["plan.md", "plan.html", "plan.json"] {
        let path = format!("store-plan/{name}");
        runner.workplace.write(&path, "forged");
    }
    git(&runner.root(), &["add", "--force", "store-plan"]);
    runner.commit();
    runner
        .workplace
        .set("STORECTL_ENDPOINT", "http://127.0.0.1:9");
    job(&runner, "plan").exits(21);
    let plan = runner.workplace.read("store-plan/plan.md");
    assert!(!plan.contains("forged"), "{plan}");
    // Not even if nothing can be installed.
    let uninstalled = uninstalled(&store);
    uninstalled
        .workplace
        .write("bin/cargo", "#!/bin/sh\nexit 1\n");
    uninstalled
        .workplace
        .write("store-plan/plan.html", "forged");
    job(&uninstalled, "plan").exits(1);
    assert!(!uninstalled.root().join("store-plan/plan.html").exists());
}

#[test]
fn the_policy_is_the_target_branchs_of_now() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    let root = runner.root();
    let policy = "apiVersion: storectl.policy/v1\nneverAcknowledge: [pricing-changed]\n";
    git(&root, &["switch", "--quiet", "--create", "request"]);
    runner.edit("pricing: PAID", "pricing: FREE");
    runner.commit();
    // Since the merge request began, its target got a policy.
    git(&root, &["switch", "--quiet", "main"]);
    runner.workplace.write("policy.yml", policy);
    runner.commit();
    git(&root, &["push", "--quiet", "origin", "main"]);
    git(&root, &["switch", "--quiet", "request"]);
    runner.workplace.write(
        "policy.yml",
        policy.replace("pricing-changed", "language-removed"),
    );
    runner.commit();
    runner.workplace.set("STORECTL_POLICY", "policy.yml");
    job(&runner, "plan").exits(11);
    let plan = runner.workplace.read("store-plan/plan.md");
    assert!(plan.contains("policy.yml:2"), "{plan}");
}

#[test]
fn nothing_is_built_where_the_repository_chooses_the_compiler() {
    let store = Store::start();
    let runner = uninstalled(&store);
    job(&runner, "plan").exits(0);
    assert_eq!(runner.workplace.read("github/built"), "/\n\n");
}

#[test]
fn drift_that_a_person_declined_is_not_pushed_again() {
    let store = Store::start();
    let runner = Runner::new(&store);
    let origin = runner.root().join("origin.git");
    git(&origin, &["config", "receive.advertisePushOptions", "true"]);
    job(&runner, "plan merged").exits(0);
    job(&runner, "apply").exits(0);
    let tip = || git(&origin, &["rev-parse", "store-drift"]);
    in_partner_center(&store, "Gears, as marketing likes them");
    job(&runner, "drift").exits(0);
    let declined = tip();
    git(&runner.root(), &["reset", "--quiet", "--hard", "HEAD^1"]);
    runner.workplace.write("src/main.c", "int main() {}");
    runner.commit();
    job(&runner, "drift").exits(0);
    assert_eq!(tip(), declined);
    git(&runner.root(), &["reset", "--quiet", "--hard", "HEAD^1"]);
    in_partner_center(&store, "Gears, as marketing loves them");
    job(&runner, "drift").exits(0);
    assert_ne!(tip(), declined);
}

#[test]
fn a_blocked_or_invalid_manifest_fails_the_pipeline_and_leaves_the_page() {
    let store = Store::start();
    let runner = Runner::new(&store);
    runner.edit("pricing: PAID", "pricing: FREE");
    job(&runner, "plan").exits(11);
    assert!(
        runner
            .workplace
            .read("store-plan/plan.md")
            .contains("pricing")
    );
    runner.edit("submission:", "nonsense: 1\nsubmission:");
    job(&runner, "plan").exits(10);
    assert!(
        runner
            .workplace
            .read("store-plan/plan.md")
            .contains("nonsense")
    );
}

#[test]
fn a_draft_that_changed_after_the_plan_is_not_submitted() {
    let store = Store::start();
    let runner = Runner::new(&store);
    job(&runner, "plan merged").exits(0);
    runner.edit("Gears for all of us", "Gears for every home");
    job(&runner, "apply").exits(12);
    assert!(store.product().submissions.is_empty());
}

#[test]
fn drift_pushes_a_branch_and_deletes_it_when_the_difference_is_gone() {
    let store = Store::start();
    let runner = Runner::new(&store);
    let origin = runner.root().join("origin.git");
    git(&origin, &["config", "receive.advertisePushOptions", "true"]);
    job(&runner, "plan merged").exits(0);
    job(&runner, "apply").exits(0);
    let published = store.product();
    let text = "Gears, as marketing likes them";
    in_partner_center(&store, text);
    job(&runner, "drift").exits(0);
    let pushed = git(&origin, &["show", "store-drift:store/storectl.yaml"]);
    assert!(pushed.contains(text), "{pushed}");

    git(&runner.root(), &["reset", "--quiet", "--hard", "HEAD^1"]);
    store.sandbox.put_product(published);
    job(&runner, "drift").exits(0);
    assert_eq!(git(&origin, &["branch", "--list", "store-drift"]), "");
    job(&runner, "drift").exits(0);
}

#[test]
fn the_plan_of_a_canceled_or_failed_job_applies_nothing() {
    let store = Store::start();
    let runner = Runner::new(&store);
    // The plan never came to be: the image could not be pulled, or the job was canceled before its script.
    job(&runner, "apply").exits(1);
    assert!(store.writes(0).is_empty());
}
