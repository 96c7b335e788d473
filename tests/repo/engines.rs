//! The examples of fleets for job engines: what they run again is what the exit table says.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

use serde_yaml::Value;

use crate::{root, texts};

/// Not storectl's own: a process that SIGKILL ended. The next run finishes what it left, as after any other interruption.
const KILLED: u8 = 137;

/// Each exit code with whether a job engine runs the command again: yes, no, later, or not needed.
struct ExitTable(BTreeMap<u8, String>);

impl ExitTable {
    fn read() -> Self {
        let reference = std::fs::read_to_string(root().join("schema/README.md")).unwrap();
        let codes = reference
            .lines()
            .filter_map(|it| it.strip_prefix("| ")?.split_once(" |")?.0.parse().ok());
        Self(codes.map(|it| (it, answer(it))).collect())
    }

    /// The codes that have one of these answers.
    fn codes(&self, answers: &[&str]) -> BTreeSet<u8> {
        let codes = self
            .0
            .iter()
            .filter(|(_, it)| answers.contains(&it.as_str()));
        let codes: BTreeSet<u8> = codes.map(|(code, _)| *code).collect();
        assert!(!codes.is_empty(), "{answers:?}: {:?}", self.0);
        codes
    }
}

/// What the program says of running a command again that exited with this code.
fn answer(code: u8) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_storectl"))
        .args(["explain", &code.to_string()])
        .env_clear()
        .output()
        .unwrap();
    let page = String::from_utf8(output.stdout).unwrap();
    let line = page.lines().find(|it| it.starts_with("Retry in CI: "));
    line.unwrap().split_once(": ").unwrap().1.to_owned()
}

fn example(path: &str) -> String {
    std::fs::read_to_string(root().join("examples/fleet").join(path)).unwrap()
}

/// The objects of a file of Kubernetes.
fn objects(path: &str) -> Vec<Value> {
    use serde::Deserialize as _;
    serde_yaml::Deserializer::from_str(&example(path))
        .map(|it| Value::deserialize(it).unwrap())
        .collect()
}

/// The codes of the first pattern of a shell's `case`.
fn pattern(script: &str) -> BTreeSet<u8> {
    let (_, cases) = script.split_once("case $code in").unwrap();
    let (pattern, _) = cases.split_once(')').unwrap();
    let codes = pattern.split('|').map(|it| it.trim().parse().unwrap());
    codes.collect()
}

fn numbers(list: &Value) -> BTreeSet<u8> {
    serde_yaml::from_value(list.clone()).unwrap()
}

#[test]
fn every_engine_runs_again_what_the_exit_table_says() {
    let mut again = ExitTable::read().codes(&["yes"]);
    assert!(again.insert(KILLED));
    assert_eq!(pattern(&example("github-actions/fleet-apply.yml")), again);
    assert_eq!(pattern(&example("slurm/apply.sbatch")), again);
    let pipeline: Value = serde_yaml::from_str(&example("gitlab/shards.gitlab-ci.yml")).unwrap();
    assert_eq!(numbers(&pipeline["apply"]["retry"]["exit_codes"]), again);
}

#[test]
fn kubernetes_runs_again_whatever_else_ends_a_pod() {
    let final_codes = ExitTable::read().codes(&["no", "later"]);
    let mut policies = 0;
    for path in ["kubernetes/apply.yml", "kubernetes/watch.yml"] {
        for object in objects(path) {
            let job = match object["kind"].as_str() {
                Some("CronJob") => &object["spec"]["jobTemplate"]["spec"],
                _ => &object["spec"],
            };
            let rules = job["podFailurePolicy"]["rules"].as_sequence().unwrap();
            // A pod that the cluster ended is no failure, and its exit code is not looked at: the first rule decides.
            assert_eq!(rules[0]["action"], "Ignore", "{path}");
            assert_eq!(rules[0]["onPodConditions"][0]["type"], "DisruptionTarget");
            let exits = &rules[1]["onExitCodes"];
            assert_eq!(exits["operator"], "In", "{path}");
            assert_eq!(numbers(&exits["values"]), final_codes, "{path}");
            assert_eq!(job["template"]["spec"]["restartPolicy"], "Never", "{path}");
            policies += 1;
        }
    }
    assert_eq!(policies, 3);
}

#[test]
fn a_job_has_as_many_pods_as_there_are_shards() {
    let job = &objects("kubernetes/apply.yml")[0]["spec"];
    assert_eq!(job["completionMode"], "Indexed");
    let pods = job["completions"].as_u64().unwrap();
    let script = job["template"]["spec"]["containers"][0]["args"][0].as_str();
    let shard = format!("--shard \"$((JOB_COMPLETION_INDEX + 1))/{pods}\"");
    assert!(script.unwrap().contains(&shard), "{script:?}");
}

#[test]
fn no_container_may_do_more_than_it_must() {
    let mut containers = 0;
    for (path, text) in texts("examples/fleet/kubernetes", "yml") {
        let path = path.file_name().unwrap().to_str().unwrap().to_owned();
        let path = format!("kubernetes/{path}");
        for object in objects(&path) {
            let pod = match object["kind"].as_str() {
                Some("Job") => &object["spec"]["template"]["spec"],
                Some("CronJob") => &object["spec"]["jobTemplate"]["spec"]["template"]["spec"],
                _ => continue,
            };
            assert_eq!(pod["securityContext"]["runAsNonRoot"], true, "{path}");
            assert_eq!(pod["automountServiceAccountToken"], false, "{path}");
            let lists = [&pod["initContainers"], &pod["containers"]];
            for container in lists.iter().filter_map(|it| it.as_sequence()).flatten() {
                let may = &container["securityContext"];
                assert_eq!(may["allowPrivilegeEscalation"], false, "{path}");
                assert_eq!(may["readOnlyRootFilesystem"], true, "{path}");
                assert_eq!(may["capabilities"]["drop"][0], "ALL", "{path}");
                assert!(
                    !container["resources"]["limits"]["memory"].is_null(),
                    "{path}"
                );
                containers += 1;
            }
        }
        assert!(!text.contains("CLIENT_SECRET, value"), "{path}");
    }
    assert_eq!(containers, 7);
}
