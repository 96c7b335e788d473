//! Manifests that are invalid among others that are not: `plan` plans the others (forms.md, "In the pull request" 12).

use std::collections::BTreeMap;

use storectl_manifest::{Diagnostic, Severity};
use storectl_model::{ProductId, Prune};
use storectl_report::{Command, Counts, DiagnosticsView, Foreign, ProductView, SourceRef};

use crate::{
    args::ManifestArgs,
    error::CliError,
    exit::Exit,
    manifests::{
        inspect,
        load::{InspectedPlace, Loaded, assemble, assemble_all, inspect_places},
        overlay::EditedFiles,
        place::{self, Base},
    },
    output::targets::Targets,
    settings::env::Env,
};

/// Manifests that have no plan because they are invalid, or cannot be read.
#[derive(Debug, Default)]
pub(crate) struct InvalidManifests {
    /// In the order in which they were found.
    manifests: Vec<InvalidManifest>,
    /// What is wrong with them.
    diagnostics: Vec<Diagnostic>,
    /// What documents call the files.
    names: BTreeMap<String, String>,
    /// How many manifests there are, valid ones included.
    read: usize,
}

/// One of them.
#[derive(Debug)]
struct InvalidManifest {
    /// Its place among all manifests.
    at: usize,
    /// Its path from the repository root.
    path: String,
    /// The product it names, where that can be read.
    product_id: Option<ProductId>,
    /// Why there is no plan.
    error: CliError,
}

/// Loads the manifests of `args` that are valid, and says what is wrong with the others. Where none is valid, or a product
/// is in two of them, fails as `load` does.
///
/// # Errors
/// As `load`, but for manifests that are invalid, or cannot be read, among others that are valid.
pub(crate) fn load_valid(
    args: &ManifestArgs,
    targets: &Targets,
    env: &Env,
    prune: Prune,
) -> Result<(Loaded, InvalidManifests), CliError> {
    let all = inspect_places(args, targets, env, &EditedFiles::NONE)?;
    let is_valid = |(_, it): &InspectedPlace| it.as_ref().is_ok_and(|(_, it)| it.valid.is_some());
    if !all.iter().any(is_valid) {
        return Ok((assemble_all(all, prune)?, InvalidManifests::default()));
    }
    let base = Base::current();
    let mut invalid = InvalidManifests::of(all.len());
    let mut valid = Vec::new();
    for (at, (path, one)) in all.into_iter().enumerate() {
        match one {
            Ok((place, inspected)) if inspected.valid.is_some() => valid.push((place, inspected)),
            Ok((place, inspected)) => {
                invalid.add(at, place.path, inspected.product_id, inspected.diagnostics);
            }
            Err(error) => invalid.add_unreadable(at, base.name(&path), error),
        }
    }
    Ok((assemble(valid, prune)?, invalid))
}

impl InvalidManifests {
    /// Makes an empty list of so many manifests.
    fn of(read: usize) -> Self {
        Self {
            read,
            ..Self::default()
        }
    }

    /// Adds the one with this index, whose documents' name is `path`, with what is wrong with it.
    fn add(
        &mut self,
        at: usize,
        path: String,
        product_id: Option<ProductId>,
        diagnostics: Vec<Diagnostic>,
    ) {
        self.names.extend(place::names(&diagnostics));
        let first = diagnostics.iter().find(|it| it.severity == Severity::Error);
        let location = first.map(|it| {
            let file = it.location.file.path.clone();
            SourceRef {
                in_repository: self.names.get(&file).unwrap_or(&file).clone(),
                file,
                line: it.location.line,
                column: it.location.column,
            }
        });
        self.manifests.push(InvalidManifest {
            at,
            path,
            product_id,
            error: inspect::invalid(1, &diagnostics).at(location),
        });
        self.diagnostics.extend(diagnostics);
    }

    /// Adds the one with this index, which cannot be read.
    fn add_unreadable(&mut self, at: usize, path: String, error: CliError) {
        self.manifests.push(InvalidManifest {
            at,
            path,
            product_id: None,
            error,
        });
    }

    /// Returns whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.manifests.is_empty()
    }

    /// Returns what is wrong with them; `None` where none has a line.
    pub(crate) fn view(&self) -> Option<DiagnosticsView<'_>> {
        let products = self.manifests.iter();
        let products = products.filter_map(|it| it.product_id.as_ref());
        (!self.diagnostics.is_empty()).then(|| DiagnosticsView {
            command: Command::Plan,
            shard: None, // the plan says it
            manifests: self.manifests.len(),
            products: products.map(ProductId::as_str).collect(),
            diagnostics: &self.diagnostics,
            unlisted: Counts::default(),
            localization: Vec::new(),
            names: self.names.clone(),
            error: None,
        })
    }

    /// Puts them among the products that were planned, each where its manifest is.
    pub(crate) fn among<'a>(
        &'a self,
        planned: impl Iterator<Item = ProductView<'a>>,
    ) -> Vec<ProductView<'a>> {
        let mut products: Vec<ProductView<'a>> = planned.collect();
        for it in &self.manifests {
            let id = it.product_id.as_ref();
            let product = ProductView::invalid(
                Foreign::new(&it.path),
                id.map(|it| Foreign::new(it.as_str())),
                it.error.view(),
            );
            products.insert(it.at.min(products.len()), product);
        }
        products
    }

    /// Returns what a run ends with because of them, with every fault.
    pub(crate) fn error(&self) -> Option<CliError> {
        let errors = self.manifests.iter().map(|it| &it.error);
        let worst = errors.reduce(|first, it| if it.exit() > first.exit() { it } else { first })?;
        let error = match self.manifests.as_slice() {
            // A manifest that cannot be read says why.
            [_] if self.diagnostics.is_empty() => worst.clone(),
            all => {
                let verb = if all.len() == 1 { "is" } else { "are" };
                let message = format!("{} of {} manifests {verb} invalid", all.len(), self.read);
                let hints = worst.view().hints.clone();
                let first = all.iter().find_map(|it| it.error.view().location.clone());
                CliError::new(worst.exit().max(Exit::Invalid), message)
                    .hints(hints)
                    .at(first)
            }
        };
        let products = self.manifests.iter();
        let products = products.filter_map(|it| it.product_id.clone());
        Some(
            error
                .about(products.collect())
                .diagnosed(self.manifests.len(), self.diagnostics.clone()),
        )
    }

    /// Returns the faults.
    pub(crate) fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Returns how many there are.
    pub(crate) fn len(&self) -> usize {
        self.manifests.len()
    }
}
