//! The result of `apply` and `submit`: the plans and what became of them.

use std::cell::{LazyCell, OnceCell};

use storectl_apply::Cancellation;
use storectl_plan::{SubmissionKnowledge, Verdict};
use storectl_report::{
    Appearance, Command, Foreign, Format, Output, ProductOutcome, ProductReport, ReportView,
    SourceRef,
};

use crate::{
    args::ResultArgs,
    error::CliError,
    exit::Exit,
    hints::next,
    manifests::locate,
    ops::apply::{self, ApplyRequest, ApplyRun, ProductEnd, Purpose},
    ops::blockers,
    ops::warnings::{self, PlanText},
    ops::{
        files_before::note_files_before,
        plan::{self, Planned},
        plans::Plans,
    },
    output::{
        printer::{Level, Printer},
        write::{self, Places},
    },
    runtime::{block_on, signals},
    settings::consent::Consent,
};

/// Runs an apply and shows what came of it.
///
/// Text shows the plan before it is carried out, whoever reads it; the other formats are one document at the end, and a
/// person who is asked sees the plan on stderr.
pub(crate) fn apply(
    applying: &ApplyRequest<'_>,
    cancel: Cancellation,
    result: &ResultArgs,
) -> Result<Exit, CliError> {
    let printer = applying.printer;
    let endpoint = applying.settings.endpoint();
    let client = OnceCell::new();
    let run = block_on::until_stopped(
        printer.machine(),
        cancel,
        applying.run(&client, |planned, reads| {
            let plans = plans(&endpoint, applying, planned, reads);
            let shown =
                |appearance| printer.render(&Output::Plan(plans.view()), Format::Text, appearance);
            match (result.format, applying.consent) {
                // Nobody is asked about it, and the report says what came of it.
                (Format::Text, Consent::Given) if printer.is_brief() => Ok(()),
                (Format::Text, _) => printer.result(&shown(printer.result_appearance())),
                (
                    Format::Json | Format::Markdown | Format::Html | Format::Github | Format::Sarif,
                    Consent::Ask,
                ) => {
                    printer.rendered(&shown(printer.message_appearance()));
                    Ok(())
                }
                (
                    Format::Json | Format::Markdown | Format::Html | Format::Github | Format::Sarif,
                    Consent::Given,
                ) => Ok(()),
            }
        }),
    );
    let advised = |error| next::with(error, applying.invocation);
    let mut applied = match run {
        Ok(applied) => ApplyRun {
            outcome: applied.outcome.map_err(advised),
            ..applied
        },
        Err(error) => {
            let error = advised(error);
            ApplyRun {
                planned: plan::none_planned(applying.manifests, &error),
                // What was sent before a signal counts.
                reads: client.get().map_or(0, |it| it.reader().requests().get),
                outcome: Err(error),
            }
        }
    };
    if result.asks_for(Format::Html) {
        note_files_before(&mut applied.planned, applying.vars);
    }
    let text = PlanText::of_question(result.format, applying.consent);
    warnings::of_unplanned(&applied.planned, text, printer);
    let mut done = ApplyResult::new(&endpoint, &applied, applying);
    for places in [Places::Replaced, Places::Appended] {
        if let Err(error) = write_files(&done, result, printer, places) {
            match &done.error {
                Some(_) => printer.failure(&error),
                None => done.fail(error),
            }
        }
    }
    if let Some(error) = &done.error {
        match done.outcome {
            Ran::Refused => printer.failure(error),
            Ran::Products(_) => printer.failure_beside(error, result.format),
        }
    }
    let output = Output::Apply(done.view());
    match (result.format, &done.outcome) {
        (Format::Text, Ran::Products(_)) => {
            let report = printer.render(&output, Format::Text, printer.result_appearance());
            let gap = if printer.is_brief() { "" } else { "\n" };
            printer.result(&format!("{gap}{report}"))?;
        }
        (Format::Text, Ran::Refused) => {}
        (
            format @ (Format::Json
            | Format::Markdown
            | Format::Html
            | Format::Github
            | Format::Sarif),
            _,
        ) => {
            printer.result(&printer.render(&output, format, Appearance::PLAIN))?;
        }
    }
    write_files(&done, result, printer, Places::Stdout).map_err(CliError::beside_result)?;
    if done.error.is_none() && applied.planned.iter().any(nobody_knows) {
        let submit = applying.invocation.then("submit", &[]);
        printer.say(
            Level::Info,
            &format!("nothing here records whether this draft was submitted; if it was not, run `{submit}`"),
        );
        if let Some(variables) = applying.invocation.withheld() {
            printer.say(Level::Info, &variables);
        }
    }
    Ok(done.exit)
}

/// Writes the files of `--out`.
fn write_files(
    done: &ApplyResult<'_>,
    result: &ResultArgs,
    printer: &Printer,
    places: Places,
) -> Result<(), CliError> {
    let output = LazyCell::new(|| Output::Apply(done.view()));
    let rendering = LazyCell::new(|| printer.rendering(&output));
    write::rendered_files(|it| Ok(rendering.render_file(it)), result, places)
}

