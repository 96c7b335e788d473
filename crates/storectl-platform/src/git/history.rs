//! Refs, and which commit came after which.

use std::collections::BTreeMap;

use super::{error::GitError, object::ObjectId, read::id, runner::Git};

/// How much a list of refs or commits may print, in bytes: 10,000 refs.
const LIST: usize = 2 * 1024 * 1024;

impl Git {
    /// Returns every ref that has one of these names, or lies below one, e.g. `refs/storectl/`, and what it points to.
    ///
    /// # Errors
    /// Returns an error if git cannot answer.
    pub fn references(&self, names: &[&str]) -> Result<BTreeMap<String, ObjectId>, GitError> {
        const COMMAND: &str = "for-each-ref";
        let call = self
            .call(COMMAND)
            .arguments(["--format=%(objectname) %(refname)"])
            .arguments(names.iter().copied());
        let printed = call.limit(LIST).run()?;
        let mut found = BTreeMap::new();
        for line in String::from_utf8_lossy(&printed).lines() {
            let unexpected = GitError::Unexpected { command: COMMAND };
            let (commit, name) = line.split_once(' ').ok_or(unexpected)?;
            found.insert(name.to_owned(), id(COMMAND, commit.as_bytes())?);
        }
        Ok(found)
    }

    /// Returns a commit and those before it, newest first, at most so many; of several parents the first counts. With
    /// `beyond`, only those that this other commit does not come after.
    ///
    /// # Errors
    /// As [`references`](Self::references).
    pub fn history(
        &self,
        tip: &ObjectId,
        beyond: Option<&ObjectId>,
        most: usize,
    ) -> Result<Vec<ObjectId>, GitError> {
        const COMMAND: &str = "rev-list";
        let beyond = beyond.map(|it| format!("^{it}"));
        let call = self
            .call(COMMAND)
            .arguments(["--first-parent".to_owned(), format!("--max-count={most}")])
            .arguments([tip.as_str()])
            .arguments(beyond);
        let printed = call.limit(LIST).run()?;
        let lines = printed.split(|it| *it == b'\n').filter(|it| !it.is_empty());
        lines.map(|it| id(COMMAND, it)).collect()
    }

    /// Returns the commits that changed the file at `path` from the root, newest first, at most so many; of several parents the
    /// first counts. One that a shallow clone begins with changed every file.
    ///
    /// # Errors
    /// As [`references`](Self::references).
    pub fn changes_of(
        &self,
        tip: &ObjectId,
        path: &str,
        most: usize,
    ) -> Result<Vec<ObjectId>, GitError> {
        const COMMAND: &str = "rev-list";
        let call = self
            .call(COMMAND)
            .arguments(["--first-parent".to_owned(), format!("--max-count={most}")])
            .arguments([tip.as_str(), "--", path]);
        let printed = call.limit(LIST).run()?;
        let lines = printed.split(|it| *it == b'\n').filter(|it| !it.is_empty());
        lines.map(|it| id(COMMAND, it)).collect()
    }

    /// Whether a commit is another one, or came before it.
    ///
    /// # Errors
    /// As [`references`](Self::references).
    pub fn is_before(&self, older: &ObjectId, newer: &ObjectId) -> Result<bool, GitError> {
        if older == newer {
            return Ok(true);
        }
        let call = self.call("merge-base");
        let call = call.arguments(["--is-ancestor", older.as_str(), newer.as_str()]);
        match call.run() {
            Ok(_) => Ok(true),
            Err(GitError::Failed { code: Some(1), .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Returns which of these commits are not here. Nothing is fetched to find out.
    ///
    /// # Errors
    /// As [`references`](Self::references).
    pub fn absent(&self, commits: &[ObjectId]) -> Result<Vec<ObjectId>, GitError> {
        const COMMAND: &str = "cat-file";
        let lines: Vec<String> = commits.iter().map(|it| format!("{it}\n")).collect();
        let git = self.clone().offline();
        let call = git
            .call(COMMAND)
            .arguments(["--batch-check=%(objecttype)"])
            .input(lines.concat().into_bytes());
        let printed = call.limit(LIST).run()?;
        let answers = String::from_utf8_lossy(&printed);
        let answers = answers.lines().zip(commits);
        let absent = answers.filter(|(kind, _)| *kind != "commit");
        Ok(absent.map(|(_, it)| it.clone()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::testing::Checkout;

    #[test]
    fn commits_are_listed_newest_first_and_beyond_another() {
        let checkout = Checkout::new();
        let commits = ["one", "two", "three"].map(|it| checkout.commit(&[("a", it.as_bytes())]));
        let [one, two, three] = &commits;
        let git = checkout.git();
        let list = |beyond, most| git.history(three, beyond, most).unwrap();
        assert_eq!(list(None, 10), [three, two, one].map(Clone::clone));
        assert_eq!(list(None, 1), [three].map(Clone::clone));
        assert_eq!(list(Some(one), 10), [three, two].map(Clone::clone));
        assert!(git.is_before(one, three).unwrap() && git.is_before(one, one).unwrap());
        assert!(!git.is_before(three, one).unwrap());
        let refs = git.references(&["refs/heads/"]).unwrap();
        assert_eq!(
            refs,
            BTreeMap::from([("refs/heads/main".to_owned(), three.clone())])
        );
    }

    #[test]
    fn the_commits_that_changed_a_file_are_listed_newest_first() {
        let checkout = Checkout::new();
        let one = checkout.commit(&[("a*", b"1"), ("ab", b"1")]);
        checkout.commit(&[("ab", b"2")]);
        let three = checkout.commit(&[("a*", b"3")]);
        let git = checkout.git();
        let changed = |path, most| git.changes_of(&three, path, most).unwrap();
        assert_eq!(changed("a*", 10), [three.clone(), one]);
        assert_eq!(changed("a*", 1), std::slice::from_ref(&three));
        assert_eq!(changed("absent", 10), []);
    }

    #[test]
    fn a_commit_that_nobody_made_is_absent() {
        let checkout = Checkout::new();
        let here = checkout.commit(&[("a", b"x")]);
        let nowhere: ObjectId = "f".repeat(40).parse().unwrap();
        let absent = checkout.git().absent(&[here, nowhere.clone()]).unwrap();
        assert_eq!(absent, [nowhere]);
    }
}
