//! `storectl release`: a version and its notes, into the manifests.

use std::{borrow::Cow, collections::BTreeSet};

use clap::Args;
use storectl_manifest::{
    LowerVersions, NotesState, ReleaseVersion, VariableSource, Variables, notes_states,
};
use storectl_model::{LanguageTag, Prune};
use storectl_platform::Shell;
use storectl_report::json::PlannedVariable;

use crate::{
    args::{EditArgs, ManifestArgs, PolicyArgs, StoreArgs},
    error::CliError,
    exit::Exit,
    hints::invocation::{Invocation, Variable},
    manifests::{
        inspect::variables,
        load::{self, Loaded},
        original::Original,
    },
    ops::{
        edit::{Batch, Verb, changes},
        release::{
            edits::{self, Release},
            last_release::LastReleases,
            message::{ReleasedProduct, message},
            notes::{self, NotesArgument},
            plan::{Outcome, Written},
            warn::{self, States},
        },
    },
    output::{
        printer::{Level, Printer},
        targets::Targets,
    },
    settings::{
        env::Env,
        plan::PlanSettings,
        policy::{PolicyFile, PolicyReading},
        store::StoreSettings,
    },
};

/// Release a version: set it in manifests, with its notes, and print a commit message
///
/// Sets `vars.version` of every manifest; either all are written or none. A lower version than a manifest's is refused. Languages
/// are named whose `whatsNew` is still the last release's. With credentials or --sandbox, the result is planned. The message on
/// stdout is for `git commit --message`; everything else is on stderr. A pipe to `git commit --all` starts too early: it takes
/// the files as they were.
#[derive(Args, Debug)]
pub(crate) struct ReleaseCommand {
    /// The version, e.g. 1.5.0, or its tag, e.g. v1.5.0
    #[arg(value_name = "VERSION")]
    release: ReleaseVersion,
    #[command(flatten)]
    manifests: ManifestArgs,
    /// The release notes: a file, - for stdin, or LANG=FILE for one language; repeatable
    ///
    /// Notes for all languages go to the file of each language where the path of `whatsNew` names `${language}`, to the only
    /// language of a manifest, or else to `listingDefaults.whatsNew`. They are written as the manifest writes a text:
    /// `${NAME}` is a variable, `$${` a literal.
    #[arg(long, value_name = "[LANG=]FILE")]
    notes: Vec<NotesArgument>,
    /// Accept a version that is lower than a manifest's
    #[arg(long)]
    allow_lower: bool,
    #[command(flatten)]
    policy: PolicyArgs,
    #[command(flatten)]
    edit: EditArgs,
    #[command(flatten)]
    pub(super) store: StoreArgs,
}

const VERB: Verb = Verb {
    done: "edited",
    would: "edit",
};

/// The variable that a release sets.
const VERSION: &str = "version";

pub(crate) fn run(
    args: &ReleaseCommand,
    env: &Env,
    printer: &Printer,
    invocation: &Invocation,
) -> Result<Exit, CliError> {
    let manifests = args.manifests()?;
    let policy = PolicyFile::of(&args.policy, &manifests.paths, PolicyReading::Applied)?;
    // The manifests say the version now.
    let invocation = &invocation.clone().with_variables(|name| match name {
        VERSION => Variable::Recorded,
        _ => Variable::Repeated,
    });
    let originals = Original::manifests(&manifests)?;
    let given = notes::read(&args.notes)?;
    let release = Release {
        version: &args.release,
        lower: args.lower(),
        notes: &given,
    };
    let again = Original::printable(&originals, invocation);
    let edits = edits::of_manifests(&originals, release, &again)?;
    let vars = variables(&manifests, env, originals.len())?;
    let batch = Batch::of(&originals, |it| {
        let edits = edits.get(&it.file).map(|it| it.edits.as_slice());
        changes(it, &vars, edits.unwrap_or_default())
    })?;
    batch.check(&manifests, env, printer)?;
    let loaded = load::load_edited(
        &manifests,
        &Targets::default(),
        &env.clone().standing_in_for_secrets(),
        Prune::Keep,
        batch.edited(),
    )?;
    let settings = StoreSettings::find(&args.store, env, loaded.state_dir())?;
    args.warn_of_environment(env, printer)?;
    edits::say_unreached(&originals, &edits, printer);
    let states = states(&loaded, &originals, &args.release, &vars, printer);
    if args.edit.diff || settings.is_none() {
        // No plan will have them.
        printer.warnings(loaded.manifests.len(), &loaded.warnings);
    }
    if args.edit.diff {
        return batch.show_diff(VERB, printer);
    }
    batch.write()?;
    let files: Vec<String> = batch.names().map(Cow::into_owned).collect();
    for name in &files {
        printer.say(Level::Info, &format!("{} {name}", VERB.done));
    }
    printer.say(Level::Info, &format!("{} {}", VERB.done, batch.share()));
    if loaded.state_dir().commit().is_some() {
        say_new(&batch, printer);
    }
    let written = Written {
        manifests: &manifests,
        env,
        printer,
        invocation: &loaded.printable(invocation),
        plan_settings: PlanSettings::of_manifests().judged_by(policy),
    };
    let Outcome { exit, live } = written.plan(settings.as_ref(), &states);
    let products = loaded.manifests.iter().zip(&originals).enumerate();
    let products = products.map(|(at, (manifest, original))| {
        let before = edits.get(&original.file).and_then(|it| it.before.clone());
        ReleasedProduct {
            name: manifest.product.name.clone(),
            id: manifest.product.product_id.to_string(),
            before: before.filter(|it| it != args.release.as_str()),
            languages: with_notes(states.get(at), live.get(at)),
        }
    });
    let products: Vec<ReleasedProduct> = products.collect();
    let text = message(args.release.as_str(), &products, &files);
    printer.result(&printer.redactor().text(&text))?;
    exit
}

