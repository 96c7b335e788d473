//! What a manifest may reach: the files of its own repository, and none with a name that begins with a dot.
//!
//! A manifest may come from a stranger's pull request, and what it names is published or shown (design.md §3, Paths). The
//! same rule holds for a manifest itself and for a PATH.

use std::{
    borrow::Cow,
    ffi::OsStr,
    io,
    path::{Component, Path, PathBuf},
};

use storectl_manifest::FileFault;

/// The folder that everything a manifest names must be in.
#[derive(Clone, Debug)]
pub(crate) struct Repository {
    /// Links resolved.
    root: PathBuf,
    extent: Extent,
    /// The folder that it was found from, as it was passed: what is resolved is mostly relative to it.
    from: PathBuf,
    /// That folder, links resolved.
    here: PathBuf,
}

/// What a root is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// The top level of a git repository.
    Repository,
    /// The manifest's folder, where no repository is around it.
    Folder,
}

/// A file inside the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Resolved {
    /// Its path, links resolved.
    pub(crate) path: PathBuf,
    /// How it was reached.
    pub(crate) reached: Reached,
}

/// How a file was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reached {
    /// By its own path.
    Directly,
    /// Through a symbolic link that stays inside.
    ThroughLink,
}

impl Repository {
    /// Finds the repository of a manifest in `folder`: the nearest folder above with a `.git`, else the folder itself.
    ///
    /// # Errors
    /// A folder that cannot be resolved: nothing in it can be read then.
    pub(crate) fn of(folder: &Path) -> io::Result<Self> {
        let here = canonical(folder)?;
        let (root, extent) = match git_top_level(&here) {
            Some(root) => (root.to_owned(), Extent::Repository),
            None => (here.clone(), Extent::Folder),
        };
        Ok(Self {
            root,
            extent,
            from: folder.to_owned(),
            here,
        })
    }

    /// Returns the repository of a manifest in `folder`, without looking for it: a search has come there from the folder that this
    /// one was found from, by no link and past no other repository.
    pub(crate) fn searched(&self, folder: &Path) -> Option<Self> {
        let here = self.here.join(folder.strip_prefix(&self.from).ok()?);
        Some(Self {
            root: match self.extent {
                Extent::Repository => self.root.clone(),
                Extent::Folder => here.clone(),
            },
            extent: self.extent,
            from: folder.to_owned(),
            here,
        })
    }

    /// Resolves `path`, as a manifest in `folder` writes it.
    ///
    /// # Errors
    /// What is missing, outside, hidden, or spelled in another case.
    pub(crate) fn resolve(&self, folder: &Path, path: &str) -> Result<Resolved, FileFault> {
        // Whatever became of the folder since: what is found in the end is confined.
        let folder = if folder == self.from {
            self.here.clone()
        } else {
            canonical(folder).map_err(|error| fault(&error))?
        };
        let mut here = folder.clone();
        let mut reached = Reached::Directly;
        for component in path.split('/') {
            match component {
                "" | "." => {}
                ".." => {
                    here.pop();
                    if !here.starts_with(&self.root) {
                        return Err(FileFault::OutsideRepository);
                    }
                }
                name => {
                    here.push(name);
                    if here.is_symlink() {
                        reached = Reached::ThroughLink;
                        here = canonical(&here).map_err(|error| fault(&error))?;
                    }
                }
            }
        }
        if !here.starts_with(&self.root) {
            return Err(FileFault::OutsideRepository);
        }
        let resolved = match here.canonicalize() {
            Ok(resolved) => resolved,
            Err(error) => {
                let other = other_case(&self.root, &here).map(|it| FileFault::OtherCase {
                    actual: path_from(&folder, &it),
                });
                return Err(other.unwrap_or_else(|| fault(&error)));
            }
        };
        confine(&self.root, &resolved)?;
        if reached == Reached::Directly && here != resolved {
            // A system that ignores case answers with the name on disk.
            return Err(FileFault::OtherCase {
                actual: path_from(&folder, &resolved),
            });
        }
        Ok(Resolved {
            path: resolved,
            reached,
        })
    }
}

/// Refuses a resolved path outside the repository or with a hidden name inside it.
fn confine(root: &Path, resolved: &Path) -> Result<(), FileFault> {
    let inside = resolved.strip_prefix(root);
    let inside = inside.map_err(|_| FileFault::OutsideRepository)?;
    if inside.iter().any(is_hidden) {
        return Err(FileFault::Hidden);
    }
    Ok(())
}

