//! Finds manifests: a PATH is a file, or a folder with manifests below it.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use storectl_manifest::FileFault;

use crate::{
    error::CliError,
    exit::Exit,
    manifests::{
        file_tree::Checkout,
        parallel::{Cores, each},
        repository::{Repository, check_path, is_hidden},
    },
};

/// Folders of builds, which hold copies of manifests.
const SKIPPED: &[&str] = &["target", "node_modules"];
/// How many misnamed files are named.
const MOST_NAMED: usize = 20;

/// A manifest that was found.
#[derive(Debug)]
pub(crate) struct Found {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// The folder that was searched, where it was not named itself.
    searched: Option<Arc<Repository>>,
}

impl AsRef<Path> for Found {
    fn as_ref(&self) -> &Path {
        &self.path
    }
}

impl Found {
    /// Takes a manifest that was named.
    pub(crate) fn named(path: PathBuf) -> Self {
        Self {
            path,
            searched: None,
        }
    }

    /// Finds the checkout that it is in.
    ///
    /// # Errors
    /// A folder that cannot be resolved.
    pub(crate) fn checkout(&self) -> Result<Checkout, FileFault> {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let searched = self.searched.as_ref();
        match searched.and_then(|it| it.searched(folder)) {
            Some(repository) => Ok(repository.into()),
            None => Checkout::of(folder),
        }
    }
}

/// Returns the paths of the manifests at `paths`, as [`find`] does.
///
/// # Errors
/// As [`find`].
pub(crate) fn discover(paths: &[PathBuf]) -> Result<Vec<PathBuf>, CliError> {
    Ok(find(paths)?.into_iter().map(|it| it.path).collect())
}

/// Returns the manifests at `paths`, each once, in the order of the paths and sorted below each.
///
/// A file that is named is a manifest whatever it is called; below a folder it is `storectl.yaml` or `*.storectl.yaml`.
///
/// # Errors
/// A path that does not exist, no manifest in any of them (64); a path that cannot be read (1); a path that leads where
/// a manifest may not be, a file that nearly has a manifest's name (10).
pub(crate) fn find(paths: &[PathBuf]) -> Result<Vec<Found>, CliError> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut misnamed = Vec::new();
    for argument in paths {
        let unreadable = |error: anyhow::Error| {
            CliError::local(format!("cannot read {}", argument.display()), error)
        };
        let facts = std::fs::metadata(argument).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                CliError::usage(format!("{}: no such file or folder", argument.display()))
                    .hint("pass a manifest, or a folder that contains manifests")
            }
            _ => unreadable(error.into()),
        })?;
        check_argument(argument)?;
        let resolved = argument.canonicalize().unwrap_or_else(|_| argument.clone());
        if !facts.is_dir() {
            if seen.insert(resolved) {
                found.push(Found::named(argument.clone()));
            }
            continue;
        }
        let repository = Repository::of(argument).map_err(|error| unreadable(error.into()))?;
        let repository = Arc::new(repository);
        let below = below(argument).map_err(unreadable)?;
        misnamed.extend(below.misnamed);
        for path in below.manifests {
            if seen.insert(identity(&path, argument, &resolved)) {
                let searched = Some(Arc::clone(&repository));
                found.push(Found { path, searched });
            }
        }
    }
    if !misnamed.is_empty() {
        return Err(misnaming(&misnamed));
    }
    if found.is_empty() {
        let places: Vec<String> = paths.iter().map(|it| it.display().to_string()).collect();
        return Err(CliError::usage(format!("no manifest in {}", places.join(", ")))
            .hint("manifests are named storectl.yaml or NAME.storectl.yaml; to use a file with another name, pass its path")
            .hint("`storectl init` writes a first manifest"));
    }
    Ok(found)
}

/// Returns the path, links resolved, of a file that was found in `folder`, whose own path is `resolved` then.
fn identity(file: &Path, folder: &Path, resolved: &Path) -> PathBuf {
    let below = file.strip_prefix(folder).ok();
    match below.filter(|_| !file.is_symlink()) {
        Some(below) => resolved.join(below),
        None => file.canonicalize().unwrap_or_else(|_| file.to_owned()),
    }
}

/// Checks a PATH of the command line.
///
/// # Errors
/// One that leads where a manifest may not be (10).
pub(crate) fn check_argument(path: &Path) -> Result<(), CliError> {
    check_path(path).map_err(|fault| refused(path, &fault))
}

/// Returns what may be a manifest at `path`, as far as it can be read: for a failure that comes before the search.
pub(crate) fn candidates(path: &Path) -> Vec<PathBuf> {
    if path.is_dir() {
        below(path).map(|it| it.manifests).unwrap_or_default()
    } else {
        vec![path.to_owned()]
    }
}

