//! What is on this machine: git, and receipts.

use std::path::Path;

use storectl_platform::{Git, GitError, StateDirError, spawn_helper};
use storectl_report::{Check, CheckId};

use super::{
    Patients,
    check::{about, failed, fixed_by, ok, skipped, warning},
};
use crate::{
    error::CliError,
    receipts::{ReceiptPlace, Standing, standing},
    settings::doctor::DoctorSettings,
};

/// Looks at git and at the receipts of each product.
pub(super) async fn check(patients: &Patients, settings: &DoctorSettings) -> Vec<Check> {
    let places: Vec<Result<ReceiptPlace, (String, CliError)>> = patients
        .manifests()
        .iter()
        .map(|it| {
            let product = it.product.product_id.as_str().to_owned();
            let place = settings.receipts.place(it);
            place.map_err(|error| (product, error))
        })
        .collect();
    let need = if settings.receipts.is_in_git() {
        Need::Needed
    } else {
        Need::Useful
    };
    let state = settings.state_dir.check().err();
    let root = settings.state_dir.clone();
    let looked = spawn_helper(move || {
        let mut checks = vec![git(root.repository(), state.as_ref(), need)];
        if places.is_empty() {
            checks.push(skipped(
                CheckId::Receipts,
                "not asked: no manifest names a product",
            ));
        }
        checks.extend(places.into_iter().map(receipts));
        checks
    });
    // A panic there was reported.
    looked.await.unwrap_or_default()
}

/// Whether a run of these settings fails to keep receipts without git.
#[derive(Clone, Copy, Debug)]
enum Need {
    /// Receipts are kept in it.
    Needed,
    /// Receipts are kept in files.
    Useful,
}

fn git(folder: &Path, state: Option<&StateDirError>, need: Need) -> Check {
    let id = CheckId::Git;
    match state {
        None => {}
        Some(StateDirError::Tracked { .. }) => {
            return fixed_by(
                failed(
                    id,
                    "git tracks files in .storectl, which storectl refuses to use",
                ),
                Some("run `git rm -r --cached .storectl`, then commit".to_owned()),
            );
        }
        Some(StateDirError::NotAFolder { kind, .. }) => {
            return fixed_by(
                failed(id, format!(".storectl is {kind}, not a folder")),
                Some("remove it, or move it elsewhere".to_owned()),
            );
        }
    }
    let lacking = |message: String, fix: &str| {
        let check = match need {
            Need::Needed => failed(id, message),
            Need::Useful => warning(id, message),
        };
        fixed_by(check, Some(fix.to_owned()))
    };
    let facts = Git::open(folder).and_then(|it| Ok((it.version()?, it.is_shallow()?)));
    match facts {
        Ok((version, false)) => ok(id, format!("git {version}, in a repository")),
        Ok((version, true)) => fixed_by(
            warning(
                id,
                format!(
                    "git {version}, in a shallow clone: --base and the notes of a release may not find their commits"
                ),
            ),
            Some(
                "run `git fetch --unshallow`, or set `fetch-depth: 0` in the checkout step"
                    .to_owned(),
            ),
        ),
        Err(GitError::NotInstalled(_)) => lacking(
            "git cannot be run: receipts in git and --base need it".to_owned(),
            "install git",
        ),
        Err(GitError::NoRepository { .. }) => lacking(
            "not in a git repository: receipts in git and --base need one".to_owned(),
            "run storectl in a checkout",
        ),
        Err(GitError::Bare { .. }) => lacking(
            "in a bare git repository, which has no work tree".to_owned(),
            "run storectl in a checkout",
        ),
        Err(error) => lacking(
            error.to_string(),
            "run `git status` here, and fix what it reports",
        ),
    }
}

fn receipts(place: Result<ReceiptPlace, (String, CliError)>) -> Check {
    let id = CheckId::Receipts;
    let (product, check) = match place {
        Err((product, error)) => {
            let fix = error.view().hints.first().cloned();
            (product, fixed_by(failed(id, &error.view().message), fix))
        }
        Ok(place) => {
            let check = match standing(&place) {
                Standing::Kept(message) => ok(id, message),
                Standing::Unusable { message, fix } | Standing::Unpublished { message, fix } => {
                    fixed_by(warning(id, message), fix)
                }
                Standing::OutOfReach { message, fix } => fixed_by(failed(id, message), Some(fix)),
            };
            (place.product.as_str().to_owned(), check)
        }
    };
    about(check, product)
}
