//! GitHub's runner: executes a job of an example step by step, as its conditions, outcomes and outputs say.

use std::{
    collections::BTreeMap,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use serde_yaml::{Mapping, Value};

use super::{shell, steps};
use crate::support::{Run, Store, Workplace, git::git, repository};

/// GitHub's side of the workflows; refuses what GitHub would refuse.
const GH: &str = include_str!("gh.sh");

/// The commit that the workflows run for, as their event names it.
pub(super) const HEAD_SHA: &str = "0000000000000000000000000000000000000007";

/// The pull request of all events.
pub(super) const PULL_REQUEST: &str = "7";

/// The pull request of all events, merged.
const MERGED: &str =
    r#"[{"number": 7, "merged_at": "2026-01-02T00:00:00Z", "base": {"ref": "main"}}]"#;

/// What happens to one step, instead of what its action or script does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The step fails.
    Failure,
    /// Somebody cancels the run while the step is running.
    Cancellation,
}

/// How a job stands, for the conditions of its steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Succeeding,
    Failed,
    Canceled,
}

/// A runner of one repository: its checkout, which is the home folder too, and what GitHub keeps.
pub(super) struct Runner {
    pub(super) workplace: Workplace,
    /// Values of expressions that a test decides.
    pub(super) given: BTreeMap<String, String>,
}

/// The outcome of a job.
#[derive(Default)]
pub(super) struct Job {
    /// The first step that failed.
    pub(super) failed: Option<String>,
    /// What the scripts left, by the step's name.
    pub(super) runs: BTreeMap<String, Run>,
    /// The job's outputs.
    pub(super) outputs: BTreeMap<String, String>,
}

impl Job {
    #[track_caller]
    pub(super) fn fails_at(&self, step: Option<&str>) {
        let left: Vec<String> = self
            .runs
            .iter()
            .map(|(name, run)| format!("{name}: {}\n{}{}", run.code, run.stdout, run.stderr))
            .collect();
        assert_eq!(self.failed.as_deref(), step, "{}", left.join("\n"));
    }
}

