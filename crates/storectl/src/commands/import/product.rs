//! `storectl import PRODUCT_ID`: a live product becomes a manifest. Holds a client that cannot write.

use std::path::{Path, PathBuf};

use storectl_apply::Cancellation;
use storectl_model::ProductId;
use storectl_platform::StateDir;

use super::{
    ImportCommand,
    summary::{say_refused, say_wrote},
};
use crate::{
    error::CliError,
    exit::Exit,
    hints::invocation::Invocation,
    ops::import::{Import, Imported, import, listed},
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
    invocation: &Invocation,
) -> Result<Exit, CliError> {
    let output = args.output();
    // What is there of it decides to which repository it belongs.
    let there = args.check_output()?;
    let settings = StoreSettings::resolve(&args.store, env, StateDir::of(there))?;
    let input = Import {
        product,
        seller: args.store.seller_id.as_deref(),
        folder: output,
        existing: args.existing(),
        layout: args.layout(),
        scope: &args.scope,
        parallelism: settings.parallelism,
    };
    let cancel = Cancellation::new();
    let imported = block_on::until_stopped(printer.machine(), cancel.clone(), async {
        let store = Store::open(&settings, &[], printer).await?;
        Box::pin(import(&input, &store, printer, &cancel)).await
    })?;
    tell(&imported, output, printer)?;
    if let Some(error) = differing(&imported) {
        return Err(error);
    }
    offer_plan(output, invocation, printer);
    Ok(Exit::Ok)
}

/// Says what was written, and what the manifest does not manage.
fn tell(imported: &Imported, output: &Path, printer: &Printer) -> Result<(), CliError> {
    let Imported {
        texts,
        images,
        refused,
        unknown,
        unmatched,
        unread,
        differing: _, // decides the exit
    } = imported;
    say_wrote(output, *texts, *images, printer)?;
    for it in unmatched {
        printer.say(Level::Warning, &it.to_string());
    }
    for it in unread {
        printer.say(Level::Warning, it);
    }
    say_refused(refused, "its value in the Store is invalid", printer);
    if !unknown.is_empty() {
        let fields = listed(unknown.iter().map(ToString::to_string));
        let message = format!(
            "a manifest cannot name these fields of the draft, which stay as they are: {fields}"
        );
        printer.say(Level::Warning, &message);
    }
    Ok(())
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

fn offer_plan(output: &Path, invocation: &Invocation, printer: &Printer) {
    let folder = Some(output).filter(|it| *it != Path::new("."));
    let folder: Vec<PathBuf> = folder.map(Path::to_owned).into_iter().collect();
    let plan = invocation.clone().of_manifests(&folder).then("plan", &[]);
    let message = format!("It changes nothing yet. Compare it with the draft: {plan}");
    printer.say(Level::Info, &message);
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
            unmatched: Vec::new(),
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
