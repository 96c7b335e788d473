//! Reads one manifest and the files it names, and keeps everything that is known of it.

use std::path::Path;

use storectl_manifest::{
    Checked, Diagnostic, Document, FileFault, FileReference, Files, ManifestAccess, Variables,
};
use storectl_platform::resolve;

use crate::manifests::{
    discover::shown,
    file_tree::{Checkout, Content, FileTree, Pointers, manifest_in, split},
    files,
    overlay::{EditedFiles, Overlay},
    parallel::Cores,
    remembered::{ImageMemory, Remembered},
    repository::Resolved,
};

/// A manifest that was read, and where the files are that it names.
pub(super) struct ManifestSource<'a> {
    pub(super) tree: &'a dyn FileTree,
    /// The manifest's folder, in the tree.
    pub(super) folder: &'a Path,
    /// What people know the manifest by.
    pub(super) shown: String,
    pub(super) bytes: &'a [u8],
    pub(super) access: ManifestAccess,
}

/// Everything that is known of a manifest that is well-formed YAML.
#[derive(Debug)]
pub(crate) struct Examined {
    pub(crate) document: Document,
    /// The places that name files.
    pub(crate) references: Vec<FileReference>,
    /// What was found in these files.
    pub(crate) files: Files,
    pub(crate) checked: Checked,
}

/// Reads what a manifest says, and the files it names; teaches nobody its secrets.
///
/// # Errors
/// What is wrong with the YAML, which leaves nothing to check.
pub(super) fn examine(
    source: &ManifestSource<'_>,
    vars: &Variables,
    cores: Cores,
) -> Result<Examined, Vec<Diagnostic>> {
    let document = storectl_manifest::read(&source.shown, source.bytes)?;
    let references = document.file_references(vars);
    let files = Files {
        manifest: source.access,
        ..files::read_files(source.tree, source.folder, &references, cores)
    };
    let checked = storectl_manifest::check(&document, &files, vars);
    Ok(Examined {
        document,
        references,
        files,
        checked,
    })
}

/// Examines a manifest of the checkout as it will be once `edited` is written; images that did not change are not decoded
/// again.
///
/// # Errors
/// A manifest that cannot be read.
pub(crate) fn examine_edited(
    path: &Path,
    edited: &EditedFiles,
    images: &ImageMemory,
    vars: &Variables,
) -> Result<Result<Examined, Vec<Diagnostic>>, FileFault> {
    let (folder, name) = split(path)?;
    let checkout = match Checkout::of(folder) {
        Ok(checkout) => checkout,
        Err(FileFault::Missing) => return examine_alone(path, edited, vars),
        Err(fault) => return Err(fault),
    };
    let tree = Overlay { checkout, edited };
    let (bytes, access) = manifest_in(&tree, folder, name)?;
    let source = ManifestSource {
        tree: &Remembered {
            tree: &tree,
            images,
        },
        folder,
        shown: shown(path),
        bytes: &bytes,
        access,
    };
    Ok(examine(&source, vars, Cores::all()))
}

/// Examines a manifest whose folder does not exist yet: none of the files that it names is there.
fn examine_alone(
    path: &Path,
    edited: &EditedFiles,
    vars: &Variables,
) -> Result<Result<Examined, Vec<Diagnostic>>, FileFault> {
    let bytes = edited.get(&resolve(path)).ok_or(FileFault::Missing)?;
    let source = ManifestSource {
        tree: &NoFiles,
        folder: path.parent().unwrap_or(Path::new("")),
        shown: shown(path),
        bytes,
        access: ManifestAccess::Direct,
    };
    Ok(examine(&source, vars, Cores::all()))
}

/// A folder that does not exist.
struct NoFiles;

impl FileTree for NoFiles {
    fn resolve(&self, _folder: &Path, _path: &str) -> Result<Resolved, FileFault> {
        Err(FileFault::Missing)
    }

    fn pointers(&self) -> Pointers {
        Pointers::Refused
    }

    fn prepare(&self, _files: &[&Path]) {}

    fn open(&self, _file: &Path, _cap: u64) -> Result<Box<dyn Content>, FileFault> {
        Err(FileFault::Missing)
    }
}
