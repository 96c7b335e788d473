//! Puts a command's result where it was asked for: stdout, and files of `--out`.

use std::collections::BTreeSet;

use storectl_platform::{check_result, write_result};
use storectl_report::{Appearance, Command, Format, Output};

use crate::{
    args::ResultArgs,
    error::CliError,
    output::{failure, printer::Printer},
};

/// Writes a result: stdout first, so that no full disk hides it, then every file.
///
/// # Errors
/// A file, or stdout, cannot be written (1).
pub(crate) fn show(
    output: &Output<'_>,
    args: &ResultArgs,
    printer: &Printer,
) -> Result<(), CliError> {
    printer.result(&printer.render(output, args.format, printer.result_appearance()))?;
    files(output, args, printer)
}

/// Writes the files of `--out` only.
///
/// # Errors
/// A file cannot be written (1).
pub(crate) fn files(
    output: &Output<'_>,
    args: &ResultArgs,
    printer: &Printer,
) -> Result<(), CliError> {
    let rendered = |format| printer.render(output, format, Appearance::PLAIN);
    rendered_files(rendered, args)
}

/// Writes the files of `--out` with what `rendered` gives for their formats.
///
/// # Errors
/// A file cannot be written (1).
pub(crate) fn rendered_files(
    rendered: impl Fn(Format) -> String,
    args: &ResultArgs,
) -> Result<(), CliError> {
    for out in &args.out {
        let content = rendered(out.format);
        write_result(&out.path, content.as_bytes()).map_err(CliError::own_file)?;
    }
    Ok(())
}

/// Reports a failure: to people on stderr, and in the result's place where scripts read it.
pub(crate) fn failure(
    error: &CliError,
    command: Option<Command>,
    args: Option<&ResultArgs>,
    printer: &Printer,
) {
    printer.failure(error);
    let Some(args) = args else { return };
    let output = failure::output(error, command);
    match args.format {
        Format::Text => {}
        Format::Json | Format::Markdown => {
            // Nothing is left to say where even this cannot be written.
            let _ = printer.result(&printer.render(&output, args.format, Appearance::PLAIN));
        }
    }
    let _ = files(&output, args, printer);
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
            "--out is used twice for {}",
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
    use crate::{args::OutputArgs, exit::Exit, settings::env::Env};

    fn printer() -> Printer {
        let args = OutputArgs {
            color: None,
            verbose: 0,
            quiet: false,
            log_format: crate::args::LogFormat::Text,
        };
        Printer::new(&args, &Env::default())
    }

    #[test]
    fn files_are_written_with_the_folders_on_the_way() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out/plan.json");
        let args = ResultArgs {
            format: Format::Text,
            out: vec![format!("json={}", path.display()).parse().unwrap()],
        };
        let error = CliError::new(Exit::Auth, "no");
        files(&failure::output(&error, None), &args, &printer()).unwrap();
        let written = std::fs::read_to_string(path).unwrap();
        assert!(written.ends_with("}\n"), "{written}");
    }
}
