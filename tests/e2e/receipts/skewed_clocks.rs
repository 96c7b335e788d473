//! Machines whose clocks differ: the order of releases is that of their receipts in git.

use serde_json::{Value, json};

use super::{Remote, base, file, git, plan_with_git, receipt, reference};
use crate::support::{Store, Workplace, apply};

fn publish(workplace: &Workplace) {
    let more = ["--receipts", "git", "--wait", "published"];
    workplace.run(&apply(&more)).exits(0);
}

/// Moves every time of a document into the next century.
fn ahead(document: &str) -> String {
    document.replace("\"20", "\"21")
}

/// Makes it so that the clock of the machine that released last was ahead: its file, its journal and its receipt say so.
fn was_ahead(workplace: &Workplace) {
    let root = workplace.path();
    let own = file(workplace);
    std::fs::write(&own, ahead(&std::fs::read_to_string(&own).unwrap())).unwrap();
    for entry in std::fs::read_dir(root.join(".storectl/journal")).unwrap() {
        let path = entry.unwrap().path();
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        std::fs::write(&path, ahead(&text)).unwrap();
    }
    // The ref's commit says the same.
    let blob = git(root, &["hash-object", "-w", own.to_str().unwrap()]);
    let index = root.join(".git/skewed-index");
    let with_index = |arguments: &[&str]| {
        let output = std::process::Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
            .args(arguments)
            .current_dir(root)
            .env("GIT_INDEX_FILE", &index)
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout)
            .unwrap()
            .trim_end()
            .to_owned()
    };
    with_index(&["read-tree", &reference()]);
    let info = format!("100644,{blob},receipt.json");
    with_index(&["update-index", "--add", "--cacheinfo", &info]);
    let tree = with_index(&["write-tree"]);
    let commit = git(root, &["commit-tree", &tree, "-m", "receipt"]);
    git(root, &["update-ref", &reference(), &commit]);
    let refspec = format!("+{0}:{0}", reference());
    git(root, &["push", "--quiet", "origin", &refspec]);
}

#[test]
fn a_runner_whose_clock_is_ahead_does_not_submit_what_another_released_after_it() {
    let store = Store::start();
    let remote = Remote::new();
    let a = remote.first_clone(&store);
    publish(&a);
    was_ahead(&a);
    let b = remote.runner(&store);
    b.write("texts/description.md", "What gears do now.\n");
    publish(&b);
    let released = receipt(&b)["submissionId"].clone();
    // The change of B is merged, and A has it.
    a.write("texts/description.md", "What gears do now.\n");
    let plan = plan_with_git(&a);
    assert_eq!(base(&plan)["submissionId"], released);
    let product = &plan.json()["products"][0];
    assert_eq!(product["steps"], json!([]), "{product:#}");
    assert_eq!(product["lastSubmission"]["id"], released);
    publish(&a);
    assert_eq!(store.product().submissions.len(), 2);
    // And the history is in the order of the ref.
    let history = [
        "status",
        "--history",
        "--receipts",
        "git",
        "--format",
        "json",
    ];
    let history = a.run(&history).exits(0).json();
    let releases: &Vec<Value> = history["products"][0]["releases"].as_array().unwrap();
    assert_eq!(releases.len(), 2);
    assert_eq!(releases[0]["submissionId"], released);
}
