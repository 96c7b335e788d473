//! `storectl import`: a live product, what changed in Partner Center, or another tool's files become manifests.

mod product;
mod update;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use storectl_manifest::Layout;
use storectl_model::{ProductId, Selector};

use crate::{
    args::{EditArgs, StoreArgs, Var},
    error::CliError,
    exit::Exit,
    hints::invocation::Invocation,
    output::printer::Printer,
    settings::env::Env,
};

/// Write a manifest of a live product, or take what changed in Partner Center into manifests
///
/// Reads the draft and writes it as a manifest that changes nothing. Long texts and images become files beside it. What a
/// manifest cannot express is listed and stays as it is in the Store.
///
/// With --update, reads the drafts of manifests that are there, and edits the manifests so that they say what changed in
/// Partner Center since the last receipt, or since --base. Comments and layout are kept. Where there is no base, every
/// difference is taken. What both sides changed is listed, and taken if --only names it. The diff goes to stdout. Either all
/// manifests are written or none.
#[derive(Args, Debug)]
#[command(
    override_usage = "storectl import [OPTIONS] PRODUCT_ID\n       storectl import --update [OPTIONS] [PATH]..."
)]
pub(crate) struct ImportCommand {
    /// The product ID in Partner Center, a GUID; with --update, manifests or folders [default PATH: .]
    #[arg(value_name = "PRODUCT_ID|PATH", required_unless_present = "update")]
    words: Vec<String>,
    /// Take what changed in Partner Center into the manifests at PATH
    #[arg(long, conflicts_with_all = ["output", "layout", "scope", "overwrite"])]
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

/// What becomes a manifest.
#[derive(Debug)]
enum Source {
    /// The draft of a product.
    Product(ProductId),
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
        match self.words.as_slice() {
            [product] => Ok(Source::Product(product_id(product)?)),
            _ => Err(CliError::usage("one product is imported at a time")
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
        ];
        match given.iter().find(|it| it.1) {
            None => Ok(()),
            Some((flag, _)) => Err(CliError::usage(format!(
                "`{flag}` can only be used with `--update`"
            ))
            .hint("to manage only some fields of a new manifest, use --scope; to edit manifests that are there, use --update [PATH]")),
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
        Source::Product(product) => product::run(args, product, env, printer),
        Source::Update { paths } => update::run(args, paths, env, printer, invocation),
    }
}
