//! The foreign steps of the examples: what their actions do to the files of a runner.

use std::path::Path;

use serde_yaml::Value;

use super::runner::copy;
use crate::support::git::git;

/// Does what an action does where it succeeds.
pub(super) fn action(step: &Value, root: &Path) {
    let uses = step["uses"].as_str().unwrap();
    let (action, _) = uses.split_once('@').unwrap();
    let with = &step["with"];
    match action {
        // What an earlier job left is gone. A test has checked out what the event is about.
        "actions/checkout" => {
            let kept =
                ["bin", "github", "origin.git", "runner"].map(|it| format!("--exclude=/{it}"));
            let mut clean = vec!["clean", "--quiet", "--force", "-d", "-x"];
            clean.extend(kept.iter().map(String::as_str));
            git(root, &clean);
        }
        "actions/cache/restore" => restore(with, root),
        "actions/cache/save" => {
            let path = with["path"].as_str().unwrap();
            copy_if_there(&root.join(path), &root.join("github/cache").join(path));
        }
        "actions/upload-artifact" => {
            let artifact = root
                .join("github/artifacts")
                .join(with["name"].as_str().unwrap());
            let paths = with["path"].as_str().unwrap();
            for path in paths.lines().map(str::trim) {
                let source = root.join(path);
                if source.is_dir() {
                    copy_if_there(&source, &artifact);
                } else {
                    copy_if_there(&source, &artifact.join(path));
                }
            }
        }
        other => panic!("unknown action: {other}"),
    }
}

/// Restores what a job saved under a key that begins so. One path has one key in the examples.
fn restore(with: &Value, root: &Path) {
    let prefix = with["restore-keys"].as_str().unwrap();
    assert!(with["key"].as_str().unwrap().starts_with(prefix.trim()));
    let path = with["path"].as_str().unwrap();
    copy_if_there(&root.join("github/cache").join(path), &root.join(path));
}

/// Copies a file or a folder, if it is there.
fn copy_if_there(from: &Path, to: &Path) {
    if from.is_dir() {
        copy(from, to);
    } else if from.is_file() {
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(from, to).unwrap();
    }
}
