//! Several saved results become one: `fleet merge`.
//!
//! Documents are merged, not what is shown of them: what they hold of a product stays as it is, whoever shows the result.

mod choose;
mod failed;

pub(super) use choose::{Basis, Candidate, choose};
pub(super) use failed::FailedRun;

use serde::Serialize;
use serde_json::Value;
use storectl_model::Shard;

use super::{
    Document, Saved, SavedError, plan_content,
    shelf::Shelf,
    v1::{
        diagnostics::DiagnosticsDoc, error::ErrorBody, plan::PlanDoc, report::ReportDoc,
        status::StatusDoc,
    },
    value,
};
use crate::{Command, ErrorView, Foreign, Names, Output};

/// What must be known of a result before it is merged with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultFacts {
    /// The command that wrote it; `None` if its arguments could not be read, and for a result that cannot be merged.
    pub command: Option<Command>,
    /// The part of the fleet that it is about; `None` if it is about all that its run was given.
    pub shard: Option<Shard>,
    /// The exit code of its run.
    pub exit: u8,
    /// Why its run has no result, where it has none.
    pub failure: Option<String>,
    /// The products in it: the path of each manifest from the repository root, empty if that is not known, and the product's ID, where
    /// that is.
    pub products: Vec<(String, Option<String>)>,
}

/// What a merge adds to the results.
#[derive(Clone, Debug)]
pub struct Merge<'a> {
    /// The version of this tool.
    pub tool_version: &'a str,
    /// What is missing, a sentence each without its full stop.
    pub missing: Vec<String>,
    /// Why the results are not all there, where that is so.
    pub error: Option<&'a ErrorView>,
    /// Returns how grave an exit code is: of several, the gravest decides.
    pub gravity: fn(u8) -> usize,
}

/// What stands around the products of a merged document.
pub(in crate::json) struct Frame<'a> {
    pub(in crate::json) tool_version: &'a str,
    pub(in crate::json) missing: Vec<String>,
    /// The gravest exit of all results.
    pub(in crate::json) exit: u8,
    /// What decided it.
    pub(in crate::json) error: Option<ErrorBody>,
    pub(in crate::json) gravity: fn(u8) -> usize,
}

impl Saved {
    /// Returns what must be known of a result before it is merged with others; `None` if it is of a command whose results
    /// cannot be.
    ///
    /// # Errors
    /// It is not the document of a result.
    pub fn facts(&self) -> Result<Option<ResultFacts>, SavedError> {
        self.with_output(&Names::default(), |output| {
            let (command, shard, failure) = match output {
                Output::Plan(view) => (Some(Command::Plan), view.part.shard, None),
                Output::Apply(view) => (Some(view.command), view.plan.part.shard, None),
                Output::Status(view) => (Some(Command::Status), view.part.shard, None),
                Output::Diagnostics(view) => (Some(view.command), view.shard, view.error),
                Output::Error(view) => (view.command, view.shard, Some(view.error)),
                Output::History(_) | Output::Inspect(_) | Output::Doctor(_) => return None,
            };
            command.is_none_or(is_merged).then(|| ResultFacts {
                command,
                shard,
                exit: output.exit(),
                failure: failure.map(|it| it.message.clone()),
                products: products(output),
            })
        })
    }
}

/// Returns the products of a result.
fn products(output: &Output<'_>) -> Vec<(String, Option<String>)> {
    let named = |manifest: Foreign<'_>, id: Option<Foreign<'_>>| {
        let id = id.map(|it| it.as_raw().to_owned());
        (manifest.as_raw().to_owned(), id)
    };
    let unplaced = |ids: &[&str]| {
        let ids = ids.iter().map(|it| (String::new(), Some((*it).to_owned())));
        ids.collect()
    };
    match output {
        Output::Plan(view) => {
            let products = view.products.iter();
            products
                .map(|it| named(it.manifest, it.known_id()))
                .collect()
        }
        Output::Apply(view) => {
            let products = view.products.iter();
            let named = products.map(|it| named(it.manifest, Some(it.product_id)));
            named.collect()
        }
        Output::Status(view) => {
            let products = view.products.iter();
            let named = products.map(|it| named(it.manifest, Some(it.product_id)));
            named.collect()
        }
        Output::Diagnostics(view) => unplaced(&view.products),
        Output::Error(view) => unplaced(&view.products),
        Output::History(_) | Output::Inspect(_) | Output::Doctor(_) => Vec::new(),
    }
}

/// Returns whether results of a command are merged.
fn is_merged(command: Command) -> bool {
    match command {
        Command::Plan | Command::Apply | Command::Submit | Command::Status => true,
        Command::Validate | Command::Inspect | Command::Doctor | Command::Fleet => false,
    }
}

