//! Flags that several commands share. Doc comments here are the help: the first paragraph is what `-h` shows.

mod hosts;
mod installer;
mod values;

use std::{path::PathBuf, str::FromStr, time::Duration};

use clap::{ArgAction, Args, ValueEnum};
use storectl_model::{AckToken, PreflightMode, Selector, Shard, SubmitMode, WaitFor};
use storectl_report::{FileFormat, Format, json::PlannedVariable};

pub(crate) use hosts::HostArgs;
pub(crate) use installer::Installer;
pub(crate) use values::{OutFile, Var, number, parse_duration};

/// What is printed beside the result.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output options")]
pub(crate) struct OutputArgs {
    /// When to use color [default: auto; never if NO_COLOR is set]
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        hide_short_help = true
    )]
    pub(crate) color: Option<ColorWhen>,
    /// Print more detail and full values; use -vv to also print every request
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Print only errors and warnings, one line per product, and totals
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// The format of messages on stderr
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "FORMAT",
        default_value = "text",
        hide_short_help = true
    )]
    pub(crate) log_format: LogFormat,
}

/// When to use color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The format of messages on stderr.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Human-readable lines.
    #[default]
    Text,
    /// One JSON object per line.
    Json,
}

/// Where the result goes and in which format.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output options")]
pub(crate) struct ResultArgs {
    /// The format of the result on stdout
    #[arg(long, value_name = "FORMAT", value_parser = formats(), default_value = "text")]
    pub(crate) format: Format,
    /// Also write the result to a file, e.g. markdown=plan.md; repeatable
    #[arg(long, value_name = "FORMAT=FILE", value_parser = OutFile::from_str)]
    pub(crate) out: Vec<OutFile>,
}

impl ResultArgs {
    /// Returns whether a result of this format is written anywhere.
    pub(crate) fn asks_for(&self, format: Format) -> bool {
        let file = FileFormat::Result(format);
        self.format == format || self.out.iter().any(|it| it.format == file)
    }
}

fn formats() -> impl clap::builder::TypedValueParser<Value = Format> {
    use clap::builder::{PossibleValuesParser, TypedValueParser as _};
    PossibleValuesParser::new(Format::ALL.map(Format::as_str))
        .try_map(|name| name.parse::<Format>())
}

/// Which manifests, and what their variables are.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct ManifestArgs {
    /// Manifests, or folders to search for storectl.yaml and *.storectl.yaml
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    /// Set a manifest variable [env: STORECTL_VAR_NAME]; repeatable
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = Var::from_str)]
    pub(crate) vars: Vec<Var>,
    #[command(flatten)]
    pub(crate) part: ShardArgs,
    /// What the plan that is applied was made with (`apply --plan`).
    #[arg(skip)]
    pub(crate) recorded: Vec<PlannedVariable>,
}

/// Which part of the products.
#[derive(Args, Clone, Copy, Debug, Default)]
pub(crate) struct ShardArgs {
    /// Take only part I of N of every seller's products, e.g. 2/4
    ///
    /// Which part a product is in depends on its ID and on N only, so that jobs of one pipeline share the products among them;
    /// `storectl fleet list --shards N` lists the parts. A manifest whose product ID cannot be read is in the part of its path. A part
    /// without products is no error.
    #[arg(
        long,
        value_name = "I/N",
        allow_hyphen_values = true,
        hide_short_help = true
    )]
    pub(crate) shard: Option<Shard>,
}

/// How manifests are edited.
#[derive(Args, Clone, Debug)]
pub(crate) struct EditArgs {
    /// Show the changes as a unified diff, and write nothing
    #[arg(long)]
    pub(crate) diff: bool,
}

/// The default of `--sandbox`, from the repository's root.
pub(crate) const SANDBOX_STATE: &str = ".storectl/sandbox.json";

/// The default of `--timeout`.
pub(crate) const DEFAULT_TIMEOUT: &str = "60m";

