//! `storectl import`: a live product, what changed in Partner Center, or another tool's files become manifests.

mod foreign;
mod product;
mod summary;
mod update;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use storectl_manifest::Layout;
use storectl_model::{ProductId, Selector};

use crate::{
    args::{EditArgs, ShardArgs, StoreArgs, Var},
    error::CliError,
    exit::Exit,
    hints::invocation::Invocation,
    ops::import::{Existing, ForeignKind},
    output::printer::Printer,
    settings::env::Env,
};

/// Write a manifest of a live product, or take what changed in Partner Center into manifests
///
/// Reads the draft and writes it as a manifest that changes nothing. Long texts and images become files beside it. What a
/// manifest cannot express is listed and stays as it is in the Store. With --from, reads what another tool keeps of a product
/// instead.
///
/// With --update, reads the drafts of manifests that are there, and edits the manifests so that they say what changed in
/// Partner Center since the last receipt, or since --base. Comments and layout are kept. Where there is no base, every
/// difference is taken. What both sides changed is listed, and taken if --only names it. The diff goes to stdout. Either all
/// manifests are written or none.
#[derive(Args, Debug)]
#[command(
    override_usage = "storectl import [OPTIONS] PRODUCT_ID\n       storectl import [OPTIONS] [PRODUCT_ID] --from KIND PATH\n       storectl import --update [OPTIONS] [PATH]..."
)]
pub(crate) struct ImportCommand {
    /// The product ID in Partner Center, a GUID; with --from, then PATH; with --update, manifests or folders [default: .]
    #[arg(value_name = "PRODUCT_ID|PATH", required_unless_present = "update")]
    words: Vec<String>,
    /// Take what changed in Partner Center into the manifests at PATH
    #[arg(long, conflicts_with_all = ["output", "layout", "scope", "overwrite", "from"])]
    update: bool,
    /// With --update: take only these fields, e.g. listings.de-de; repeatable
    ///
    /// A module, a listing, a package or a field, with `*` for any language or index. Takes what both sides changed, too, and
    /// the Store's value where there is no base.
    #[arg(long, value_name = "SELECTOR")]
    only: Vec<Selector>,
    /// With --update: tell drift from the manifest's changes by the manifest at this git revision [default: the last receipt]
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    /// Set a manifest variable [env: STORECTL_VAR_NAME]; repeatable
    #[arg(long = "var", value_name = "NAME=VALUE")]
    vars: Vec<Var>,
    #[command(flatten)]
    part: ShardArgs,
    #[command(flatten)]
    edit: EditArgs,
    /// The folder to write to, created if needed [default: .]
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Where to write long texts: to files of their own, or to the manifest [default: files]
    #[arg(long, value_enum, value_name = "LAYOUT")]
    layout: Option<LayoutWord>,
    /// Manage only these fields, e.g. packages,listings.*.whatsNew; repeatable
    ///
    /// A module, a listing, a package or a field, with `*` for any language or index. Images of other fields are not
    /// downloaded. A selector that matches nothing is a warning; if none matches anything, nothing is written.
    #[arg(long, value_name = "SELECTOR", value_delimiter = ',')]
    scope: Vec<Selector>,
    /// Read another tool's files at PATH instead of a draft
    ///
    /// `store-submission` is a JSON file of the archived action microsoft/store-submission or of msstore: packages, metadata,
    /// or an answer of the Store. `fastlane` is the folder `fastlane`, or one of its trees. Nothing is sent. Without
    /// PRODUCT_ID, the manifest says where to find it.
    #[arg(
        long,
        value_enum,
        value_name = "KIND",
        conflicts_with_all = [
            "sandbox", "endpoint", "authority", "tenant_id", "client_id", "client_secret_file",
            "parallelism", "timeout", "poll_interval", "journal_dir", "image_cache", "receipts",
            "trace",
        ]
    )]
    from: Option<KindWord>,
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

/// Whose files become a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum KindWord {
    /// The JSON of microsoft/store-submission and msstore.
    StoreSubmission,
    /// A folder of fastlane.
    Fastlane,
}

