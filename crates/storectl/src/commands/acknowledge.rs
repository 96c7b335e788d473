//! `storectl acknowledge`: tokens of destructive changes, in the manifest.

use std::{collections::BTreeSet, path::PathBuf};

use clap::Args;
use storectl_model::{AckToken, Prune};

use crate::{
    args::{EditArgs, FinishArgs, ManifestArgs, ShardArgs, StoreArgs, Var},
    error::CliError,
    exit::Exit,
    hints::invocation::Invocation,
    manifests::{inspect::variables, load, original::Original},
    ops::{
        acknowledge::{Tokens, by_planning, of_file},
        edit::{Batch, Verb, of_manifest},
        planning::Planning,
    },
    output::{printer::Printer, targets::Targets},
    settings::{env::Env, plan::PlanSettings, preflight::PreflightSettings, store::StoreSettings},
};

/// Write the tokens of destructive changes to manifests, with what each allows
///
/// Plans the manifests, or reads a saved plan, and adds each token to `acknowledge:` of the manifest that it belongs to. A token
/// that no plan has is refused. Either all manifests are written or none.
#[derive(Args, Debug)]
#[command(override_usage = "storectl acknowledge [OPTIONS] TOKEN... [PATH]...")]
pub(crate) struct AcknowledgeCommand {
    /// Tokens from the plan (D-7k2fq3), and the manifests or folders to edit [default PATH: .]
    #[arg(value_name = "TOKEN|PATH", required = true)]
    words: Vec<String>,
    /// Take what the tokens allow, and the manifests, from a saved plan instead of planning
    #[arg(long, value_name = "FILE", conflicts_with = "shard")]
    plan: Option<PathBuf>,
    /// Plan as `plan --prune` does
    #[arg(long, conflicts_with = "plan")]
    prune: bool,
    /// Set a manifest variable [env: STORECTL_VAR_NAME]; repeatable
    #[arg(long = "var", value_name = "NAME=VALUE")]
    vars: Vec<Var>,
    #[command(flatten)]
    part: ShardArgs,
    #[command(flatten)]
    edit: EditArgs,
    #[command(flatten)]
    pub(super) store: StoreArgs,
}

const VERB: Verb = Verb {
    done: "edited",
    would: "edit",
};

pub(crate) fn run(
    args: &AcknowledgeCommand,
    env: &Env,
    printer: &Printer,
    invocation: &Invocation,
) -> Result<Exit, CliError> {
    let (tokens, paths) = split(&args.words)?;
    let mut manifests = ManifestArgs {
        paths,
        vars: args.vars.clone(),
        part: args.part,
        recorded: Vec::new(),
    };
    let known = match &args.plan {
        Some(_) if !manifests.paths.is_empty() => {
            return Err(CliError::usage(
                "`--plan` names the manifests itself: pass no PATH",
            ));
        }
        Some(file) => {
            let saved = of_file(file, invocation)?;
            manifests.paths = saved.manifests;
            manifests.recorded = saved.variables;
            saved.tokens
        }
        None => {
            if manifests.paths.is_empty() {
                manifests.paths.push(PathBuf::from("."));
            }
            planned(args, &manifests, env, printer, invocation)?
        }
    };
    refuse_unknown(&tokens, &known)?;
    let originals = Original::manifests(&manifests)?;
    let with_tokens: Vec<(&Original, &Tokens)> = originals.iter().zip(&known).collect();
    let batch = Batch::of(&originals, |original| {
        let mut of_it = with_tokens.iter().filter(|it| it.0.file == original.file);
        let tokens = of_it.next().map(|it| it.1.among(&tokens));
        let after = storectl_manifest::acknowledge(
            &original.shown,
            &original.content,
            &tokens.unwrap_or_default(),
        );
        of_manifest(original, after)
    })?;
    batch.check(&manifests, env, printer)?;
    batch.finish(&args.edit, VERB, printer)
}

/// Splits the words into tokens and paths.
fn split(words: &[String]) -> Result<(Vec<AckToken>, Vec<PathBuf>), CliError> {
    let (tokens, paths): (Vec<&String>, Vec<&String>) =
        words.iter().partition(|it| it.starts_with("D-"));
    let tokens: Result<Vec<AckToken>, _> = tokens.into_iter().map(|it| it.parse()).collect();
    let tokens = tokens.map_err(|error| CliError::usage(error.to_string()))?;
    if tokens.is_empty() {
        return Err(CliError::usage("no token is given")
            .hint("copy the tokens from the plan, e.g. D-7k2fq3"));
    }
    Ok((tokens, paths.into_iter().map(PathBuf::from).collect()))
}

/// Plans the manifests.
fn planned(
    args: &AcknowledgeCommand,
    manifests: &ManifestArgs,
    env: &Env,
    printer: &Printer,
    invocation: &Invocation,
) -> Result<Vec<Tokens>, CliError> {
    let prune = if args.prune {
        Prune::Listings
    } else {
        Prune::Keep
    };
    let loaded = load::load(manifests, &Targets::default(), env, prune)?;
    let vars = variables(manifests, env, loaded.manifests.len())?;
    let settings = StoreSettings::resolve(&args.store, env, loaded.state_dir())?;
    let plan_settings = PlanSettings::of_submit(&FinishArgs { wait: None })?;
    let invocation = loaded.printable(invocation);
    let planning = Planning {
        loaded: &loaded,
        vars: &vars,
        settings: &settings,
        plan_settings: &plan_settings,
        preflight: &PreflightSettings::OFF,
        printer,
    };
    by_planning(&planning, &invocation)
}

/// Refuses tokens that no plan has: they would acknowledge nothing.
fn refuse_unknown(tokens: &[AckToken], known: &[Tokens]) -> Result<(), CliError> {
    let all: BTreeSet<&AckToken> = known.iter().flat_map(Tokens::names).collect();
    let Some(unknown) = tokens.iter().find(|it| !all.contains(it)) else {
        return Ok(());
    };
    let error = CliError::usage(format!("{unknown} is not a token of the plan"));
    let names: Vec<&str> = all.iter().map(|it| it.as_str()).collect();
    Err(if names.is_empty() {
        error.hint("the plan has no destructive change that needs a token")
    } else {
        error.hint(format!("its tokens are {}", names.join(", ")))
    })
}
