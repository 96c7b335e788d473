//! `storectl lsp`, as an editor uses it.

mod client;
mod documents;
mod fields;
mod hostile;
mod session;

use serde_json::Value;
use storectl_sandbox::SAMPLE_PRODUCT;

/// A manifest of the sample product.
fn manifest(body: &str) -> String {
    format!("apiVersion: storectl/v1\nproductId: {SAMPLE_PRODUCT}\n{body}")
}

/// The code and the place of each diagnostic: `STC0204 3:17-21`.
fn places(diagnostics: &[Value]) -> Vec<String> {
    let place = |it: &Value| {
        let (start, end) = (&it["range"]["start"], &it["range"]["end"]);
        let code = it["code"].as_str().unwrap_or("-");
        format!(
            "{code} {}:{}-{}",
            start["line"], start["character"], end["character"]
        )
    };
    diagnostics.iter().map(place).collect()
}
