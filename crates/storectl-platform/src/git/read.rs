//! Reads commits, trees and files.

use super::{error::GitError, object::ObjectId, runner::Git};

/// How much a listing of a tree may print, in bytes: 100,000 paths of 100 characters.
const LISTING: usize = 16 * 1024 * 1024;

/// What a path of a tree is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A file.
    File,
    /// A symbolic link; its content is the target.
    Link,
    /// A folder.
    Folder,
    /// A commit of another repository.
    Submodule,
}

/// One path of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeEntry {
    /// What it is.
    pub kind: EntryKind,
    /// Its content.
    pub id: ObjectId,
    /// Its path from the root of the tree, with `/`.
    pub path: String,
}

impl Git {
    /// Returns the commit that a revision names; `None` if there is no such commit here. `rev` is never taken for an option.
    ///
    /// # Errors
    /// Returns an error if git cannot answer, or if the name is ambiguous: git would take the tag `origin/main` for the branch,
    /// and whoever may push a tag could choose the base of a plan.
    pub fn commit(&self, rev: &str) -> Result<Option<ObjectId>, GitError> {
        let revision = format!("{rev}^{{commit}}");
        let commit = self.resolve(&revision)?;
        if commit.is_some() && self.is_ambiguous(&revision)? {
            return Err(GitError::Ambiguous);
        }
        Ok(commit)
    }

    /// Whether git warns that a name could mean something else as well (gitrevisions(7)). What is checked out comes before
    /// anything that is called `HEAD`.
    fn is_ambiguous(&self, revision: &str) -> Result<bool, GitError> {
        let name = revision.split(['^', '~', '@', ':']).next();
        if matches!(name, Some("HEAD" | "")) {
            return Ok(false);
        }
        let call = self.call("rev-parse");
        let call = call.arguments(["--verify", "--end-of-options", revision]);
        let messages = call.talk()?.messages();
        Ok(String::from_utf8_lossy(&messages).contains(" is ambiguous"))
    }

    /// Returns what a ref points to, e.g. `refs/storectl/applied/PRODUCT`; `None` if there is no such ref.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub fn reference(&self, name: &str) -> Result<Option<ObjectId>, GitError> {
        self.resolve(name)
    }

    /// Returns the tree of a commit.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub fn tree_of(&self, commit: &ObjectId) -> Result<ObjectId, GitError> {
        let found = self.resolve(&format!("{commit}^{{tree}}"))?;
        found.ok_or(GitError::Unexpected {
            command: "rev-parse",
        })
    }

    fn resolve(&self, revision: &str) -> Result<Option<ObjectId>, GitError> {
        const COMMAND: &str = "rev-parse";
        let call =
            self.call(COMMAND)
                .arguments(["--verify", "--quiet", "--end-of-options", revision]);
        match call.run() {
            Ok(printed) => id(COMMAND, &printed).map(Some),
            Err(GitError::Failed { code: Some(1), .. }) => Ok(None),
            // What git cannot read as a revision, e.g. `a..b`, names no commit; a missing repository is another failure.
            Err(GitError::Failed {
                code: Some(128),
                message,
                ..
            }) if message.contains("needed a single revision")
                || message.contains("Needed a single revision")
                || message.contains("ambiguous argument") =>
            {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Returns the version of git, e.g. `2.43.0`.
    ///
    /// # Errors
    /// Returns an error if git cannot be run, or says something else.
    pub fn version(&self) -> Result<String, GitError> {
        const COMMAND: &str = "version";
        let printed = self.call(COMMAND).run()?;
        let printed = String::from_utf8_lossy(&printed);
        let version = printed.trim().strip_prefix("git version ");
        let version = version.ok_or(GitError::Unexpected { command: COMMAND })?;
        Ok(version.to_owned())
    }

    /// Whether the repository holds only the newest part of its history.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub fn is_shallow(&self) -> Result<bool, GitError> {
        let printed = self
            .call("rev-parse")
            .arguments(["--is-shallow-repository"]);
        Ok(printed.run()?.starts_with(b"true"))
    }

    /// Lists every path of a commit or tree, below folders, too; with `below`, only that path and those below it.
    ///
    /// # Errors
    /// As [`commit`](Self::commit); a path that is not UTF-8 is left out, for no manifest can name it.
    pub fn tree(&self, of: &ObjectId, below: Option<&str>) -> Result<Vec<TreeEntry>, GitError> {
        const COMMAND: &str = "ls-tree";
        let mut call = self
            .call(COMMAND)
            .arguments(["-r", "-z", "--full-tree", of.as_str()])
            .limit(LISTING);
        if let Some(path) = below {
            call = call.arguments(["--", path]);
        }
        entries(COMMAND, &call.run()?)
    }

    /// Returns what a commit or tree holds at one path; `None` if nothing.
    ///
    /// # Errors
    /// As [`tree`](Self::tree).
    pub fn entry(&self, of: &ObjectId, path: &str) -> Result<Option<TreeEntry>, GitError> {
        const COMMAND: &str = "ls-tree";
        let call = self
            .call(COMMAND)
            .arguments(["-z", "--full-tree", of.as_str(), "--", path]);
        let found = entries(COMMAND, &call.limit(LISTING).run()?)?;
        Ok(found.into_iter().find(|it| it.path == path))
    }

    /// Returns the content of a file of a tree, of at most `limit` bytes.
    ///
    /// # Errors
    /// As [`commit`](Self::commit); [`GitError::TooLarge`].
    pub fn blob(&self, id: &ObjectId, limit: usize) -> Result<Vec<u8>, GitError> {
        let call = self.call("cat-file").arguments(["blob", id.as_str()]);
        call.limit(limit).run()
    }

    /// Returns the length of an object, in bytes.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub fn size(&self, id: &ObjectId) -> Result<u64, GitError> {
        const COMMAND: &str = "cat-file";
        let printed = self.call(COMMAND).arguments(["-s", id.as_str()]).run()?;
        let digits = std::str::from_utf8(&printed).map(str::trim_end);
        let size = digits.ok().and_then(|it| it.parse().ok());
        size.ok_or(GitError::Unexpected { command: COMMAND })
    }
}