/// Returns a path as people and renderers know it: relative, with slashes, without a leading `./`.
pub(crate) fn shown(path: &Path) -> String {
    let text = path
        .to_string_lossy()
        .replace(std::path::MAIN_SEPARATOR, "/");
    match text.strip_prefix("./") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        Some(_) | None => text,
    }
}

/// What a folder holds.
#[derive(Default)]
struct Below {
    manifests: Vec<PathBuf>,
    /// Files that are most often meant as manifests, with the name they should have.
    misnamed: Vec<(PathBuf, String)>,
    /// Whether it is the top level of a git repository.
    is_repository: bool,
}

impl Below {
    fn add(&mut self, other: Self) {
        self.manifests.extend(other.manifests);
        self.misnamed.extend(other.misnamed);
    }
}

/// Searches a folder, and then level by level what is below it, on every core.
fn below(folder: &Path) -> anyhow::Result<Below> {
    let mut below = Below::default();
    let (top, mut level) = list(folder)?;
    below.add(top);
    while !level.is_empty() {
        let listed = each(Cores::all(), &level, |_, it| list(it));
        level = Vec::new();
        for one in listed {
            let (one, folders) = one?;
            // A repository of its own is not searched.
            if !one.is_repository {
                below.add(one);
                level.extend(folders);
            }
        }
    }
    below.manifests.sort();
    below.misnamed.sort();
    Ok(below)
}

/// Returns what a folder itself holds, and the folders in it that are searched.
fn list(folder: &Path) -> anyhow::Result<(Below, Vec<PathBuf>)> {
    let mut found = Below::default();
    let mut folders = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| shown(folder))?;
    for entry in entries {
        let entry = entry.with_context(|| shown(folder))?;
        let name = entry.file_name();
        if name == ".git" {
            found.is_repository = true;
        }
        if entry
            .file_type()
            .with_context(|| shown(&entry.path()))?
            .is_dir()
        {
            let is_skipped = is_hidden(&name) || SKIPPED.iter().any(|it| name == *it);
            folders.extend((!is_skipped).then(|| folder.join(name)));
            continue;
        }
        let name = name.to_string_lossy();
        match right_name(&name) {
            Some(right) if right == name => found.manifests.push(entry.path()),
            Some(right) => found.misnamed.push((entry.path(), right)),
            None => {}
        }
    }
    Ok((found, folders))
}

/// Returns whether a search from the root finds a manifest at this path: by its name, in no folder that is not searched.
pub(super) fn is_manifest(path: &str) -> bool {
    let mut names = path.split('/');
    let name = names.next_back().unwrap_or_default();
    right_name(name).is_some_and(|it| it == name)
        && names.all(|it| !it.starts_with('.') && !SKIPPED.contains(&it))
}

/// Returns the name of a manifest that `name` has or nearly has: another ending or another case.
pub(crate) fn right_name(name: &str) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    let stem = lower
        .strip_suffix(".yaml")
        .or_else(|| lower.strip_suffix(".yml"))?;
    if stem == "storectl" {
        return Some("storectl.yaml".to_owned());
    }
    let own = stem.strip_suffix(".storectl").filter(|it| !it.is_empty())?;
    let own = name.get(..own.len())?;
    Some(format!("{own}.storectl.yaml"))
}

/// The error of files that nearly have a manifest's name: skipping them silently would leave a product out.
fn misnaming(misnamed: &[(PathBuf, String)]) -> CliError {
    let message = match misnamed {
        [(path, right)] => format!("{} is misnamed: expected {right}", shown(path)),
        _ => format!("{} manifests are misnamed", misnamed.len()),
    };
    let error = CliError::new(Exit::Invalid, message);
    let mut taken = BTreeSet::new();
    let hint = |(path, right): &(PathBuf, String)| {
        let target = path.with_file_name(right);
        let name = shown(path);
        // On a system that ignores case the misnamed file itself is there.
        let exists = target.exists() && target.canonicalize().ok() != path.canonicalize().ok();
        if exists || !taken.insert(target) {
            format!("delete {name}, or rename it to NAME.storectl.yaml: {right} is taken")
        } else {
            format!("rename {name} to {right}")
        }
    };
    let hints: Vec<String> = misnamed.iter().take(MOST_NAMED).map(hint).collect();
    error.hints(hints)
}