/// Whether there is nothing to do and no journal says what was last submitted: a runner that lost it (design.md §5, step 9).
fn nobody_knows(planned: &Planned<'_>) -> bool {
    planned.plan.as_ref().is_ok_and(|plan| {
        plan.verdict() == Verdict::Nothing && plan.submission_known == SubmissionKnowledge::Unknown
    })
}

fn plans<'a>(
    endpoint: &'a str,
    applying: &'a ApplyRequest<'_>,
    planned: &'a [Planned<'a>],
    reads: u64,
) -> Plans<'a> {
    Plans {
        endpoint,
        commit: applying.commit.as_deref(),
        repository: None, // a report's Markdown shows no pictures
        read_at: None,    // a report has times of its own
        live: None,
        run: None,
        planned,
        reads,
        error: None,
        invocation: applying.invocation,
    }
}

/// The plans and what became of them.
struct ApplyResult<'a> {
    command: Command,
    plans: Plans<'a>,
    outcome: Ran<'a>,
    /// What decided the exit.
    error: Option<CliError>,
    exit: Exit,
}

/// How far a run came.
enum Ran<'a> {
    /// Nothing was begun.
    Refused,
    /// What became of each product.
    Products(Vec<ProductResult<'a>>),
}

/// What became of a product.
struct ProductResult<'a> {
    end: &'a ProductEnd,
    location: Option<SourceRef>,
}

impl<'a> ApplyResult<'a> {
    fn new(endpoint: &'a str, applied: &'a ApplyRun<'a>, applying: &'a ApplyRequest<'_>) -> Self {
        let command = match applying.purpose {
            Purpose::Apply => Command::Apply,
            Purpose::Submit => Command::Submit,
        };
        let plans = plans(endpoint, applying, &applied.planned, applied.reads);
        let ends = match &applied.outcome {
            Ok(ends) => ends.as_slice(),
            Err(refusal) => {
                return Self {
                    command,
                    plans,
                    outcome: Ran::Refused,
                    error: Some(refusal.clone()),
                    exit: refusal.exit(),
                };
            }
        };
        let mut products = Vec::new();
        let mut errors = Vec::new();
        for (planned, end) in applied.planned.iter().zip(ends) {
            let location = match (end, &planned.plan) {
                (ProductEnd::Ran(report), Ok(plan)) => {
                    let location = locate::of_failure(report, plan, planned.manifest);
                    errors.push(apply::failed(report, plan).map(|it| it.at(location.clone())));
                    location
                }
                // A refusal has its own.
                (ProductEnd::Ran(_), Err(_))
                | (ProductEnd::Refused(_) | ProductEnd::NotStarted, _) => None,
            };
            products.push(ProductResult { end, location });
        }
        let refusals = ends.iter().filter_map(ProductEnd::refusal).cloned();
        errors.push(blockers::worst_of_products(refusals));
        // What was begun may have ended well all the same.
        let is_cut_short = ends.iter().any(|it| matches!(it, ProductEnd::NotStarted));
        let signal = applying.cancel.signal().filter(|_| is_cut_short);
        errors.push(signal.map(|it| next::with(signals::stopped_between(it), applying.invocation)));
        let error = blockers::gravest(errors);
        Self {
            command,
            plans,
            outcome: Ran::Products(products),
            exit: error.as_ref().map_or(Exit::Ok, CliError::exit),
            error,
        }
    }

    /// Ends the run with what failed after it.
    fn fail(&mut self, error: CliError) {
        self.exit = error.exit();
        self.error = Some(error);
    }

    fn view(&self) -> ReportView<'_> {
        ReportView {
            command: self.command,
            plan: self.plans.view(),
            exit: self.exit.code(),
            error: self.error.as_ref().map(CliError::view),
            products: self.products(),
        }
    }

    fn products(&self) -> Vec<ProductReport<'_>> {
        let planned = self.plans.planned.iter();
        match &self.outcome {
            Ran::Refused => planned.map(|it| product(it, None)).collect(),
            Ran::Products(results) => {
                let both = planned.zip(results);
                both.map(|(it, result)| product(it, Some(result))).collect()
            }
        }
    }
}

/// Shows what became of a product; without a result its plan was not begun, if it has one.
fn product<'a>(
    planned: &'a Planned<'_>,
    result: Option<&'a ProductResult<'_>>,
) -> ProductReport<'a> {
    let manifest = planned.manifest;
    ProductReport {
        manifest: Foreign::new(&manifest.path),
        product_id: Foreign::new(manifest.product.product_id.as_str()),
        name: manifest.product.name.as_deref().map(Foreign::new),
        outcome: match (result.map(|it| it.end), &planned.plan) {
            (Some(ProductEnd::Ran(report)), _) => ProductOutcome::Ran(report),
            (Some(ProductEnd::Refused(error)), _) | (None, Err(error)) => {
                ProductOutcome::Failed(error.view())
            }
            (Some(ProductEnd::NotStarted) | None, _) => ProductOutcome::NotStarted,
        },
        location: result.and_then(|it| it.location.clone()),
        hints: Vec::new(), // the failure has its own
    }
}
