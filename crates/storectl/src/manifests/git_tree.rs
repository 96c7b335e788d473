//! Files as git keeps them: a tree that was listed, whose contents are read when they are needed.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    io::Cursor,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use storectl_manifest::FileFault;
use storectl_platform::{EntryKind, Git, GitError, ObjectId, TreeEntry};

use crate::manifests::{
    discover::is_manifest,
    file_tree::{Content, FileTree, Pointers, TEXT_CAP},
    repository::{Reached, Resolved, path_from},
};

/// How many links may follow one another. Source: `ELOOP` of Linux, path_resolution(7).
const MOST_LINKS: usize = 40;
/// The longest target of a link read, in bytes. Source: `PATH_MAX` of Linux.
const LINK_CAP: u64 = 4096;

/// Where the contents of a tree are.
pub(crate) trait Blobs: Sync {
    /// Reads a content of at most `cap` bytes.
    ///
    /// # Errors
    /// One that is longer, or cannot be read.
    fn read(&self, id: &ObjectId, cap: u64) -> Result<Vec<u8>, FileFault>;

    /// Reads several of at most `cap` bytes together; `None` for one that [`read`](Self::read) must be asked for.
    fn read_all(&self, ids: &[ObjectId], cap: u64) -> Vec<Option<Vec<u8>>>;
}

impl Blobs for Git {
    fn read(&self, id: &ObjectId, cap: u64) -> Result<Vec<u8>, FileFault> {
        let limit = usize::try_from(cap).unwrap_or(usize::MAX);
        self.blob(id, limit).map_err(|error| match error {
            GitError::TooLarge { .. } => FileFault::TooLarge {
                bytes: self.size(id).unwrap_or(cap.saturating_add(1)),
                limit: cap,
            },
            error => FileFault::Unreadable(error.to_string()),
        })
    }

    fn read_all(&self, ids: &[ObjectId], cap: u64) -> Vec<Option<Vec<u8>>> {
        let limit = usize::try_from(cap).unwrap_or(usize::MAX);
        // What fails fails again, one by one, with its reason.
        self.blobs(ids, limit).unwrap_or_default()
    }
}

/// A tree of files that git keeps. Nothing outside it can be reached, and links are followed inside it as in a checkout.
pub(crate) struct GitTree<B> {
    /// Everything but folders, by path from the root, with `/`.
    entries: BTreeMap<String, TreeEntry>,
    blobs: B,
    pointers: Pointers,
    /// Contents that were read and not yet opened.
    prepared: Mutex<BTreeMap<ObjectId, Vec<u8>>>,
}

impl<B: Blobs> GitTree<B> {
    /// Takes what was listed.
    pub(crate) fn new(entries: Vec<TreeEntry>, blobs: B, pointers: Pointers) -> Self {
        let entries = entries
            .into_iter()
            .filter(|it| it.kind != EntryKind::Folder);
        Self {
            entries: entries.map(|it| (it.path.clone(), it)).collect(),
            blobs,
            pointers,
            prepared: Mutex::default(),
        }
    }

    /// Returns the file at a resolved path.
    fn file(&self, file: &Path) -> Result<&ObjectId, FileFault> {
        let entry = file.to_str().and_then(|it| self.entries.get(it));
        let TreeEntry { kind, id, .. } = entry.ok_or(FileFault::Missing)?;
        match kind {
            EntryKind::File => Ok(id),
            EntryKind::Link | EntryKind::Folder | EntryKind::Submodule => Err(FileFault::NotAFile),
        }
    }

    fn prepared(&self) -> MutexGuard<'_, BTreeMap<ObjectId, Vec<u8>>> {
        self.prepared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the files that a search for manifests finds: by their name, in no folder that is left out of one.
    pub(crate) fn manifests(&self) -> impl Iterator<Item = &str> {
        let paths = self.entries.keys().map(String::as_str);
        paths.filter(|it| is_manifest(it))
    }

    /// Follows `path` from `start`, folder by folder.
    fn walk(&self, start: Vec<String>, path: &str) -> Result<(Vec<String>, Reached), FileFault> {
        let mut here = start;
        let mut reached = Reached::Directly;
        let mut links = 0_usize;
        let mut ahead: VecDeque<String> = path.split('/').map(str::to_owned).collect();
        while let Some(name) = ahead.pop_front() {
            match name.as_str() {
                "" | "." => continue,
                ".." => {
                    here.pop().ok_or(FileFault::OutsideRepository)?;
                    continue;
                }
                _ => here.push(name),
            }
            let id = match self.entries.get(&here.join("/")) {
                Some(it) if it.kind == EntryKind::Link => &it.id,
                Some(_) | None => continue,
            };
            links += 1;
            if links > MOST_LINKS {
                let why = "too many symbolic links follow one another".to_owned();
                return Err(FileFault::Unreadable(why));
            }
            let target = self.blobs.read(id, LINK_CAP)?;
            let target = String::from_utf8(target);
            let target = target.map_err(|it| FileFault::NotUtf8 {
                offset: it.utf8_error().valid_up_to(),
            })?;
            if target.starts_with('/') {
                return Err(FileFault::OutsideRepository);
            }
            reached = Reached::ThroughLink;
            here.pop();
            for name in target.rsplit('/') {
                ahead.push_front(name.to_owned());
            }
        }
        Ok((here, reached))
    }

