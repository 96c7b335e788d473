//! Puts a command's result where it was asked for: stdout, and files of `--out`.

use storectl_model::Shard;
use storectl_platform::{Gap, append_result, is_stdout, write_result};
use storectl_report::{
    Appearance, Command, FileFormat, Format, Output,
    json::{Saved, SavedError},
};

use crate::{
    args::{OutFile, ResultArgs},
    error::{CliError, Reach},
    output::{
        failure, inputs::CommandLine, printer::Printer, rendering::Rendering,
        targets::takes_failure,
    },
};

/// Which of the places that `--out` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Places {
    /// Files that are replaced. They are written before the result, which says where one cannot be.
    Replaced,
    /// Files that are added to: what is added says so, too.
    Appended,
    /// Stdout itself, written behind the result.
    Stdout,
}

/// Writes a result: every file, then stdout, where a file that cannot be written is the result's failure if it has no other.
///
/// # Errors
/// A file, or stdout, cannot be written (1).
pub(crate) fn show(whole: &Rendering<'_>, args: &ResultArgs) -> Result<(), CliError> {
    let (output, printer) = (whole.output(), whole.printer());
    // What failed before is graver than a file.
    let has_failed = output.error().is_some();
    let replaced = rendered_files(|it| Ok(whole.render_file(it)), args, Places::Replaced).err();
    let failed = with_failure(output, replaced.as_ref());
    let failed = failed.as_ref().map(|it| printer.rendering(it));
    let shown = failed.as_ref().unwrap_or(whole);
    let appended = rendered_files(|it| Ok(shown.render_file(it)), args, Places::Appended).err();
    let failed = with_failure(output, appended.as_ref().filter(|_| replaced.is_none()));
    let failed = failed.as_ref().map(|it| printer.rendering(it));
    let shown = failed.as_ref().unwrap_or(shown);
    printer.result(&shown.render(args.format, printer.result_appearance()))?;
    rendered_files(|it| Ok(shown.render_file(it)), args, Places::Stdout)
        .map_err(CliError::beside_result)?;
    let unwritten = replaced.or(appended);
    match unwritten {
        Some(error) if has_failed => printer.failure(&error),
        Some(error) => return Err(error.beside_result()),
        None => {}
    }
    Ok(())
}

fn with_failure<'a>(output: &Output<'a>, error: Option<&'a CliError>) -> Option<Output<'a>> {
    error.map(|it| output.clone().failed(it.view()))
}

/// Writes a saved result as it is: every file, then stdout.
///
/// # Errors
/// A place cannot be written (1), or the result cannot be rendered, which `refused` words.
pub(crate) fn saved(
    saved: &Saved,
    args: &ResultArgs,
    printer: &Printer,
    refused: impl Fn(&SavedError) -> CliError,
) -> Result<(), CliError> {
    let show = |format, appearance| {
        let shown = printer.render_saved_file(saved, format, appearance);
        shown.map_err(|error| refused(&error))
    };
    let format = FileFormat::Result(args.format);
    let shown = show(format, printer.result_appearance())?;
    let file = |format| show(format, Appearance::PLAIN);
    for places in [Places::Replaced, Places::Appended] {
        rendered_files(file, args, places)?;
    }
    printer.result(&shown)?;
    rendered_files(file, args, Places::Stdout)
}

/// Writes to every place of `--out`, where nothing else is written to stdout.
///
/// # Errors
/// One cannot be written (1).
pub(crate) fn files(whole: &Rendering<'_>, args: &ResultArgs) -> Result<(), CliError> {
    let rendered = |format| Ok(whole.render_file(format));
    let all = [Places::Replaced, Places::Appended, Places::Stdout];
    let written = all.map(|it| rendered_files(rendered, args, it));
    written.into_iter().collect()
}

/// Writes to these places of `--out` what `rendered` gives for their formats.
///
/// # Errors
/// A place cannot be written, or nothing can be rendered for it (1); the others are written all the same.
pub(crate) fn rendered_files(
    rendered: impl Fn(FileFormat) -> Result<String, CliError>,
    args: &ResultArgs,
    places: Places,
) -> Result<(), CliError> {
    let is_here = |out: &&OutFile| match places {
        Places::Replaced => !is_stdout(&out.path) && !out.format.appends(),
        Places::Appended => !is_stdout(&out.path) && out.format.appends(),
        Places::Stdout => is_stdout(&out.path),
    };
    let write = |out: &OutFile| {
        let content = rendered(out.format)?;
        let written = match out.format {
            FileFormat::Result(_) => write_result(&out.path, content.as_bytes()),
            FileFormat::Summary => append_result(&out.path, content.as_bytes(), Gap::Paragraph),
            FileFormat::GithubOutput => append_result(&out.path, content.as_bytes(), Gap::Line),
        };
        written.map_err(CliError::own_file)
    };
    let written: Vec<_> = args.out.iter().filter(is_here).map(write).collect();
    let first = written.into_iter().find_map(Result::err);
    first.map_or(Ok(()), Err)
}

/// Reports a failure: to people on stderr, and in the result's place where scripts read it.
pub(crate) fn failure(
    error: &CliError,
    command: Option<Command>,
    shard: Option<Shard>,
    args: Option<&ResultArgs>,
    line: CommandLine<'_>,
    printer: &Printer,
) {
    printer.failure(error);
    let Some(args) = args else { return };
    let output = failure::output(error, command, shard);
    let whole = printer.rendering(&output);
    if error.reach() == Reach::Everywhere {
        let mut args = args.clone();
        args.out.retain(|it| takes_failure(&it.path, line));
        // Where a file cannot be written either, the failure is on stderr and stdout.
        let _ = files(&whole, &args);
    }
    match (args.format, error.reach()) {
        (Format::Text, _) | (_, Reach::BesideResult) => {}
        (
            Format::Json | Format::Markdown | Format::Html | Format::Github | Format::Sarif,
            Reach::Everywhere | Reach::Streams,
        ) => {
            // Nothing is left to say where even this cannot be written.
            let _ = printer.result(&whole.render(args.format, Appearance::PLAIN));
        }
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
        let output = failure::output(&error, None, None);
        files(&printer().rendering(&output), &args).unwrap();
        let written = std::fs::read_to_string(path).unwrap();
        assert!(written.ends_with("}\n"), "{written}");
    }
}
