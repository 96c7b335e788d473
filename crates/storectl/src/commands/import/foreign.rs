//! `storectl import --from KIND PATH`: another tool's files become a manifest, offline.

use std::{collections::BTreeMap, path::Path};

use storectl_apply::Cancellation;
use storectl_manifest::OmissionReason;
use storectl_model::{ProductId, SellerId};
use storectl_report::count;

use super::{
    ImportCommand,
    summary::{say_refused, say_wrote},
};
use crate::{
    error::CliError,
    exit::Exit,
    hints::command,
    ops::import::{ForeignImport, ForeignImported, ForeignKind, import_foreign, listed},
    output::printer::{Level, Printer},
    runtime::block_on,
};

pub(super) fn run(
    args: &ImportCommand,
    product: Option<&ProductId>,
    kind: ForeignKind,
    path: &Path,
    printer: &Printer,
) -> Result<Exit, CliError> {
    args.check_output()?;
    let seller = args.store.seller_id.as_deref();
    let seller = seller.map(str::parse::<SellerId>).transpose();
    let input = ForeignImport {
        kind,
        path: path.to_owned(),
        product: product.cloned(),
        seller: seller.map_err(|error| CliError::usage(format!("--seller-id: {error}")))?,
        folder: args.output().to_owned(),
        existing: args.existing(),
        layout: args.layout(),
        scope: args.scope.clone(),
    };
    let cancel = Cancellation::new();
    let work = import_foreign(&input, &cancel);
    let imported = block_on::until_stopped(printer.machine(), cancel.clone(), work)?;
    tell(&imported, args.output(), printer)?;
    if input.product.is_none() {
        let message =
            "`productId` is missing; add the GUID from the product's URL in Partner Center";
        printer.say(Level::Warning, message);
    }
    offer(&input, printer);
    Ok(Exit::Ok)
}

/// The most packages that have a warning of their own.
const MOST_REMARKS: usize = 20;

/// Says what was written, and what the manifest does not hold.
fn tell(imported: &ForeignImported, output: &Path, printer: &Printer) -> Result<(), CliError> {
    let ForeignImported {
        texts,
        images,
        refused,
        unknown,
        unmatched,
        omissions,
        remarks,
    } = imported;
    say_wrote(output, *texts, *images, printer)?;
    for it in unmatched {
        printer.say(Level::Warning, &it.to_string());
    }
    for remark in remarks.iter().take(MOST_REMARKS) {
        printer.say(Level::Warning, &remark.to_string());
    }
    let more = remarks.len().saturating_sub(MOST_REMARKS);
    if more > 0 {
        let message = format!("{} without `packageType`", count(more, "more package"));
        printer.say(Level::Warning, &message);
    }
    say_refused(refused, "its value is invalid", printer);
    let mut by_reason: BTreeMap<&OmissionReason, Vec<String>> = BTreeMap::new();
    for it in omissions {
        by_reason
            .entry(&it.reason)
            .or_default()
            .push(it.what.clone());
    }
    let unknown = unknown.iter().map(ToString::to_string);
    let without_field = by_reason.entry(&OmissionReason::NoCounterpart).or_default();
    without_field.extend(unknown);
    for (reason, what) in by_reason.into_iter().filter(|it| !it.1.is_empty()) {
        let message = format!(
            "not imported, because {reason}: {}",
            listed(what.into_iter())
        );
        printer.say(Level::Warning, &message);
    }
    Ok(())
}

/// Names the command that continues.
fn offer(input: &ForeignImport, printer: &Printer) {
    let validate = command(&["validate"], &input.folder);
    let message = match input.product {
        Some(_) => {
            let plan = command(&["plan"], &input.folder);
            format!("Check it: {validate}. Then compare it with the draft: {plan}")
        }
        None => format!("Add the product ID, then check it: {validate}"),
    };
    printer.say(Level::Info, &message);
}
