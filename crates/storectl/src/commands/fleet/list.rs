//! `storectl fleet list`: the products that jobs are to work on.

use clap::Args;
use storectl_model::ShardCount;
use storectl_report::{FleetFormat, Format, MOST_JOBS, count, render_fleet};

use crate::{
    args::{ManifestArgs, ResultArgs},
    error::CliError,
    exit::Exit,
    ops::fleet::list::{Fleet, FleetRequest},
    output::printer::{Level, Printer},
    settings::{env::Env, service::AskedSeller},
};

/// List products, or those whose files changed, for the jobs of CI
///
/// Works offline and needs no credentials. A product whose manifest cannot be read or is invalid is listed as well: the job that
/// gets it reports it.
///
/// Formats: `lines` is one manifest path a line; `json` is one document; `github` is a matrix of GitHub Actions, one line of JSON
/// (`{"include": [{"shard": "1/4"}, …]}`, an empty list if there is nothing to do); `gitlab` has the same entries as YAML for
/// `parallel: matrix:`. A matrix names only the parts that have a product to work on, and without --shards one part for all, `1/1`.
/// GitHub takes up to 256 jobs of a matrix, GitLab 200.
#[derive(Args, Debug)]
pub(crate) struct ListCommand {
    #[command(flatten)]
    manifests: ManifestArgs,
    /// List only products of which a file differs from this git revision, e.g. origin/main
    ///
    /// Compares the manifest and every file it names, in the work tree: committed, staged and other changes count, and so do untracked
    /// files. What git cannot tell counts as changed, such as an ignored file. To compare with the commit at which a branch began, pass
    /// "$(git merge-base origin/main HEAD)". A revision that git does not know is an error (64).
    #[arg(long, value_name = "REV", allow_hyphen_values = true)]
    changed_since: Option<String>,
    /// Split the products into N parts, for `--shard I/N` of other commands
    #[arg(
        long,
        value_name = "N",
        allow_hyphen_values = true,
        conflicts_with = "shard"
    )]
    shards: Option<ShardCount>,
    /// The seller account, instead of the manifest's sellerId [env: STORECTL_SELLER_ID, if neither sets one]
    #[arg(long, value_name = "ID")]
    seller_id: Option<String>,
    /// The format of the list on stdout
    #[arg(long, value_name = "FORMAT", value_parser = formats(), default_value = "lines")]
    format: FleetFormat,
}

fn formats() -> impl clap::builder::TypedValueParser<Value = FleetFormat> {
    use clap::builder::{PossibleValuesParser, TypedValueParser as _};
    PossibleValuesParser::new(FleetFormat::ALL.map(FleetFormat::as_str))
        .try_map(|name| name.parse::<FleetFormat>())
}

impl ListCommand {
    /// Returns where a failure goes that takes the place of the list: a document, where that is asked for; no job takes an error
    /// for a matrix.
    pub(super) fn result(&self) -> Option<ResultArgs> {
        match self.format {
            FleetFormat::Json => Some(ResultArgs {
                format: Format::Json,
                out: Vec::new(),
            }),
            FleetFormat::Lines | FleetFormat::Github | FleetFormat::Gitlab => None,
        }
    }
}

pub(super) fn run(args: &ListCommand, env: &Env, printer: &Printer) -> Result<Exit, CliError> {
    let sellers = AskedSeller::resolve(args.seller_id.as_deref(), env)?;
    let request = FleetRequest {
        manifests: &args.manifests,
        changed_since: args.changed_since.as_deref(),
        shards: args.shards,
    };
    let fleet = Fleet::find(request, &sellers, env)?;
    let view = fleet.view();
    let jobs = view.jobs().len();
    let most = MOST_JOBS.into_iter().find(|(it, _)| *it == args.format);
    if let Some((_, most)) = most.filter(|(_, most)| jobs > *most) {
        let message = format!("--shards: the matrix has {jobs} jobs, and at most {most} are taken");
        return Err(CliError::usage(message).hint(format!("use --shards {most} or fewer")));
    }
    printer.result(&render_fleet(&view, args.format))?;
    say(&fleet, args, printer);
    Ok(Exit::Ok)
}

/// Says what the list is of.
fn say(fleet: &Fleet<'_>, args: &ListCommand, printer: &Printer) {
    let manifests = count(fleet.manifests(), "manifest");
    let message = match &args.changed_since {
        Some(rev) => format!("{} of {manifests} changed since {rev}", fleet.len()),
        None => manifests,
    };
    printer.say(Level::Info, &message);
    if fleet.is_outside() {
        let message = "a manifest that is in no git repository cannot be compared, and is listed";
        printer.say(Level::Warning, message);
    }
    for manifest in fleet.unreadable() {
        let message = format!("the product ID cannot be read from {manifest}");
        printer.say(Level::Warning, &message);
    }
}
