//! The jobs of `examples/gitlab/.gitlab-ci.yml`.

use serde_yaml::Value;

use super::{runner::Runner, shell};
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
        ("CI_MERGE_REQUEST_DIFF_BASE_SHA", "HEAD^1"),
        ("CI_COMMIT_BEFORE_SHA", "HEAD^1"),
        ("CI_DEFAULT_BRANCH", "main"),
        ("STORECTL_ID_TOKEN", "token"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    for (name, value) in template["variables"].as_mapping().unwrap() {
        let (name, value) = (name.as_str().unwrap(), value.as_str().unwrap());
        variables.push((name.to_owned(), value.to_owned()));
    }
    shell::script(runner, &lines.join("\n"), &variables)
}

#[test]
fn what_the_merged_plan_shows_is_what_the_manual_job_submits() {
    let store = Store::start();
    let runner = Runner::new(&store);
    job(&runner, "plan").exits(0);
    assert!(runner.workplace.read("plan.md").contains("Contoso Widgets"));
    job(&runner, "plan merged").exits(0);
    assert!(store.writes(0).is_empty());
    job(&runner, "apply").exits(0);
    assert_eq!(store.product().submissions.len(), 1);
    job(&runner, "follow").exits(31);
    job(&runner, "follow").exits(0);
}

#[test]
fn a_merge_request_that_leaves_the_product_alone_is_not_planned() {
    let store = Store::start();
    let runner = Runner::new(&store);
    runner.workplace.write("src/main.c", "int main() {}");
    runner.commit();
    job(&runner, "plan").exits(0);
    job(&runner, "plan merged").exits(0);
    assert!(store.sandbox.requests().is_empty());
    // Somebody starts the manual job all the same.
    job(&runner, "apply").exits(1);
}

#[test]
fn a_blocked_or_invalid_manifest_fails_the_pipeline_and_leaves_the_page() {
    let store = Store::start();
    let runner = Runner::new(&store);
    runner.edit("pricing: PAID", "pricing: FREE");
    job(&runner, "plan").exits(11);
    assert!(runner.workplace.read("plan.md").contains("pricing"));
    runner.edit("submission:", "nonsense: 1\nsubmission:");
    job(&runner, "plan").exits(10);
    assert!(runner.workplace.read("plan.md").contains("nonsense"));
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
    let mut edited = published.clone();
    let mut listings = edited.listings.iter_mut();
    let english = listings.find(|it| it.language == "en-us").unwrap();
    let text = "Gears, as marketing likes them";
    english
        .fields
        .insert("shortDescription".to_owned(), text.into());
    store.sandbox.put_product(edited);
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