/// The error of a PATH that leads where a manifest may not be.
fn refused(path: &Path, fault: &FileFault) -> CliError {
    let why = match fault {
        FileFault::Hidden => "its path contains a name that begins with a dot",
        _ => "it is a link that points outside its repository",
    };
    CliError::new(Exit::Invalid, format!("{}: {why}", shown(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for file in files {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        root
    }

    fn names(root: &Path, paths: &[&str]) -> Vec<String> {
        let paths: Vec<PathBuf> = paths.iter().map(|it| root.join(it)).collect();
        discover(&paths)
            .unwrap()
            .iter()
            .map(|it| shown(it.strip_prefix(root).unwrap()))
            .collect()
    }

    #[test]
    fn manifests_below_a_folder_are_found_sorted_and_by_name() {
        let root = tree(&[
            "b/storectl.yaml",
            "a/beta.storectl.yaml",
            "a/alpha.storectl.yaml",
            "a/other.yaml",
            "xstorectl.yaml",
            ".git/storectl.yaml",
            "target/storectl.yaml",
            "b/node_modules/storectl.yaml",
            ".storectl/storectl.yaml",
        ]);
        assert_eq!(
            names(root.path(), &[""]),
            [
                "a/alpha.storectl.yaml",
                "a/beta.storectl.yaml",
                "b/storectl.yaml"
            ]
        );
    }

    #[test]
    fn a_near_miss_of_the_name_is_refused_with_the_right_one() {
        for (name, right) in [
            ("storectl.yml", "storectl.yaml"),
            ("Storectl.yaml", "storectl.yaml"),
            ("STORECTL.YML", "storectl.yaml"),
            ("Widgets.storectl.yml", "Widgets.storectl.yaml"),
            ("widgets.Storectl.yaml", "widgets.storectl.yaml"),
        ] {
            let root = tree(&[&format!("a/{name}"), "storectl.yaml"]);
            let error = discover(&[root.path().to_owned()]).unwrap_err();
            assert_eq!(error.exit(), Exit::Invalid, "{name}");
            let message = &error.view().message;
            assert!(
                message.ends_with(&format!("is misnamed: expected {right}")),
                "{message}"
            );
        }
    }

    #[test]
    fn hidden_folders_and_nested_repositories_are_not_searched() {
        let root = tree(&[
            "a/storectl.yaml",
            "b/.git/HEAD",
            "b/storectl.yaml",
            ".github/storectl.yml",
        ]);
        assert_eq!(names(root.path(), &[""]), ["a/storectl.yaml"]);
        assert_eq!(names(root.path(), &["b"]), ["b/storectl.yaml"]);
    }

    #[test]
    fn a_named_file_is_a_manifest_whatever_its_name_and_counts_once() {
        let root = tree(&["product.yaml", "storectl.yaml"]);
        assert_eq!(
            names(root.path(), &["storectl.yaml", "product.yaml", ""]),
            ["storectl.yaml", "product.yaml"]
        );
    }

    #[test]
    fn no_manifest_and_no_such_path_are_wrong_usage() {
        let root = tree(&["readme.md"]);
        let none = discover(&[root.path().to_owned()]).unwrap_err();
        assert_eq!(none.exit(), Exit::Usage);
        let absent = discover(&[root.path().join("absent")]).unwrap_err();
        assert_eq!(absent.exit(), Exit::Usage);
    }

    #[cfg(unix)]
    #[test]
    fn a_manifest_reaches_the_same_files_whether_it_is_found_or_named() {
        use std::os::unix::fs::symlink;

        use crate::manifests::file_tree::FileTree as _;

        let root = tree(&["repo/.git/HEAD", "plain/LICENSE", "repo/LICENSE", "secret"]);
        let at = |path: &str| root.path().join(path);
        for top in ["repo", "plain"] {
            fs::create_dir(at(top).join("a")).unwrap();
            symlink("../LICENSE", at(top).join("a/storectl.yaml")).unwrap();
        }
        symlink("repo", at("link")).unwrap();
        let mut outside = BTreeSet::new();
        for folder in [
            "repo",
            "repo/a",
            "plain/../repo/.",
            "link",
            "plain",
            "plain/a",
        ] {
            let found = find(&[at(folder)]).unwrap();
            let [manifest] = found.as_slice() else {
                panic!("{folder}: {found:?}");
            };
            assert!(manifest.searched.is_some(), "{folder}");
            let parent = manifest.path.parent().unwrap();
            let (searched, named) = (manifest.checkout().unwrap(), Checkout::of(parent).unwrap());
            for path in ["storectl.yaml", "../LICENSE", "../../secret", "../a/b"] {
                let reached = searched.resolve(parent, path);
                assert_eq!(reached, named.resolve(parent, path), "{folder} {path}");
                if reached == Err(FileFault::OutsideRepository) {
                    outside.insert((folder, path));
                }
            }
        }
        for folder in ["plain", "plain/a"] {
            assert!(outside.contains(&(folder, "storectl.yaml")), "{folder}");
            assert!(outside.contains(&(folder, "../LICENSE")), "{folder}");
        }
        assert!(!outside.contains(&("link", "../LICENSE")));
    }

    #[test]
    fn a_path_is_shown_without_its_leading_dot() {
        assert_eq!(shown(Path::new("./a/storectl.yaml")), "a/storectl.yaml");
        assert_eq!(shown(Path::new("../storectl.yaml")), "../storectl.yaml");
    }
}