    /// Returns whether something is below a path.
    fn is_folder(&self, path: &str) -> bool {
        let inside = format!("{path}/");
        let next = self.entries.range(inside.clone()..).next();
        next.is_some_and(|(it, _)| it.starts_with(&inside))
    }

    /// Says why there is nothing at a path; a name in another case as a manifest in `folder` writes it.
    fn absent(&self, folder: &Path, path: &str) -> FileFault {
        if path.is_empty() || self.is_folder(path) {
            return FileFault::NotAFile;
        }
        let lower = path.to_lowercase();
        let mut others = self.entries.keys();
        match others.find(|it| it.to_lowercase() == lower) {
            Some(actual) => FileFault::OtherCase {
                actual: path_from(folder, Path::new(actual)),
            },
            None => FileFault::Missing,
        }
    }
}

impl<B: Blobs> FileTree for GitTree<B> {
    fn resolve(&self, folder: &Path, path: &str) -> Result<Resolved, FileFault> {
        let folder = folder.to_string_lossy();
        let (folder, _) = self.walk(Vec::new(), &folder)?;
        let (resolved, reached) = self.walk(folder.clone(), path)?;
        let path = resolved.join("/");
        match self.entries.get(&path) {
            None => Err(self.absent(Path::new(&folder.join("/")), &path)),
            Some(_) if resolved.iter().any(|it| it.starts_with('.')) => Err(FileFault::Hidden),
            Some(_) => Ok(Resolved {
                path: PathBuf::from(path),
                reached,
            }),
        }
    }

    fn pointers(&self) -> Pointers {
        self.pointers
    }

    fn prepare(&self, files: &[&Path]) {
        let ids = files.iter().filter_map(|it| self.file(it).ok());
        let ids: Vec<ObjectId> = ids.collect::<BTreeSet<_>>().into_iter().cloned().collect();
        let contents = self.blobs.read_all(&ids, TEXT_CAP);
        let read = ids.into_iter().zip(contents);
        self.prepared()
            .extend(read.filter_map(|(id, content)| Some((id, content?))));
    }

