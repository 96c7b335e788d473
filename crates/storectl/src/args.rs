//! The command line as clap sees it: flags several commands share. Doc comments here are the help.

use std::{path::PathBuf, str::FromStr, time::Duration};

use clap::{ArgAction, Args, ValueEnum};
use storectl_model::{Acknowledgement, SubmitMode, WaitFor};

/// How the program talks on stderr.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Talk")]
pub(crate) struct OutputArgs {
    /// When to colour [default: auto; never where NO_COLOR is set]
    #[arg(long, global = true, value_enum, value_name = "WHEN")]
    pub(crate) color: Option<ColorWhen>,
    /// Say more, and show long values whole; twice for every request
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Say nothing but errors, and plans in a line each
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// The form of progress and messages on stderr; json is one object a line
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "FORMAT",
        default_value = "text"
    )]
    pub(crate) log_format: LogFormat,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The form of messages on stderr.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// A form of the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people; may change.
    #[default]
    Text,
    /// For scripts: exactly one document.
    Json,
    /// For a pull request's comment or a job's summary.
    Markdown,
}

/// Where the result goes and in which form.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Result")]
pub(crate) struct ResultArgs {
    /// The form of the result on stdout
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
    /// Also write the result to a file as text, json or markdown, e.g. markdown=plan.md; may be repeated
    #[arg(long, value_name = "FORMAT=FILE", value_parser = OutFile::from_str)]
    pub(crate) out: Vec<OutFile>,
}

/// One `--out`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OutFile {
    /// The form.
    pub(crate) format: Format,
    /// The file; replaced whole.
    pub(crate) path: PathBuf,
}

impl FromStr for OutFile {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (format, path) = text
            .split_once('=')
            .ok_or("expected FORMAT=FILE, e.g. markdown=plan.md")?;
        if path.is_empty() {
            return Err("the file's name is missing, e.g. markdown=plan.md".to_owned());
        }
        Ok(Self {
            format: <Format as ValueEnum>::from_str(format, false)
                .map_err(|_| format!("`{format}` is no form: expected text, json or markdown"))?,
            path: path.into(),
        })
    }
}

/// Which manifests, and what their variables are.
#[derive(Args, Clone, Debug)]
pub(crate) struct ManifestArgs {
    /// Manifests, or folders: every storectl.yaml and *.storectl.yaml below them
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    /// Give a manifest's variable its value (also STORECTL_VAR_NAME); may be repeated
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = Var::from_str)]
    pub(crate) vars: Vec<Var>,
}

/// One `--var`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Var {
    /// The name in `${name}`.
    pub(crate) name: String,
    /// Its value; may be empty.
    pub(crate) value: String,
}

impl FromStr for Var {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((name, value)) if !name.is_empty() => Ok(Self {
                name: name.to_owned(),
                value: value.to_owned(),
            }),
            Some(_) | None => Err("expected NAME=VALUE, e.g. version=1.4.2".to_owned()),
        }
    }
}

/// The default of `--sandbox`.
pub(crate) const SANDBOX_STATE: &str = ".storectl/sandbox.json";

