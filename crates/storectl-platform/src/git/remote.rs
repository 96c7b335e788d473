//! Exchanges refs with another repository.

use std::time::Duration;

use super::{error::GitError, object::ObjectId, read::id, runner::Git};

/// How long a fetch or a push may take.
const NETWORK: Duration = Duration::from_secs(60);

/// The remote of a branch that follows none.
const ORIGIN: &str = "origin";

/// How much the settings of all branches may take, in bytes: those of 20,000.
const SETTINGS: usize = 2 * 1024 * 1024;

/// What became of a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// The other repository has it.
    Accepted,
    /// Somebody else pushed in the meantime: nothing was changed there.
    Behind,
}

/// How git says that the other side's ref is not what was expected. Source: git's `transport.c`, `receive-pack.c` and
/// `refs/`.
const BEHIND: [&str; 7] = [
    "fetch first",
    "non-fast-forward",
    "stale info",
    "cannot lock ref",
    "failed to update ref",
    "incorrect old value",
    "already exists",
];

impl Git {
    /// Fetches refs, and nothing else: no tags, no submodules, no remote-tracking branches. Refs that are gone over there go
    /// here, too. It takes half of the time that is left at most, so that what is here can be read afterwards. `remote` must
    /// not begin with `-`.
    ///
    /// # Errors
    /// Returns an error if the other repository cannot be reached.
    pub fn fetch(&self, remote: &str, refspec: &str) -> Result<(), GitError> {
        let call = self
            .call("fetch")
            .arguments(["--quiet", "--prune", "--no-tags", "--no-write-fetch-head"])
            .arguments(["--no-recurse-submodules", "--refmap="])
            .arguments(["--end-of-options", remote, refspec]);
        let half = self.time_left().map(|it| it / 2);
        let patience = half.map_or(NETWORK, |it| it.min(NETWORK));
        call.patience(patience).run().map(drop)
    }

    /// Pushes a commit to a ref; never forces it.
    ///
    /// # Errors
    /// Returns an error if the other repository cannot be reached, or refuses it for another reason than that it is behind.
    pub fn push(&self, remote: &str, commit: &ObjectId, name: &str) -> Result<Pushed, GitError> {
        let refspec = format!("{commit}:{name}");
        let call = self
            .call("push")
            .arguments(["--porcelain", "--no-verify", "--no-follow-tags"])
            .arguments(["--no-signed", "--recurse-submodules=no"])
            .arguments(["--end-of-options", remote, &refspec]);
        match call.patience(NETWORK).run() {
            Ok(_) => Ok(Pushed::Accepted),
            Err(GitError::Failed { message, .. })
                if message.starts_with('[') && BEHIND.iter().any(|it| message.contains(it)) =>
            {
                Ok(Pushed::Behind)
            }
            Err(error) => Err(error),
        }
    }

    /// Asks another repository for one of its refs; nothing is fetched. `remote` must not begin with `-`.
    ///
    /// # Errors
    /// Returns an error if the other repository cannot be reached.
    pub fn remote_reference(&self, remote: &str, name: &str) -> Result<Option<ObjectId>, GitError> {
        const COMMAND: &str = "ls-remote";
        let call = self
            .call(COMMAND)
            .arguments(["--refs", "--end-of-options", remote, name]);
        let printed = call.patience(NETWORK).run()?;
        let printed = String::from_utf8_lossy(&printed);
        // Patterns match the end of a name, so others may be listed as well.
        let mut lines = printed.lines().filter_map(|it| it.split_once('\t'));
        let found = lines.find(|(_, it)| *it == name);
        found
            .map(|(commit, _)| id(COMMAND, commit.as_bytes()))
            .transpose()
    }

