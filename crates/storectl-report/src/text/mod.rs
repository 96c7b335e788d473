//! Text for terminals and logs. It is for people and not an interface: scripts read the JSON.

mod blockers;
mod change;
mod diagnostics;
mod failure;
mod page;
mod plan;
mod report;
mod status;

pub use diagnostics::diagnostics;
pub use failure::error;
pub use plan::plan;
pub use report::apply_report;
pub use status::status;

use crate::escape;

/// Names a product: `Contoso Notes (3e31…) · store/contoso.yaml`.
fn heading(name: Option<&str>, product_id: &str, manifest: &str) -> String {
    let id = escape::line(product_id);
    let known = match name {
        Some(name) => format!("{} ({id})", escape::line(name)),
        None => id.into_owned(),
    };
    format!("{known} · {}", escape::line(manifest))
}
