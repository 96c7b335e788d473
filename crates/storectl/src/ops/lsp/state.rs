//! What the server knows: the open documents, what they come to, and what was reported to the editor. No input and no output.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use lsp_types::{PublishDiagnosticsParams, Uri};
use storectl_manifest::Variables;

use super::{
    analysis::Analysis,
    diagnostics,
    documents::{Documents, OpenDocument},
    message::Content,
    published::Published,
};
use crate::manifests::remembered::ImageMemory;

/// The open documents and everything that follows from them.
#[derive(Debug)]
pub(super) struct State {
    pub(super) vars: Variables,
    pub(super) documents: Documents,
    images: ImageMemory,
    analyses: BTreeMap<PathBuf, Analysis>,
    /// The manifests that are to be checked again.
    stale: BTreeSet<PathBuf>,
    published: Published,
}

impl State {
    /// Starts with no document. Variables of manifests have these values.
    pub(super) fn new(vars: Variables) -> Self {
        Self {
            vars,
            documents: Documents::default(),
            images: ImageMemory::default(),
            analyses: BTreeMap::new(),
            stale: BTreeSet::new(),
            published: Published::default(),
        }
    }

    /// Takes a document that was opened. An editor may number it from the start.
    pub(super) fn open(&mut self, uri: Uri, version: i32, content: Content) {
        self.documents.close(&uri);
        self.change(uri, version, content);
    }

    /// Takes the text of a document that has changed.
    pub(super) fn change(&mut self, uri: Uri, version: i32, content: Content) {
        if let Some(path) = self.documents.put(uri, version, content) {
            self.touch(&path);
        }
    }

    /// Forgets a document: of a manifest, everything that was reported is withdrawn.
    pub(super) fn close(&mut self, uri: &Uri) -> Vec<PublishDiagnosticsParams> {
        let Some(document) = self.documents.close(uri) else {
            return Vec::new();
        };
        let path = &document.path;
        if !document.is_manifest() {
            self.touch(path);
            return Vec::new();
        }
        self.analyses.remove(path);
        self.stale.remove(path);
        let nothing = BTreeMap::new();
        self.published.replace(path, nothing, &self.documents)
    }

    /// Every manifest is to be checked again: files changed on disk.
    pub(super) fn touch_all(&mut self) {
        let manifests = self.documents.manifests();
        self.stale.extend(manifests.map(Path::to_owned));
    }

    /// The manifests that a file concerns are to be checked again: itself, or those that name it.
    fn touch(&mut self, path: &Path) {
        if self
            .documents
            .at(path)
            .is_some_and(OpenDocument::is_manifest)
        {
            self.stale.insert(path.to_owned());
            return;
        }
        let concerned = self.analyses.values().filter(|it| it.names(path));
        self.stale.extend(concerned.map(|it| it.path.clone()));
    }

    /// Returns a manifest that is to be checked again, if there is one.
    pub(super) fn next_stale(&self) -> Option<PathBuf> {
        self.stale.first().cloned()
    }

    /// Checks a manifest, and returns what is to be reported.
    pub(super) fn check(&mut self, path: &Path) -> Vec<PublishDiagnosticsParams> {
        self.stale.remove(path);
        let Some(document) = self.documents.at(path) else {
            return Vec::new();
        };
        let edited = self.documents.as_edited_files();
        let analysis = Analysis::of(document, &edited, &self.images, &self.vars);
        let found = diagnostics::of(&analysis, &self.documents);
        self.analyses.insert(path.to_owned(), analysis);
        self.published.replace(path, found, &self.documents)
    }

    /// Returns what is known of every manifest.
    pub(super) fn analyses(&self) -> impl Iterator<Item = &Analysis> {
        self.analyses.values()
    }

    /// Returns a document and what is known of it, if it is a manifest that was checked.
    pub(super) fn manifest(&self, uri: &Uri) -> Option<(&OpenDocument, &Analysis)> {
        let document = self.documents.find(uri)?;
        Some((document, self.analyses.get(&document.path)?))
    }
}
