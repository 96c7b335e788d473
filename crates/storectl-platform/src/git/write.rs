//! Writes objects and refs. Neither the index nor the work tree is touched.

use std::collections::BTreeMap;

use super::{error::GitError, object::ObjectId, read::id, runner::Git};

/// Length of an object's name with its line end, in bytes, at most.
const NAME: usize = 65;

/// A path of a tree to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewEntry {
    /// A file with this content.
    File(ObjectId),
    /// A folder that is written already.
    Folder(ObjectId),
}

/// A commit to be written.
#[derive(Clone, Copy, Debug)]
pub struct NewCommit<'a> {
    /// What it holds.
    pub tree: &'a ObjectId,
    /// The commit before it.
    pub parent: Option<&'a ObjectId>,
    /// What it says.
    pub message: &'a str,
    /// When it was made, in seconds since 1970.
    pub at: u64,
}

impl Git {
    /// Keeps a content as it is and returns its name.
    ///
    /// # Errors
    /// Returns an error if git cannot write it.
    pub fn write_blob(&self, content: &[u8]) -> Result<ObjectId, GitError> {
        const COMMAND: &str = "hash-object";
        let call = self
            .call(COMMAND)
            .arguments(["-w", "--no-filters", "--stdin"])
            .input(content.to_vec());
        id(COMMAND, &call.run()?)
    }

    /// Keeps files of the work tree byte for byte, whatever filters are configured, and returns their names in order.
    /// Paths are from the root, with `/`.
    ///
    /// # Errors
    /// Returns an error if one cannot be read, or git cannot write it.
    pub fn write_files(&self, paths: &[String]) -> Result<Vec<ObjectId>, GitError> {
        const COMMAND: &str = "hash-object";
        let lines: Vec<String> = paths.iter().map(|it| quoted(it)).collect();
        let call = self
            .call(COMMAND)
            .arguments(["-w", "--no-filters", "--stdin-paths"])
            .input(lines.concat().into_bytes())
            .limit(NAME.saturating_mul(paths.len()));
        let printed = call.run()?;
        let names = printed.split(|it| *it == b'\n').filter(|it| !it.is_empty());
        let names: Vec<ObjectId> = names.map(|it| id(COMMAND, it)).collect::<Result<_, _>>()?;
        if names.len() == paths.len() {
            Ok(names)
        } else {
            Err(GitError::Unexpected { command: COMMAND })
        }
    }

    /// Writes the tree of these entries by their paths, with `/`, and of the folders on the way.
    ///
    /// # Errors
    /// As [`write_blob`](Self::write_blob).
    pub fn write_tree(&self, entries: &BTreeMap<String, NewEntry>) -> Result<ObjectId, GitError> {
        let entries = entries.iter().map(|(path, it)| (path.as_str(), it));
        self.write_folder(&entries.collect())
    }

    fn write_folder(&self, entries: &BTreeMap<&str, &NewEntry>) -> Result<ObjectId, GitError> {
        const COMMAND: &str = "mktree";
        let mut folders: BTreeMap<&str, BTreeMap<&str, &NewEntry>> = BTreeMap::new();
        let mut lines: Vec<String> = Vec::new();
        for (path, entry) in entries {
            match (path.split_once('/'), entry) {
                (Some((folder, below)), _) => {
                    folders.entry(folder).or_default().insert(below, entry);
                }
                (None, NewEntry::File(id)) => lines.push(format!("100644 blob {id}\t{path}\0")),
                (None, NewEntry::Folder(id)) => lines.push(format!("040000 tree {id}\t{path}\0")),
            }
        }
        for (folder, entries) in folders {
            let id = self.write_folder(&entries)?;
            lines.push(format!("040000 tree {id}\t{folder}\0"));
        }
        let call = self.call(COMMAND).arguments(["-z"]);
        id(COMMAND, &call.input(lines.concat().into_bytes()).run()?)
    }

    /// Writes a commit. It is nobody's: author and committer are storectl.
    ///
    /// # Errors
    /// As [`write_blob`](Self::write_blob).
    pub fn write_commit(&self, commit: &NewCommit<'_>) -> Result<ObjectId, GitError> {
        const COMMAND: &str = "commit-tree";
        let NewCommit {
            tree,
            parent,
            message,
            at,
        } = commit;
        let date = format!("@{at} +0000");
        let parent = parent.iter().flat_map(|it| ["-p", it.as_str()]);
        let call = self
            .call(COMMAND)
            .arguments([tree.as_str(), "--no-gpg-sign", "-F", "-"])
            .arguments(parent)
            .variable("GIT_AUTHOR_DATE", date.clone())
            .variable("GIT_COMMITTER_DATE", date)
            .input(message.as_bytes().to_vec());
        id(COMMAND, &call.run()?)
    }

