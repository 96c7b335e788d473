//! Puts a command's result where it was asked for: stdout, and files of `--out`.

use std::{collections::BTreeSet, fs, io::Write as _, path::Path};

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
        write(&out.path, &form(what, out.format, Styling::Plain)).map_err(|error| {
            CliError::local(format!("could not write {}", out.path.display()), error)
        })?;
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

/// Makes the folders on the way: `--out json=out/plan.json` in a fresh checkout is what people write.
fn write(path: &Path, content: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|it| !it.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    fs::File::create(path)?.write_all(content.as_bytes())
}

/// Refuses two `--out` of one file: the second would wipe the first.
///
/// # Errors
/// 64, with the file's name.
pub(crate) fn check_outputs(args: &ResultArgs) -> Result<(), CliError> {
    let mut seen = BTreeSet::new();
    match args.out.iter().find(|it| !seen.insert(&it.path)) {
        Some(twice) => Err(CliError::usage(format!(
            "--out names {} twice",
            twice.path.display()
        ))),
        None => Ok(()),
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
        let written = fs::read_to_string(path).unwrap();
        assert!(written.ends_with("}\n"), "{written}");
    }
}
