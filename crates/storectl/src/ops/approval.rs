//! Whether what would be done is what was approved.

mod check;

pub(crate) use check::Since;

use std::path::{Path, PathBuf};

use storectl_model::{AckToken, PreflightMode, ProductId};
use storectl_platform::{StateDir, decode_text, read_own};
use storectl_report::{
    Output,
    json::{PlanContent, PlanFile, PlanFileError, read_plan},
};

use crate::{
    args::ManifestArgs,
    error::CliError,
    exit::Exit,
    hints::{
        invocation::{Invocation, Variable},
        refusals::{self, Review},
    },
    manifests::load::Manifest,
    ops::plan_file,
    ops::plans::{Plans, keep},
    output::printer::Printer,
    store::{open::Store, plans},
};

/// What was approved.
#[derive(Clone, Debug)]
pub(crate) enum Approval {
    /// Nothing was: whoever runs it approves what is shown.
    None,
    /// The plan of this hash.
    Hash(String),
    /// This plan.
    Plan {
        /// What it says.
        plan: Box<PlanFile>,
        /// Whether what it says is what was approved.
        proof: Proof,
        /// Its document.
        text: String,
        /// Its manifests, from the current folder.
        manifests: Vec<PathBuf>,
    },
}

/// Whether what a plan file shows beside its hash counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// It does: the file is what was approved, or the hash that was approved proves it.
    Content,
    /// Only a hash was approved, and the file shows too little for the hash to prove the rest.
    HashAlone,
}

impl Proof {
    fn of(expect: Option<&str>, content: PlanContent) -> Self {
        match (expect, content) {
            (None, _) | (Some(_), PlanContent::Complete) => Self::Content,
            (Some(_), PlanContent::Redacted) => Self::HashAlone,
        }
    }
}

impl Approval {
    /// Takes the flags of `apply`.
    ///
    /// # Errors
    /// A file that cannot be read as a plan (1); a plan that was changed, or is not the one `--expect` names (12).
    pub(crate) fn of(
        expect: Option<&str>,
        plan: Option<&Path>,
        invocation: &Invocation,
    ) -> Result<Self, CliError> {
        match (expect, plan) {
            (expect, Some(path)) => {
                let (plan, text) = plan_file::read(path, invocation)?;
                match expect {
                    Some(hash) if hash != plan.hash.as_str() => Err(CliError::new(
                        Exit::Stale,
                        format!(
                            "{} contains plan {}, but --expect is {hash}",
                            path.display(),
                            plan.hash
                        ),
                    )
                    .hints(refusals::expect_plan_file(
                        plan.hash.as_str(),
                        &without_recorded(invocation, &plan),
                    ))),
                    Some(_) | None => Ok(Self::Plan {
                        manifests: plan_file::manifests(&plan, path, invocation)?,
                        proof: Proof::of(expect, plan.content),
                        plan: Box::new(plan),
                        text,
                    }),
                }
            }
            (Some(hash), None) => Ok(Self::Hash(hash.to_owned())),
            (None, None) => Ok(Self::None),
        }
    }

    /// Says whether somebody has seen the plan.
    pub(crate) fn review(&self) -> Review {
        match self {
            Self::None => Review::Outstanding,
            Self::Hash(_) | Self::Plan { .. } => Review::Approved,
        }
    }

    /// Returns the receipt that the manifest of the plan came from: its commit, and its product.
    pub(crate) fn receipt(&self) -> Option<(&str, ProductId)> {
        match self {
            Self::None | Self::Hash(_) => None,
            Self::Plan { plan, .. } => plan.products.iter().find_map(|it| {
                let product = it.plan.product().parse().ok()?;
                Some((it.at.as_deref()?, product))
            }),
        }
    }

    /// Returns how the approved plan looked at installers, where it is at hand.
    pub(crate) fn preflight(&self) -> Option<PreflightMode> {
        match self {
            Self::None | Self::Hash(_) => None,
            Self::Plan { plan, .. } => {
                let modes = plan.products.iter().map(|it| it.plan.installers().mode);
                modes.into_iter().next()
            }
        }
    }

    /// Returns the tokens that were approved with the plan, beside those of its manifests.
    pub(crate) fn acknowledged(&self) -> Vec<AckToken> {
        match self {
            Self::Plan {
                plan,
                proof: Proof::Content,
                ..
            } => plan.acknowledged().collect(),
            Self::None
            | Self::Hash(_)
            | Self::Plan {
                proof: Proof::HashAlone,
                ..
            } => Vec::new(),
        }
    }

