//! What of a work tree differs from a commit.

use std::{collections::BTreeSet, time::Duration};

use super::{error::GitError, object::ObjectId, runner::Git};

/// How much a list of paths may print, in bytes: 400,000 paths of 150 characters.
const LISTING: usize = 64 * 1024 * 1024;

/// How long git may compare: every file of a large work tree may have to be read.
const PATIENCE: Duration = Duration::from_secs(120);

/// The paths of a work tree, from its root, with `/`; without those that are not UTF-8, which no manifest can name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkTreePaths {
    /// What differs from the commit: files that changed, staged or not, that came or went, and untracked ones that are not
    /// ignored. A file that was renamed is there by both names.
    pub changed: BTreeSet<String>,
    /// What git tracks. Of a file that is in neither, such as an ignored one, git cannot tell whether it changed.
    pub tracked: BTreeSet<String>,
}

impl Git {
    /// Compares the work tree with a commit.
    ///
    /// # Errors
    /// Returns an error if git cannot answer.
    pub fn changed_since(&self, commit: &ObjectId) -> Result<WorkTreePaths, GitError> {
        let difference = [
            "--name-only",
            "-z",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            "--ignore-submodules=all",
            commit.as_str(),
            "--",
        ];
        let mut changed = self.paths("diff", &difference)?;
        changed.extend(self.paths("ls-files", &["-z", "--others", "--exclude-standard"])?);
        Ok(WorkTreePaths {
            changed,
            tracked: self.paths("ls-files", &["-z", "--cached"])?,
        })
    }

    fn paths(
        &self,
        command: &'static str,
        arguments: &[&str],
    ) -> Result<BTreeSet<String>, GitError> {
        let call = self.call(command).arguments(arguments);
        let printed = call.limit(LISTING).patience(PATIENCE).run()?;
        let paths = printed.split(|it| *it == 0).filter(|it| !it.is_empty());
        let paths = paths.filter_map(|it| std::str::from_utf8(it).ok());
        Ok(paths.map(str::to_owned).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::testing::Checkout;

    #[test]
    fn what_changed_came_or_went_is_listed_and_what_is_ignored_is_in_neither_list() {
        let checkout = Checkout::new();
        let commit = checkout.commit(&[
            ("same", b"x"),
            ("edited", b"x"),
            ("staged", b"x"),
            ("gone", b"x"),
            ("ä b/old", b"a text that git would follow to its new name"),
            (".gitignore", b"ignored\n"),
        ]);
        let write =
            |name: &str, content: &str| std::fs::write(checkout.path(name), content).unwrap();
        checkout.commit(&[("committed", b"x")]);
        write("edited", "y");
        write("staged", "y");
        checkout.run(&["add", "staged"]);
        std::fs::remove_file(checkout.path("gone")).unwrap();
        checkout.run(&["mv", "ä b/old", "new"]);
        write("untracked", "x");
        write("ignored", "x");
        // Another time is no other content.
        write("same", "x");
        let git = checkout.git();
        let paths = git.changed_since(&commit).unwrap();
        let changed: Vec<&str> = paths.changed.iter().map(String::as_str).collect();
        assert_eq!(
            changed,
            [
                "committed",
                "edited",
                "gone",
                "new",
                "staged",
                "untracked",
                "ä b/old"
            ]
        );
        assert!(paths.tracked.contains("same") && !paths.tracked.contains("ignored"));
    }

    #[test]
    fn of_a_clean_work_tree_nothing_changed_since_its_commit() {
        let checkout = Checkout::new();
        let commit = checkout.commit(&[("a", b"x")]);
        let paths = checkout.git().changed_since(&commit).unwrap();
        assert_eq!(paths.changed, BTreeSet::new());
        assert_eq!(paths.tracked, BTreeSet::from(["a".to_owned()]));
    }
}