/// Says how files that were created get into the commit.
fn say_new(batch: &Batch, printer: &Printer) {
    let files: Vec<String> = batch
        .new_files()
        .map(|it| Shell::CURRENT.quote(it))
        .collect();
    if !files.is_empty() {
        let message = format!(
            "`git commit --all` leaves out files that are new: run `git add {}` first",
            files.join(" ")
        );
        printer.say(Level::Info, &message);
    }
}

/// Returns the languages whose notes are new, as far as that is known.
fn with_notes(states: Option<&States>, live: Option<&BTreeSet<LanguageTag>>) -> Vec<String> {
    let is_live = |language: &LanguageTag| live.is_some_and(|it| it.contains(language));
    let new = states
        .into_iter()
        .flatten()
        .filter(|(language, state)| **state == NotesState::Written && !is_live(language));
    new.map(|(language, _)| language.to_string()).collect()
}

impl ReleaseCommand {
    /// Returns the manifests, whose version is the released one, whatever the environment says.
    ///
    /// # Errors
    /// `--var` with another version (64).
    fn manifests(&self) -> Result<ManifestArgs, CliError> {
        let version = self.release.as_str();
        let mut manifests = self.manifests.clone();
        let other = manifests.vars.iter();
        let mut other = other.filter(|it| it.name == VERSION && it.value != version);
        if let Some(other) = other.next() {
            let message = format!(
                "`--var {VERSION}={}` is another version than {version}",
                other.value
            );
            return Err(CliError::usage(message).hint("remove it"));
        }
        manifests.vars.retain(|it| it.name != VERSION);
        manifests.recorded.push(PlannedVariable {
            name: VERSION.to_owned(),
            value: Some(version.to_owned()),
            source: VariableSource::Manifest,
        });
        Ok(manifests)
    }

    fn lower(&self) -> LowerVersions {
        if self.allow_lower {
            LowerVersions::Allowed
        } else {
            LowerVersions::Refused
        }
    }

    /// Warns of a version in the environment: it wins over the manifest's wherever it is set.
    ///
    /// # Errors
    /// Variables that differ by case only, or are not text (64).
    fn warn_of_environment(&self, env: &Env, printer: &Printer) -> Result<(), CliError> {
        let variables = env.manifest_variables()?;
        let mut variables = variables.iter();
        let version = variables.find(|(name, _)| name.eq_ignore_ascii_case(VERSION));
        if let Some((name, value)) = version.filter(|(_, it)| *it != self.release.as_str()) {
            let message = format!(
                "STORECTL_VAR_{name} is {value} here, and wins over {} of the manifest in `storectl plan` and `storectl apply`: unset it",
                self.release.as_str()
            );
            printer.say(Level::Warning, &message);
        }
        Ok(())
    }
}

/// Returns what is known of the notes of each manifest, and warns of those that are not of the version.
fn states(
    loaded: &Loaded,
    originals: &[Original],
    version: &ReleaseVersion,
    vars: &Variables,
    printer: &Printer,
) -> Vec<States> {
    let manifests = || loaded.manifests.iter().zip(originals);
    let products = manifests().map(|(manifest, original)| (original, &manifest.product));
    let last = LastReleases::find(products, version, vars);
    let states = manifests()
        .zip(&last.known)
        .map(|((manifest, original), last)| {
            let states = notes_states(&manifest.product, last.as_ref().map(|it| &it.product));
            warn::of_states(&original.shown, &states, last.as_ref(), printer);
            states
        });
    let states = states.collect();
    warn::of_unknown(&last, printer);
    states
}
