//! The result of `apply` and `submit`: the plans and what became of them.

use serde_json::Value;
use storectl_apply::Cancellation;
use storectl_plan::ApplyReport;
use storectl_report::{
    ProductReport, ReportView, SourceRef, Styling, Verbosity, escape, json, markdown, text,
};

use crate::{
    args::{Format, ResultArgs},
    error::CliError,
    exit::Exit,
    manifests::locate,
    ops::apply::{self, ApplyRequest, ApplyRun},
    ops::plan::{Planned, Plans, VERSION},
    output::{
        show::{self, Show},
        write,
    },
    runtime::block_on,
    settings::consent::Consent,
};

/// Runs an apply and shows what came of it.
///
/// Text shows the plan before it is carried out, whoever reads it; the other forms are one document at the end, and a
/// person who is asked sees the plan on stderr.
pub(crate) fn apply(
    applying: &ApplyRequest<'_>,
    cancel: Cancellation,
    result: &ResultArgs,
) -> Result<Exit, CliError> {
    let printer = applying.printer;
    let applied = block_on::until_stopped(
        cancel,
        applying.run(|planned, reads| {
            let plans = plans(planned, reads, printer.verbosity());
            match (result.format, applying.consent) {
                (Format::Text, _) => printer.result(&plans.text(printer.result_styling())),
                (Format::Json | Format::Markdown, Consent::Ask) => {
                    printer.rendered(&plans.text(printer.message_styling()));
                    Ok(())
                }
                (Format::Json | Format::Markdown, Consent::Given) => Ok(()),
            }
        }),
    )?;
    let done = ApplyResult::new(&applied, printer.verbosity());
    match (&done.refusal, &done.error) {
        (Some(refusal), _) => printer.failure(refusal),
        (None, Some(error)) => printer.failure_beside(error, result.format),
        (None, None) => {}
    }
    match (result.format, &done.refusal) {
        (Format::Text, None) => {
            let report = text::apply_report(&done.report(), printer.result_styling());
            printer.result(&format!("\n{report}"))?;
        }
        (Format::Text, Some(_)) => {}
        (Format::Json, _) => printer.result(&show::as_json(&done))?,
        (Format::Markdown, _) => printer.result(&done.markdown())?,
    }
    write::files(&done, result)?;
    Ok(done.exit)
}

fn plans<'a>(planned: &'a [Planned<'a>], reads: u64, verbosity: Verbosity) -> Plans<'a> {
    Plans {
        planned,
        reads,
        verbosity,
        error: None,
    }
}

/// The plans and what became of them.
struct ApplyResult<'a> {
    plans: Plans<'a>,
    begun: Vec<ProductResult<'a>>,
    /// Why nothing was begun.
    refusal: Option<CliError>,
    /// What decided the exit.
    error: Option<CliError>,
    exit: Exit,
}

/// A product whose apply was begun.
struct ProductResult<'a> {
    planned: &'a Planned<'a>,
    report: &'a ApplyReport,
    location: Option<SourceRef>,
}

impl<'a> ApplyResult<'a> {
    fn new(applied: &'a ApplyRun<'a>, verbosity: Verbosity) -> Self {
        let plans = plans(&applied.planned, applied.reads, verbosity);
        let reports = match &applied.outcome {
            Ok(reports) => reports.as_slice(),
            Err(refusal) => {
                return Self {
                    plans,
                    begun: Vec::new(),
                    refusal: Some(refusal.clone()),
                    error: Some(refusal.clone()),
                    exit: refusal.exit(),
                };
            }
        };
        let mut begun = Vec::new();
        let mut first: Option<CliError> = None;
        for (planned, report) in applied.planned.iter().zip(reports) {
            let Ok(plan) = &planned.plan else { continue };
            let location = locate::of_failure(report, plan, planned.manifest);
            let error = apply::failed(report, plan).map(|it| it.at(location.clone()));
            // The first failure decides, unless a signal stopped a later product.
            first = match (first, error) {
                (Some(first), Some(error)) if error.exit() < Exit::Terminated => Some(first),
                (first, error) => error.or(first),
            };
            begun.push(ProductResult {
                planned,
                report,
                location,
            });
        }
        Self {
            plans,
            begun,
            refusal: None,
            exit: first.as_ref().map_or(Exit::Ok, CliError::exit),
            error: first,
        }
    }

    fn report(&self) -> ReportView<'_> {
        ReportView {
            tool_version: VERSION,
            exit: self.exit.code(),
            products: self
                .begun
                .iter()
                .map(|it| ProductReport {
                    manifest: &it.planned.manifest.path,
                    product_id: it.planned.manifest.product.product_id.as_str(),
                    name: it.planned.manifest.product.name.as_deref(),
                    report: Ok(it.report),
                    location: it.location.clone(),
                    hints: Vec::new(), // the failure has its own
                })
                .collect(),
        }
    }
}

impl Show for ApplyResult<'_> {
    fn text(&self, styling: Styling) -> String {
        let plan = self.plans.text(styling);
        match &self.refusal {
            Some(error) => format!("{plan}\n{}", error.text(styling)),
            None => format!("{plan}\n{}", text::apply_report(&self.report(), styling)),
        }
    }

    fn json(&self) -> Value {
        let mut document = match &self.refusal {
            Some(error) => error.json(),
            None => show::with_error(json::apply_report(&self.report()), self.error.as_ref()),
        };
        if let Value::Object(document) = &mut document {
            document.insert("plan".to_owned(), self.plans.json());
        }
        document
    }

    fn markdown(&self) -> String {
        match &self.refusal {
            Some(error) => {
                let message = escape::markdown(&error.view().message);
                format!("{}\n> [!CAUTION]\n> {message}\n", self.plans.markdown())
            }
            None => markdown::apply_report(&self.report()),
        }
    }
}
