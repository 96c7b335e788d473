//! What a pull request commits is no result of a job, and chooses no compiler.

use std::os::unix::fs::symlink;

use super::runner::{Fault, Runner, workflow};
use crate::support::Store;

/// What the bot would say if a pull request could put words into its mouth.
const FORGED: &str =
    "<!-- storectl:plan v=1 product=x hash=sp1-00000000000000000000000000000000 -->\nforged\n";

#[test]
fn a_committed_result_is_never_the_comment_or_the_page() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    for name in ["plan.md", "plan.html", "plan.json"] {
        runner.workplace.write(name, FORGED);
    }
    runner.commit();
    for step in ["Install", "Plan"] {
        let fault = Some((step, Fault::Failure));
        runner.job_with("plan-on-pr.yml", "plan", fault);
        let comments = runner.comments();
        assert_eq!(comments.len(), 1);
        assert!(comments[0].contains("No plan was made"), "{}", comments[0]);
        assert!(!runner.root().join("github/artifacts").exists());
    }
}

#[test]
fn a_link_in_a_results_place_is_not_followed() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    runner.workplace.write("store/notes.txt", "mine");
    symlink("store/notes.txt", runner.root().join("plan.md")).unwrap();
    runner.commit();
    runner.job("plan-on-pr.yml", "plan").fails_at(None);
    assert_eq!(runner.workplace.read("store/notes.txt"), "mine");
    assert!(runner.comments()[0].contains("Contoso Widgets"));
}

#[test]
fn a_fork_brings_neither_its_own_draft_nor_its_own_plan() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    runner.job("publish-live.yml", "publish").fails_at(None);
    let live = runner.workplace.read("github/cache/live.json");
    std::fs::remove_dir_all(runner.root().join("github/cache")).unwrap();
    runner.workplace.write("live.json", live);
    runner.workplace.write("store-plan/plan.json", FORGED);
    runner.commit();
    let job = runner.job("plan-on-pr-fork.yml", "plan");
    job.fails_at(Some("Plan"));
    let plan = runner
        .workplace
        .read("github/artifacts/store-plan/plan.json");
    assert!(!plan.contains("forged"), "{plan}");
    assert!(job.runs["Plan"].stderr.contains("live.json"));
}

/// A cargo that notes where it was started, and installs the program.
const CARGO: &str = r#"#!/bin/sh
{ pwd; echo "$RUSTUP_TOOLCHAIN"; } > "$HOME/github/built"
ln -s "$HOME/github/storectl" "$HOME/bin/storectl"
"#;

/// Takes storectl from PATH, where an installation puts it back.
pub(super) fn uninstalled(store: &Store) -> Runner {
    use std::os::unix::fs::PermissionsExt as _;

    let runner = Runner::new(store);
    let root = runner.root();
    std::fs::rename(root.join("bin/storectl"), root.join("github/storectl")).unwrap();
    runner.workplace.write("bin/cargo", CARGO);
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(root.join("bin/cargo"), executable).unwrap();
    runner
}

#[test]
fn nothing_is_built_where_the_repository_chooses_the_compiler() {
    let store = Store::start();
    let mut runner = uninstalled(&store);
    runner.job("plan-on-pr.yml", "plan").fails_at(None);
    let built = runner.workplace.read("github/built");
    let folder = runner.root().join("runner");
    assert_eq!(built, format!("{}\nstable\n", folder.display()));
    for (file, job) in jobs() {
        let definition = &workflow(&file)["jobs"][job.as_str()];
        let steps = definition["steps"].as_sequence().unwrap();
        let at = |what: fn(&serde_yaml::Value) -> bool| steps.iter().position(what);
        let Some(install) = at(|it| it["name"] == "Install") else {
            continue;
        };
        let checkout = at(|it| {
            let uses = it["uses"].as_str();
            uses.is_some_and(|it| it.starts_with("actions/checkout@"))
        });
        assert!(checkout.is_none_or(|it| install < it), "{file}: {job}");
        let folder = &steps[install]["working-directory"];
        assert_eq!(folder, "${{ runner.temp }}", "{file}: {job}");
    }
}

/// The jobs of all workflows.
fn jobs() -> Vec<(String, String)> {
    let folder = crate::support::repository().join("examples/github-actions");
    let mut jobs = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap().file_name().into_string().unwrap();
        for (job, _) in workflow(&file)["jobs"].as_mapping().unwrap() {
            jobs.push((file.clone(), job.as_str().unwrap().to_owned()));
        }
    }
    jobs
}

#[test]
fn what_main_restores_is_saved_by_main_alone() {
    for (file, job) in jobs() {
        let workflow = workflow(&file);
        let is_mains = workflow["on"]["push"]["branches"]
            == serde_yaml::from_str::<serde_yaml::Value>("[main]").unwrap()
            || !workflow["on"]["schedule"].is_null();
        for step in workflow["jobs"][job.as_str()]["steps"]
            .as_sequence()
            .unwrap()
        {
            let uses = step["uses"].as_str().unwrap_or_default();
            let saves = ["actions/cache@", "actions/cache/save@"];
            assert!(
                is_mains || !saves.iter().any(|it| uses.starts_with(it)),
                "{file}: {job}"
            );
        }
    }
}

#[test]
fn a_pull_request_that_gets_another_base_is_planned_again() {
    for file in ["plan-on-pr.yml", "plan-on-pr-fork.yml"] {
        let event = &workflow(file)["on"]["pull_request"];
        let words = |key: &str| -> Vec<String> {
            let words = event[key].as_sequence().unwrap().iter();
            words.map(|it| it.as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(words("branches"), ["main"], "{file}");
        let types = ["opened", "synchronize", "reopened", "edited"];
        assert_eq!(words("types"), types, "{file}");
    }
}