    /// Refuses a plan that was made for another Store or another seller account. Nothing is sent for it.
    ///
    /// # Errors
    /// 12, both named.
    pub(crate) fn check_target(
        &self,
        endpoint: &str,
        store: &Store,
        manifests: &[Manifest],
        invocation: &Invocation,
    ) -> Result<(), CliError> {
        let Self::Plan { plan, .. } = self else {
            return Ok(());
        };
        if plan.endpoint != endpoint {
            return Err(another("Store", &plan.endpoint, endpoint)
                .hints(refusals::apply_at_store(&plan.endpoint, invocation)));
        }
        for approved in &plan.products {
            let named = manifests.iter().map(|it| &it.product);
            let mut named = named.filter(|it| {
                approved
                    .plan
                    .product()
                    .eq_ignore_ascii_case(it.product_id.as_str())
            });
            // Where nobody names an account, planning says so.
            let Some(seller) = named.next().and_then(|it| store.seller(it).ok()) else {
                continue;
            };
            let planned = &approved.seller_id;
            if *planned != seller.as_str() {
                return Err(another("seller account", planned, seller.as_str())
                    .hints(refusals::apply_for_seller(planned, invocation)));
            }
        }
        Ok(())
    }
}

fn another(what: &str, planned: &str, here: &str) -> CliError {
    CliError::new(
        Exit::Stale,
        format!("the plan was made for the {what} {planned}, but this run uses {here}"),
    )
}

/// Keeps the plan that is about to be executed, for an `--expect` of its hash after an interruption. Nothing depends on
/// it.
pub(crate) fn remember(
    approval: &Approval,
    plans: &Plans<'_>,
    state: &StateDir,
    printer: &Printer,
) {
    match approval {
        Approval::Plan { plan, text, .. } => plans::keep(state, plan.hash.as_str(), text),
        Approval::None | Approval::Hash(_) => {
            let output = Output::Plan(plans.view());
            keep(&printer.rendering(&output), state);
        }
    }
}

/// Leaves out the variables of a command that a plan file holds; it holds all but the secret ones.
fn without_recorded(invocation: &Invocation, plan: &PlanFile) -> Invocation {
    invocation.clone().with_variables(|name| {
        let mut variables = plan.products.iter().flat_map(|it| &it.variables);
        if variables.any(|it| it.name == name && it.value.is_none()) {
            Variable::Secret
        } else {
            Variable::Recorded
        }
    })
}

/// Refuses a plan file that was passed where a manifest is expected.
///
/// # Errors
/// 64, with the command that applies it.
pub(crate) fn refuse_plan_files(
    paths: &[PathBuf],
    invocation: &Invocation,
) -> Result<(), CliError> {
    match paths.iter().find(|it| is_plan_file(it)) {
        None => Ok(()),
        Some(file) => {
            let shown = file.display();
            // The values of other variables stand in the plan.
            let invocation = invocation.clone().with_variables(|_| Variable::Secret);
            Err(
                CliError::usage(format!("{shown} is a saved plan, not a manifest"))
                    .hints(refusals::apply_plan_file(&shown.to_string(), &invocation)),
            )
        }
    }
}

fn is_plan_file(path: &Path) -> bool {
    let is_json = path
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("json"));
    is_json
        && read_own(path, plans::LARGEST)
            .ok()
            .flatten()
            .and_then(|bytes| decode_text(&bytes).ok())
            .is_some_and(|text| match read_plan(&text) {
                Err(PlanFileError::Malformed(_) | PlanFileError::OtherFormat(_)) => false,
                Ok(_)
                | Err(
                    PlanFileError::OtherVersion(_)
                    | PlanFileError::Incomplete(_)
                    | PlanFileError::Unaddressed(_)
                    | PlanFileError::Tampered { .. },
                ) => true,
            })
}

/// Returns the manifests to apply: those an approved plan was made of, with the variables it was made with, else those the
/// command line names.
pub(crate) fn manifests(approval: &Approval, named: &ManifestArgs) -> ManifestArgs {
    match approval {
        Approval::Plan {
            plan, manifests, ..
        } => ManifestArgs {
            paths: manifests.clone(),
            vars: named.vars.clone(),
            part: named.part,
            recorded: plan
                .products
                .iter()
                .flat_map(|it| it.variables.clone())
                .collect(),
        },
        Approval::None | Approval::Hash(_) => named.clone(),
    }
}