/// What was read of the results, by kind.
#[derive(Default)]
struct Inputs {
    plans: Vec<PlanDoc>,
    reports: Vec<ReportDoc>,
    statuses: Vec<StatusDoc>,
    failed: Vec<FailedRun>,
    /// Whether every plan shows all that its hash covers.
    are_plans_whole: bool,
}

/// Makes one result of several of one command; the same results in any order give the same document.
///
/// Each product is there once. Of two results of one, that of the later reading of the Store counts, then the graver one.
///
/// # Errors
/// One of them is not the document of a result.
pub fn merge(results: &[Saved], merge: &Merge<'_>) -> Result<Saved, SavedError> {
    let mut inputs = Inputs {
        are_plans_whole: true,
        ..Inputs::default()
    };
    let mut exits = Vec::new();
    let mut errors: Vec<ErrorBody> = merge.error.map(ErrorBody::from).into_iter().collect();
    for saved in results {
        inputs.add(saved)?;
        saved.with_output(&Names::default(), |output| {
            exits.push(output.exit());
            errors.extend(output.error().map(ErrorBody::from));
        })?;
    }
    exits.extend(merge.error.map(|it| it.exit));
    let gravity = merge.gravity;
    let exit = exits.into_iter().max_by_key(|it| gravity(*it));
    let frame = Frame {
        tool_version: merge.tool_version,
        missing: sorted(merge.missing.clone()),
        exit: exit.unwrap_or_default(),
        error: gravest(errors, gravity),
        gravity,
    };
    Ok(Saved::of(inputs.into_document(frame)?))
}

impl Inputs {
    fn add(&mut self, saved: &Saved) -> Result<(), SavedError> {
        let kind = saved.kind()?;
        match kind {
            Document::Plan => {
                self.are_plans_whole &= plan_content::is_whole(saved.document());
                self.plans.push(saved.parts(kind)?);
            }
            Document::Report => {
                self.are_plans_whole &= plan_content::is_whole(&saved.document()["plan"]);
                self.reports.push(saved.parts(kind)?);
            }
            Document::Status => self.statuses.push(saved.parts(kind)?),
            Document::Diagnostics => {
                let document: DiagnosticsDoc = saved.parts(kind)?;
                self.failed.extend(document.into_failed());
            }
            Document::Error => self.failed.push(FailedRun::of_error(saved.parts(kind)?)),
            Document::Receipt
            | Document::Live
            | Document::History
            | Document::Inspect
            | Document::Doctor
            | Document::Fleet => return Err(SavedError::NoResult(kind)),
        }
        Ok(())
    }

    /// Makes the document. Where no run came to a result, it is that of the failures.
    fn into_document(self, frame: Frame<'_>) -> Result<Value, SavedError> {
        let Self {
            plans,
            reports,
            statuses,
            failed,
            are_plans_whole,
        } = self;
        let names = Names::default();
        let shelf = &Shelf::new(&names);
        if !reports.is_empty() {
            let document = ReportDoc::merged(reports, &failed, frame, shelf)?;
            let mut document = value(&document);
            if let Some(plan) = document.get_mut("plan").filter(|_| are_plans_whole) {
                plan_content::hash_again(plan);
            }
            return Ok(document);
        }
        if !plans.is_empty() {
            let document = PlanDoc::merged(plans, &failed, frame, shelf)?;
            let mut document = value(&document);
            if are_plans_whole {
                plan_content::hash_again(&mut document);
            }
            return Ok(plan_content::seal(document));
        }
        if !statuses.is_empty() {
            return Ok(value(&StatusDoc::merged(statuses, &failed, frame, shelf)?));
        }
        Ok(FailedRun::merged(failed, frame))
    }
}

/// Returns the gravest error; of several that are, always the same one.
fn gravest(errors: Vec<ErrorBody>, gravity: fn(u8) -> usize) -> Option<ErrorBody> {
    let rank = |it: &ErrorBody| (gravity(it.exit()), written(it));
    let ranked = errors.into_iter().map(|it| (rank(&it), it));
    let gravest = ranked.max_by(|(one, _), (other, _)| one.cmp(other));
    gravest.map(|(_, error)| error)
}

/// Returns what orders documents that are alike in all that matters.
pub(in crate::json) fn written(document: &impl Serialize) -> String {
    // What cannot be written is equal to anything else that cannot.
    serde_json::to_string(document).unwrap_or_default()
}

/// Returns each once, in order.
pub(in crate::json) fn sorted<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort();
    items.dedup();
    items
}