    /// Moves a ref from a commit to another; `None` is for one that is not there yet.
    ///
    /// # Errors
    /// As [`write_blob`](Self::write_blob); where it is not what `from` says any more.
    pub fn move_ref(
        &self,
        name: &str,
        from: Option<&ObjectId>,
        to: &ObjectId,
    ) -> Result<(), GitError> {
        let old = from.map_or_else(|| to.nothing_like_it(), ToString::to_string);
        let call = self
            .call("update-ref")
            .arguments(["--no-deref", "-m", "storectl", name])
            .arguments([to.as_str(), old.as_str()]);
        call.run().map(drop)
    }
}

/// One line of a list of paths. What begins with a quote is read as in C. Source: git-hash-object(1), `--stdin-paths`; its
/// code.
fn quoted(path: &str) -> String {
    if path.starts_with('"') || path.contains('\n') {
        let escaped = path
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n");
        format!("\"{escaped}\"\n")
    } else {
        format!("{path}\n")
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::git::testing::Checkout;

    const REF: &str = "refs/storectl/applied/a";

    fn paths(names: &[&str]) -> Vec<String> {
        names.iter().map(|it| (*it).to_owned()).collect()
    }

    #[test]
    fn files_are_kept_byte_for_byte_under_their_paths() {
        let checkout = Checkout::new();
        let names = ["storectl.yaml", "shop/images/1.png", "shop/a b/ä.md"];
        let contents: [&[u8]; 3] = [b"a: 1\r\n", b"\0\r\n\xff", b""];
        fs::write(checkout.path(".gitattributes"), "* text=auto eol=lf\n").unwrap();
        for (name, content) in names.iter().zip(contents) {
            let path = checkout.path(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        let git = checkout.git();
        let kept = git.write_files(&paths(&names)).unwrap();
        let kept = kept.into_iter().map(NewEntry::File);
        let files = names.iter().map(|it| (*it).to_owned()).zip(kept).collect();
        let tree = git.write_tree(&files).unwrap();
        for (name, content) in names.iter().zip(contents) {
            let entry = git.entry(&tree, name).unwrap().unwrap();
            assert_eq!(git.blob(&entry.id, 100).unwrap(), content, "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_looks_like_a_quoted_one_is_itself() {
        let checkout = Checkout::new();
        let names = ["\"a\"", "b\nc", "d\\e"];
        for name in names {
            fs::write(checkout.path(name), name).unwrap();
        }
        let git = checkout.git();
        for (name, id) in names.iter().zip(git.write_files(&paths(&names)).unwrap()) {
            assert_eq!(git.blob(&id, 10).unwrap(), name.as_bytes());
        }
    }

    #[test]
    fn a_commit_needs_no_user_and_carries_the_time_it_is_given() {
        let checkout = Checkout::new();
        let git = checkout.git();
        let blob = git.write_blob(b"{}").unwrap();
        let files = BTreeMap::from([("receipt.json".to_owned(), NewEntry::File(blob))]);
        let tree = git.write_tree(&files).unwrap();
        let mut parent = None;
        for at in [1_790_000_000, 1_790_000_060] {
            let commit = git.write_commit(&NewCommit {
                tree: &tree,
                parent: parent.as_ref(),
                message: "Submitted\n",
                at,
            });
            let commit = commit.unwrap();
            git.move_ref(REF, parent.as_ref(), &commit).unwrap();
            parent = Some(commit);
        }
        let log = checkout.run(&["log", "--format=%an <%ae> %at %s", REF]);
        let lines = [
            "storectl <storectl@localhost> 1790000060 Submitted",
            "storectl <storectl@localhost> 1790000000 Submitted",
        ];
        assert_eq!(log.lines().collect::<Vec<_>>(), lines);
        assert_eq!(git.reference(REF).unwrap(), parent);
    }

    #[test]
    fn a_ref_that_somebody_else_moved_is_not_overwritten() {
        let checkout = Checkout::new();
        let one = checkout.commit(&[("a", b"one")]);
        let two = checkout.commit(&[("a", b"two")]);
        let git = checkout.git();
        git.move_ref(REF, None, &one).unwrap();
        assert!(git.move_ref(REF, None, &two).is_err());
        assert!(git.move_ref(REF, Some(&two), &one).is_err());
        assert_eq!(git.reference(REF).unwrap(), Some(one));
    }
}
