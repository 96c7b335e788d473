//! `storectl import`: a live product, what changed in Partner Center, or another tool's files become manifests.

mod product;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use storectl_manifest::Layout;
use storectl_model::{ProductId, Selector};

use crate::{
    args::StoreArgs, error::CliError, exit::Exit, output::printer::Printer, settings::env::Env,
};

/// Write a manifest of a live product, with its texts and images
///
/// Reads the draft and writes it as a manifest that changes nothing. Long texts and images become files beside it. What a
/// manifest cannot express is listed and stays as it is in the Store.
#[derive(Args, Debug)]
#[command(override_usage = "storectl import [OPTIONS] PRODUCT_ID")]
pub(crate) struct ImportCommand {
    /// The product ID in Partner Center, a GUID
    #[arg(value_name = "PRODUCT_ID", required = true)]
    words: Vec<String>,
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
}

impl ImportCommand {
    /// Returns what is imported. What the words are depends on the flags.
    fn source(&self) -> Result<Source, CliError> {
        match self.words.as_slice() {
            [product] => Ok(Source::Product(product_id(product)?)),
            _ => Err(CliError::usage("one product is imported at a time")
                .hint("pass one PRODUCT_ID, and run storectl again for each other product")),
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

pub(crate) fn run(args: &ImportCommand, env: &Env, printer: &Printer) -> Result<Exit, CliError> {
    match &args.source()? {
        Source::Product(product) => product::run(args, product, env, printer),
    }
}
