//! Text for terminals and logs. It is for people and not an interface: scripts read the JSON.
//!
//! No line begins with somebody else's text, so that a CI runner takes none for a command.

mod change;
mod diagnostics;
mod doctor;
mod excerpt;
mod failure;
mod finding;
mod guard;
mod history;
mod inspect;
mod localization;
mod origin;
mod page;
mod plan;
mod report;
mod status;
mod unmanaged;

use crate::{Appearance, Foreign, Output};

/// Renders a result that nobody has seen a part of: a report begins with its plan.
pub(crate) fn whole(output: &Output<'_>, appearance: Appearance) -> String {
    match output {
        Output::Apply(view) => {
            let plan = plan::plan(&view.plan, appearance);
            format!("{plan}\n{}", render(output, appearance))
        }
        Output::Plan(_)
        | Output::Status(_)
        | Output::History(_)
        | Output::Inspect(_)
        | Output::Doctor(_)
        | Output::Diagnostics(_)
        | Output::Error(_) => render(output, appearance),
    }
}

/// Renders a result as text.
pub(crate) fn render(output: &Output<'_>, appearance: Appearance) -> String {
    match output {
        Output::Plan(view) => plan::plan(view, appearance),
        Output::Apply(view) => report::report(view, appearance),
        Output::Status(view) => status::status(view, appearance),
        Output::History(view) => history::history(view, appearance),
        Output::Inspect(view) => inspect::installers(view, appearance),
        Output::Doctor(view) => doctor::doctor(view, appearance),
        Output::Diagnostics(view) => diagnostics::diagnostics(view, appearance),
        Output::Error(view) => failure::failure(view, appearance.styling),
    }
}

/// Names a product: `Product Contoso Notes (3e31…) · store/contoso.yaml`; one whose ID is not known by its manifest. Of a job that
/// failed, the manifests may not be known.
fn heading(name: Option<Foreign<'_>>, product_id: Foreign<'_>, manifest: Foreign<'_>) -> String {
    let id = product_id.line();
    if id.is_empty() {
        return format!("Product in {}", manifest.line());
    }
    let known = match name {
        Some(name) => format!("{} ({id})", name.line()),
        None => id.into_owned(),
    };
    match manifest.line() {
        path if path.is_empty() => format!("Product {known}"),
        path => format!("Product {known} · {path}"),
    }
}
