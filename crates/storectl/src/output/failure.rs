//! A failure as a result.

use storectl_model::{ProductId, Shard};
use storectl_report::{Command, DiagnosticsView, FailureView, Output};

use crate::{error::CliError, manifests::place};

/// Returns what a command shows, of this part of the products, that has no other result: the faults of its manifests, or the
/// error.
pub(crate) fn output(
    error: &CliError,
    command: Option<Command>,
    shard: Option<Shard>,
) -> Output<'_> {
    let products: Vec<&str> = error.products().iter().map(ProductId::as_str).collect();
    let diagnostics = error.diagnostics();
    match (diagnostics.listed(), command) {
        (listed @ [_, ..], Some(command)) => Output::Diagnostics(DiagnosticsView {
            command,
            shard,
            manifests: error.manifests(),
            products,
            diagnostics: listed,
            unlisted: diagnostics.unlisted(),
            localization: Vec::new(),
            names: place::names(listed),
            error: Some(error.view()),
        }),
        _ => Output::Error(FailureView {
            command,
            shard,
            products,
            error: error.view(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;

    #[test]
    fn an_invalid_manifest_is_the_diagnostics_document_with_its_error() {
        let broken = storectl_manifest::read("storectl.yaml", b"a: [").unwrap_err();
        let error = CliError::new(Exit::Invalid, "broken").diagnosed(1, broken);
        let document = storectl_report::json::document(&output(&error, Some(Command::Plan), None));
        assert_eq!(document["format"], "storectl.diagnostics");
        assert_eq!(document["error"]["code"], "invalid");
        assert_eq!(document["error"]["exit"], 10);
        assert_eq!(document["summary"]["manifests"], 1);
        // The test runs below the root.
        let file = document["diagnostics"][0]["location"]["file"].as_str();
        assert!(file.unwrap().ends_with("/storectl.yaml"), "{file:?}");
    }

    #[test]
    fn any_other_failure_is_the_error_document() {
        let error = CliError::new(Exit::Auth, "no");
        let document = storectl_report::json::document(&output(&error, None, None));
        assert_eq!(document["format"], "storectl.error");
        assert_eq!(document["error"]["exit"], 20);
    }
}
