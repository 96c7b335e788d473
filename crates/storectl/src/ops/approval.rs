//! Whether what would be done is what was approved.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use storectl_apply::Journal;
use storectl_plan::{Comparison, Essence, StepAction, compare, essence_hash};
use storectl_report::json::{PlanFile, read_plan};

use crate::{
    error::CliError,
    exit::Exit,
    ops::plan::{Planned, Plans},
};

/// The largest plan file that is read, in bytes: a plan of 200 languages with every text at its limit is a tenth of it.
const LARGEST: u64 = 64 << 20;

/// What was approved.
#[derive(Clone, Debug)]
pub(crate) enum Approval {
    /// Nothing was: whoever runs it approves what is shown.
    None,
    /// The plan of this hash.
    Hash(String),
    /// This plan.
    Plan(Box<PlanFile>),
}

impl Approval {
    /// Takes the flags of `apply`, of which clap lets one through.
    ///
    /// # Errors
    /// A plan file that cannot be read (1), is no plan or was changed (12).
    pub(crate) fn of(expect: Option<&str>, plan: Option<&Path>) -> Result<Self, CliError> {
        match (expect, plan) {
            (_, Some(path)) => read(path).map(|it| Self::Plan(Box::new(it))),
            (Some(hash), None) => Ok(Self::Hash(hash.to_owned())),
            (None, None) => Ok(Self::None),
        }
    }

    /// Refuses plans that are neither what was approved nor a remainder of it.
    ///
    /// # Errors
    /// 12, with what is done, the same and new where the approved plan itself is at hand.
    pub(crate) fn check(
        &self,
        planned: &[Planned<'_>],
        journals: &[Journal],
    ) -> Result<(), CliError> {
        let hash = match self {
            Self::None => return Ok(()),
            Self::Hash(hash) => hash,
            Self::Plan(plan) => &plan.hash.0,
        };
        let ours = essences(planned);
        let found = essence_hash(ours.iter().cloned());
        let is_nothing = ours
            .iter()
            .all(|it| it.changes().next().is_none() && !it.submits());
        if is_nothing || found.0 == *hash || without_following(planned).0 == *hash {
            return Ok(());
        }
        // A run that was cut off left the plan it was given beside its journal.
        let remembered = || remembered(journals).filter(|it| it.hash.0 == *hash);
        let approved = match self {
            Self::Plan(plan) => Some((**plan).clone()),
            Self::None | Self::Hash(_) => remembered(),
        };
        let error = CliError::new(
            Exit::Stale,
            format!("the plan is not the one that was approved: expected {hash}, found {found}"),
        );
        let Some(approved) = approved else {
            return Err(error
                .hint("plan again, have it approved, and pass its hash")
                .hint("the flags of plan and apply must be the same: --prune, --submit, --no-verify, --var"));
        };
        let comparison = compare(&approved.products, &ours);
        if comparison.is_approved() {
            return Ok(());
        }
        let Comparison { done, same, new } = comparison;
        let lists = [
            ("new or different", new),
            ("the same", same),
            ("done already", done),
        ];
        let told = lists
            .into_iter()
            .filter(|(_, addresses)| !addresses.is_empty());
        let error = told.fold(error, |error, (what, addresses)| {
            error.hint(format!("{what}: {}", addresses.join(", ")))
        });
        Err(error.hint("plan again and have the new plan approved"))
    }
}

/// Keeps the plan that is about to be executed beside the journal, for an `--expect` of its hash after a cut-off.
///
/// # Errors
/// A file that cannot be written (1).
pub(crate) fn remember(plans: &Plans<'_>, journals: &[Journal]) -> Result<(), CliError> {
    let Some(path) = journals.first().and_then(place) else {
        return Ok(());
    };
    let failed = |error| {
        CliError::local(
            format!("could not write {}", path.display()),
            anyhow::Error::from(error),
        )
    };
    let write = || -> std::io::Result<()> {
        let folder = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(plans.document().to_string().as_bytes())?;
        file.persist(&path)?;
        Ok(())
    };
    write().map_err(failed)
}

fn remembered(journals: &[Journal]) -> Option<PlanFile> {
    read(&journals.first().and_then(place)?).ok()
}

/// `PRODUCT.approved-plan.json` beside the journal `PRODUCT.json` of the first product.
fn place(journal: &Journal) -> Option<PathBuf> {
    let stem = journal.path().file_stem()?.to_str()?;
    Some(
        journal
            .path()
            .with_file_name(format!("{stem}.approved-plan.json")),
    )
}

fn read(path: &Path) -> Result<PlanFile, CliError> {
    let what = || format!("could not read {}", path.display());
    let length = std::fs::metadata(path)
        .map_err(|error| CliError::local(what(), error))?
        .len();
    if length > LARGEST {
        return Err(CliError::new(
            Exit::Error,
            format!("{}: {length} bytes are too many, limit {LARGEST}", what()),
        ));
    }
    let text = std::fs::read_to_string(path).map_err(|error| CliError::local(what(), error))?;
    read_plan(&text).map_err(|error| {
        CliError::new(
            Exit::Stale,
            format!("{} cannot be applied: {error}", path.display()),
        )
        .hint("make it with `storectl plan --out json=FILE`, and leave it as it is")
    })
}

fn essences(planned: &[Planned<'_>]) -> Vec<Essence> {
    planned
        .iter()
        .filter_map(|it| it.plan.as_ref().ok())
        .map(Essence::of)
        .collect()
}

/// Gives the fingerprint of what is done without what only follows it: `--wait published` approves no more than it reads.
fn without_following(planned: &[Planned<'_>]) -> storectl_plan::PlanHash {
    let plans = planned
        .iter()
        .filter_map(|it| it.plan.as_ref().ok().cloned());
    let plans: Vec<_> = plans
        .map(|mut plan| {
            plan.steps
                .retain(|it| it.action != StepAction::AwaitPublication);
            plan
        })
        .collect();
    storectl_plan::plan_hash(&plans)
}

/// Paths of the manifests an approved plan was made of; `None` where the command line names them.
pub(crate) fn manifests(approval: &Approval) -> Option<Vec<PathBuf>> {
    match approval {
        Approval::Plan(plan) => Some(plan.manifests.iter().map(PathBuf::from).collect()),
        Approval::None | Approval::Hash(_) => None,
    }
}