/// Which Store, and how to reach it.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Store options")]
pub(crate) struct StoreArgs {
    /// Use a simulated Store, kept in a file [default: .storectl/sandbox.json]
    ///
    /// The default file is at the repository root. Images are kept beside it, in the folder STATE_FILE.images. One
    /// command at a time can use a file; to share one, run `storectl sandbox --state STATE_FILE` and set the variables
    /// it prints.
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
    #[arg(long, value_name = "URL", hide_short_help = true)]
    pub(crate) endpoint: Option<String>,
    /// The sign-in service [env: STORECTL_AUTHORITY] [default: https://login.microsoftonline.com]
    #[arg(long, value_name = "URL", hide_short_help = true)]
    pub(crate) authority: Option<String>,
    /// The Entra tenant [env: STORECTL_TENANT_ID, else AZURE_TENANT_ID]
    #[arg(long, value_name = "ID", hide_short_help = true)]
    pub(crate) tenant_id: Option<String>,
    /// The application [env: STORECTL_CLIENT_ID, else AZURE_CLIENT_ID]
    #[arg(long, value_name = "ID", hide_short_help = true)]
    pub(crate) client_id: Option<String>,
    /// The seller account, instead of the manifest's sellerId
    ///
    /// [env: STORECTL_SELLER_ID, if neither the flag nor the manifest sets one]
    #[arg(long, value_name = "ID")]
    pub(crate) seller_id: Option<String>,
    /// A file that contains the client secret
    ///
    /// [env: STORECTL_CLIENT_SECRET, else AZURE_CLIENT_SECRET, for the secret itself]
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    pub(crate) client_secret_file: Option<PathBuf>,
    /// How many products of a seller account to work on, and how many images to upload, in parallel: 1 to 64
    ///
    /// A product that waits for the Store does not count.
    #[arg(
        long,
        value_name = "N",
        default_value_t = 4,
        value_parser = number(1..=64),
        allow_hyphen_values = true,
        hide_short_help = true
    )]
    pub(crate) parallelism: u16,
    /// The time limit for the command, e.g. 90s, 60m, 2h
    #[arg(
        long,
        value_name = "DURATION",
        default_value = DEFAULT_TIMEOUT,
        value_parser = parse_duration,
        allow_hyphen_values = true
    )]
    pub(crate) timeout: Duration,
    /// The initial interval between polls, which increases over time
    ///
    /// [default: 1s for readiness and 30s for publication; with --sandbox 50ms]
    #[arg(
        long,
        value_name = "DURATION",
        value_parser = parse_duration,
        allow_hyphen_values = true,
        hide_short_help = true
    )]
    pub(crate) poll_interval: Option<Duration>,
    /// The folder for pending work [default: .storectl/journal at the repository root]
    #[arg(long, value_name = "DIR", hide_short_help = true)]
    pub(crate) journal_dir: Option<PathBuf>,
    /// The folder for what is learned of the Store's images [env: STORECTL_IMAGE_CACHE]
    ///
    /// An image that is known there by its ID is not compared again, and an image that was uploaded is known even where the Store
    /// lets nobody read it. Keep the folder between CI jobs. It holds IDs and digests, and may be deleted at any time.
    ///
    /// Apply and submit still ask the image server whether its copy has the bytes of the file, because another job may have
    /// written the folder. If that server rejects all reads, they take what the folder says, with a warning: let only jobs of a
    /// protected branch write it. [default: the user's cache folder]
    #[arg(long, value_name = "DIR", hide_short_help = true)]
    pub(crate) image_cache: Option<PathBuf>,
    /// Also keep receipts of submissions in git: git, git=REMOTE or off [env: STORECTL_RECEIPTS]
    ///
    /// A receipt records what was submitted. The next plan compares with it, on any machine. It is always kept in
    /// .storectl/receipts. With `git`, it is also committed to refs/storectl/applied/PRODUCT, together with the manifest
    /// and its files, and pushed to REMOTE (default: origin). [default: off]
    ///
    /// Fetching receipts takes about a quarter of --timeout, at most 60 seconds. A plan goes on without what cannot be fetched,
    /// with a warning.
    ///
    /// No receipt holds certification notes or a value made of a secret variable. They are compared with the manifest that
    /// was submitted, with the secrets of today. If a run wrote a new secret and was stopped before it submitted, only its
    /// journal knows; elsewhere, run `storectl submit`.
    #[arg(long, value_name = "WHERE")]
    pub(crate) receipts: Option<String>,
    /// Write every HTTP exchange to a file, without secrets, one JSON object per line
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    pub(crate) trace: Option<PathBuf>,
}

/// What an apply does; the same flags give `plan` and `apply` the same plan and the same hash.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Plan options")]
pub(crate) struct PlanArgs {
    /// Remove languages that are not in the manifest
    ///
    /// In the manifest: `prune: [listings]`.
    #[arg(long)]
    pub(crate) prune: bool,
    /// Acknowledge a destructive change by its token from the plan; repeatable
    #[arg(long, value_name = "TOKEN")]
    pub(crate) acknowledge: Vec<AckToken>,
    /// When to submit: auto, always or never
    ///
    /// `auto` submits after a change. [default: the manifest's, else auto]
    #[arg(
        long,
        value_name = "WHEN",
        value_parser = word::<SubmitMode>(SubmitMode::WORDS),
        hide_possible_values = true
    )]
    pub(crate) submit: Option<SubmitMode>,
    /// Plan and apply only this part of the manifest, e.g. packages or listings.de-de; repeatable
    ///
    /// A module, a listing, a package or a field, with `*` for any language or index: `listings.*.whatsNew`. The rest
    /// of the manifest counts as unmanaged.
    #[arg(long, value_name = "SELECTOR")]
    pub(crate) only: Vec<Selector>,
    #[command(flatten)]
    pub(crate) preflight: PreflightArgs,
    /// Wait until the host of each installer has it, at most this long, e.g. 30m
    ///
    /// An installer that is not there yet, a server error, a web page in its place and another length than `expect.length`
    /// are looked at again until then. Exits with 31 at the end of the time.
    #[arg(
        long,
        value_name = "DURATION",
        value_parser = parse_duration,
        allow_hyphen_values = true,
        hide_short_help = true
    )]
    pub(crate) wait_for_package: Option<Duration>,
    #[command(flatten)]
    pub(crate) finish: FinishArgs,
}

