//! `storectl set`: fields of manifests, from the command line.

use std::path::{Path, PathBuf};

use clap::Args;
use storectl_manifest::{
    Change, Edit, EditArgument, FileFault, InvalidEdit, edit, nearest_address, parse_address,
};

use crate::{
    args::{EditArgs, ManifestArgs, Var},
    error::CliError,
    exit::Exit,
    manifests::{argument_file::read_text, original::Original},
    ops::edit::{Batch, Verb, of_manifest},
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
        recorded: Vec::new(),
    };
    let originals = Original::manifests(&manifests.paths)?;
    let batch = Batch::of(&originals, |it| {
        let edits = with_texts(&edits, it)?;
        of_manifest(it, edit(&it.shown, &it.content, &edits))
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
        InvalidEdit::NoValue | InvalidEdit::Value { .. } => ours,
    }
}

/// Returns the edits of one manifest, with the texts of the files that they name.
fn with_texts(edits: &[EditArgument], original: &Original) -> Result<Vec<Edit>, CliError> {
    let edits = edits.iter().map(|it| match it {
        EditArgument::Edit(edit) => Ok(edit.clone()),
        EditArgument::FromFile { address, file } => {
            let folder = original.file.parent().unwrap_or(Path::new(""));
            let text = read_text(file, folder).map_err(|fault| unreadable(file, &fault))?;
            Ok(Edit {
                address: address.clone(),
                change: Change::Set(text.into()),
            })
        }
    });
    edits.collect()
}

/// The error of a file whose text cannot be taken.
fn unreadable(file: &str, fault: &FileFault) -> CliError {
    let (exit, why) = match fault {
        FileFault::Missing => (Exit::Error, "it does not exist".to_owned()),
        FileFault::NotAFile => (Exit::Error, "it is not a regular file".to_owned()),
        FileFault::Unreadable(why) => (Exit::Error, why.clone()),
        FileFault::TooLarge { bytes, limit } => (
            Exit::Invalid,
            format!("it is {bytes} bytes; the limit is {limit}"),
        ),
        FileFault::Utf16 => (Exit::Invalid, "it is UTF-16; save it as UTF-8".to_owned()),
        FileFault::NotUtf8 { offset } => (
            Exit::Invalid,
            format!("it is not valid UTF-8 at byte {offset}"),
        ),
        FileFault::OutsideRepository => (
            Exit::Usage,
            "it is outside the manifest's repository".to_owned(),
        ),
        FileFault::Hidden => (
            Exit::Usage,
            "its path contains, or resolves to, a name that begins with a dot".to_owned(),
        ),
        FileFault::OtherCase { actual } => (Exit::Error, format!("the name on disk is {actual}")),
        FileFault::LfsPointer | FileFault::NotAnImage | FileFault::BrokenImage(_) => {
            (Exit::Error, "it is not a text".to_owned())
        }
    };
    CliError::new(exit, format!("cannot read {file}: {why}"))
}