    /// Returns the remote that the checked-out branch follows; `origin` where it follows none.
    ///
    /// # Errors
    /// Returns an error if git cannot answer.
    pub fn own_remote(&self) -> Result<String, GitError> {
        let none = |error| match error {
            GitError::Failed { code: Some(1), .. } => Ok(Vec::new()),
            error => Err(error),
        };
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let settings = ["-z", "--get-regexp", r"^branch\..*\.remote$"];
        let settings = self.call("config").arguments(settings).limit(SETTINGS);
        let settings = text(settings.run().or_else(none)?);
        let settings = settings.split('\0').filter_map(|it| it.split_once('\n'));
        let settings: Vec<(&str, &str)> = settings.filter(|(_, it)| !it.is_empty()).collect();
        if settings.iter().all(|(_, it)| *it == ORIGIN) {
            // Whichever branch it is.
            return Ok(ORIGIN.to_owned());
        }
        let head = self
            .call("symbolic-ref")
            .arguments(["--quiet", "--short", "HEAD"]);
        let setting = format!(
            "branch.{}.remote",
            text(head.run().or_else(none)?).trim_end()
        );
        // The last one counts.
        let remote = settings.iter().rfind(|(name, _)| *name == setting);
        Ok(remote.map_or(ORIGIN, |(_, it)| it).to_owned())
    }

