//! `storectl set`: fields of manifests, from the command line.

use std::path::PathBuf;

use clap::Args;
use storectl_manifest::{Change, Edit, EditArgument, InvalidEdit, nearest_address, parse_address};

use crate::{
    args::{EditArgs, ManifestArgs, ShardArgs, Var},
    error::CliError,
    exit::Exit,
    manifests::{
        inspect::variables,
        original::Original,
        texts::{read_text, unusable},
    },
    ops::edit::{Batch, Verb, changes},
    output::printer::Printer,
    settings::env::Env,
};

/// Set fields of manifests; comments and layout are kept
///
/// EDIT is ADDRESS=VALUE. A text is everything after the `=`, as the manifest writes it; `null` clears the field, and @FILE
/// takes the text of a file in the repository (@@ for a literal @). Lists, objects, flags and words are YAML:
/// `availability.markets=[US, CA]`. What the result would get wrong is reported, and nothing is written (exit code 10).
/// Either all manifests are written or none.
#[derive(Args, Debug)]
#[command(override_usage = "storectl set [OPTIONS] EDIT... [PATH]...")]
pub(crate) struct SetCommand {
    /// Edits (ADDRESS=VALUE), and the manifests or folders to edit [default PATH: .]
    #[arg(value_name = "EDIT|PATH")]
    words: Vec<String>,
    /// Remove a field and its comment, so that it becomes unmanaged; repeatable
    #[arg(long, value_name = "ADDRESS")]
    unset: Vec<String>,
    /// Set a manifest variable for the check of the result [env: STORECTL_VAR_NAME]; repeatable
    #[arg(long = "var", value_name = "NAME=VALUE")]
    vars: Vec<Var>,
    #[command(flatten)]
    part: ShardArgs,
    #[command(flatten)]
    edit: EditArgs,
}

const VERB: Verb = Verb {
    done: "edited",
    would: "edit",
};

pub(crate) fn run(args: &SetCommand, env: &Env, printer: &Printer) -> Result<Exit, CliError> {
    let (edits, paths): (Vec<&String>, Vec<&String>) =
        args.words.iter().partition(|it| EditArgument::is_one(it));
    let edits = parse(&edits, &args.unset)?;
    let manifests = ManifestArgs {
        paths: match paths.as_slice() {
            [] => vec![PathBuf::from(".")],
            paths => paths.iter().map(PathBuf::from).collect(),
        },
        vars: args.vars.clone(),
        part: args.part,
        recorded: Vec::new(),
    };
    let originals = Original::manifests(&manifests)?;
    let vars = variables(&manifests, env, originals.len())?;
    let batch = Batch::of(&originals, |it| {
        changes(it, &vars, &with_texts(&edits, it)?)
    })?;
    batch.check(&manifests, env, printer)?;
    batch.finish(&args.edit, VERB, printer)
}

/// Reads the edits, in their order; removals come last.
fn parse(set: &[&String], unset: &[String]) -> Result<Vec<EditArgument>, CliError> {
    if set.is_empty() && unset.is_empty() {
        return Err(CliError::usage("no edit is given")
            .hint("pass ADDRESS=VALUE, e.g. vars.version=1.5.0, or --unset ADDRESS"));
    }
    let set = set
        .iter()
        .map(|it| EditArgument::parse(it).map_err(|error| invalid(it, &error)));
    let unset = unset.iter().map(|it| {
        let address = parse_address(it).map_err(|error| invalid(it, &error))?;
        let change = Change::Unset;
        Ok(EditArgument::Edit(Edit { address, change }))
    });
    set.chain(unset).collect()
}

/// The error of an argument that is not an edit.
fn invalid(argument: &str, error: &InvalidEdit) -> CliError {
    let ours = CliError::usage(format!("`{argument}`: {error}"));
    match error {
        InvalidEdit::UnknownField { address } => match nearest_address(address) {
            Some(near) => ours.hint(format!("did you mean `{near}`?")),
            None => ours.hint("`storectl explain` lists every field"),
        },
        InvalidEdit::Address { .. } => ours.hint("`storectl explain` lists every field"),
        InvalidEdit::NoValue | InvalidEdit::NoFile { .. } | InvalidEdit::Value { .. } => ours,
    }
}

/// Returns the edits of one manifest, with the texts of the files that they name.
fn with_texts(edits: &[EditArgument], original: &Original) -> Result<Vec<Edit>, CliError> {
    let edits = edits.iter().map(|it| match it {
        EditArgument::Edit(edit) => Ok(edit.clone()),
        EditArgument::FromFile { address, file } => {
            let text = read_text(file, &original.folder)
                .map_err(|fault| unusable("read", file, &fault))?;
            Ok(Edit {
                address: address.clone(),
                change: Change::Set(text.into()),
            })
        }
    });
    edits.collect()
}
