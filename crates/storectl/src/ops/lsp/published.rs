//! What was reported to the editor: what is no longer true is withdrawn.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use lsp_types::{Diagnostic, PublishDiagnosticsParams, Uri};

use super::documents::Documents;

/// Diagnostics by document, of each manifest: two manifests may name one text.
#[derive(Debug, Default)]
pub(super) struct Published(BTreeMap<PathBuf, BTreeMap<Uri, Vec<Diagnostic>>>);

impl Published {
    /// Takes what is wrong with a manifest now, nothing of one that was closed, and returns what is to be reported of each
    /// document that this concerns.
    pub(super) fn replace(
        &mut self,
        manifest: &Path,
        found: BTreeMap<Uri, Vec<Diagnostic>>,
        documents: &Documents,
    ) -> Vec<PublishDiagnosticsParams> {
        let concerned: BTreeSet<Uri> = found.keys().cloned().collect();
        let former = if found.is_empty() {
            self.0.remove(manifest)
        } else {
            self.0.insert(manifest.to_owned(), found)
        };
        let former = former.unwrap_or_default();
        let concerned = former.into_keys().chain(concerned).collect::<BTreeSet<_>>();
        let publish = |uri: Uri| PublishDiagnosticsParams {
            diagnostics: self.of(&uri),
            version: documents.find(&uri).map(|it| it.version),
            uri,
        };
        concerned.into_iter().map(publish).collect()
    }

    /// Returns what all manifests say of a document, each sentence once.
    fn of(&self, uri: &Uri) -> Vec<Diagnostic> {
        let mut all: Vec<Diagnostic> = Vec::new();
        for one in self.0.values().filter_map(|it| it.get(uri)).flatten() {
            if !all.contains(one) {
                all.push(one.clone());
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::lsp::uri;

    fn found(entries: &[(&str, &[&str])]) -> BTreeMap<Uri, Vec<Diagnostic>> {
        let entries = entries.iter().map(|(document, messages)| {
            let all = messages.iter().map(|it| Diagnostic {
                message: (*it).to_owned(),
                ..Diagnostic::default()
            });
            (uri::parse(document).unwrap(), all.collect())
        });
        entries.collect()
    }

    fn reported(published: &mut Published, manifest: &str, now: &[(&str, &[&str])]) -> Vec<String> {
        let documents = Documents::default();
        let all = published.replace(Path::new(manifest), found(now), &documents);
        let line = |it: PublishDiagnosticsParams| {
            let messages = it.diagnostics.into_iter().map(|it| it.message);
            format!(
                "{} {}",
                it.uri.as_str(),
                messages.collect::<Vec<_>>().join("+")
            )
        };
        all.into_iter().map(line).collect()
    }

    #[test]
    fn what_is_fixed_is_taken_back_and_what_another_manifest_says_stays() {
        let mut published = Published::default();
        reported(
            &mut published,
            "a",
            &[("file:///a", &["x"]), ("file:///t", &["long", "odd"])],
        );
        assert_eq!(
            reported(
                &mut published,
                "b",
                &[("file:///b", &[]), ("file:///t", &["long"])]
            ),
            ["file:///b ", "file:///t long+odd"]
        );
        assert_eq!(
            reported(&mut published, "a", &[("file:///a", &[])]),
            ["file:///a ", "file:///t long"]
        );
        assert_eq!(
            reported(&mut published, "b", &[]),
            ["file:///b ", "file:///t "]
        );
    }
}
