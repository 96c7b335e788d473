//! The page for a support request: what the checks found, and what else somebody who helps would ask for.

mod products;
mod settings;
mod trace;

use std::path::Path;

use storectl_platform::write_result;
use storectl_report::{BundleView, Fact, render_bundle};

use self::products::Products;
use super::{Diagnosis, Patients};
use crate::{
    args::StoreArgs, error::CliError, output::printer::Printer, settings::doctor::DoctorSettings,
    settings::env::Env,
};

pub(crate) use trace::{TraceTail, read as trace_tail};

/// Writes the page to a file, as a file of `--out` is written.
///
/// # Errors
/// The file cannot be written (1).
pub(crate) fn write(
    file: &Path,
    diagnosis: &Diagnosis,
    sources: &Sources<'_>,
    printer: &Printer,
) -> Result<(), CliError> {
    let products = Products::read(sources.patients, sources.settings, diagnosis);
    let (settings, versions) = (settings::facts(sources.args, sources.env), versions());
    let (history, described) = (products.history(), products.described());
    let trace = sources.trace();
    let page = render_bundle(&BundleView {
        doctor: diagnosis.view(),
        written_at: printer.machine().unix_now(),
        versions: &versions,
        settings: &settings,
        products: &described,
        history,
        errors: &trace.errors(),
        trace: trace.lines(),
    });
    let page = printer.redactor().text(&page);
    write_result(file, page.as_bytes()).map_err(CliError::own_file)
}

/// What the page is made of, beside the checks.
pub(crate) struct Sources<'a> {
    pub(crate) patients: &'a Patients,
    pub(crate) settings: &'a DoctorSettings,
    pub(crate) args: &'a StoreArgs,
    pub(crate) env: &'a Env,
    /// The end of the trace, as it was before this command.
    pub(crate) trace: &'a TraceTail,
}

impl Sources<'_> {
    /// Returns the end of the trace as it was before this command, and what this command added.
    fn trace(&self) -> TraceTail {
        match &self.args.trace {
            Some(file) => self.trace.clone().with_own(file),
            None => TraceTail::default(),
        }
    }
}

fn versions() -> Vec<Fact> {
    let or =
        |text: &str, otherwise: &str| if text.is_empty() { otherwise } else { text }.to_owned();
    let fact = |name, value| Fact { name, value };
    vec![
        fact("storectl", env!("CARGO_PKG_VERSION").to_owned()),
        fact("commit", or(env!("STORECTL_COMMIT"), "unknown")),
        fact("target", or(env!("STORECTL_TARGET"), "unknown")),
        fact("features", or(env!("STORECTL_FEATURES"), "none")),
        fact(
            "system",
            format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        ),
    ]
}
