//! Reads a commit's paths and one of its files with one call.

use super::{
    batch::answer,
    error::GitError,
    object::ObjectId,
    read::{EntryKind, TreeEntry},
    runner::Git,
};

/// How long the list of a commit's paths may be, and what is said of the objects, in bytes: some thousand paths.
const PATHS: usize = 64 * 1024;

/// What a commit holds, without what lies in its folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    entries: Vec<TreeEntry>,
    content: Option<Vec<u8>>,
}

impl Root {
    /// Returns what stands at a path; `None` if nothing.
    pub fn entry(&self, path: &str) -> Option<&TreeEntry> {
        self.entries.iter().find(|it| it.path == path)
    }

    /// Takes what the path that was asked for holds: the content of a file, the target of a link.
    pub fn into_content(self) -> Option<Vec<u8>> {
        self.content
    }
}

impl Git {
    /// Returns what a commit holds, and the content of the file `name`, of at most `limit` bytes.
    ///
    /// # Errors
    /// As [`commit`](Self::commit); [`GitError::NotHere`]; [`GitError::TooLarge`].
    pub fn root_with(&self, commit: &ObjectId, name: &str, limit: usize) -> Result<Root, GitError> {
        const COMMAND: &str = "cat-file";
        let asked = format!("{commit}^{{tree}}\n{commit}:{name}\n");
        let call = self.call(COMMAND).arguments(["--batch"]);
        let call = call.input(asked.into_bytes());
        let printed = call.limit(limit.saturating_add(PATHS)).run()?;
        let mut rest = printed.as_slice();
        let tree = answer(&mut rest)?.ok_or_else(|| GitError::NotHere { id: commit.clone() })?;
        let content = answer(&mut rest)?;
        if content.as_ref().is_some_and(|it| it.len() > limit) {
            return Err(GitError::TooLarge {
                command: COMMAND,
                limit,
            });
        }
        let entries = entries(&tree, commit.as_str().len() / 2);
        let entries = entries.ok_or(GitError::Unexpected { command: COMMAND })?;
        let root = Root { entries, content };
        match root.entry(name) {
            Some(it) if root.content.is_none() && it.kind == EntryKind::File => {
                Err(GitError::NotHere { id: it.id.clone() })
            }
            Some(_) | None => Ok(root),
        }
    }
}

/// Takes a tree: `MODE PATH<NUL>ID` each, an ID of so many bytes. A path that is not UTF-8 is left out. Source: git's
/// `tree-walk.c`.
fn entries(tree: &[u8], id: usize) -> Option<Vec<TreeEntry>> {
    let mut found = Vec::new();
    let mut rest = tree;
    while !rest.is_empty() {
        let (facts, behind) = rest.split_at(rest.iter().position(|it| *it == 0)?);
        let (id, behind) = behind.get(1..)?.split_at_checked(id)?;
        rest = behind;
        let (mode, path) = facts.split_at(facts.iter().position(|it| *it == b' ')?);
        let Ok(path) = std::str::from_utf8(&path[1..]) else {
            continue;
        };
        let digits = id.iter().flat_map(|it| [it >> 4, it & 15]);
        let digits: Option<String> = digits.map(|it| char::from_digit(it.into(), 16)).collect();
        found.push(TreeEntry {
            kind: match mode {
                b"120000" => EntryKind::Link,
                b"160000" => EntryKind::Submodule,
                b"40000" | b"040000" => EntryKind::Folder,
                _ => EntryKind::File,
            },
            id: digits?.parse().ok()?,
            path: path.to_owned(),
        });
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::testing::Checkout;

    #[test]
    fn paths_and_a_content_are_what_listing_and_reading_them_gives() {
        let checkout = Checkout::new();
        let content = b"{}\n\0\r\n";
        let commit = checkout.commit(&[("a.json", content), ("ä b/c", b"x"), ("d", b"")]);
        let git = checkout.git();
        let root = git.root_with(&commit, "a.json", content.len()).unwrap();
        for path in ["a.json", "ä b", "d", "c", ".git"] {
            let listed = git.entry(&commit, path).unwrap();
            assert_eq!(root.entry(path), listed.as_ref(), "{path}");
        }
        assert_eq!(root.into_content().as_deref(), Some(&content[..]));
        let absent = git.root_with(&commit, "b.json", 10).unwrap();
        assert_eq!(absent.into_content(), None);
        // A tree serves as well as the commit that holds it.
        let tree = git.tree_of(&commit).unwrap();
        let root = git.root_with(&tree, "d", 0).unwrap();
        assert_eq!(root.into_content().as_deref(), Some(&b""[..]));
    }

    #[test]
    fn a_content_beyond_its_bound_is_refused_and_so_is_what_holds_no_paths() {
        let checkout = Checkout::new();
        let commit = checkout.commit(&[("a", b"12345"), ("b", &vec![b'x'; 200_000])]);
        let git = checkout.git();
        for (name, limit) in [("a", 4), ("b", 4), ("b", 199_999)] {
            let refused = git.root_with(&commit, name, limit).unwrap_err();
            assert!(matches!(refused, GitError::TooLarge { .. }), "{refused}");
        }
        let file = git.entry(&commit, "a").unwrap().unwrap().id;
        let nowhere: ObjectId = "f".repeat(40).parse().unwrap();
        for id in [file, nowhere] {
            let refused = git.root_with(&id, "a", 10).unwrap_err();
            assert!(matches!(refused, GitError::NotHere { .. }), "{refused}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_whose_content_is_lost_is_not_taken_for_none() {
        let checkout = Checkout::new();
        let commit = checkout.commit(&[("a", b"x")]);
        let git = checkout.git();
        let id = git.entry(&commit, "a").unwrap().unwrap().id;
        let (folder, name) = id.as_str().split_at(2);
        let object = checkout.path(".git/objects").join(folder).join(name);
        std::fs::remove_file(object).unwrap();
        let refused = git.root_with(&commit, "a", 10).unwrap_err();
        assert!(matches!(refused, GitError::NotHere { .. }), "{refused}");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_no_file_whatever_it_names() {
        let checkout = Checkout::new();
        std::os::unix::fs::symlink("{}", checkout.path("a")).unwrap();
        let commit = checkout.commit(&[]);
        let root = checkout.git().root_with(&commit, "a", 10).unwrap();
        assert_eq!(root.entry("a").map(|it| it.kind), Some(EntryKind::Link));
    }

    #[test]
    fn a_tree_that_is_cut_off_is_none() {
        let mut tree = b"100644 a\0".to_vec();
        tree.extend([0xab; 20]);
        let found = entries(&tree, 20).unwrap();
        assert_eq!(found[0].id.as_str(), "ab".repeat(20));
        for length in 1..tree.len() {
            assert_eq!(entries(&tree[..length], 20), None, "{length}");
        }
    }
}