/// Checks a PATH of the command line: no hidden name on the way, and no link out of a repository it goes through.
///
/// # Errors
/// [`FileFault::Hidden`] and [`FileFault::OutsideRepository`]; what cannot be looked at is left to whoever reads it.
pub(crate) fn check_path(path: &Path) -> Result<(), FileFault> {
    let hidden = |it: Component<'_>| matches!(it, Component::Normal(name) if is_hidden(name));
    // An absolute path begins above every repository: a home folder may have a hidden name.
    if path.is_relative() && path.components().any(hidden) {
        return Err(FileFault::Hidden);
    }
    let Ok(resolved) = canonical(path) else {
        return Ok(());
    };
    let mut here = PathBuf::new();
    for component in path.components() {
        let folder = here.clone();
        here.push(component);
        if !here.is_symlink() {
            continue;
        }
        // A link outside of any repository is the machine's own layout.
        let Ok(folder) = canonical(&folder) else {
            continue;
        };
        if let Some(root) = git_top_level(&folder) {
            return confine(root, &resolved);
        }
    }
    match git_top_level(&resolved) {
        Some(root) => confine(root, &resolved),
        None => Ok(()),
    }
}

/// Returns whether a name begins with a dot.
pub(crate) fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().first() == Some(&b'.') && name != "." && name != ".."
}

/// Finds the top level of the git repository that a folder is in, without running git.
pub(crate) fn git_top_level(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|it| it.join(".git").exists())
}

/// Resolves a folder; one without a name is the current one.
fn canonical(path: &Path) -> io::Result<PathBuf> {
    if path.as_os_str().is_empty() {
        Path::new(".").canonicalize()
    } else {
        path.canonicalize()
    }
}

/// Finds what a missing path is called when case is ignored.
fn other_case(root: &Path, missing: &Path) -> Option<PathBuf> {
    let inside = missing.strip_prefix(root).ok()?;
    let mut here = root.to_owned();
    for name in inside {
        let exact = here.join(name);
        here = if exact.exists() {
            exact
        } else {
            let wanted = name.to_str()?.to_lowercase();
            let entries = here.read_dir().ok()?.filter_map(Result::ok);
            let mut names = entries.map(|it| it.file_name());
            let found =
                names.find(|it| it.to_str().is_some_and(|it| it.to_lowercase() == wanted))?;
            here.join(found)
        };
    }
    Some(here)
}

