//! Puts a command's result where it was asked for: stdout, and files of `--out`.

use std::{fs, io::Write as _, path::Path};

use serde_json::Value;
use storectl_report::{Styling, escape, json, text};

use crate::{
    cli::{Format, ResultArgs},
    error::CliError,
    printer::Printer,
};

/// What can be shown in each form.
pub(crate) trait Show {
    /// For people.
    fn text(&self, styling: Styling) -> String;
    /// For scripts.
    fn json(&self) -> Value;
    /// For a pull request.
    fn markdown(&self) -> String;
}

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

impl Show for CliError {
    fn text(&self, styling: Styling) -> String {
        let mut shown = String::new();
        if !self.diagnostics().is_empty() {
            shown.push_str(&text::diagnostics(self.diagnostics(), styling));
            shown.push('\n');
        }
        shown.push_str(&text::error(self.view(), styling));
        shown
    }

    fn json(&self) -> Value {
        let mut document = json::error(self.view());
        if !self.diagnostics().is_empty()
            && let Some(Value::Object(error)) = document.get_mut("error")
            && let Some(list) = json::diagnostics(self.diagnostics()).get_mut("diagnostics")
        {
            error.insert("diagnostics".to_owned(), list.take());
        }
        document
    }

    fn markdown(&self) -> String {
        let lines: Vec<String> = self
            .text(Styling::Plain)
            .lines()
            .map(str::to_owned)
            .collect();
        format!(
            "### storectl: {}\n\n{}",
            self.exit().name(),
            escape::fence("text", &lines)
        )
    }
}

/// Adds the error that decided the exit to a result, where scripts look for it in every failed run.
pub(crate) fn with_error(mut document: Value, error: Option<&CliError>) -> Value {
    if let Some(error) = error
        && let (Value::Object(document), Value::Object(failure)) = (&mut document, error.json())
    {
        document.extend(failure);
    }
    document
}

fn form(what: &dyn Show, format: Format, styling: Styling) -> String {
    match format {
        Format::Text => what.text(styling),
        Format::Json => as_json(what),
        Format::Markdown => what.markdown(),
    }
}

/// Gives a result as one JSON document, harmless on a terminal.
pub(crate) fn as_json(what: &dyn Show) -> String {
    escape::json(&format!("{:#}\n", what.json())).into_owned()
}

/// Makes the folders on the way: `--out json=out/plan.json` in a fresh checkout is what people write.
fn write(path: &Path, content: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|it| !it.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    fs::File::create(path)?.write_all(content.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;

    #[test]
    fn a_failure_is_one_json_document_with_the_manifests_faults_inside() {
        let broken = storectl_manifest::read("storectl.yaml", b"a: [").unwrap_err();
        let document = CliError::new(Exit::Invalid, "broken")
            .diagnosed(broken)
            .json();
        let error = document.get("error").unwrap();
        assert_eq!(error["code"], "invalid");
        assert_eq!(error["exit"], 10);
        assert_eq!(error["diagnostics"][0]["location"]["file"], "storectl.yaml");
    }

    #[test]
    fn a_result_that_failed_keeps_its_own_members() {
        let error = CliError::new(Exit::Auth, "no");
        let document = with_error(serde_json::json!({ "format": "x" }), Some(&error));
        assert_eq!(document["format"], "x");
        assert_eq!(document["error"]["exit"], 20);
    }

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
