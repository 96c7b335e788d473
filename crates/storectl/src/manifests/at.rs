//! Loads the manifest that a receipt keeps, in place of the checkout's: `plan --at RECEIPT`, and `apply --plan` of such a plan.

use std::path::{Path, PathBuf};

use storectl_manifest::{Files, UnusedExplicit, VariableSource, Variables};
use storectl_model::{ProductId, Prune};
use storectl_plan::{Receipt, ReceiptVariable};
use storectl_report::{json::PlannedVariable, short_commit};

use crate::{
    args::ManifestArgs,
    error::CliError,
    exit::Exit,
    manifests::{
        discover::discover,
        examine::ManifestSource,
        extract::{ExtractedReceipt, ReceiptOrigin},
        file_tree::{manifest_in, split},
        files,
        inspect::{inspect, variables},
        load::{Loaded, ManifestOrigin, ManifestPlace, assemble},
        parallel::Cores,
        place::Base,
        receipt::{KeptReceipt, find_receipt},
        shard::pick,
    },
    receipts::git_ref::FILES,
    settings::{env::Env, receipts::ReceiptSettings},
};

/// Loads the manifest of the receipt that `wanted` names, of one of the products whose manifests are at the paths of `args`.
/// Its variables have the values of the receipt; the checkout stays as it is.
///
/// # Errors
/// No such receipt, or none that can be used (64); a manifest that is invalid now, e.g. since a secret is not given (10);
/// files that cannot be taken out (1).
pub(crate) fn load_at(
    wanted: &str,
    args: &ManifestArgs,
    settings: &ReceiptSettings,
    env: &Env,
    prune: Prune,
) -> Result<Loaded, CliError> {
    let products = products(args, env)?;
    let kept = find_receipt(wanted, &products, settings.remote.as_deref())?;
    load_kept(&kept, args, env, prune)
}

/// Loads the manifest of the receipt that a plan was made from, as [`load_at`] does.
///
/// # Errors
/// As [`load_at`], and a receipt that is not here (12).
pub(crate) fn load_planned(
    commit: &str,
    product: &ProductId,
    args: &ManifestArgs,
    settings: &ReceiptSettings,
    env: &Env,
    prune: Prune,
) -> Result<Loaded, CliError> {
    let here = [(product.clone(), PathBuf::new())];
    let kept = find_receipt(commit, &here, settings.remote.as_deref()).map_err(|error| {
        let message = format!("the plan was made from a receipt: {}", error.view().message);
        let hints = error.view().hints.clone();
        CliError::new(Exit::Stale, message).hints(hints)
    })?;
    load_kept(&kept, args, env, prune)
}

fn load_kept(
    kept: &KeptReceipt,
    args: &ManifestArgs,
    env: &Env,
    prune: Prune,
) -> Result<Loaded, CliError> {
    let args = ManifestArgs {
        recorded: recorded(&kept.receipt),
        ..args.clone()
    };
    let vars = Variables {
        unused: UnusedExplicit::Refused,
        ..variables(&args, env, 1)?
    };
    let path = &kept.receipt.source.manifest;
    let unusable = |why: &str| {
        CliError::usage(format!(
            "the receipt in commit {} cannot be used: {path} {why}",
            kept.commit
        ))
    };
    let (folder, name) = split(Path::new(path)).map_err(|_| unusable("is not a path"))?;
    let (bytes, access) = manifest_in(&kept.tree, folder, name)
        .map_err(|_| unusable("is not one of the files that it keeps"))?;
    let commit = kept.commit.as_str();
    let root = format!("{}:{FILES}", short_commit(commit));
    let shown = format!("{root}/{path}");
    let source = ManifestSource {
        tree: &kept.tree,
        folder,
        shown: shown.clone(),
        bytes: &bytes,
        access,
    };
    let inspected = inspect(&source, &vars, Cores::all());
    inspected.teach(&env.redactor);
    let product = kept.receipt.product.as_str();
    let id = inspected.product_id.as_ref().map(ProductId::as_str);
    if id.is_some_and(|it| !it.eq_ignore_ascii_case(product)) {
        return Err(unusable("is of another product"));
    }
    let origin = match inspected.valid {
        Some(_) => {
            let receipt = ReceiptOrigin {
                commit: kept.commit.clone(),
                submission: kept.receipt.stage.submission().cloned(),
                files: kept.files.clone(),
                source: kept.receipt.source.clone(),
            };
            let extracted = ExtractedReceipt::of(receipt, &kept.tree, &inspected)?;
            ManifestOrigin::Receipt(extracted)
        }
        // What follows refuses it.
        None => ManifestOrigin::Checkout,
    };
    let place = ManifestPlace {
        path: path.clone(),
        shown,
        base: Base::of_tree(&root),
        folder: kept.git.root().to_owned(),
        origin,
    };
    assemble(vec![(place, inspected)], prune)
}

/// Returns the variables of a receipt as those of a plan: a secret one has no value, and is given again.
fn recorded(receipt: &Receipt) -> Vec<PlannedVariable> {
    let variable = |it: &ReceiptVariable| {
        let mut sources = VariableSource::ALL.into_iter();
        Some(PlannedVariable {
            name: it.name.clone(),
            value: it.value.clone(),
            source: sources.find(|source| source.as_str() == it.from)?,
        })
    };
    receipt.variables.iter().filter_map(variable).collect()
}

/// Returns the products whose manifests are at the paths, each with the folder of its manifest; nothing else of a manifest
/// counts, so that a broken one can be rolled back.
fn products(args: &ManifestArgs, env: &Env) -> Result<Vec<(ProductId, PathBuf)>, CliError> {
    let paths = pick(discover(&args.paths)?, args.part.shard);
    let vars = variables(args, env, paths.len())?;
    let product = |path: &PathBuf| {
        let (bytes, _) = files::manifest(path).ok()?;
        let document = storectl_manifest::read("", &bytes).ok()?;
        let checked = storectl_manifest::check(&document, &Files::default(), &vars);
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        Some((checked.product_id?, folder))
    };
    let products: Vec<_> = paths.iter().filter_map(product).collect();
    if products.is_empty() {
        return Err(CliError::usage(
            "no receipt can be found: the product ID cannot be read from any manifest",
        ));
    }
    Ok(products)
}