    /// Returns the address that a remote stands for, without asking it. `remote` must not begin with `-`.
    ///
    /// # Errors
    /// Returns an error if git cannot answer.
    pub fn address(&self, remote: &str) -> Result<String, GitError> {
        let call = self.call("ls-remote").arguments(["--get-url", remote]);
        Ok(String::from_utf8_lossy(&call.run()?).trim_end().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::git::{NewCommit, NewEntry, ObjectId, testing::Checkout};

    const REF: &str = "refs/storectl/applied/a";
    const FETCHED: &str = "refs/storectl/fetched/a";
    const REFSPEC: &str = "+refs/storectl/applied/*:refs/storectl/fetched/*";

    fn record(git: &Git, parent: Option<&ObjectId>, content: &str) -> ObjectId {
        let blob = git.write_blob(content.as_bytes()).unwrap();
        let file = ("receipt.json".to_owned(), NewEntry::File(blob));
        let tree = git.write_tree(&BTreeMap::from([file]));
        let commit = git.write_commit(&NewCommit {
            tree: &tree.unwrap(),
            parent,
            message: content,
            at: 1_790_000_000,
        });
        let commit = commit.unwrap();
        git.move_ref(REF, parent, &commit).unwrap();
        commit
    }

    #[test]
    fn what_one_clone_pushes_another_fetches_without_touching_its_own() {
        let origin = Checkout::new();
        origin.commit(&[("a", b"x")]);
        let [one, two] = [&[][..], &["--depth", "1"]].map(|it| origin.clone_with(it));
        let pushed = record(&one.git(), None, "one");
        let accepted = one.git().push("origin", &pushed, REF);
        assert_eq!(accepted.unwrap(), Pushed::Accepted);
        two.git().fetch("origin", REFSPEC).unwrap();
        assert_eq!(two.git().reference(FETCHED).unwrap(), Some(pushed));
        assert_eq!(two.git().reference(REF).unwrap(), None);
        origin.run(&["update-ref", "-d", REF]);
        two.git().fetch("origin", REFSPEC).unwrap();
        assert_eq!(
            two.git().reference(FETCHED).unwrap(),
            None,
            "gone over there"
        );
    }

    #[test]
    fn a_push_that_comes_second_is_behind_and_changes_nothing() {
        let origin = Checkout::new();
        origin.commit(&[("a", b"x")]);
        let [one, two] = [(), ()].map(|()| origin.clone_with(&[]));
        let first = record(&one.git(), None, "one");
        let second = record(&two.git(), None, "two");
        let push = |clone: &Checkout, commit| clone.git().push("origin", commit, REF).unwrap();
        assert_eq!(push(&one, &first), Pushed::Accepted);
        assert_eq!(push(&two, &second), Pushed::Behind);
        assert_eq!(origin.git().reference(REF).unwrap(), Some(first));
    }

    #[test]
    fn a_remote_that_cannot_be_reached_is_an_error_that_says_so() {
        let checkout = Checkout::new();
        checkout.commit(&[("a", b"x")]);
        let git = checkout.git();
        let commit = record(&git, None, "one");
        let errors = [
            git.push("origin", &commit, REF).unwrap_err(),
            git.fetch("origin", REFSPEC).unwrap_err(),
        ];
        for error in errors {
            let message = error.to_string();
            assert!(
                message.contains("'origin' does not appear to be a git repository"),
                "{message}"
            );
        }
    }

    #[test]
    fn a_remote_that_never_answers_is_given_up_when_the_time_is_over() {
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let checkout = Checkout::new();
        checkout.commit(&[("a", b"x")]);
        let until = std::time::Instant::now() + Duration::from_millis(200);
        let address = format!("git://{}/r", silent.local_addr().unwrap());
        let error = checkout.git().until(until).fetch(&address, REFSPEC);
        assert!(matches!(error, Err(GitError::TimedOut { .. })), "{error:?}");
    }

    #[test]
    fn a_fetch_leaves_time_to_read_what_is_here() {
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let checkout = Checkout::new();
        let commit = checkout.commit(&[("a", b"x")]);
        let until = std::time::Instant::now() + Duration::from_secs(4);
        let git = checkout.git().until(until);
        let address = format!("git://{}/r", silent.local_addr().unwrap());
        let error = git.fetch(&address, REFSPEC).unwrap_err().to_string();
        assert_eq!(error, "`git fetch` did not end within 2 s");
        assert_eq!(git.commit("HEAD").unwrap(), Some(commit));
    }

    #[test]
    fn without_time_git_is_not_run_and_that_is_said() {
        let checkout = Checkout::new();
        checkout.commit(&[("a", b"x")]);
        let git = checkout.git().until(std::time::Instant::now());
        let error = git.references(&["refs/"]).unwrap_err().to_string();
        assert_eq!(
            error,
            "`git for-each-ref` was not run, because no time was left for it"
        );
    }

    #[test]
    fn a_branch_knows_its_own_remote() {
        let origin = Checkout::new();
        origin.commit(&[("a", b"x")]);
        let clone = origin.clone_with(&[]);
        assert_eq!(clone.git().own_remote().unwrap(), "origin");
        clone.run(&["config", "branch.main.remote", "upstream"]);
        assert_eq!(clone.git().own_remote().unwrap(), "upstream");
        clone.run(&["config", "branch.other.remote", "elsewhere"]);
        assert_eq!(clone.git().own_remote().unwrap(), "upstream");
        clone.run(&["checkout", "--quiet", "--detach"]);
        assert_eq!(clone.git().own_remote().unwrap(), "origin");
        let address = clone.git().address("origin").unwrap();
        assert_eq!(address, clone.git().address(&address).unwrap());
    }

    #[cfg(unix)]
    #[test]
    fn no_hook_of_the_repository_runs() {
        use std::os::unix::fs::PermissionsExt as _;
        let origin = Checkout::new();
        origin.commit(&[("a", b"x")]);
        let clone = origin.clone_with(&[]);
        let mark = clone.path("hook-ran");
        for hook in [
            "reference-transaction",
            "pre-push",
            "post-commit",
            "pre-auto-gc",
        ] {
            let file = clone.path(".git/hooks").join(hook);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, format!("#!/bin/sh\ntouch '{}'\n", mark.display())).unwrap();
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        clone.run(&["update-ref", "refs/heads/other", "HEAD"]);
        assert!(mark.exists(), "the user's git runs them");
        std::fs::remove_file(&mark).unwrap();
        let git = clone.git();
        let commit = record(&git, None, "one");
        git.push("origin", &commit, REF).unwrap();
        git.fetch("origin", REFSPEC).unwrap();
        assert!(!mark.exists());
    }
}
