//! The file of `apply --plan`: read as what a stranger may have written.

use std::{
    cell::LazyCell,
    fs,
    path::{Component, Path, PathBuf, Prefix},
};

use storectl_platform::{OwnFileError, StateDir, decode_text, read_own};
use storectl_report::json::{PlanFile, PlanFileError, read_plan};

use crate::{
    error::CliError,
    exit::Exit,
    hints::{
        invocation::{Invocation, Variable},
        refusals,
    },
    manifests::place::{Base, PlaceFault},
    store::plans,
};

/// The advice where `--plan` names something else.
const PLAN_FILE: &str =
    "create a plan file with `storectl plan --out json=FILE`, and pass it unchanged";

/// Reads a plan file, and returns its document as well.
///
/// # Errors
/// A file that cannot be read as a plan (1); a plan that storectl did not write so (12).
pub(crate) fn read(path: &Path, invocation: &Invocation) -> Result<(PlanFile, String), CliError> {
    let shown = path.display();
    let no_plan = |why: String| CliError::new(Exit::Error, why).hint(PLAN_FILE);
    let bytes = read_own(path, plans::LARGEST).map_err(|error| match error {
        OwnFileError::NotRegular { path: found, kind } => {
            no_plan(format!("`{}` is {kind}, not a plan file", found.display()))
        }
        OwnFileError::TooLarge { .. }
        | OwnFileError::Held { .. }
        | OwnFileError::Read { .. }
        | OwnFileError::Write { .. } => CliError::own_file(error),
    })?;
    let bytes = bytes.ok_or_else(|| no_plan(format!("no such file: {shown}")))?;
    let text = decode_text(&bytes).map_err(|error| no_plan(format!("{shown} is {error}")))?;
    let plan = read_plan(&text).map_err(|error| match &error {
        PlanFileError::Malformed(_)
        | PlanFileError::OtherFormat(_)
        | PlanFileError::OtherVersion(_) => {
            no_plan(format!("{shown} cannot be read as a plan: {error}"))
        }
        PlanFileError::Incomplete(_)
        | PlanFileError::Unaddressed(_)
        | PlanFileError::Tampered { .. } => unusable(path, &error.to_string(), invocation),
    })?;
    Ok((plan, text))
}

/// The error of a plan that storectl did not write so.
fn unusable(path: &Path, why: &str, invocation: &Invocation) -> CliError {
    let message = format!("{} cannot be applied: {why}", path.display());
    // Which of the variables are secrets is not known.
    let invocation = invocation.clone().with_variables(|_| Variable::Secret);
    let file = path.to_string_lossy();
    CliError::new(Exit::Stale, message).hints(refusals::write_plan_file(&file, &invocation))
}

/// Returns whether storectl made this plan on this machine, of the same manifests: it is kept where the first one's plans are.
fn was_made_here(plan: &PlanFile, base: &Base) -> bool {
    let names = |plan: &PlanFile| -> Vec<String> {
        plan.products.iter().map(|it| it.manifest.clone()).collect()
    };
    let names_here = names(plan);
    let Some(first) = names_here.first() else {
        return false;
    };
    let first = base.find(first).unwrap_or_else(|_| PathBuf::from(first));
    let is_share = match first.components().next() {
        Some(Component::Prefix(prefix)) => !matches!(prefix.kind(), Prefix::Disk(_)),
        _ => false,
    };
    // To look at a network share is to sign in to whoever shares it.
    if is_share {
        return false;
    }
    let state = StateDir::of(first.parent().unwrap_or(&first));
    if state.check().is_err() {
        return false;
    }
    let kept = plans::find(&state, plan.hash.as_str()).ok().flatten();
    let kept = kept.and_then(|text| read_plan(&text).ok());
    kept.is_some_and(|it| it.hash == plan.hash && names(&it) == names_here)
}

/// Returns the manifests a plan was made of; none where it is a receipt's. A plan file may come from a stranger, so what it names obeys the rule of a
/// PATH before anything is read (forms.md, Outputs 12).
///
/// # Errors
/// A path that storectl does not write, and one where there is no manifest (12).
pub(crate) fn manifests(
    plan: &PlanFile,
    file: &Path,
    invocation: &Invocation,
) -> Result<Vec<PathBuf>, CliError> {
    let base = Base::current();
    let is_ours = LazyCell::new(|| was_made_here(plan, &base));
    let find = |name: &String| {
        let path = match base.find(name) {
            Ok(path) => path,
            Err(PlaceFault::Absolute | PlaceFault::Outside) if *is_ours => PathBuf::from(name),
            Err(fault) => {
                let why = format!("its manifest path is invalid: {fault}");
                return Err(unusable(file, &why, invocation));
            }
        };
        let missing = |why: &str| {
            let message = format!(
                "{} was made from {}, which {why}",
                file.display(),
                path.display()
            );
            CliError::new(Exit::Stale, message)
                .hint("apply it in a checkout of the commit that it was made from")
        };
        match fs::metadata(&path) {
            Ok(facts) if facts.is_dir() => Err(missing("is a folder")),
            Ok(_) => Ok(path),
            Err(_) => Err(missing("does not exist here")),
        }
    };
    let of_receipts = plan.products.iter().filter(|it| it.at.is_some()).count();
    match (of_receipts, plan.products.len()) {
        (0, _) => {
            let names = plan.products.iter().map(|it| &it.manifest);
            names.map(find).collect()
        }
        // Not in the checkout.
        (1, 1) => Ok(Vec::new()),
        _ => Err(unusable(
            file,
            "a plan of a receipt's manifest has one product",
            invocation,
        )),
    }
}