/// Returns the path of a file as a manifest in `folder` writes it: relative, with `/` between folders. Both paths begin at the
/// same place, links resolved.
pub(super) fn path_from(folder: &Path, file: &Path) -> String {
    let both = folder.iter().zip(file.iter());
    let shared = both.take_while(|(one, other)| one == other).count();
    let up = folder.iter().skip(shared).map(|_| Cow::Borrowed(".."));
    let down = file.iter().skip(shared).map(OsStr::to_string_lossy);
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// Returns what the system's error means for a file of a manifest.
pub(crate) fn fault(error: &io::Error) -> FileFault {
    match error.kind() {
        io::ErrorKind::NotFound => FileFault::Missing,
        io::ErrorKind::NotADirectory => FileFault::NotAFile,
        _ => FileFault::Unreadable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn repository(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("repo/.git")).unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        folder
    }

    fn resolve(root: &tempfile::TempDir, from: &str, path: &str) -> Result<Reached, FileFault> {
        let folder = root.path().join(from);
        let resolved = Repository::of(&folder).unwrap().resolve(&folder, path);
        resolved.map(|it| it.reached)
    }

    #[test]
    fn a_path_may_go_up_to_the_top_of_its_repository_and_no_further() {
        let root = repository(&["repo/LICENSE", "repo/proj/store/a.md", "secret"]);
        let from = |path| resolve(&root, "repo/proj/store", path);
        assert_eq!(from("a.md"), Ok(Reached::Directly));
        assert_eq!(from("../../LICENSE"), Ok(Reached::Directly));
        assert_eq!(from("../../../secret"), Err(FileFault::OutsideRepository));
        assert_eq!(
            from("../../../repo/LICENSE"),
            Err(FileFault::OutsideRepository)
        );
    }

    #[test]
    fn without_git_the_manifests_folder_is_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("store")).unwrap();
        fs::write(folder.path().join("secret"), "x").unwrap();
        assert_eq!(
            resolve(&folder, "store", "../secret"),
            Err(FileFault::OutsideRepository)
        );
    }

    #[test]
    fn a_manifest_that_a_search_finds_may_reach_what_it_may_if_it_is_named() {
        let root = repository(&["repo/store/a.md", "repo/LICENSE", "plain/store/a.md"]);
        fs::write(root.path().join("plain/LICENSE"), "x").unwrap();
        for top in ["repo", "plain"] {
            let folder = root.path().join(top);
            let store = folder.join("store");
            let searched = Repository::of(&folder).unwrap().searched(&store).unwrap();
            let named = Repository::of(&store).unwrap();
            for path in ["a.md", "../LICENSE", "../../plain/LICENSE", "b.md"] {
                let found = searched.resolve(&store, path);
                assert_eq!(found, named.resolve(&store, path), "{top} {path}");
            }
        }
    }

    #[test]
    fn a_name_with_a_dot_is_refused_wherever_the_manifest_is() {
        let root = repository(&["repo/.env", "repo/.hidden/a.md"]);
        fs::write(root.path().join("repo/.git/config"), "token").unwrap();
        for path in [".env", ".git/config", ".hidden/a.md"] {
            assert_eq!(
                resolve(&root, "repo", path),
                Err(FileFault::Hidden),
                "{path}"
            );
        }
        assert_eq!(
            resolve(&root, "repo/.hidden", "a.md"),
            Err(FileFault::Hidden)
        );
    }

    #[test]
    fn another_case_is_named_as_the_manifest_has_to_write_it() {
        let root = repository(&["repo/store/Images/One.png", "repo/Shared/a.md"]);
        for (written, actual) in [
            ("images/one.png", "Images/One.png"),
            ("./images/One.png", "Images/One.png"),
            ("../shared/a.md", "../Shared/a.md"),
            ("../Store/images/one.png", "Images/One.png"),
        ] {
            let actual = actual.to_owned();
            assert_eq!(
                resolve(&root, "repo/store", written),
                Err(FileFault::OtherCase { actual }),
                "{written}"
            );
        }
        assert_eq!(
            resolve(&root, "repo/store", "images/two.png"),
            Err(FileFault::Missing)
        );
    }

    #[cfg(unix)]
    mod links {
        use std::os::unix::fs::symlink;

        use super::*;

        #[test]
        fn a_link_that_stays_inside_is_followed_and_reported() {
            let root = repository(&["repo/shared.md", "repo/store/a.md"]);
            symlink("../shared.md", root.path().join("repo/store/inside")).unwrap();
            assert_eq!(
                resolve(&root, "repo/store", "inside"),
                Ok(Reached::ThroughLink)
            );
        }

        #[test]
        fn a_link_out_of_the_repository_or_to_a_hidden_name_is_refused() {
            let root = repository(&["repo/store/a.md", "repo/.env", "secret/key"]);
            let store = root.path().join("repo/store");
            symlink("../../secret/key", store.join("out")).unwrap();
            symlink("../../secret", store.join("folder")).unwrap();
            symlink("../.env", store.join("hidden")).unwrap();
            let from = |path| resolve(&root, "repo/store", path);
            assert_eq!(from("out"), Err(FileFault::OutsideRepository));
            assert_eq!(from("folder/key"), Err(FileFault::OutsideRepository));
            assert_eq!(
                from("folder/../repo/store/a.md"),
                Err(FileFault::OutsideRepository)
            );
            assert_eq!(from("hidden"), Err(FileFault::Hidden));
        }

        #[test]
        fn a_linked_folder_as_path_must_stay_in_the_repository_it_is_in() {
            let root = repository(&["repo/a/storectl.yaml", "other/storectl.yaml"]);
            let repo = root.path().join("repo");
            symlink("../other", repo.join("out")).unwrap();
            symlink("a", repo.join("in")).unwrap();
            assert_eq!(
                check_path(&repo.join("out")),
                Err(FileFault::OutsideRepository)
            );
            assert_eq!(
                check_path(&repo.join("out/storectl.yaml")),
                Err(FileFault::OutsideRepository)
            );
            assert_eq!(check_path(&repo.join("in")), Ok(()));
            assert_eq!(check_path(&repo.join(".git")), Err(FileFault::Hidden));
        }

        #[test]
        fn a_manifest_that_is_a_link_obeys_the_same_rule() {
            let root = repository(&["repo/a.yaml", "repo/.git/config", "secret"]);
            let repo = root.path().join("repo");
            symlink("a.yaml", repo.join("storectl.yaml")).unwrap();
            symlink(".git/config", repo.join("b.storectl.yaml")).unwrap();
            symlink("../secret", repo.join("c.storectl.yaml")).unwrap();
            let repository = Repository::of(&repo).unwrap();
            let manifest = |name| repository.resolve(&repo, name).map(|it| it.reached);
            assert_eq!(manifest("storectl.yaml"), Ok(Reached::ThroughLink));
            assert_eq!(manifest("b.storectl.yaml"), Err(FileFault::Hidden));
            assert_eq!(
                manifest("c.storectl.yaml"),
                Err(FileFault::OutsideRepository)
            );
        }
    }
}
