//! Checks manifests and keeps only what was found: `validate`.

use std::path::PathBuf;

use storectl_manifest::{Diagnostic, TextMatrix};
use storectl_model::ProductId;

use crate::{
    args::ManifestArgs,
    error::CliError,
    exit::Exit,
    manifests::{
        discover::shown,
        inspect::{distinct, has_errors, inspect_all, invalid},
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
    let inspected = inspect_all(args, targets, env, edited, |at, path, inspected| {
        let valid = inspected.valid.as_ref();
        let texts = valid.filter(|_| at < MOST_TEXTS).map(|it| CheckedTexts {
            path: path.to_owned(),
            product_id: it.product.product_id.clone(),
            matrix: TextMatrix::of_manifest(&it.product, &it.sources),
        });
        let product = inspected.valid.map(|it| it.product.product_id);
        let checked = (shown(path), inspected.product_id, product);
        (inspected.diagnostics, texts, checked)
    })?;
    let manifests = inspected.len();
    let mut diagnostics = Vec::new();
    let mut named = Vec::new();
    let mut products = Vec::new();
    let mut texts = Vec::new();
    let mut failures = Vec::new();
    for (_, one) in inspected {
        match one {
            Ok((found, its_texts, (path, id, product))) => {
                diagnostics.extend(found);
                texts.extend(its_texts);
                named.extend(id);
                products.extend(product.map(|it| (path, it)));
            }
            Err(failure) => failures.push(failure),
        }
    }
    let products = products.iter().map(|(path, id)| (path.as_str(), id));
    failures.extend(distinct(products).err());
    Ok(Checked {
        manifests,
        products: named,
        diagnostics,
        texts,
        failures,
    })
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
#[derive(Debug)]
pub(crate) struct Checked {
    /// How many manifests there are.
    pub(crate) manifests: usize,
    /// The products they name, as far as the IDs can be read.
    pub(crate) products: Vec<ProductId>,
    /// Everything found, in order.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The texts of manifests without errors, of the first manifests only.
    pub(crate) texts: Vec<CheckedTexts>,
    /// What has no place in a manifest: files that cannot be read (1), one product in two manifests (10).
    pub(crate) failures: Vec<CliError>,
}

impl Checked {
    /// Returns why nothing may be written, with every diagnostic.
    pub(crate) fn refusal(self) -> Option<CliError> {
        let worst = self.worst()?;
        let is_about_manifests = has_errors(&self.diagnostics) && worst.exit() == Exit::Invalid;
        Some(if is_about_manifests {
            invalid(self.manifests, &self.diagnostics)
                .about(self.products)
                .diagnosed(self.manifests, self.diagnostics)
        } else {
            worst
        })
    }

    /// Returns what decides the exit.
    pub(crate) fn worst(&self) -> Option<CliError> {
        let invalid =
            has_errors(&self.diagnostics).then(|| invalid(self.manifests, &self.diagnostics));
        let failures = self.failures.iter().cloned();
        invalid
            .into_iter()
            .chain(failures)
            .max_by_key(CliError::exit)
    }
}
