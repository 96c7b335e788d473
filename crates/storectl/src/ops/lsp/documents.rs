//! The documents that are open in the editor, and what they mean for the files on disk.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use lsp_types::Uri;
use storectl_platform::resolve;

use super::{
    message::Content,
    positions::{Lines, MARK},
    uri,
};
use crate::manifests::{
    discover::right_name,
    overlay::{EditedFile, EditedFiles},
};

/// How many documents are kept; editors open a few.
const MOST: usize = 1_000;

/// A file that is open in the editor.
#[derive(Clone, Debug)]
pub(super) struct OpenDocument {
    /// Its address as the client writes it.
    pub(super) uri: Uri,
    pub(super) path: PathBuf,
    pub(super) version: i32,
    pub(super) content: Content,
    pub(super) role: Role,
}

/// What a document is, by the name of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Manifest,
    /// A manifest in all but its name, with the right one.
    Misnamed(String),
    /// Perhaps a text that a manifest names.
    Other,
}

impl Role {
    fn of(path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        match right_name(&name) {
            Some(right) if right == name => Self::Manifest,
            Some(right) => Self::Misnamed(right),
            None => Self::Other,
        }
    }
}

impl OpenDocument {
    /// Returns where the lines of its text are; `None` for a text that is not kept.
    pub(super) fn lines(&self) -> Option<Lines<'_>> {
        match &self.content {
            Content::Text(text) => Some(Lines::of_client(text)),
            Content::TooLong { .. } => None,
        }
    }

    /// Returns how many UTF-16 units of the first line are not part of the file's text: a byte order mark.
    pub(super) fn units_before_text(&self) -> u32 {
        match &self.content {
            Content::Text(text) => u32::from(text.starts_with(MARK)),
            Content::TooLong { .. } => 0,
        }
    }

    pub(super) fn is_manifest(&self) -> bool {
        match self.role {
            Role::Manifest | Role::Misnamed(_) => true,
            Role::Other => false,
        }
    }
}

/// The open documents, by their files.
#[derive(Debug, Default)]
pub(super) struct Documents(BTreeMap<PathBuf, OpenDocument>);

impl Documents {
    /// Takes a document that was opened or has changed, and returns its file; `None` for what is not a file, for an older version,
    /// and beyond the most that are kept.
    pub(super) fn put(&mut self, uri: Uri, version: i32, content: Content) -> Option<PathBuf> {
        let path = uri::path(&uri)?;
        let known = self.0.get(&path);
        let is_old = known.is_some_and(|it| it.version > version);
        if is_old || (known.is_none() && self.0.len() >= MOST) {
            return None;
        }
        let role = Role::of(&path);
        let document = OpenDocument {
            uri,
            path: path.clone(),
            version,
            content,
            role,
        };
        self.0.insert(path.clone(), document);
        Some(path)
    }

    /// Forgets a document that was closed: the file on disk counts again.
    pub(super) fn close(&mut self, uri: &Uri) -> Option<OpenDocument> {
        self.0.remove(&uri::path(uri)?)
    }

    pub(super) fn at(&self, path: &Path) -> Option<&OpenDocument> {
        self.0.get(path)
    }

    pub(super) fn find(&self, uri: &Uri) -> Option<&OpenDocument> {
        self.0.get(&uri::path(uri)?)
    }

    /// Returns the files that are manifests, by name.
    pub(super) fn manifests(&self) -> impl Iterator<Item = &Path> {
        let manifests = self.0.values().filter(|it| it.is_manifest());
        manifests.map(|it| it.path.as_path())
    }

    /// Returns the files as they would be if every document were saved now.
    pub(super) fn as_edited_files(&self) -> EditedFiles {
        let mut files = EditedFiles::NONE;
        for document in self.0.values() {
            if let Content::Text(text) = &document.content {
                let file = EditedFile {
                    shown: document.path.to_string_lossy().into_owned(),
                    before: None,
                    after: text.clone().into_bytes(),
                };
                files.insert(resolve(&document.path), file);
            }
        }
        files
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_what_a_document_is() {
        for (name, role) in [
            ("/a/storectl.yaml", Role::Manifest),
            ("/a/widgets.storectl.yaml", Role::Manifest),
            (
                "/a/storectl.yml",
                Role::Misnamed("storectl.yaml".to_owned()),
            ),
            ("/a/other.yaml", Role::Other),
            ("/a/notes.md", Role::Other),
        ] {
            assert_eq!(Role::of(Path::new(name)), role, "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_newest_version_counts_and_what_is_not_a_file_is_ignored() {
        let text = |it: &str| Content::Text(it.to_owned());
        let file = uri::parse("file:///a/storectl.yaml").unwrap();
        let mut documents = Documents::default();
        assert!(documents.put(file.clone(), 2, text("two")).is_some());
        assert!(documents.put(file.clone(), 1, text("one")).is_none());
        assert_eq!(documents.find(&file).unwrap().content, text("two"));
        let untitled = uri::parse("untitled:storectl.yaml").unwrap();
        assert!(documents.put(untitled, 1, text("x")).is_none());
        assert!(documents.close(&file).is_some());
        assert!(documents.find(&file).is_none());
    }
}
