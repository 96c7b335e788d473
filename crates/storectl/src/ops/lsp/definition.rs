//! From a field to the files that it names: texts and images.

use std::path::{Component, Path, PathBuf};

use lsp_types::{Location, Range};
use storectl_manifest::{Document, FileKind, Variables, measure};

use super::{analysis::Analysis, diagnostics::Places, documents::Documents, uri};

/// The most files that one place leads to: an image of every language.
const MOST: usize = 320;

/// Returns the files that the field at byte `at` of the manifest names and that exist, `${language}` resolved: of a default,
/// those of each language that takes it; of a changelog, the section of the version.
pub(super) fn of(
    analysis: &Analysis,
    documents: &Documents,
    at: usize,
    vars: &Variables,
) -> Vec<Location> {
    let Some(examined) = &analysis.examined else {
        return Vec::new();
    };
    let document = &examined.document;
    let Some(asked) = document.pointer_at(at) else {
        return Vec::new();
    };
    let measure = measure(document, &examined.files, vars, &asked);
    let values = measure.into_iter().flat_map(|it| it.values);
    let texts: Vec<_> = values.filter_map(|it| it.file).collect();
    let mut places = Places::new(documents);
    let texts = texts.iter().filter_map(|it| places.locate(it));
    let references = examined.references.iter();
    let images = references.filter(|it| {
        it.kind == FileKind::Image && is_at_or_in(&as_written(document, &it.pointer), &asked)
    });
    let images = images.filter_map(|it| {
        let path = beside(analysis.folder(), &it.path);
        let uri = path.is_file().then(|| uri::of(&path))??;
        Some(Location {
            uri,
            range: Range::default(),
        })
    });
    let mut found: Vec<Location> = Vec::new();
    for location in texts.chain(images).take(MOST) {
        if !found.contains(&location) {
            found.push(location);
        }
    }
    found
}

/// Returns where the value at a pointer is written: in its listing, or in the defaults.
fn as_written(document: &Document, pointer: &str) -> String {
    let field = pointer.strip_prefix("/listings/");
    let field = field.and_then(|it| it.split_once('/'));
    match field {
        Some((_, field)) if document.location(pointer).is_none() => {
            format!("/listingDefaults/{field}")
        }
        Some(_) | None => pointer.to_owned(),
    }
}

/// Returns whether an image is the one that is asked for, or one of the list that is.
fn is_at_or_in(image: &str, asked: &str) -> bool {
    image == asked
        || image
            .rsplit_once('/')
            .is_some_and(|(list, _)| list == asked)
}

/// Returns the path of a file that a manifest in `folder` names. Looks at no file.
fn beside(folder: &Path, path: &str) -> PathBuf {
    let mut found = folder.to_owned();
    for component in Path::new(path).components() {
        match component {
            Component::ParentDir => {
                found.pop();
            }
            Component::Normal(name) => found.push(name),
            Component::CurDir | Component::Prefix(_) | Component::RootDir => {}
        }
    }
    found
}
