//! The jobs of `examples/azure/azure-pipelines.yml`.

use std::os::unix::fs::PermissionsExt as _;

use serde_yaml::Value;

use super::{
    runner::{Runner, copy},
    schedules::in_partner_center,
    shell,
    untrusted::uninstalled,
};
use crate::support::{Run, Store, repository};

/// What makes the approvers of the environment be asked.
const PLANNED: &str = "##vso[task.setvariable variable=planned;isOutput=true]true\n";

/// Why a run started.
#[derive(Clone, Copy)]
enum Reason {
    PullRequest,
    Merge,
    Schedule,
}

/// The steps of the plan's job and of the apply's.
fn steps(stage: usize) -> (Value, Vec<Value>) {
    let path = repository().join("examples/azure/azure-pipelines.yml");
    let pipeline: Value = serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let job = &pipeline["stages"][stage]["jobs"][0];
    let steps = match &job["steps"] {
        Value::Null => &job["strategy"]["runOnce"]["deploy"]["steps"],
        steps => steps,
    };
    (
        job["variables"].clone(),
        steps.as_sequence().unwrap().clone(),
    )
}

/// Runs the scripts of a stage's job until one fails, those under `always()` in any case, and returns the first that failed,
/// else the last but the summary. A step at `broken` fails before it does anything.
fn job(runner: &Runner, stage: usize, reason: Reason, broken: Option<&str>) -> Run {
    let root = runner.root();
    for folder in ["runner", "staging", "workspace"] {
        std::fs::create_dir_all(root.join("github").join(folder)).unwrap();
    }
    let at = |folder: &str| root.join("github").join(folder).display().to_string();
    let reason = match reason {
        Reason::PullRequest => "PullRequest",
        Reason::Merge => "IndividualCI",
        Reason::Schedule => "Schedule",
    };
    let (folder, steps) = steps(stage);
    let mut variables: Vec<(String, String)> = [
        ("BUILD_REASON", reason.to_owned()),
        ("AGENT_TEMPDIRECTORY", at("runner")),
        ("BUILD_ARTIFACTSTAGINGDIRECTORY", at("staging")),
        ("PIPELINE_WORKSPACE", at("workspace")),
        ("STORECTL_RECEIPTS", "git".to_owned()),
        ("idToken", "token".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    for (name, value) in folder.as_mapping().into_iter().flatten() {
        let (name, value) = (name.as_str().unwrap(), value.as_str().unwrap());
        variables.push((name.to_owned(), value.to_owned()));
    }
    let mut failed: Option<Run> = None;
    let mut last = None;
    let mut planned = false;
    for step in &steps {
        let always = match step["condition"].as_str() {
            None => false,
            Some("always()") => true,
            Some("and(always(), eq(variables['plan.planned'], 'true'))") => {
                if !planned {
                    continue;
                }
                true
            }
            Some(other) => panic!("unknown condition: {other}"),
        };
        if failed.is_some() && !always {
            continue;
        }
        if broken.is_some_and(|it| !step[it].is_null()) {
            failed.get_or_insert_with(|| Run {
                code: 1,
                stdout: String::new(),
                stderr: String::new(),
            });
            continue;
        }
        let script = step["bash"]
            .as_str()
            .or(step["inputs"]["inlineScript"].as_str());
        let Some(script) = script else {
            if !step["publish"].is_null() {
                copy(
                    &root.join("github/staging/plan"),
                    &root.join("github/workspace/store-plan-1"),
                );
            }
            continue;
        };
        let folder = match step["workingDirectory"].as_str() {
            None => root.clone(),
            Some("$(Agent.TempDirectory)") => root.join("github/runner"),
            Some(other) => panic!("unknown folder: {other}"),
        };
        let run = shell::script(runner, script, &folder, &variables);
        planned |= run.stdout.contains(PLANNED);
        if run.code != 0 {
            failed.get_or_insert(run);
        } else if !always {
            last = Some(run);
        }
    }
    failed.or(last).unwrap()
}

#[test]
fn what_the_plan_shows_is_what_the_approved_stage_submits() {
    let store = Store::start();
    let runner = Runner::new(&store);
    job(&runner, 0, Reason::PullRequest, None).exits(0);
    let planned = job(&runner, 0, Reason::Merge, None).exits(0);
    assert!(planned.stdout.ends_with(PLANNED), "{}", planned.stdout);
    assert!(store.writes(0).is_empty());
    job(&runner, 1, Reason::Merge, None).exits(0);
    assert_eq!(store.product().submissions.len(), 1);
    assert!(
        runner
            .workplace
            .read("github/runner/report.md")
            .contains("submit")
    );
    let mode = std::fs::metadata(runner.root().join("github/runner/store-token")).unwrap();
    assert_eq!(mode.permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_change_elsewhere_is_planned_and_asks_no_approver() {
    let store = Store::start();
    let runner = Runner::new(&store);
    runner.workplace.write("src/main.c", "int main() {}");
    runner.commit();
    let run = job(&runner, 0, Reason::Merge, None).exits(0);
    assert!(run.stdout.contains("Contoso Widgets"), "{}", run.stdout);
    assert!(!run.stdout.contains(PLANNED), "{}", run.stdout);
}

#[test]
fn a_blocked_plan_fails_the_check_and_a_stale_one_is_not_submitted() {
    let store = Store::start();
    let runner = Runner::new(&store);
    job(&runner, 0, Reason::Merge, None).exits(0);
    runner.edit("Gears for all of us", "Gears for every home");
    job(&runner, 1, Reason::Merge, None).exits(12);
    runner.edit("pricing: PAID", "pricing: FREE");
    job(&runner, 0, Reason::PullRequest, None).exits(11);
    assert!(
        runner
            .workplace
            .read("github/staging/plan/plan.md")
            .contains("pricing")
    );
    assert!(store.product().submissions.is_empty());
}

#[test]
fn nothing_is_built_where_the_repository_chooses_the_compiler() {
    for stage in [0, 1] {
        let (_, steps) = steps(stage);
        let at = |key: &str, value: &str| steps.iter().position(|it| it[key] == value).unwrap();
        let install = at("displayName", "Install");
        assert!(install < at("checkout", "self"));
        assert_eq!(steps[install]["env"]["RUSTUP_TOOLCHAIN"], "stable");
    }
    let store = Store::start();
    let runner = uninstalled(&store);
    job(&runner, 0, Reason::Merge, None).exits(0);
    let built = runner.workplace.read("github/built");
    let folder = runner.root().join("github/runner");
    assert_eq!(built.lines().next(), folder.to_str());
}

#[test]
fn a_file_elsewhere_that_the_manifest_names_is_applied() {
    let store = Store::start();
    let runner = Runner::new(&store);
    runner.workplace.write("shared/news.md", "Old news\n");
    let file = "whatsNew: { file: listings/en-us/whats-new.md }";
    runner.edit(file, "whatsNew: { file: ../shared/news.md }");
    runner.commit();
    runner
        .workplace
        .write("shared/news.md", "News of the day\n");
    runner.commit();
    let run = job(&runner, 0, Reason::Merge, None).exits(0);
    assert!(run.stdout.ends_with(PLANNED), "{}", run.stdout);
}

#[test]
fn drift_fails_the_scheduled_run() {
    let store = Store::start();
    let runner = Runner::new(&store);
    job(&runner, 0, Reason::Merge, None).exits(0);
    job(&runner, 1, Reason::Merge, None).exits(0);
    job(&runner, 0, Reason::Schedule, None).exits(0);
    in_partner_center(&store, "Gears, as marketing likes them");
    job(&runner, 0, Reason::Schedule, None).exits(11);
}

#[test]
fn a_foreign_step_that_fails_or_is_canceled_leaves_the_store_alone() {
    for broken in ["checkout", "task", "publish"] {
        let store = Store::start();
        let runner = Runner::new(&store);
        job(&runner, 0, Reason::Merge, Some(broken)).exits(1);
        assert!(store.writes(0).is_empty());
        // The stage is skipped then. Started by hand, it has no plan to apply.
        job(&runner, 1, Reason::Merge, None).exits(1);
        assert!(store.writes(0).is_empty());
    }
    for broken in ["checkout", "download", "task"] {
        let store = Store::start();
        let runner = Runner::new(&store);
        job(&runner, 0, Reason::Merge, None).exits(0);
        job(&runner, 1, Reason::Merge, Some(broken)).exits(1);
        assert!(store.writes(0).is_empty());
    }
}
