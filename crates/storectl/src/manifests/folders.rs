//! The folders that the paths of a manifest go through, each resolved and listed once.

use std::{
    collections::{HashMap, HashSet},
    ffi::{OsStr, OsString},
    fs::DirEntry,
    io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use crate::manifests::repository::{Repository, Resolved, is_hidden};

/// Most entries of a folder that are listed: looking for a file in a longer list costs more than resolving its path.
const MOST_ENTRIES: usize = 400;

/// Longer paths are resolved as a whole, in bytes.
const LONGEST: usize = 1024;

/// What is known of folders, by where their paths begin and as a manifest writes them. It lives as long as the manifest is
/// inspected.
#[derive(Debug, Default)]
pub(super) struct Folders(Mutex<Known>);

/// `None` for what cannot be listed.
type Known = HashMap<(PathBuf, String), Option<Listed>>;

/// A folder that a manifest may use.
#[derive(Debug)]
struct Listed {
    resolved: Resolved,
    /// The names in it, as they are on disk, that are neither links nor hidden.
    names: HashSet<OsString>,
}

impl Folders {
    /// Resolves `path`, as a manifest in `folder` writes it, if it is a name listed in a folder that `repository` resolves.
    ///
    /// Everything else is left to [`Repository::resolve`]: links, hidden names, what is missing or spelled in another way, and
    /// what is beside the manifest, where there may be a thousand others.
    pub(super) fn find(
        &self,
        repository: &Repository,
        folder: &Path,
        path: &str,
    ) -> Option<Resolved> {
        let (way, name) = path.rsplit_once('/').filter(|_| path.len() <= LONGEST)?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        listed(&mut known, repository, folder, way)?.find(OsStr::new(name))
    }
}

/// Lists the folder that `way` leads to. If that one is listed itself in a folder, it needs no look of its own.
fn listed<'k>(
    known: &'k mut Known,
    repository: &Repository,
    folder: &Path,
    way: &str,
) -> Option<&'k Listed> {
    let key = (folder.to_owned(), way.to_owned());
    if !known.contains_key(&key) {
        let above = way
            .rsplit_once('/')
            .filter(|(above, _)| !is_relative(above));
        let found = above.and_then(|(above, name)| {
            listed(known, repository, folder, above)?.find(OsStr::new(name))
        });
        let resolved = found.or_else(|| repository.resolve(folder, way).ok());
        known.insert(key.clone(), resolved.and_then(Listed::of));
    }
    known.get(&key)?.as_ref()
}

/// Returns whether a path ends with the folder it comes from, or the one above: there may be a thousand others.
fn is_relative(path: &str) -> bool {
    matches!(path.rsplit('/').next(), None | Some("" | "." | ".."))
}

impl Listed {
    /// Lists a folder; `None` if it cannot be read, or holds too much.
    fn of(resolved: Resolved) -> Option<Self> {
        let entries = resolved.path.read_dir().ok()?.take(MOST_ENTRIES + 1);
        let entries: Vec<DirEntry> = entries.collect::<io::Result<_>>().ok()?;
        if entries.len() > MOST_ENTRIES {
            return None;
        }
        let is_plain = |it: &DirEntry| {
            let is_link = it.file_type().map(|it| it.is_symlink());
            !is_hidden(&it.file_name()) && matches!(is_link, Ok(false))
        };
        let plain = entries.iter().filter(|it| is_plain(it));
        let names = plain.map(DirEntry::file_name).collect();
        Some(Self { resolved, names })
    }

    fn find(&self, name: &OsStr) -> Option<Resolved> {
        self.names.contains(name).then(|| Resolved {
            path: self.resolved.path.join(name),
            reached: self.resolved.reached,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::manifests::repository::Reached;

    fn repository(files: &[&str]) -> (tempfile::TempDir, PathBuf) {
        let root = tempfile::tempdir().unwrap();
        let store = root.path().join("repo/store");
        fs::create_dir_all(root.path().join("repo/.git")).unwrap();
        for file in files {
            let path = store.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        (root, store)
    }

    #[test]
    fn what_is_listed_is_what_the_repository_resolves_and_the_rest_is_left_to_it() {
        let (_root, store) = repository(&[
            "a.md",
            "en/a.md",
            "en/.env",
            "en/us/b/a.md",
            ".hidden/a.md",
            "../b.md",
        ]);
        let (repository, folders) = (Repository::of(&store).unwrap(), Folders::default());
        for path in [
            "en/a.md",
            "./en/a.md",
            "/en",
            "../b.md",
            "en/../en/a.md",
            "en/us/b/a.md",
            "en/us/../us/b/a.md",
            "../store/en/us/b/a.md",
        ] {
            let found = folders.find(&repository, &store, path);
            assert_eq!(found, repository.resolve(&store, path).ok(), "{path}");
            assert!(found.is_some(), "{path}");
        }
        for path in [
            "a.md",
            "en/b.md",
            "en/A.md",
            "EN/a.md",
            "en/.env",
            "en/..",
            "en/.",
            "en/",
            ".hidden/a.md",
            "en/us/B/a.md",
            "en/a.md/b/c",
            "../../repo/b.md",
        ] {
            let found = folders.find(&repository, &store, path);
            assert_eq!(found, None, "{path}");
        }
    }

    #[test]
    fn a_folder_is_resolved_once_and_what_is_new_in_it_is_left_to_the_repository() {
        let (_root, store) = repository(&["en/a.md"]);
        let (repository, folders) = (Repository::of(&store).unwrap(), Folders::default());
        let find = |path| folders.find(&repository, &store, path);
        assert!(find("en/a.md").is_some());
        fs::write(store.join("en/b.md"), "x").unwrap();
        assert_eq!(find("en/b.md"), None);
        assert_eq!(folders.0.lock().unwrap().len(), 1);
    }

    #[test]
    fn a_folder_of_many_files_is_not_listed() {
        let names: Vec<String> = (0..=MOST_ENTRIES).map(|it| format!("en/{it}.md")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (_root, store) = repository(&names);
        let repository = Repository::of(&store).unwrap();
        let found = Folders::default().find(&repository, &store, "en/0.md");
        assert_eq!(found, None);
        fs::remove_file(store.join("en/1.md")).unwrap();
        let found = Folders::default().find(&repository, &store, "en/0.md");
        assert!(found.is_some());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_by_the_repository_only_and_said_of_what_is_behind_it() {
        use std::os::unix::fs::symlink;

        let (root, store) = repository(&["en/a.md"]);
        fs::create_dir(root.path().join("secrets")).unwrap();
        fs::write(root.path().join("secrets/key"), "x").unwrap();
        symlink("../../../secrets/key", store.join("en/key")).unwrap();
        symlink("a.md", store.join("en/b.md")).unwrap();
        symlink("../../secrets", store.join("out")).unwrap();
        symlink("en", store.join("in")).unwrap();
        symlink("../en", store.join("en/up")).unwrap();
        let (repository, folders) = (Repository::of(&store).unwrap(), Folders::default());
        let find = |path| folders.find(&repository, &store, path);
        for path in [
            "en/key",
            "en/b.md",
            "out/key",
            "in/b.md",
            "in/key",
            "en/up/key",
        ] {
            assert_eq!(find(path), None, "{path}");
        }
        let reached = find("en/up/a.md").map(|it| it.reached);
        assert_eq!(reached, Some(Reached::ThroughLink));
        let reached = find("in/a.md").map(|it| it.reached);
        assert_eq!(reached, Some(Reached::ThroughLink));
        assert_eq!(find("in/a.md"), repository.resolve(&store, "in/a.md").ok());
    }
}
