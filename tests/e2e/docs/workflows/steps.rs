//! The foreign steps of the examples: what their actions do to the files of a runner.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::runner::copy;
use crate::support::git::git;

/// Does what an action does where it succeeds.
pub(super) fn action(uses: &str, with: &BTreeMap<String, String>, root: &Path) {
    let (action, _) = uses.split_once('@').unwrap();
    match action {
        // What an earlier job left is gone. A test has checked out what the event is about.
        "actions/checkout" => {
            let kept =
                ["bin", "github", "origin.git", "runner"].map(|it| format!("--exclude=/{it}"));
            let mut clean = vec!["clean", "--quiet", "--force", "-d", "-x"];
            clean.extend(kept.iter().map(String::as_str));
            git(root, &clean);
        }
        // No job of the tests has built storectl.
        "actions/cache" | "actions/cache/restore" if with["path"] == "~/.cargo/bin/storectl*" => {}
        "actions/cache/restore" => {
            assert!(with["key"].starts_with(with["restore-keys"].trim()));
            let path = root.join(&with["path"]);
            copy_if_there(&cached(&path, root), &path);
        }
        "actions/cache/save" => {
            let path = root.join(&with["path"]);
            copy_if_there(&path, &cached(&path, root));
        }
        "actions/upload-artifact" => {
            let artifact = root.join("github/artifacts").join(&with["name"]);
            for path in with["path"].lines() {
                let source = root.join(path.trim());
                if source.is_dir() {
                    copy_if_there(&source, &artifact);
                } else {
                    copy_if_there(&source, &artifact.join(source.file_name().unwrap()));
                }
            }
        }
        other => panic!("unknown action: {other}"),
    }
}

/// Where a path is cached. One path has one key in the examples.
fn cached(path: &Path, root: &Path) -> PathBuf {
    root.join("github/cache").join(path.file_name().unwrap())
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
