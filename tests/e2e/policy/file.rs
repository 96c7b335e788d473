//! The file of a policy: one that cannot be used stops everything.

use super::{HEAD, WEBSITE, policy, workplace};
use crate::support::{Store, apply};

#[test]
fn an_invalid_policy_is_reported_with_every_fault_and_nothing_is_asked() {
    let store = Store::start();
    let workplace = workplace(
        &store,
        WEBSITE,
        "product: []\nneverAcknowledge: [pricing-chnged]\nrequiredLanguages: [en_us]\n",
    );
    for command in ["plan", "apply", "submit"] {
        let yes: &[&str] = if command == "plan" { &[] } else { &["--yes"] };
        let arguments = [&[command, "--policy", "policy.yaml"], yes].concat();
        let run = workplace.run(&arguments).exits(10);
        for fault in [
            "policy.yaml:2:1",
            "STC1002",
            "did you mean `products`?",
            "policy.yaml:3:20",
            "did you mean `pricing-changed`?",
            "policy.yaml:4:21",
            "3 errors",
        ] {
            assert!(
                run.stderr.contains(fault),
                "{command} {fault}: {}",
                run.stderr
            );
        }
        assert!(!run.stderr.contains("0 manifests"), "{}", run.stderr);
    }
    let arguments = ["plan", "--policy", "policy.yaml", "--format", "json"];
    let document = workplace.run(&arguments).exits(10).json();
    assert_eq!(document["format"], "storectl.diagnostics");
    let first = &document["diagnostics"][0];
    assert_eq!(first["code"], "STC1002");
    assert_eq!(first["location"]["file"], "policy.yaml");
    assert_eq!(first["location"]["line"], 2);
    assert_eq!(store.requests(0).len(), 0);
}

#[test]
fn what_is_no_policy_is_invalid_and_what_is_not_there_is_missing() {
    let store = Store::start();
    let workplace = workplace(&store, WEBSITE, "");
    workplace.write("empty.yaml", "");
    workplace.write("version.yaml", "apiVersion: storectl.policy/v2\n");
    workplace.write("large.yaml", format!("{HEAD}# {}\n", "x".repeat(300_000)));
    workplace.write("folder/policy.yaml", HEAD);
    for (file, exit, says) in [
        ("empty.yaml", 10, "the policy is empty"),
        ("version.yaml", 10, "expected `storectl.policy/v1`"),
        ("storectl.yaml", 10, "expected `storectl.policy/v1`"),
        ("large.yaml", 10, "larger than 256 KiB"),
        ("folder", 10, "is a folder"),
        ("none.yaml", 1, "no such file: none.yaml"),
    ] {
        for command in [vec!["plan"], apply(&[])] {
            let run = workplace.run(&[&command[..], &["--policy", file]].concat());
            let run = run.exits(exit);
            assert!(run.stderr.contains(says), "{file}: {}", run.stderr);
            assert!(run.stderr.contains(file), "{file}: {}", run.stderr);
        }
    }
    assert_eq!(store.requests(0).len(), 0);
}

#[cfg(unix)]
#[test]
fn a_link_and_a_pipe_are_no_policies() {
    let workplace = workplace(&Store::start(), WEBSITE, "");
    let link = workplace.path().join("link.yaml");
    std::os::unix::fs::symlink("policy.yaml", link).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(workplace.path().join("pipe.yaml"))
        .status();
    assert!(made.unwrap().success());
    for file in ["link.yaml", "pipe.yaml"] {
        let run = workplace.run(&["plan", "--policy", file]).exits(10);
        assert!(run.stderr.contains("not a policy"), "{}", run.stderr);
    }
}

#[test]
fn a_policy_is_named_by_the_flag_alone() {
    let mut workplace = workplace(&Store::start(), WEBSITE, "products: []\n");
    workplace.set("STORECTL_POLICY", "policy.yaml");
    workplace.write(".storectl-policy.yaml", format!("{HEAD}products: []\n"));
    workplace.run(&["plan"]).exits(0);
}

#[test]
fn a_result_is_never_written_over_the_policy() {
    let workplace = workplace(&Store::start(), WEBSITE, "");
    for command in ["plan", "apply", "submit"] {
        let arguments = [
            command,
            "--policy",
            "policy.yaml",
            "--out",
            "json=policy.yaml",
        ];
        workplace.run(&arguments).exits(64);
        assert_eq!(workplace.read("policy.yaml"), HEAD);
    }
}

#[test]
fn hostile_text_of_a_policy_starts_no_line_and_no_command() {
    let workplace = workplace(&Store::start(), WEBSITE, "");
    policy(
        &workplace,
        "signers: [\"\\n::error::x\\e[31m\"]\nproducts: [\"::error::\"]\n",
    );
    let run = workplace
        .run(&["plan", "--policy", "policy.yaml"])
        .exits(10);
    for line in run.stderr.lines().chain(run.stdout.lines()) {
        assert!(!line.trim_start().starts_with("::error"), "{line}");
    }
    assert!(!run.stderr.contains('\u{1b}'), "{}", run.stderr);
}

#[test]
fn the_schema_of_policies_is_printed() {
    let workplace = workplace(&Store::start(), WEBSITE, "");
    let schema = workplace.run(&["schema", "policy"]).exits(0).json();
    assert_eq!(schema["title"], "storectl policy");
    let page = workplace.run(&["explain", "STC1005"]).exits(0).stdout;
    assert!(page.contains("destructiveClass"), "{page}");
}
