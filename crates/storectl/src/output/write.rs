//! Puts a command's result where it was asked for: stdout, and files of `--out`.

use std::collections::BTreeSet;

use storectl_platform::{check_result, write_result};
use storectl_report::Styling;

use crate::{
    args::{Format, ResultArgs},
    error::CliError,
    output::{
        printer::Printer,
        show::{Show, form},
    },
};

/// Writes a result: stdout first, so that no full disk hides it, then every file.
///
/// # Errors
/// A file, or stdout, cannot be written (1).
pub(crate) fn show(what: &dyn Show, args: &ResultArgs, printer: &Printer) -> Result<(), CliError> {
    printer.result(&form(what, args.format, printer.result_styling()))?;
    files(what, args)
}

/// Writes the files of `--out` only.
///
/// # Errors
/// A file cannot be written (1).
pub(crate) fn files(what: &dyn Show, args: &ResultArgs) -> Result<(), CliError> {
    for out in &args.out {
        let content = form(what, out.format, Styling::Plain);
        write_result(&out.path, content.as_bytes()).map_err(CliError::own_file)?;
    }
    Ok(())
}

/// Tells of a failure: to people on stderr, and in the result's place where scripts read it.
pub(crate) fn failure(error: &CliError, args: Option<&ResultArgs>, printer: &Printer) {
    printer.failure(error);
    let Some(args) = args else { return };
    if args.format == Format::Json {
        // Nothing is left to say where even this cannot be written.
        let _ = printer.result(&form(error, Format::Json, Styling::Plain));
    }
    let _ = files(error, args);
}

/// Refuses two `--out` of one file, for the second would replace the first, and what cannot be a result's file: before
/// anything is done, so that no result is lost.
///
/// # Errors
/// 64 for two of one file; 1 for a link or a folder in a file's place.
pub(crate) fn check_outputs(args: &ResultArgs) -> Result<(), CliError> {
    let mut seen = BTreeSet::new();
    match args.out.iter().find(|it| !seen.insert(&it.path)) {
        Some(twice) => Err(CliError::usage(format!(
            "--out names {} twice",
            twice.path.display()
        ))),
        None => args
            .out
            .iter()
            .try_for_each(|it| check_result(&it.path))
            .map_err(CliError::own_file),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;

    #[test]
    fn files_are_written_with_the_folders_on_the_way() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out/plan.json");
        let args = ResultArgs {
            format: Format::Text,
            out: vec![format!("json={}", path.display()).parse().unwrap()],
        };
        files(&CliError::new(Exit::Auth, "no"), &args).unwrap();
        let written = std::fs::read_to_string(path).unwrap();
        assert!(written.ends_with("}\n"), "{written}");
    }
}
