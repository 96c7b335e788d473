//! Whether the repository of the manifests has a policy: whoever changes the repository could change it.

use std::path::{Component, Path, PathBuf};

use storectl_platform::resolve;

use crate::manifests::repository::git_top_level;

/// Where a policy is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PlaceOfPolicy {
    /// In the repository of this run, or of its manifests.
    Repository(InRepository),
    /// Somewhere that no change of these repositories reaches.
    Elsewhere,
}

/// A path in a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InRepository {
    /// The top level, links resolved.
    pub(super) root: PathBuf,
    /// The path from there, with slashes.
    pub(super) path: String,
}

impl PlaceOfPolicy {
    /// Finds it by its name, and looks neither at the file nor at what the repository has in its place: a change under review
    /// could put a link or another repository there, to be judged by a policy of its own.
    pub(super) fn of(file: &Path, manifests: &[PathBuf]) -> Self {
        let here = resolve(Path::new("."));
        let folders = std::iter::once(here.clone()).chain(manifests.iter().map(|it| resolve(it)));
        let roots: Vec<PathBuf> = folders
            .filter_map(|it| git_top_level(&it).map(Path::to_owned))
            .collect();
        let folder = file.parent().unwrap_or(Path::new(""));
        let resolved = file
            .file_name()
            .map(|it| resolve(&here.join(folder)).join(it));
        let named = [Some(normalized(&here.join(file))), resolved];
        for path in named.into_iter().flatten() {
            let inside = roots.iter().filter_map(|root| {
                let path = path.strip_prefix(root).ok()?;
                Some((root, path))
            });
            // The innermost, where one repository lies in another.
            let inside = inside.max_by_key(|(root, _)| root.components().count());
            if let Some((root, path)) = inside {
                let names = path.iter().map(|it| it.to_string_lossy());
                return Self::Repository(InRepository {
                    root: root.clone(),
                    path: names.collect::<Vec<_>>().join("/"),
                });
            }
        }
        Self::Elsewhere
    }
}

/// Leaves out `.` and `..` by the names alone.
fn normalized(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                normal.pop();
            }
            Component::CurDir => {}
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => {
                normal.push(component);
            }
        }
    }
    normal
}