/// What becomes a manifest.
#[derive(Debug)]
enum Source {
    /// The draft of a product.
    Product(ProductId),
    /// Another tool's file or folder.
    Foreign {
        /// The product, where it is known.
        product: Option<ProductId>,
        /// Whose it is.
        kind: ForeignKind,
        /// Where it is.
        path: PathBuf,
    },
    /// What changed in the drafts of these manifests.
    Update { paths: Vec<PathBuf> },
}

impl ImportCommand {
    /// Returns what is imported. What the words are depends on the flags.
    fn source(&self) -> Result<Source, CliError> {
        if self.update {
            let paths = match self.words.as_slice() {
                [] => vec![PathBuf::from(".")],
                paths => paths.iter().map(PathBuf::from).collect(),
            };
            return Ok(Source::Update { paths });
        }
        self.refuse_of_update()?;
        match (self.from, self.words.as_slice()) {
            (None, [product]) => Ok(Source::Product(product_id(product)?)),
            (Some(kind), [path]) => Ok(Source::Foreign {
                product: None,
                kind: kind.into(),
                path: path.into(),
            }),
            (Some(kind), [product, path]) => Ok(Source::Foreign {
                product: Some(product_id(product)?),
                kind: kind.into(),
                path: path.into(),
            }),
            (Some(_), _) => Err(CliError::usage("--from reads one file or folder at a time")
                .hint("storectl import [PRODUCT_ID] --from KIND PATH")),
            (None, _) => Err(CliError::usage("one product is imported at a time")
                .hint("pass one PRODUCT_ID, and run storectl again for each other product")),
        }
    }

    /// Refuses what only an update does.
    fn refuse_of_update(&self) -> Result<(), CliError> {
        let given = [
            ("--only", !self.only.is_empty()),
            ("--base", self.base.is_some()),
            ("--var", !self.vars.is_empty()),
            ("--diff", self.edit.diff),
            ("--shard", self.part.shard.is_some()),
        ];
        match given.iter().find(|it| it.1) {
            None => Ok(()),
            Some((flag, _)) => Err(CliError::usage(format!(
                "`{flag}` can only be used with `--update`"
            ))
            .hint("to manage only some fields of a new manifest, use --scope; to edit manifests that are there, use --update [PATH]")),
        }
    }

    /// Returns what is there of the folder to write to.
    ///
    /// # Errors
    /// A file in its place.
    fn check_output(&self) -> Result<&Path, CliError> {
        let there = self.output().ancestors().find(|it| it.exists());
        if let Some(file) = there.filter(|it| !it.is_dir()) {
            let message = format!("{} is a file, not a folder", file.display());
            return Err(CliError::usage(message).hint("pass a folder, which is created if needed"));
        }
        Ok(there.unwrap_or(Path::new("")))
    }

    fn existing(&self) -> Existing {
        if self.overwrite {
            Existing::Replaced
        } else {
            Existing::Kept
        }
    }

    fn output(&self) -> &Path {
        self.output.as_deref().unwrap_or(Path::new("."))
    }

    fn layout(&self) -> Layout {
        match self.layout {
            None | Some(LayoutWord::Files) => Layout::Files,
            Some(LayoutWord::Single) => Layout::Single,
        }
    }
}

impl From<KindWord> for ForeignKind {
    fn from(word: KindWord) -> Self {
        match word {
            KindWord::StoreSubmission => Self::StoreSubmission,
            KindWord::Fastlane => Self::Fastlane,
        }
    }
}

fn product_id(word: &str) -> Result<ProductId, CliError> {
    let id = word.parse::<ProductId>();
    id.map_err(|error| CliError::usage(format!("`{word}`: {error}")))
}

pub(crate) fn run(
    args: &ImportCommand,
    env: &Env,
    printer: &Printer,
    invocation: &Invocation,
) -> Result<Exit, CliError> {
    match &args.source()? {
        Source::Product(product) => product::run(args, product, env, printer, invocation),
        Source::Foreign {
            product,
            kind,
            path,
        } => foreign::run(args, product.as_ref(), *kind, path, printer),
        Source::Update { paths } => update::run(args, paths, env, printer, invocation),
    }
}