/// Which Store, and how to speak with it.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Store")]
pub(crate) struct StoreArgs {
    /// Use an embedded simulated Store, kept in a file [default file: .storectl/sandbox.json]
    #[arg(
        long,
        value_name = "STATE_FILE",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = SANDBOX_STATE,
        conflicts_with_all = ["endpoint", "authority"]
    )]
    pub(crate) sandbox: Option<PathBuf>,
    /// The submission API [env: STORECTL_ENDPOINT] [default: https://api.store.microsoft.com]
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint: Option<String>,
    /// The sign-in service [env: STORECTL_AUTHORITY] [default: https://login.microsoftonline.com]
    #[arg(long, value_name = "URL")]
    pub(crate) authority: Option<String>,
    /// The directory [env: STORECTL_TENANT_ID, else AZURE_TENANT_ID]
    #[arg(long, value_name = "ID")]
    pub(crate) tenant_id: Option<String>,
    /// The application [env: STORECTL_CLIENT_ID, else AZURE_CLIENT_ID]
    #[arg(long, value_name = "ID")]
    pub(crate) client_id: Option<String>,
    /// The seller account; else the manifest's sellerId [env: STORECTL_SELLER_ID, where neither is given]
    #[arg(long, value_name = "ID")]
    pub(crate) seller_id: Option<String>,
    /// A file with the application's secret; a secret is never a flag [env: STORECTL_CLIENT_SECRET, else AZURE_CLIENT_SECRET]
    #[arg(long, value_name = "FILE")]
    pub(crate) client_secret_file: Option<PathBuf>,
    /// How many products are read, and how many of their images compared or uploaded, at once: 1 to 64
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub(crate) parallelism: u8,
    /// How long one wait for the Store may take in all, e.g. 90s, 60m, 2h
    #[arg(long, value_name = "DURATION", default_value = "60m", value_parser = parse_duration)]
    pub(crate) timeout: Duration,
    /// The first pause between two reads of a wait; later ones are longer [default: 5s, with --sandbox 50ms]
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    pub(crate) poll_interval: Option<Duration>,
    /// Write every exchange to a file, secrets left out, one JSON object a line
    #[arg(long, value_name = "FILE")]
    pub(crate) trace: Option<PathBuf>,
}

/// What an apply would do; the same flags give `plan` and `apply` the same plan and the same hash.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Plan")]
pub(crate) struct PlanArgs {
    /// Remove languages the manifest does not name, as `prune: [listings]` does
    #[arg(long)]
    pub(crate) prune: bool,
    /// Agree to a destructive change by the token its plan prints, e.g. D-7k2f; may be repeated
    #[arg(long, value_name = "TOKEN")]
    pub(crate) acknowledge: Vec<Acknowledgement>,
    /// Whether to submit: auto after a change, always, never [default: the manifest's, else auto]
    #[arg(long, value_name = "WHEN", value_parser = word::<SubmitMode>(SubmitMode::WORDS))]
    pub(crate) submit: Option<SubmitMode>,
    #[command(flatten)]
    pub(crate) finish: FinishArgs,
}

/// How an apply or a submission ends.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Plan")]
pub(crate) struct FinishArgs {
    /// How far to follow: draft, submitted, published [default: the manifest's, else submitted]
    #[arg(long, value_name = "STATE", value_parser = word::<WaitFor>(WaitFor::WORDS))]
    pub(crate) wait: Option<WaitFor>,
    /// Submit without reading back first
    #[arg(long)]
    pub(crate) no_verify: bool,
    #[command(flatten)]
    pub(crate) journal: JournalArgs,
}

/// Where a cut-off apply is remembered.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Plan")]
pub(crate) struct JournalArgs {
    /// Where a cut-off apply is remembered; for one product only [default: .storectl/journal/PRODUCT.json]
    #[arg(long = "journal", value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}

/// Leave to write.
#[derive(Args, Clone, Debug)]
pub(crate) struct ConsentArgs {
    /// Do it without asking; needed where there is no terminal
    #[arg(long)]
    pub(crate) yes: bool,
    /// Wait, within --timeout, until a submission in progress has ended, then go on
    #[arg(long)]
    pub(crate) wait_for_ongoing: bool,
}

/// Parses a duration with its unit.
pub(crate) fn parse_duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text)
        .map_err(|_| "expected a duration with its unit, e.g. 500ms, 30s, 60m, 2h".to_owned())
}

/// Parses one of a vocabulary's words and lists them all in help, errors and completions.
fn word<T>(words: &'static [&'static str]) -> impl clap::builder::TypedValueParser<Value = T>
where
    T: FromStr<Err = storectl_model::UnknownWord> + Clone + Send + Sync + 'static,
{
    use clap::builder::{PossibleValuesParser, TypedValueParser as _};
    PossibleValuesParser::new(words).try_map(|text| text.parse::<T>())
}
