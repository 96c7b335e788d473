//! `storectl import PRODUCT_ID`: a live product becomes a manifest. Holds a client that cannot write.

use std::path::Path;

use storectl_apply::Cancellation;
use storectl_model::ProductId;
use storectl_platform::{Shell, StateDir};
use storectl_report::{Foreign, count};

use super::ImportCommand;
use crate::{
    error::CliError,
    exit::Exit,
    ops::import::{Existing, Import, Imported, import},
    output::printer::{Level, Printer},
    runtime::block_on,
    settings::{env::Env, store::StoreSettings},
    store::open::Store,
};

pub(super) fn run(
    args: &ImportCommand,
    product: &ProductId,
    env: &Env,
    printer: &Printer,
) -> Result<Exit, CliError> {
    let output = args.output();
    // What is there of it decides to which repository it belongs.
    let there = output.ancestors().find(|it| it.exists());
    if let Some(file) = there.filter(|it| !it.is_dir()) {
        let message = format!("{} is a file, not a folder", file.display());
        return Err(CliError::usage(message).hint("pass a folder, which is created if needed"));
    }
    let there = there.unwrap_or(Path::new(""));
    let settings = StoreSettings::resolve(&args.store, env, StateDir::of(there))?;
    let input = Import {
        product,
        seller: args.store.seller_id.as_deref(),
        folder: output,
        existing: if args.overwrite {
            Existing::Replaced
        } else {
            Existing::Kept
        },
        layout: args.layout(),
        scope: &args.scope,
        parallelism: settings.parallelism,
    };
    let cancel = Cancellation::new();
    let imported = block_on::until_stopped(cancel.clone(), async {
        let store = Store::open(&settings, &[], printer).await?;
        Box::pin(import(&input, &store, printer, &cancel)).await
    })?;
    tell(&imported, output, printer)?;
    if let Some(error) = differing(&imported) {
        return Err(error);
    }
    offer_plan(args, printer);
    Ok(Exit::Ok)
}

/// Says what was written, and what the manifest does not manage.
fn tell(imported: &Imported, output: &Path, printer: &Printer) -> Result<(), CliError> {
    let Imported {
        texts,
        images,
        refused,
        unknown,
        unread,
        differing: _, // decides the exit
    } = imported;
    let path = output.join("storectl.yaml");
    let path = path.strip_prefix(".").unwrap_or(&path).to_string_lossy();
    let wrote = Foreign::new(&path).line();
    let (texts, images) = (count(*texts, "text file"), count(*images, "image"));
    printer.result(&format!("wrote {wrote}, {texts} and {images}\n"))?;
    for it in unread {
        printer.say(Level::Warning, it);
    }
    for it in refused {
        let message = format!(
            "`{}` is not managed, because its value in the Store is invalid: {} ({})",
            it.path, it.message, it.code
        );
        printer.say(Level::Warning, &message);
    }
    if !unknown.is_empty() {
        let fields = listed(unknown.iter().map(ToString::to_string));
        let message = format!(
            "a manifest cannot name these fields of the draft, which stay as they are: {fields}"
        );
        printer.say(Level::Warning, &message);
    }
    Ok(())
}

/// The most fields that one sentence names.
const MOST_NAMED: usize = 20;

/// Names fields, the first of them.
fn listed(fields: impl ExactSizeIterator<Item = String>) -> String {
    let more = fields.len().saturating_sub(MOST_NAMED);
    let mut named: Vec<String> = fields.take(MOST_NAMED).collect();
    if more > 0 {
        named.push(format!("{more} more"));
    }
    named.join(", ")
}

/// The error of a manifest that does not say what the draft holds.
fn differing(imported: &Imported) -> Option<CliError> {
    let fields = &imported.differing;
    (!fields.is_empty()).then(|| {
        let named = listed(fields.iter().map(ToString::to_string));
        let message = format!("the manifest that was written would change the draft: {named}");
        CliError::new(Exit::Unconverged, message).hint(
            "remove these fields from the manifest, which leaves them unmanaged, or correct them",
        )
    })
}

fn offer_plan(args: &ImportCommand, printer: &Printer) {
    let folder = args.output().to_string_lossy();
    let sandbox = args.store.sandbox.as_ref();
    let sandbox = sandbox.map(|it| format!("--sandbox={}", it.display()));
    let mut plan = vec!["storectl", "plan"];
    plan.extend(sandbox.as_deref());
    if folder != "." {
        plan.push(&folder);
    }
    let plan: Vec<_> = plan.iter().map(|it| Shell::CURRENT.quote(it)).collect();
    printer.say(
        Level::Info,
        &format!(
            "It changes nothing yet. Compare it with the draft: {}",
            plan.join(" ")
        ),
    );
}
