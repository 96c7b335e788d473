//! What git knows of a checkout. Where there is no git, or it fails or takes too long, nothing is known and nothing refused:
//! whoever has no git did not check out with it on this machine.

use std::{ffi::OsStr, path::Path, time::Duration};

use super::{error::GitError, runner::Git};

/// How long git may take. It reads a few files; only a repository made to hold it up takes longer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Returns the commit that is checked out in the repository of `folder`, as hexadecimal digits; `None` outside a repository,
/// before the first commit, and where git cannot be asked.
pub fn checked_out_commit(folder: &Path) -> Option<String> {
    let git = Git::open(folder).ok()?;
    let commit = git.commit("HEAD").ok()??;
    Some(commit.to_string())
}

/// How many paths one call is given: Windows takes 32,767 characters.
const PATHS: usize = 50;

impl Git {
    /// Returns the path of a file of the work tree from its root, with `/`; `None` of a file elsewhere, of a folder that is
    /// not there, and of a name that is not UTF-8.
    pub fn below(&self, file: &Path) -> Option<String> {
        let folder = file.parent().filter(|it| !it.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
        let path = folder.join(file.file_name()?);
        let inside = path.strip_prefix(self.root()).ok()?;
        let names: Option<Vec<&str>> = inside.iter().map(OsStr::to_str).collect();
        Some(names?.join("/"))
    }

    /// Whether one of these files of the work tree is not what the checked-out commit holds, or is not part of it. Paths
    /// are from the root, with `/`.
    ///
    /// # Errors
    /// Returns an error if git cannot answer.
    pub fn is_changed(&self, paths: &[String]) -> Result<bool, GitError> {
        let listed = self.listed(paths, &["--ignored", "--untracked-files=all"])?;
        Ok(listed.is_some())
    }

    /// Returns the first of these files of the work tree that git tracks and that is not what the checked-out commit holds.
    /// Paths are from the root, with `/`.
    ///
    /// # Errors
    /// Returns an error if git cannot answer.
    pub fn edited(&self, paths: &[String]) -> Result<Option<String>, GitError> {
        let listed = self.listed(paths, &["--untracked-files=no"])?;
        // Two letters and a space come first, a NUL ends it.
        let first = listed.map(|it| String::from_utf8_lossy(&it).into_owned());
        let first = first
            .as_deref()
            .and_then(|it| it.split('\0').next()?.get(3..));
        Ok(first.map(str::to_owned))
    }

    /// Returns what git lists of the first files that it lists at all.
    fn listed(&self, paths: &[String], which: &[&str]) -> Result<Option<Vec<u8>>, GitError> {
        for paths in paths.chunks(PATHS) {
            let call = self
                .call("status")
                .arguments(["--porcelain", "-z", "--no-renames"])
                .arguments(which)
                .arguments(["--"])
                .arguments(paths);
            match call.run() {
                Ok(listed) if listed.is_empty() => {}
                Ok(listed) => return Ok(Some(listed)),
                Err(GitError::TooLarge { .. }) => return Ok(Some(Vec::new())),
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    /// Returns the name of the configured user; `None` where there is none.
    ///
    /// # Errors
    /// Returns an error if git cannot answer.
    pub fn user_name(&self) -> Result<Option<String>, GitError> {
        match self.call("config").arguments(["--get", "user.name"]).run() {
            Ok(name) => {
                let name = String::from_utf8_lossy(&name).trim().to_owned();
                Ok(Some(name).filter(|it| !it.is_empty()))
            }
            Err(GitError::Failed { code: Some(1), .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Returns the branch that changes are merged into: the default one of `origin`, else the one that is checked out; `None` where
    /// neither is known.
    ///
    /// # Errors
    /// Returns an error if git cannot answer.
    pub fn default_branch(&self) -> Result<Option<String>, GitError> {
        if let Some(branch) = self.branch_of("refs/remotes/origin/HEAD", "refs/remotes/origin/")? {
            return Ok(Some(branch));
        }
        self.branch_of("HEAD", "refs/heads/")
    }

    /// Returns the branch that a symbolic ref names, without the folder that it is in.
    fn branch_of(&self, name: &str, folder: &str) -> Result<Option<String>, GitError> {
        match self.call("symbolic-ref").arguments(["--quiet", name]).run() {
            Ok(target) => {
                let target = String::from_utf8_lossy(&target);
                Ok(target.trim().strip_prefix(folder).map(str::to_owned))
            }
            Err(GitError::Failed { code: Some(1), .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Reports whether git is known to track `name` in `folder`, or something below it.
pub(crate) fn is_tracked(folder: &Path, name: &str) -> bool {
    let Ok(git) = Git::open(folder) else {
        return false;
    };
    let Some(path) = git.below(&folder.join(name)) else {
        return false;
    };
    let listed = git
        .call("ls-files")
        .arguments(["-z", "--", &path])
        .patience(PATIENCE)
        .run();
    match listed {
        Ok(listed) => !listed.is_empty(),
        Err(GitError::TooLarge { .. }) => true,
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::testing::Checkout;

    #[test]
    fn the_commit_is_found_from_a_folder_below_the_root() {
        let checkout = Checkout::new();
        let folder = checkout.path("products/widgets");
        std::fs::create_dir_all(&folder).unwrap();
        assert_eq!(checked_out_commit(&folder), None, "before the first commit");
        let commit = checkout.commit(&[]);
        assert_eq!(
            checked_out_commit(&folder).as_deref(),
            Some(commit.as_str())
        );
        let root = checkout.path("");
        assert_eq!(checked_out_commit(&root).as_deref(), Some(commit.as_str()));
    }

    #[test]
    fn the_default_branch_is_origins_and_else_the_one_that_is_checked_out() {
        let checkout = Checkout::new();
        let git = checkout.git();
        let link = |name: &str, target: &str| {
            git.call("symbolic-ref")
                .arguments([name, target])
                .run()
                .unwrap();
        };
        link("HEAD", "refs/heads/release/1");
        assert_eq!(git.default_branch().unwrap().as_deref(), Some("release/1"));
        link("refs/remotes/origin/HEAD", "refs/remotes/origin/trunk");
        assert_eq!(git.default_branch().unwrap().as_deref(), Some("trunk"));
    }

    #[test]
    fn outside_a_repository_there_is_no_commit() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(checked_out_commit(folder.path()), None);
        assert_eq!(checked_out_commit(&folder.path().join("missing")), None);
    }

    #[test]
    fn a_broken_repository_has_no_commit() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(".git"), "gitdir: /nowhere\n").unwrap();
        assert_eq!(checked_out_commit(folder.path()), None);
    }

    #[test]
    fn what_git_tracks_is_known_by_its_path_from_a_folder() {
        let checkout = Checkout::new();
        checkout.commit(&[("shop/.storectl/journal/a.json", b"{}")]);
        assert!(is_tracked(&checkout.path("shop"), ".storectl"));
        assert!(!is_tracked(&checkout.path(""), ".storectl"));
    }

    #[test]
    fn a_file_that_differs_from_the_commit_or_is_no_part_of_it_is_changed() {
        let checkout = Checkout::new();
        checkout.commit(&[("a", b"x"), ("b c", b"x"), (".gitignore", b"ignored\n")]);
        let git = checkout.git();
        let index = std::fs::read(checkout.path(".git/index")).unwrap();
        let is_changed = |path: &str| git.is_changed(&[path.to_owned()]).unwrap();
        for name in ["a", "b c", "new", "ignored"] {
            std::fs::write(checkout.path(name), "x").unwrap();
        }
        assert!(!is_changed("a") && !is_changed("b c"));
        assert!(is_changed("new") && is_changed("ignored"));
        std::fs::write(checkout.path("a"), "y").unwrap();
        assert!(is_changed("a") && !is_changed("b c"));
        assert_eq!(std::fs::read(checkout.path(".git/index")).unwrap(), index);
    }
}