/// Reads an example.
pub(super) fn workflow(file: &str) -> Value {
    let path = repository().join("examples/github-actions").join(file);
    serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// What a step is called: its name, or its action where it has none.
pub(super) fn name(step: &Value) -> &str {
    let action = || step["uses"].as_str()?.split('@').next();
    step["name"].as_str().or_else(action).unwrap()
}

impl Runner {
    /// A clone whose main has the sample product as `store`, and whose last commit changes one text of it.
    pub(super) fn new(store: &Store) -> Self {
        let workplace = Workplace::at(store, "");
        let runner = Self {
            workplace,
            given: BTreeMap::new(),
        };
        let root = runner.root();
        std::fs::remove_file(root.join("storectl.yaml")).unwrap();
        std::fs::remove_dir(root.join(".git")).unwrap();
        copy(
            &repository().join("examples/contoso-widgets"),
            &root.join("store"),
        );
        runner.workplace.write("bin/gh", GH);
        let executable = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(root.join("bin/gh"), executable).unwrap();
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_storectl"), root.join("bin/storectl"))
            .unwrap();
        for (name, content) in [
            ("comments-7.json", "[]".to_owned()),
            ("pulls-of-commit.json", MERGED.to_owned()),
            ("pulls-closed.json", MERGED.to_owned()),
            ("runs.json", r#"{"workflow_runs": []}"#.to_owned()),
            ("pull-7.json", pull_request("open", "stranger/widgets")),
        ] {
            runner.workplace.write(&format!("github/{name}"), content);
        }
        git(&root, &["init", "--quiet", "--bare", "origin.git"]);
        git(&root, &["init", "--quiet"]);
        git(&root, &["remote", "add", "origin", "./origin.git"]);
        runner.workplace.write(
            ".git/info/exclude",
            "/bin\n/github\n/origin.git\n/runner\n/store-plan\n/store-apply\n/store-watch\n/.gitconfig\n",
        );
        runner.commit();
        runner.edit("Gears for everyone", "Gears for all of us");
        runner.commit();
        git(&root, &["push", "--quiet", "origin", "main"]);
        runner
    }

    pub(super) fn root(&self) -> PathBuf {
        self.workplace.path().to_owned()
    }

    /// Replaces a text of the manifest.
    #[track_caller]
    pub(super) fn edit(&self, from: &str, to: &str) {
        let manifest = self.workplace.read("store/storectl.yaml");
        assert!(manifest.contains(from), "{from}");
        self.workplace
            .write("store/storectl.yaml", manifest.replace(from, to));
    }

    pub(super) fn commit(&self) {
        self.workplace.commit();
    }

    /// Names the value of an expression.
    pub(super) fn give(&mut self, expression: &str, value: &str) {
        self.given.insert(expression.to_owned(), value.to_owned());
    }

    /// The comments on the pull request.
    pub(super) fn comments(&self) -> Vec<String> {
        let comments = self.workplace.read("github/comments-7.json");
        let comments: Vec<serde_json::Value> = serde_json::from_str(&comments).unwrap();
        let bodies = comments.iter().map(|it| it["body"].as_str().unwrap());
        bodies.map(str::to_owned).collect()
    }

    /// The step summaries so far.
    pub(super) fn summary(&self) -> String {
        std::fs::read_to_string(self.root().join("runner/summary.md")).unwrap_or_default()
    }

    /// Runs a job to its end.
    pub(super) fn job(&mut self, file: &str, job: &str) -> Job {
        self.job_with(file, job, None)
    }

    /// Runs a job in which one step, as [`name`] calls it, has a fault.
    pub(super) fn job_with(&mut self, file: &str, job: &str, fault: Option<(&str, Fault)>) -> Job {
        // Every job has a folder of its own for what it needs in between; a test looks at all summaries.
        let summary = self.summary();
        let _ = std::fs::remove_dir_all(self.root().join("runner"));
        self.workplace.write("runner/summary.md", summary);
        let workflow = workflow(file);
        let job = &workflow["jobs"][job];
        let environments = [&workflow["env"], &job["env"]];
        let (mut done, expressions) = self.steps(environments, &job["steps"], fault);
        done.outputs = resolved(&job["outputs"], &expressions)
            .into_iter()
            .collect();
        done
    }

    /// Runs the steps of one of our own actions, whose inputs are given, as a job would that has these variables.
    pub(super) fn action(&mut self, name: &str, environment: &Value) -> Job {
        let path = repository().join(".github/actions").join(name);
        let action = std::fs::read_to_string(path.join("action.yml")).unwrap();
        let action: Value = serde_yaml::from_str(&action).unwrap();
        let (mut done, expressions) =
            self.steps([environment, &Value::Null], &action["runs"]["steps"], None);
        for (output, definition) in action["outputs"].as_mapping().into_iter().flatten() {
            let value = evaluate(definition["value"].as_str().unwrap(), &expressions);
            done.outputs
                .insert(output.as_str().unwrap().to_owned(), value);
        }
        done
    }

    /// Runs steps in order; returns what they left, and the expressions that they decided.
    fn steps(
        &self,
        environments: [&Value; 2],
        steps: &Value,
        fault: Option<(&str, Fault)>,
    ) -> (Job, BTreeMap<String, String>) {
        let temporary = self.root().join("runner");
        std::fs::create_dir_all(&temporary).unwrap();
        let mut done = Job::default();
        let mut standing = Standing::Succeeding;
        let mut expressions = self.given.clone();
        expressions.insert("runner.temp".to_owned(), temporary.display().to_string());
        for step in steps.as_sequence().unwrap() {
            let id = step["id"].as_str().unwrap_or_default();
            let outcome_key = format!("steps.{id}.outcome");
            if !runs(step["if"].as_str(), standing, &expressions) {
                expressions.insert(outcome_key, "skipped".to_owned());
                continue;
            }
            let name = name(step);
            let faulty = fault.filter(|(at, _)| *at == name).map(|(_, fault)| fault);
            let outcome = match (faulty, step["run"].as_str()) {
                (Some(fault), _) => Err(fault),
                (None, None) => {
                    let with: BTreeMap<String, String> = step["with"]
                        .as_mapping()
                        .into_iter()
                        .flatten()
                        .filter_map(|(name, value)| Some((name.as_str()?, value.as_str()?)))
                        .map(|(name, value)| (name.to_owned(), evaluate(value, &expressions)))
                        .collect();
                    steps::action(step["uses"].as_str().unwrap(), &with, &self.root());
                    Ok(())
                }
                (None, Some(script)) => {
                    let [outer, inner] = environments;
                    let environment =
                        [outer, inner, &step["env"]].map(|it| resolved(it, &expressions));
                    let folder = step["working-directory"].as_str().unwrap_or_default();
                    let folder = self.root().join(evaluate(folder, &expressions));
                    let run = self.script(script, &folder, environment.iter().flatten());
                    let code = run.code;
                    expressions.extend(self.outputs(id));
                    done.runs.insert(name.to_owned(), run);
                    if code == 0 {
                        Ok(())
                    } else {
                        Err(Fault::Failure)
                    }
                }
            };
            let word = match outcome {
                Ok(()) => "success",
                Err(Fault::Failure) => "failure",
                Err(Fault::Cancellation) => "cancelled",
            };
            expressions.insert(outcome_key, word.to_owned());
            match outcome {
                Ok(()) => {}
                Err(Fault::Cancellation) => standing = Standing::Canceled,
                Err(Fault::Failure) if step["continue-on-error"].as_bool() == Some(true) => {}
                Err(Fault::Failure) => {
                    done.failed.get_or_insert_with(|| name.to_owned());
                    if standing == Standing::Succeeding {
                        standing = Standing::Failed;
                    }
                }
            }
        }
        (done, expressions)
    }

    /// Runs a script as `shell: bash` does.
    fn script<'a>(
        &self,
        script: &str,
        folder: &Path,
        environment: impl Iterator<Item = &'a (String, String)>,
    ) -> Run {
        let root = self.root();
        let in_root = |path: &str| root.join(path).display().to_string();
        let mut variables: Vec<(String, String)> = [
            ("GITHUB_ACTIONS", "true".to_owned()),
            ("GITHUB_REPOSITORY", "contoso/widgets".to_owned()),
            ("GITHUB_SHA", HEAD_SHA.to_owned()),
            ("GITHUB_REF_NAME", super::TAG.to_owned()),
            ("RUNNER_TEMP", in_root("runner")),
            ("GITHUB_OUTPUT", in_root("runner/outputs")),
            ("GITHUB_STEP_SUMMARY", in_root("runner/summary.md")),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        variables.extend(environment.cloned());
        shell::script(self, script, folder, &variables)
    }

    /// Takes what a step wrote to `GITHUB_OUTPUT`.
    fn outputs(&self, id: &str) -> Vec<(String, String)> {
        let path = self.root().join("runner/outputs");
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let _ = std::fs::remove_file(path);
        let pairs = text.lines().map(|it| it.split_once('=').unwrap());
        pairs
            .map(|(name, value)| (format!("steps.{id}.outputs.{name}"), value.to_owned()))
            .collect()
    }
}

/// A pull request as GitHub describes it.
pub(super) fn pull_request(state: &str, repository: &str) -> String {
    let head = serde_json::json!({ "sha": HEAD_SHA, "repo": { "full_name": repository } });
    serde_json::json!({ "state": state, "head": head }).to_string()
}

/// Whether a step runs. Other conditions than these are not used in a step.
fn runs(
    condition: Option<&str>,
    standing: Standing,
    expressions: &BTreeMap<String, String>,
) -> bool {
    match condition {
        // A cache that has nothing sets no output.
        Some(
            "steps.look.outputs.missing"
            | "steps.look.outputs.missing && steps.cache.outputs.cache-hit != 'true'",
        ) => {
            standing == Standing::Succeeding
                && expressions.contains_key("steps.look.outputs.missing")
        }
        None => standing == Standing::Succeeding,
        Some("always()") => true,
        Some("${{ !cancelled() }}") => standing != Standing::Canceled,
        Some(other) => panic!("unknown condition: {other}"),
    }
}

/// Resolves the expressions of an `env` or `outputs`. What the Store's side decides is in the environment already.
fn resolved(values: &Value, expressions: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let none = Mapping::new();
    let values = values.as_mapping().unwrap_or(&none);
    let mut resolved = Vec::new();
    for (name, value) in values {
        let (name, value) = (name.as_str().unwrap(), value.as_str().unwrap());
        if value.contains("${{ vars.STORECTL_") && value != "${{ vars.STORECTL_POLICY }}" {
            continue;
        }
        resolved.push((name.to_owned(), evaluate(value, expressions)));
    }
    resolved
}

/// Replaces each `${{ … }}` of a text.
fn evaluate(text: &str, expressions: &BTreeMap<String, String>) -> String {
    let mut rest = text;
    let mut whole = String::new();
    while let Some((before, after)) = rest.split_once("${{ ") {
        let (expression, after) = after.split_once(" }}").unwrap();
        whole.push_str(before);
        whole.push_str(&match expressions.get(expression) {
            Some(value) => value.clone(),
            None => default_of(expression).to_owned(),
        });
        rest = after;
    }
    whole + rest
}

/// The value of an expression that no test and no step has decided; empty as GitHub has it for outputs that are not set.
fn default_of(expression: &str) -> &'static str {
    match expression {
        "github.token" | "secrets.STORE_BOT_TOKEN || github.token" => "token",
        "github.server_url" => "https://github.example",
        "github.repository" => "contoso/widgets",
        "github.run_id" | "github.run_attempt" | "github.event.workflow_run.id" => "1",
        "runner.os" => "Linux",
        "runner.arch" => "X64",
        "env.STORECTL_REV" => "34023a6f07599cb4557cc7f3909089c1c9a51d8f",
        "github.event.pull_request.number" => PULL_REQUEST,
        "github.event.before" => "HEAD^1",
        "github.event.workflow_run.head_sha" => HEAD_SHA,
        "github.event.workflow_run.head_repository.full_name" => "stranger/widgets",
        "github.event.workflow_run.html_url" => "https://github.example/run",
        "inputs.rev" | "inputs.hash" | "inputs.policy" | "vars.STORECTL_POLICY" => "",
        other if other.starts_with("steps.") => "",
        other => panic!("unknown expression: {other}"),
    }
}

/// Copies a folder.
pub(super) fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(target).unwrap();
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
