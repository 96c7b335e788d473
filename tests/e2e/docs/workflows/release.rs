//! From a tag to a pull request: `release-on-tag.yml`.

use std::path::Path;

use super::runner::Runner;
use crate::support::{Store, git::git};

/// Takes the runner back to main, as a new job finds it.
fn back_to_main(root: &Path) {
    git(root, &["switch", "--quiet", "main"]);
    let branch = "store-release/v1.5.0";
    git(root, &["branch", "--quiet", "--delete", "--force", branch]);
}

#[test]
fn a_tag_opens_one_pull_request_however_often_it_is_run() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    let root = runner.root();
    for _ in 0..2 {
        runner.job("release-on-tag.yml", "release").fails_at(None);
        let tip = ["log", "-1", "--format=%s", "store-release/v1.5.0"];
        let pushed = git(&root.join("origin.git"), &tip);
        assert_eq!(pushed, "Release Contoso Widgets 1.5.0");
        let request = runner.workplace.read("github/pull-request.json");
        let request: serde_json::Value = serde_json::from_str(&request).unwrap();
        assert_eq!(request["head"], "store-release/v1.5.0");
        assert_eq!(request["title"], "Release Contoso Widgets 1.5.0");
        back_to_main(&root);
    }
    assert!(store.writes(0).is_empty());
    git(&root, &["merge", "--quiet", "origin/store-release/v1.5.0"]);
    let job = runner.job("release-on-tag.yml", "release");
    job.fails_at(None);
    let last = &job.runs["Open the pull request"].stdout;
    assert_eq!(last, "the manifests have this version\n");
}

#[test]
fn a_tag_whose_pull_request_was_closed_opens_another_one() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    let root = runner.root();
    runner.job("release-on-tag.yml", "release").fails_at(None);
    let closed = r#"{ "state": "CLOSED", "head": "store-release/v1.5.0" }"#;
    runner.workplace.write("github/pull-request.json", closed);
    back_to_main(&root);
    runner.job("release-on-tag.yml", "release").fails_at(None);
    let request = runner.workplace.read("github/pull-request.json");
    assert!(request.contains("OPEN"), "{request}");
}
