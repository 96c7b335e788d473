//! What is known of a manifest that is open in the editor.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use storectl_api::Redactor;
use storectl_manifest::{Diagnostic, FileFault, Variables};
use storectl_platform::resolve;

use super::{
    documents::{OpenDocument, Role},
    message::Content,
};
use crate::manifests::{
    discover::shown,
    examine::{Examined, examine_edited},
    file_tree::TEXT_CAP,
    inspect::unreadable,
    overlay::EditedFiles,
    remembered::ImageMemory,
};

/// A manifest, as it would be if every document were saved now.
#[derive(Debug)]
pub(super) struct Analysis {
    /// Its file.
    pub(super) path: PathBuf,
    /// What is wrong with the file as a whole, which no rule is about.
    pub(super) failures: Vec<String>,
    /// What `validate` reports, in its order.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// There if the manifest is well-formed YAML.
    pub(super) examined: Option<Examined>,
    /// Knows the secrets of the manifest.
    pub(super) redactor: Redactor,
}

impl Analysis {
    /// Checks a manifest as `validate` does.
    pub(super) fn of(
        document: &OpenDocument,
        edited: &EditedFiles,
        images: &ImageMemory,
        vars: &Variables,
    ) -> Self {
        let mut analysis = Self {
            path: document.path.clone(),
            failures: Vec::new(),
            diagnostics: Vec::new(),
            examined: None,
            redactor: Redactor::default(),
        };
        let name = document.path.file_name().unwrap_or_default();
        if let Role::Misnamed(right) = &document.role {
            let name = name.to_string_lossy();
            analysis
                .failures
                .push(format!("{name} is misnamed: expected {right}"));
        }
        let examined = match document.content {
            Content::Text(_) => examine_edited(&document.path, edited, images, vars),
            Content::TooLong { bytes } => Err(FileFault::TooLarge {
                bytes,
                limit: TEXT_CAP,
            }),
        };
        match examined {
            Ok(Ok(examined)) => analysis.keep(examined),
            Ok(Err(diagnostics)) => analysis.diagnostics = diagnostics,
            Err(fault) => {
                let failure = unreadable(&shown(Path::new(name)), &fault);
                analysis.failures.push(failure.view().message.clone());
            }
        }
        analysis
    }

    fn keep(&mut self, mut examined: Examined) {
        let checked = &mut examined.checked;
        self.redactor.learn_all(checked.secret_values.expose());
        self.redactor.keep(checked.secret_values.public());
        if let Some(product) = &checked.product {
            self.redactor.hide_fields(&product.secrets);
        }
        self.diagnostics = std::mem::take(&mut checked.diagnostics);
        self.examined = Some(examined);
    }

    /// Returns the folder that the paths it names are relative to.
    pub(super) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// Returns whether it names this file, as far as it can be read.
    pub(super) fn names(&self, file: &Path) -> bool {
        let references = self.examined.iter().flat_map(|it| &it.references);
        let paths: BTreeSet<&str> = references.map(|it| it.path.as_str()).collect();
        let file = resolve(file);
        let mut paths = paths.into_iter();
        paths.any(|it| resolve(&self.folder().join(it)) == file)
    }
}
