//! A result, and its form for people, scripts and pull requests.

use serde_json::Value;
use storectl_report::{Styling, escape, json, text};

use crate::{args::Format, error::CliError};

/// What can be shown in each form.
pub(crate) trait Show {
    /// For people.
    fn text(&self, styling: Styling) -> String;
    /// For scripts.
    fn json(&self) -> Value;
    /// For a pull request.
    fn markdown(&self) -> String;
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

pub(crate) fn form(what: &dyn Show, format: Format, styling: Styling) -> String {
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
}
