//! Checks manifests and keeps only what was found: `validate`.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use storectl_manifest::TextMatrix;
use storectl_model::ProductId;
use storectl_report::DiagnosticList;

use crate::{
    args::ManifestArgs,
    error::CliError,
    exit::Exit,
    manifests::{
        discover::shown,
        inspect::{Inspected, distinct, inspect_in_order, with_errors},
        overlay::EditedFiles,
    },
    output::targets::Targets,
    settings::env::Env,
};

/// Returns everything that is wrong with the manifests of `args`, as they will be once `edited` is written, in order; keeps
/// nothing else of them.
///
/// # Errors
/// Paths that cannot be read (1); no manifest, a variable for none of them (10).
pub(crate) fn check(
    args: &ManifestArgs,
    targets: &Targets,
    env: &Env,
    edited: &EditedFiles,
) -> Result<Checked, CliError> {
    let mut checked = Checked::default();
    // The valid ones, by path, with their products.
    let mut valid = Vec::new();
    // At least what the manifests that are not taken yet can add to the list.
    let room = Mutex::new(checked.diagnostics.room());
    let keep = |at: usize, path: &Path, inspected: Inspected| {
        let texts = inspected.valid.as_ref().filter(|_| at < MOST_TEXTS);
        CheckedManifest {
            texts: texts.map(|it| CheckedTexts {
                path: path.to_owned(),
                product_id: it.product.product_id.clone(),
                matrix: TextMatrix::of_manifest(&it.product, &it.sources),
            }),
            is_valid: inspected.valid.is_some(),
            product: inspected.product_id,
            diagnostics: {
                let room = *room.lock().unwrap_or_else(PoisonError::into_inner);
                DiagnosticList::within(room, inspected.diagnostics)
            },
        }
    };
    inspect_in_order(args, targets, env, edited, keep, |path, one| {
        checked.manifests += 1;
        match one {
            Ok(one) => {
                let product = one.product.clone().filter(|_| one.is_valid);
                valid.extend(product.map(|it| (shown(path), it)));
                checked.add(one);
                *room.lock().unwrap_or_else(PoisonError::into_inner) = checked.diagnostics.room();
            }
            Err(failure) => checked.failures.push(failure),
        }
    })?;
    let products = valid.iter().map(|(path, id)| (path.as_str(), id));
    checked.failures.extend(distinct(products).err());
    Ok(checked)
}

/// What is kept of a manifest until those before it are checked.
struct CheckedManifest {
    product: Option<ProductId>,
    is_valid: bool,
    diagnostics: DiagnosticList,
    texts: Option<CheckedTexts>,
}

/// The texts of so many manifests are kept, of the first: memory stays flat in their number.
const MOST_TEXTS: usize = 100;

/// The texts of a manifest without errors.
#[derive(Debug)]
pub(crate) struct CheckedTexts {
    /// Where the manifest is.
    pub(crate) path: PathBuf,
    /// The product it names.
    pub(crate) product_id: ProductId,
    /// The texts, language by language.
    pub(crate) matrix: TextMatrix,
}

/// What `validate` finds.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// How many manifests there are.
    pub(crate) manifests: usize,
    /// The products they name, as far as the IDs can be read.
    pub(crate) products: Vec<ProductId>,
    /// What was found, in order.
    pub(crate) diagnostics: DiagnosticList,
    /// The texts of manifests without errors, of the first manifests only.
    pub(crate) texts: Vec<CheckedTexts>,
    /// What has no place in a manifest: files that cannot be read (1), one product in two manifests (10).
    pub(crate) failures: Vec<CliError>,
}

impl Checked {
    fn add(&mut self, one: CheckedManifest) {
        let CheckedManifest {
            product,
            is_valid: _, // its errors say so
            diagnostics,
            texts,
        } = one;
        self.products.extend(product);
        self.diagnostics.append(diagnostics);
        self.texts.extend(texts);
    }

    /// Returns why nothing may be written, with the diagnostics.
    pub(crate) fn refusal(self) -> Option<CliError> {
        let worst = self.worst()?;
        Some(match self.invalid() {
            Some(invalid) if worst.exit() == Exit::Invalid => invalid
                .about(self.products)
                .diagnosed(self.manifests, self.diagnostics),
            Some(_) | None => worst,
        })
    }

    /// Returns what decides the exit.
    pub(crate) fn worst(&self) -> Option<CliError> {
        let failures = self.failures.iter().cloned();
        let all = self.invalid().into_iter().chain(failures);
        all.max_by_key(CliError::exit)
    }

    /// Returns the error of manifests that have errors.
    fn invalid(&self) -> Option<CliError> {
        let errors = self.diagnostics.counts().errors;
        (errors > 0).then(|| with_errors(self.manifests, errors, self.diagnostics.first_error()))
    }
}
