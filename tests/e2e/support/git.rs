//! Real git repositories.

use std::{path::Path, process::Command};

use serde_json::{Value, json};
use storectl_sandbox::SAMPLE_PRODUCT;

use super::Workplace;

/// Runs git in a folder, with nothing of the tester's configuration, and returns what it prints.
#[track_caller]
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
        .args([
            "-c",
            "init.defaultBranch=main",
            "-c",
            "commit.gpgSign=false",
        ])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout)
        .unwrap()
        .trim_end()
        .to_owned()
}

impl Workplace {
    /// Makes the folder a repository whose first commit is what it holds.
    pub(crate) fn into_repository(self) -> Self {
        git(self.path(), &["init", "--quiet"]);
        self.commit();
        self
    }

    /// Commits everything the folder holds, and returns the commit.
    pub(crate) fn commit(&self) -> String {
        git(self.path(), &["add", "--all"]);
        git(
            self.path(),
            &["commit", "--quiet", "--allow-empty", "--message", "change"],
        );
        git(self.path(), &["rev-parse", "HEAD"])
    }
}

/// Runs git in a folder with something to read.
#[track_caller]
pub(crate) fn git_with(folder: &Path, arguments: &[&str], input: &str) -> String {
    use std::{io::Write as _, process::Stdio};

    let mut child = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout)
        .unwrap()
        .trim_end()
        .to_owned()
}

impl Workplace {
    /// Keeps what the folder holds now as a receipt of the sample product, newest on its ref, and returns the commit.
    pub(crate) fn keep_receipt(&self, document: &Value) -> String {
        let here = self.path();
        let blob = git_with(
            here,
            &["hash-object", "-w", "--stdin"],
            &document.to_string(),
        );
        git(here, &["add", "--all"]);
        let files = git(here, &["write-tree"]);
        git(here, &["reset", "--quiet"]);
        let tree = format!("040000 tree {files}\tfiles\n100644 blob {blob}\treceipt.json\n");
        let tree = git_with(here, &["mktree"], &tree);
        let name = format!("refs/storectl/applied/{SAMPLE_PRODUCT}");
        let before = git(here, &["for-each-ref", "--format=%(objectname)", &name]);
        let parent = if before.is_empty() {
            vec![]
        } else {
            vec!["-p", &before]
        };
        let commit = [&["commit-tree", &tree, "-m", "receipt"][..], &parent].concat();
        let commit = git(here, &commit);
        git(here, &["update-ref", &name, &commit]);
        commit
    }
}

/// The receipt of a submission of `storectl.yaml` with these variables; nothing of what was published.
pub(crate) fn receipt(submission: &str, variables: &Value) -> Value {
    json!({
        "format": "storectl.receipt",
        "formatVersion": "1.0",
        "tool": { "name": "storectl", "version": "0.1.0" },
        "productId": SAMPLE_PRODUCT,
        "endpoint": "https://elsewhere.example",
        "sellerId": "1",
        "manifest": "storectl.yaml",
        "commit": null,
        "dirty": true,
        "by": null,
        "submissionId": submission,
        "submittedAt": "2026-01-02T03:04:05Z",
        "planHash": "sp1-00000000000000000000000000000000",
        "variables": variables,
        "values": {},
        "withheld": [],
        "packages": [],
        "timeline": [],
        "outcome": { "status": "PUBLISHED", "at": "2026-01-03T03:04:05Z" },
    })
}
