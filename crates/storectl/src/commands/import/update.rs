//! `storectl import --update`: what changed in Partner Center becomes an edit of the manifest.

use std::{borrow::Cow, path::PathBuf};

use storectl_model::Prune;
use storectl_plan::{Change, smallest_selection};
use storectl_report::{Foreign, count};

use super::ImportCommand;
use crate::{
    args::{FinishArgs, ManifestArgs, PlanArgs, PreflightArgs},
    error::CliError,
    exit::Exit,
    hints::invocation::Invocation,
    manifests::{inspect::variables, load, original::Original},
    ops::{
        edit::Verb,
        import::{
            listed,
            update::{Asked, Update, Updated, UpdatedProduct, update},
        },
    },
    output::{
        printer::{Level, Printer},
        targets::Targets,
    },
    receipts,
    settings::{env::Env, plan::PlanSettings, store::StoreSettings},
};

const VERB: Verb = Verb {
    done: "updated",
    would: "update",
};

pub(super) fn run(
    args: &ImportCommand,
    paths: &[PathBuf],
    env: &Env,
    printer: &Printer,
    invocation: &Invocation,
) -> Result<Exit, CliError> {
    let manifests = ManifestArgs {
        paths: paths.to_vec(),
        vars: args.vars.clone(),
        part: args.part,
        recorded: Vec::new(),
    };
    // What a secret is decides nothing here: no field that uses one is taken.
    let env = &env.clone().standing_in_for_secrets();
    let originals = Original::manifests(&manifests)?;
    let loaded = load::load(&manifests, &Targets::default(), env, Prune::Keep)?;
    let plan_settings = PlanSettings::of_plan(&PlanArgs {
        prune: false,
        acknowledge: Vec::new(),
        submit: None,
        only: args.only.clone(),
        preflight: PreflightArgs { preflight: None },
        wait_for_package: None,
        finish: FinishArgs { wait: None },
    })?;
    let loaded = loaded.only(&plan_settings.only)?;
    let vars = variables(&manifests, env, loaded.manifests.len())?;
    let settings = StoreSettings::resolve(&args.store, env, loaded.state_dir())?;
    let base = args.base.as_ref();
    let bases = base.map(|rev| receipts::bases_at(&loaded.manifests, rev, vars.clone()));
    let invocation = loaded.printable(invocation);
    let request = Update {
        loaded: &loaded,
        originals: &originals,
        vars: &vars,
        bases,
        settings: &settings,
        plan_settings: &plan_settings,
        asked: if args.only.is_empty() {
            Asked::Everything
        } else {
            Asked::Named
        },
        env,
    };
    let updated = update(&request, printer, &invocation)?;
    updated.batch.check(&manifests, env, printer)?;
    tell(&updated, &invocation, printer);
    if updated.batch.is_empty() {
        printer.say(Level::Info, nothing(&updated));
        return Ok(Exit::Ok);
    }
    updated.batch.finish_with_diff(&args.edit, VERB, printer)
}

/// Says why nothing is taken.
fn nothing(updated: &Updated<'_>) -> &'static str {
    let any = |is: fn(&UpdatedProduct<'_>) -> bool| updated.products.iter().any(is);
    if any(|it| !it.left.is_empty() || !it.conflicts.is_empty()) {
        "nothing was taken, and nothing was written"
    } else if any(|it| it.two_way.is_some()) {
        "nothing to take: the draft does not differ from the manifest"
    } else {
        "nothing to take: the draft has not changed since the base"
    }
}

/// Says what is taken and what is not.
fn tell(updated: &Updated<'_>, invocation: &Invocation, printer: &Printer) {
    for UpdatedProduct {
        manifest,
        taken,
        left,
        conflicts,
        unnamed,
        two_way,
    } in &updated.products
    {
        let invocation = match updated.products.as_slice() {
            [_] => Cow::Borrowed(invocation),
            _ => Cow::Owned(manifest.alone(invocation)),
        };
        let manifest = Foreign::new(manifest.shown()).line();
        if let Some(reason) = two_way {
            let message = format!(
                "{manifest}: cannot tell drift from edits that are not applied yet: {reason}"
            );
            printer.say(Level::Warning, &message);
        }
        if !taken.is_empty() {
            let fields = count(taken.len(), "field");
            let named = listed(taken.iter().map(ToString::to_string));
            let message = format!("{manifest}: takes {fields}: {named}");
            printer.say(Level::Info, &message);
        }
        for it in left {
            printer.say(
                Level::Warning,
                &format!("`{}` is not taken: {}", it.path, it.why),
            );
        }
        for it in conflicts {
            printer.say(Level::Warning, &conflict(it));
            let take = invocation.take(&smallest_selection(&it.path).to_string());
            printer.advice(&format!("to take the live value: {take}"));
        }
        if !unnamed.is_empty() {
            let unnamed = listed(
                unnamed
                    .iter()
                    .map(|it| Foreign::new(it).line().into_owned()),
            );
            let message = format!("no longer named, and kept on disk: {unnamed}");
            printer.say(Level::Info, &message);
        }
    }
}

/// The most characters of a value in a sentence.
const LONGEST: usize = 200;

fn conflict(change: &Change) -> String {
    let (live, manifest) = change.shown();
    let [live, manifest] = [live, manifest].map(|it| {
        let text = it.to_string();
        match text.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
            None => text,
        }
    });
    format!(
        "`{}` is not taken, because both sides changed it: live {live}, manifest {manifest}",
        change.path
    )
}
