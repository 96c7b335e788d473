//! `storectl import --update`: what changed in Partner Center becomes an edit of the manifest.

use std::path::PathBuf;

use storectl_model::{FieldPath, Prune};
use storectl_plan::{Change, smallest_selection};
use storectl_report::{Foreign, count};

use super::ImportCommand;
use crate::{
    args::{FinishArgs, ManifestArgs, PlanArgs},
    error::CliError,
    exit::Exit,
    hints::invocation::Invocation,
    manifests::{inspect::variables, load, original::Original},
    ops::{
        edit::Verb,
        import::update::{Asked, Update, Updated, UpdatedProduct, update},
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
        recorded: Vec::new(),
    };
    // What a secret is decides nothing here: no field that uses one is taken.
    let env = &env.clone().standing_in_for_secrets();
    let originals = Original::manifests(&manifests.paths)?;
    let loaded = load::load(&manifests, &Targets::default(), env, Prune::Keep)?;
    let plan_settings = PlanSettings::of_plan(&PlanArgs {
        prune: false,
        acknowledge: Vec::new(),
        submit: None,
        only: args.only.clone(),
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
fn nothing(updated: &Updated) -> &'static str {
    let any = |is: fn(&UpdatedProduct) -> bool| updated.products.iter().any(is);
    if any(|it| !it.left.is_empty() || !it.conflicts.is_empty()) {
        "nothing was taken, and nothing was written"
    } else if any(|it| it.two_way.is_some()) {
        "nothing to take: the draft does not differ from the manifest"
    } else {
        "nothing to take: the draft has not changed since the base"
    }
}

/// Says what is taken and what is not.
fn tell(updated: &Updated, invocation: &Invocation, printer: &Printer) {
    for UpdatedProduct {
        manifest,
        taken,
        left,
        conflicts,
        unnamed,
        two_way,
    } in &updated.products
    {
        let manifest = Foreign::new(manifest).line();
        if let Some(reason) = two_way {
            let message = format!(
                "{manifest}: cannot tell drift from edits that are not applied yet: {reason}"
            );
            printer.say(Level::Warning, &message);
        }
        if !taken.is_empty() {
            let message = format!("{manifest}: takes {}", listed(taken.iter()));
            printer.say(Level::Info, &message);
        }
        for it in left {
            printer.say(
                Level::Warning,
                &format!("`{}` is not taken: {}", it.path, it.why),
            );
        }
        for it in conflicts {
            printer.say(Level::Warning, &conflict(it, invocation));
        }
        if !unnamed.is_empty() {
            let message = format!("no longer named, and kept on disk: {}", unnamed.join(", "));
            printer.say(Level::Info, &message);
        }
    }
}

fn conflict(change: &Change, invocation: &Invocation) -> String {
    let (live, manifest) = change.shown();
    format!(
        "`{}` is not taken: both sides changed it; live {live}, manifest {manifest}. To take the Store's value: {}",
        change.path,
        invocation.take(&smallest_selection(&change.path).to_string())
    )
}

/// The most fields that one sentence names.
const MOST_NAMED: usize = 20;

fn listed<'a>(fields: impl ExactSizeIterator<Item = &'a FieldPath>) -> String {
    let number = count(fields.len(), "field");
    let more = fields.len().saturating_sub(MOST_NAMED);
    let mut named: Vec<String> = fields.take(MOST_NAMED).map(ToString::to_string).collect();
    if more > 0 {
        named.push(format!("{more} more"));
    }
    format!("{number}: {}", named.join(", "))
}