/// What nobody may plan or apply.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Plan options")]
pub(crate) struct PolicyArgs {
    /// Refuse what a policy forbids, with exit code 11
    ///
    /// A file with allowed products, sellers, installer hosts and signers, classes of destructive changes that nobody may
    /// acknowledge, and required languages; `storectl schema policy` describes it. No policy applies unless this flag names it. The
    /// rules judge what would be published, unmanaged values included. With `plan --base REV`, a policy in the repository is
    /// read at REV, because the change under review can edit its own.
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    pub(crate) policy: Option<PathBuf>,
}

/// How installers are looked at.
#[derive(Args, Clone, Debug)]
pub(crate) struct PreflightArgs {
    /// Look at installers as certification does: auto, full or off [env: STORECTL_PREFLIGHT] [default: auto]
    ///
    /// `auto` reads a few ranges of the installers of changed packages (256 KiB at most), `full` every byte of each installer, to
    /// compare its SHA-256 and the digest that is signed. For a policy that names signers, both read every byte of all installers
    /// that would be published. Apply looks again before it commits packages and before it submits:
    /// other bytes than the plan saw are not submitted. `off` looks at nothing, for pull requests that nobody trusts.
    #[arg(
        long,
        value_name = "MODE",
        value_parser = word::<PreflightMode>(PreflightMode::WORDS),
        hide_possible_values = true
    )]
    pub(crate) preflight: Option<PreflightMode>,
}

/// A snapshot of the Store's values, to plan without it.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Offline options")]
pub(crate) struct SnapshotArgs {
    /// Keep the values read from the Store in a file, for --live; it holds no secrets
    ///
    /// Of images it keeps IDs and digests, and of certification notes only that they exist.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "live",
        hide_short_help = true
    )]
    pub(crate) save_live: Option<PathBuf>,
    /// Compare with the values in a file instead of the Store: no credentials, no requests
    ///
    /// Fetches no receipts either, even with --receipts git: only the receipt file in `.storectl` counts, if there is one.
    /// Certification notes and fields that use a secret variable are not compared.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "wait_for_package",
        hide_short_help = true
    )]
    pub(crate) live: Option<PathBuf>,
    /// The oldest file that --live accepts, e.g. 6h
    #[arg(
        long,
        value_name = "DURATION",
        default_value = "24h",
        value_parser = parse_duration,
        allow_hyphen_values = true,
        requires = "live",
        hide_short_help = true
    )]
    pub(crate) max_age: Duration,
    /// Also run the whole apply against a simulated Store in memory that starts with the same values
    ///
    /// The simulated Store is as strict as the contract allows. The plan then says what would be rejected, and how many
    /// requests and waits the apply takes.
    #[arg(long, hide_short_help = true)]
    pub(crate) rehearse: bool,
}

/// How an apply or a submission ends.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Plan options")]
pub(crate) struct FinishArgs {
    /// The state to wait for: draft (not with submit), submitted or published
    ///
    /// `draft` stops before the submission. With `--submit never`, `published` follows a submission that is in progress.
    /// [default: the manifest's, else submitted]
    #[arg(
        long,
        value_name = "STATE",
        value_parser = word::<WaitFor>(WaitFor::WORDS),
        hide_possible_values = true
    )]
    pub(crate) wait: Option<WaitFor>,
}

/// Permission to write.
#[derive(Args, Clone, Debug)]
pub(crate) struct ConsentArgs {
    /// Do not ask for confirmation; required without a terminal
    #[arg(long)]
    pub(crate) yes: bool,
    /// Wait until a submission in progress ends, then continue
    #[arg(long)]
    pub(crate) wait_for_ongoing: bool,
}

/// Parses one of a vocabulary's words and lists them all in errors and completions.
pub(crate) fn word<T>(
    words: &'static [&'static str],
) -> impl clap::builder::TypedValueParser<Value = T>
where
    T: FromStr<Err = storectl_model::UnknownWord> + Clone + Send + Sync + 'static,
{
    use clap::builder::{PossibleValuesParser, TypedValueParser as _};
    PossibleValuesParser::new(words).try_map(|text| text.parse::<T>())
}
