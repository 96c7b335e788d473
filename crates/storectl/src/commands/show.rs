//! `storectl show`: a saved result in another format.

use std::{
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use clap::Args;
use storectl_platform::{OwnFileError, decode_text, read_own};
use storectl_report::{
    Appearance, FileFormat,
    json::{Document, MAX_SAVED, Saved, SavedError},
};

use crate::{
    args::ResultArgs,
    error::CliError,
    exit::Exit,
    output::{
        printer::Printer,
        targets::Targets,
        write::{self, Places},
    },
};

/// Show a saved result in another format
///
/// FILE is the JSON document that plan, apply, submit, status, validate or inspect wrote with --out json=FILE or --format json.
/// Prints exactly what the same run wrote with --out FORMAT=FILE: files are named from the repository root, and the text of an
/// apply begins with its plan.
///
/// A page (--format html) shows the images that are where the result says: in this checkout, and in git at the commit of the base.
/// It names the others, and those that have changed since.
///
/// Needs no manifest, no credentials and no network. Exits with 0 whatever the result says, and with 1 if FILE is not a complete
/// document of this version of storectl.
#[derive(Args, Debug)]
pub(crate) struct ShowCommand {
    /// The saved result; - reads stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    result: ResultArgs,
}

pub(crate) fn run(args: &ShowCommand, printer: &Printer) -> Result<Exit, CliError> {
    let source = Source::of(&args.file);
    let targets = Targets::of(&args.result, None)?;
    match source {
        Source::Stdin => {}
        Source::File(file) => targets.refuse_inputs([file])?,
    }
    let saved = source.read()?;
    let show = |format, appearance| {
        let shown = printer.render_saved_file(&saved, format, appearance);
        shown.map_err(|error| source.cannot_be_shown(&error))
    };
    let format = FileFormat::Result(args.result.format);
    let shown = show(format, printer.result_appearance())?;
    let file = |format| show(format, Appearance::PLAIN);
    for places in [Places::Replaced, Places::Appended] {
        write::rendered_files(file, &args.result, places)?;
    }
    printer.result(&shown)?;
    write::rendered_files(file, &args.result, Places::Stdout)?;
    Ok(Exit::Ok)
}

/// Where a result is read from.
#[derive(Clone, Copy, Debug)]
enum Source<'a> {
    Stdin,
    File(&'a Path),
}

impl<'a> Source<'a> {
    fn of(file: &'a Path) -> Self {
        if file == Path::new("-") {
            Self::Stdin
        } else {
            Self::File(file)
        }
    }

    fn read(self) -> Result<Saved, CliError> {
        let bytes = match self {
            Self::Stdin => read_stdin()?,
            Self::File(file) => read_file(file)?,
        };
        let text = decode_text(&bytes)
            .map_err(|error| CliError::new(Exit::Error, format!("{} is {error}", self.name())))?;
        Saved::read(&text).map_err(|error| self.cannot_be_shown(&error))
    }

    /// Names it for people.
    fn name(self) -> String {
        match self {
            Self::Stdin => "stdin".to_owned(),
            Self::File(file) => file.display().to_string(),
        }
    }

    fn cannot_be_shown(self, error: &SavedError) -> CliError {
        let message = format!("{} cannot be shown: {error}", self.name());
        let message = CliError::new(Exit::Error, message);
        match error {
            SavedError::NoResult(Document::Receipt) => {
                message.hint("run `storectl status --history` for what receipts record")
            }
            SavedError::NoResult(Document::Live) => {
                message.hint("pass it to `storectl plan --live FILE` to plan against it")
            }
            SavedError::Malformed(_) | SavedError::NotOurs => {
                message.hint("save a result with --out json=FILE, and pass it unchanged")
            }
            SavedError::NoResult(_)
            | SavedError::Incomplete(..)
            | SavedError::TooLong
            | SavedError::OtherFormat(_)
            | SavedError::OtherVersion(_)
            | SavedError::Invalid(_) => message,
        }
    }
}

fn read_file(file: &Path) -> Result<Vec<u8>, CliError> {
    let bytes = read_own(file, MAX_SAVED).map_err(|error| match error {
        OwnFileError::NotRegular { path, kind } => CliError::new(
            Exit::Error,
            format!("`{}` is {kind}, not a saved result", path.display()),
        ),
        OwnFileError::TooLarge { .. }
        | OwnFileError::Held { .. }
        | OwnFileError::Read { .. }
        | OwnFileError::Write { .. } => CliError::own_file(error),
    })?;
    bytes.ok_or_else(|| CliError::new(Exit::Error, format!("no such file: {}", file.display())))
}

/// Reads stdin up to one byte more than is read of a file, which is then refused.
fn read_stdin() -> Result<Vec<u8>, CliError> {
    let mut bytes = Vec::new();
    let mut stdin = io::stdin().lock().take(MAX_SAVED + 1);
    match stdin.read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(CliError::local("cannot read stdin", error)),
    }
}
