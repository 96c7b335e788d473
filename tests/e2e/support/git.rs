//! Real git repositories.

use std::{path::Path, process::Command};

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
