//! `storectl import`: a live product becomes a manifest. Holds a client that cannot write.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use storectl_apply::Cancellation;
use storectl_manifest::Layout;
use storectl_model::{ProductId, Selector};
use storectl_platform::{Shell, StateDir};
use storectl_report::{Foreign, count};

use crate::{
    args::StoreArgs,
    error::CliError,
    exit::Exit,
    hints::place,
    ops::import::{Existing, Import, Imported, import},
    output::printer::{Level, Printer},
    runtime::block_on,
    settings::{env::Env, store::StoreSettings},
    store::open::Store,
};

/// Write a manifest of a live product, with its texts and images
///
/// Reads the draft and writes it as a manifest that changes nothing. Long texts and images become files beside it. What a
/// manifest cannot express is listed and stays as it is in the Store.
#[derive(Args, Debug)]
pub(crate) struct ImportCommand {
    /// The product ID in Partner Center, a GUID
    #[arg(value_name = "PRODUCT_ID")]
    product: ProductId,
    /// The folder to write to, created if needed
    #[arg(long, value_name = "DIR", default_value = ".")]
    output: PathBuf,
    /// Where to write long texts: to files of their own, or to the manifest
    #[arg(long, value_enum, value_name = "LAYOUT", default_value = "files")]
    layout: LayoutWord,
    /// Manage only these fields, e.g. packages,listings.*.whatsNew; repeatable
    ///
    /// A module, a listing, a package or a field, with `*` for any language or index. Images of other fields are not
    /// downloaded.
    #[arg(long, value_name = "SELECTOR", value_delimiter = ',')]
    scope: Vec<Selector>,
    /// Replace the files that the import writes; other files are kept
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
}

/// Where to write long texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum LayoutWord {
    /// To files of their own.
    Files,
    /// To the manifest.
    Single,
}

pub(crate) fn run(args: &ImportCommand, env: &Env, printer: &Printer) -> Result<Exit, CliError> {
    let output = &args.output;
    // What is there of it decides to which repository it belongs.
    let there = output.ancestors().find(|it| it.exists());
    if let Some(file) = there.filter(|it| !it.is_dir()) {
        let message = format!("{} is a file, not a folder", file.display());
        return Err(CliError::usage(message).hint("pass a folder, which is created if needed"));
    }
    let there = there.unwrap_or(Path::new(""));
    let settings = StoreSettings::resolve(&args.store, env, StateDir::of(there))?;
    let input = Import {
        product: &args.product,
        seller: args.store.seller_id.as_deref(),
        folder: output,
        existing: if args.overwrite {
            Existing::Replaced
        } else {
            Existing::Kept
        },
        layout: match args.layout {
            LayoutWord::Files => Layout::Files,
            LayoutWord::Single => Layout::Single,
        },
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
    let folder = place(&args.output);
    let sandbox = args.store.sandbox.as_ref();
    let sandbox = sandbox.map(|it| format!("--sandbox={}", it.display()));
    let mut plan = vec!["storectl", "plan"];
    plan.extend(sandbox.as_deref());
    plan.extend(folder.as_deref());
    let plan: Vec<_> = plan.iter().map(|it| Shell::CURRENT.quote(it)).collect();
    printer.say(
        Level::Info,
        &format!(
            "It changes nothing yet. Compare it with the draft: {}",
            plan.join(" ")
        ),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imported(differing: usize) -> Imported {
        let fields = (0..differing).map(|it| format!("packages[{it}].packageUrl"));
        Imported {
            texts: 0,
            images: 0,
            refused: Vec::new(),
            unknown: Vec::new(),
            unread: Vec::new(),
            differing: fields.map(|it| it.parse().unwrap()).collect(),
        }
    }

    #[test]
    fn a_manifest_that_would_change_the_draft_fails_with_the_fields_named() {
        assert!(differing(&imported(0)).is_none());
        let error = differing(&imported(2)).unwrap();
        assert_eq!(error.exit(), Exit::Unconverged);
        let said = "the manifest that was written would change the draft: packages[0].packageUrl, packages[1].packageUrl";
        assert_eq!(error.view().message, said);
        let error = differing(&imported(25)).unwrap();
        assert!(
            error
                .view()
                .message
                .ends_with(", packages[19].packageUrl, 5 more")
        );
    }
}
