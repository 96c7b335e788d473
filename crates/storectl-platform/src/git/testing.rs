//! A repository for tests.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{object::ObjectId, runner::Git};

/// A repository with a work tree, in a folder of its own.
pub(super) struct Checkout {
    folder: tempfile::TempDir,
}

impl Checkout {
    /// Makes an empty one.
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        run(folder.path(), &["init", "--quiet", "--initial-branch=main"]);
        Self { folder }
    }

    /// Clones it.
    pub(super) fn clone_with(&self, options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let from = format!("file://{}", self.folder.path().display());
        let to = folder.path().display().to_string();
        let mut arguments = vec!["clone", "--quiet"];
        arguments.extend(options);
        arguments.extend([from.as_str(), to.as_str()]);
        run(folder.path(), &arguments);
        Self { folder }
    }

    /// Returns the path of a file of the work tree.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes files and commits all there is.
    pub(super) fn commit(&self, files: &[(&str, &[u8])]) -> ObjectId {
        for (name, content) in files {
            let path = self.path(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        self.run(&["add", "--all"]);
        self.run(&["commit", "--quiet", "--allow-empty", "--message", "files"]);
        self.run(&["rev-parse", "HEAD"]).parse().unwrap()
    }

    /// Runs the user's git there and returns what it prints.
    pub(super) fn run(&self, arguments: &[&str]) -> String {
        run(self.folder.path(), arguments)
    }

    /// Returns our git there.
    pub(super) fn git(&self) -> Git {
        Git::open(self.folder.path()).unwrap()
    }
}

/// Runs the user's git in `folder`.
pub(super) fn run(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GIT_") {
            command.env_remove(name);
        }
    }
    let output = command
        .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout)
        .unwrap()
        .trim_end()
        .to_owned()
}