/// Takes the one object name that git prints.
pub(super) fn id(command: &'static str, printed: &[u8]) -> Result<ObjectId, GitError> {
    let text = std::str::from_utf8(printed).unwrap_or_default();
    let id = text.trim_end().parse();
    id.map_err(|_| GitError::Unexpected { command })
}

/// Takes a listing: `MODE TYPE ID<tab>PATH<NUL>` each. Source: git-ls-tree(1), "Output format".
fn entries(command: &'static str, printed: &[u8]) -> Result<Vec<TreeEntry>, GitError> {
    let unexpected = || GitError::Unexpected { command };
    let mut found = Vec::new();
    for line in printed.split(|it| *it == 0).filter(|it| !it.is_empty()) {
        let tab = line.iter().position(|it| *it == b'\t');
        let (facts, path) = line.split_at(tab.ok_or_else(unexpected)?);
        let Ok(path) = std::str::from_utf8(&path[1..]) else {
            continue;
        };
        let facts = std::str::from_utf8(facts).map_err(|_| unexpected())?;
        let mut facts = facts.split(' ');
        let (Some(mode), Some(kind), Some(id)) = (facts.next(), facts.next(), facts.next()) else {
            return Err(unexpected());
        };
        let kind = match (mode, kind) {
            ("120000", _) => EntryKind::Link,
            (_, "blob") => EntryKind::File,
            (_, "tree") => EntryKind::Folder,
            (_, "commit") => EntryKind::Submodule,
            _ => return Err(unexpected()),
        };
        found.push(TreeEntry {
            kind,
            id: id.parse().map_err(|_| unexpected())?,
            path: path.to_owned(),
        });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::testing::Checkout;

    #[test]
    fn files_are_read_at_a_revision_whatever_the_checkout_holds() {
        let checkout = Checkout::new();
        let first = checkout.commit(&[("shop/storectl.yaml", b"one"), ("shop/ä b.md", b"\0\r\n")]);
        let second = checkout.commit(&[("shop/storectl.yaml", b"two")]);
        let git = checkout.git();
        assert_eq!(git.commit("HEAD").unwrap().as_ref(), Some(&second));
        assert_eq!(git.commit("HEAD~1").unwrap().as_ref(), Some(&first));
        let content = |commit: &ObjectId, path: &str| {
            let entry = git.entry(commit, path).unwrap()?;
            Some(git.blob(&entry.id, 100).unwrap())
        };
        assert_eq!(content(&first, "shop/storectl.yaml").unwrap(), b"one");
        assert_eq!(content(&second, "shop/storectl.yaml").unwrap(), b"two");
        assert_eq!(content(&first, "shop/ä b.md").unwrap(), b"\0\r\n");
        assert_eq!(content(&first, "shop/absent"), None);
        let paths = |below| {
            let entries = git.tree(&second, below).unwrap().into_iter();
            entries.map(|it| it.path).collect::<Vec<_>>()
        };
        assert_eq!(paths(None), ["shop/storectl.yaml", "shop/ä b.md"]);
        assert_eq!(paths(Some("shop")), paths(None));
        assert_eq!(paths(Some("other")), Vec::<String>::new());
    }

    #[test]
    fn a_name_that_is_a_branch_and_a_tag_or_the_beginning_of_a_commit_is_ambiguous() {
        let checkout = Checkout::new();
        let first = checkout.commit(&[("a", b"x")]);
        let second = checkout.commit(&[("a", b"y")]);
        checkout.run(&[
            "update-ref",
            "refs/remotes/origin/main",
            &second.to_string(),
        ]);
        let git = checkout.git();
        let short = second.to_string().get(..7).unwrap().to_owned();
        for name in ["origin/main", "main", "main^0", &short] {
            assert_eq!(git.commit(name).unwrap().as_ref(), Some(&second), "{name}");
        }
        // Tags come before branches, and whatever git is configured to say.
        checkout.run(&["config", "core.warnAmbiguousRefs", "false"]);
        for tag in ["origin/main", "main", &short] {
            checkout.run(&["tag", tag, &first.to_string()]);
        }
        for name in ["origin/main", "main", "main^0", &short] {
            let refused = git.commit(name).expect_err(name);
            assert!(matches!(refused, GitError::Ambiguous), "{name}: {refused}");
        }
        checkout.run(&["update-ref", "refs/tags/HEAD", &first.to_string()]);
        for name in [
            "refs/remotes/origin/main",
            "refs/heads/main",
            &second.to_string(),
            "HEAD",
            "@",
        ] {
            assert_eq!(git.commit(name).unwrap().as_ref(), Some(&second), "{name}");
        }
    }

    #[test]
    fn a_file_beyond_its_bound_is_refused() {
        let checkout = Checkout::new();
        let commit = checkout.commit(&[("a", &vec![b'x'; 100_000])]);
        let git = checkout.git();
        let entry = git.entry(&commit, "a").unwrap().unwrap();
        assert_eq!(git.size(&entry.id).unwrap(), 100_000);
        let refused = git.blob(&entry.id, 99_999).unwrap_err();
        assert!(matches!(refused, GitError::TooLarge { limit: 99_999, .. }));
        assert_eq!(git.blob(&entry.id, 100_000).unwrap().len(), 100_000);
    }

    #[test]
    fn a_revision_is_never_an_option_and_an_unknown_one_is_none() {
        let checkout = Checkout::new();
        checkout.commit(&[("a", b"x")]);
        let git = checkout.git();
        for rev in [
            "nowhere",
            "--help",
            "-h",
            "--git-dir",
            "HEAD..HEAD",
            "HEAD:a",
            "",
            "a b",
            "0123456789012345678901234567890123456789",
        ] {
            assert_eq!(git.commit(rev).unwrap(), None, "{rev}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_told_from_a_file() {
        let checkout = Checkout::new();
        std::os::unix::fs::symlink("a", checkout.path("link")).unwrap();
        let commit = checkout.commit(&[("a", b"x")]);
        let entry = checkout.git().entry(&commit, "link").unwrap().unwrap();
        assert_eq!(entry.kind, EntryKind::Link);
    }

    #[test]
    fn a_clone_that_holds_only_the_newest_commit_is_shallow() {
        let checkout = Checkout::new();
        checkout.commit(&[("a", b"one")]);
        checkout.commit(&[("a", b"two")]);
        let clone = checkout.clone_with(&["--depth", "1"]);
        assert!(!checkout.git().is_shallow().unwrap());
        assert!(clone.git().is_shallow().unwrap());
        assert_eq!(clone.git().commit("HEAD~1").unwrap(), None);
    }

    #[test]
    fn what_a_partial_clone_left_out_is_fetched_unless_git_is_offline() {
        let origin = Checkout::new();
        let commit = origin.commit(&[("a.png", b"picture")]);
        origin.run(&["config", "uploadpack.allowFilter", "true"]);
        origin.run(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
        let clone = origin.clone_with(&["--filter=blob:none", "--no-checkout"]);
        let entries = clone.git().tree(&commit, None).unwrap();
        let picture = &entries[0].id;
        assert!(clone.git().offline().blob(picture, 100).is_err());
        assert_eq!(clone.git().blob(picture, 100).unwrap(), b"picture");
    }
}