    fn open(&self, file: &Path, cap: u64) -> Result<Box<dyn Content>, FileFault> {
        let id = self.file(file)?;
        let prepared = self.prepared().remove(id);
        let content = match prepared {
            Some(content) => content,
            None => self.blobs.read(id, cap)?,
        };
        Ok(Box::new(Cursor::new(content)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contents by their place in a list.
    struct Contents(Vec<String>);

    impl Blobs for Contents {
        fn read(&self, id: &ObjectId, cap: u64) -> Result<Vec<u8>, FileFault> {
            let content = &self.0[usize::from_str_radix(id.as_str(), 16).unwrap()];
            let bytes = u64::try_from(content.len()).unwrap();
            if bytes > cap {
                return Err(FileFault::TooLarge { bytes, limit: cap });
            }
            Ok(content.as_bytes().to_vec())
        }

        fn read_all(&self, ids: &[ObjectId], cap: u64) -> Vec<Option<Vec<u8>>> {
            ids.iter().map(|it| self.read(it, cap).ok()).collect()
        }
    }

    fn tree(entries: &[(&str, (EntryKind, &str))]) -> GitTree<Contents> {
        let contents = entries.iter().map(|(_, (_, it))| (*it).to_owned());
        let listed = entries.iter().enumerate();
        let listed = listed.map(|(at, (path, (kind, _)))| TreeEntry {
            kind: *kind,
            id: format!("{at:040x}").parse().unwrap(),
            path: (*path).to_owned(),
        });
        GitTree::new(
            listed.collect(),
            Contents(contents.collect()),
            Pointers::Refused,
        )
    }

    const FILE: (EntryKind, &str) = (EntryKind::File, "content");
    const SUBMODULE: (EntryKind, &str) = (EntryKind::Submodule, "");

    fn link(target: &str) -> (EntryKind, &str) {
        (EntryKind::Link, target)
    }

    fn resolve(tree: &GitTree<Contents>, path: &str) -> Result<(String, Reached), FileFault> {
        let resolved = tree.resolve(Path::new("products/widgets"), path)?;
        Ok((resolved.path.to_str().unwrap().to_owned(), resolved.reached))
    }

    fn directly(path: &str) -> (String, Reached) {
        (path.to_owned(), Reached::Directly)
    }

    fn through_link(path: &str) -> (String, Reached) {
        (path.to_owned(), Reached::ThroughLink)
    }

    #[test]
    fn a_path_may_go_up_to_the_top_of_the_tree_and_no_further() {
        let tree = tree(&[("LICENSE", FILE), ("products/widgets/a.md", FILE)]);
        let from = |path| resolve(&tree, path);
        assert_eq!(from("a.md"), Ok(directly("products/widgets/a.md")));
        assert_eq!(
            from("./../widgets/a.md"),
            Ok(directly("products/widgets/a.md"))
        );
        assert_eq!(from("../../LICENSE"), Ok(directly("LICENSE")));
        assert_eq!(from("../../../LICENSE"), Err(FileFault::OutsideRepository));
    }

    #[test]
    fn what_is_no_file_says_why() {
        let tree = tree(&[
            ("products/widgets/Images/One.png", FILE),
            ("Shared/a.md", FILE),
            ("products/widgets/.env", FILE),
            ("products/widgets/other", SUBMODULE),
        ]);
        let from = |path| resolve(&tree, path);
        for (written, actual) in [
            ("images/one.png", "Images/One.png"),
            ("../../shared/a.md", "../../Shared/a.md"),
        ] {
            let actual = actual.to_owned();
            assert_eq!(from(written), Err(FileFault::OtherCase { actual }));
        }
        assert_eq!(from("images/two.png"), Err(FileFault::Missing));
        assert_eq!(from("Images"), Err(FileFault::NotAFile));
        assert_eq!(from(".env"), Err(FileFault::Hidden));
        assert_eq!(from("other/a.md"), Err(FileFault::Missing));
        let submodule = tree.open(Path::new("products/widgets/other"), 10);
        assert_eq!(submodule.err(), Some(FileFault::NotAFile));
    }

    #[test]
    fn a_link_is_followed_inside_the_tree_only() {
        let tree = tree(&[
            ("shared/a.md", FILE),
            (".env", FILE),
            ("products/widgets/file", link("../../shared/a.md")),
            ("products/widgets/folder", link("../../shared")),
            ("products/widgets/out", link("../../../secret")),
            ("products/widgets/absolute", link("/etc/passwd")),
            ("products/widgets/hidden", link("../../.env")),
            ("products/widgets/broken", link("nowhere")),
        ]);
        let from = |path| resolve(&tree, path);
        assert_eq!(from("file"), Ok(through_link("shared/a.md")));
        assert_eq!(from("folder/a.md"), Ok(through_link("shared/a.md")));
        assert_eq!(
            from("folder/../shared/a.md"),
            Ok(through_link("shared/a.md"))
        );
        assert_eq!(from("out"), Err(FileFault::OutsideRepository));
        assert_eq!(from("absolute"), Err(FileFault::OutsideRepository));
        assert_eq!(from("hidden"), Err(FileFault::Hidden));
        assert_eq!(from("broken"), Err(FileFault::Missing));
    }

    #[test]
    fn links_in_a_circle_end() {
        let tree = tree(&[
            ("products/widgets/a", link("b")),
            ("products/widgets/b", link("a")),
        ]);
        let fault = resolve(&tree, "a").unwrap_err();
        assert!(matches!(fault, FileFault::Unreadable(_)), "{fault:?}");
    }

    #[test]
    fn a_content_above_its_bound_is_not_read() {
        let tree = tree(&[("a", (EntryKind::File, "12345"))]);
        let read = |cap| {
            let mut content = String::new();
            let mut opened = tree.open(Path::new("a"), cap)?;
            opened.read_to_string(&mut content).unwrap();
            Ok(content)
        };
        assert_eq!(read(5), Ok("12345".to_owned()));
        assert_eq!(read(4), Err(FileFault::TooLarge { bytes: 5, limit: 4 }));
    }

    #[test]
    fn manifests_are_found_as_a_search_of_a_checkout_finds_them() {
        let names = [
            "storectl.yaml",
            "products/b/widgets.storectl.yaml",
            "products/storectl.yml",
            ".github/storectl.yaml",
            "node_modules/x/storectl.yaml",
            "products/notes.yaml",
        ];
        let tree = tree(&names.map(|it| (it, FILE)));
        let found: Vec<&str> = tree.manifests().collect();
        assert_eq!(found, ["products/b/widgets.storectl.yaml", "storectl.yaml"]);
    }
}
