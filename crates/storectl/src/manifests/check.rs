//! Checks manifests and keeps only what was found: `validate`.

use storectl_manifest::Diagnostic;
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
    let inspected = inspect_all(args, targets, env, edited, |path, inspected| {
        let product = inspected.valid.map(|it| it.product.product_id);
        (
            inspected.diagnostics,
            shown(path),
            inspected.product_id,
            product,
        )
    })?;
    let manifests = inspected.len();
    let mut diagnostics = Vec::new();
    let mut named = Vec::new();
    let mut products = Vec::new();
    let mut failures = Vec::new();
    for one in inspected {
        match one {
            Ok((found, path, id, product)) => {
                diagnostics.extend(found);
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
        failures,
    })
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
