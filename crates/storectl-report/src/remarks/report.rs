//! What became of an apply or a submit.

use storectl_plan::{ApplyReport, Failure, FailureKind, StepOutcome, StepReport};

use super::{About, Place, Rank, Remark, Rule, failure, plan, with_hint};
use crate::{
    ErrorView, ProductOutcome, ProductReport, ProductView, ReportView,
    view::{for_customers, store_reports},
};

/// Returns what became of each product. Its changes are the plan's to say.
pub(super) fn remarks(view: &ReportView<'_>) -> Vec<Remark> {
    let planned = |at| view.plan.products.get(at);
    if let Some(error) = error_of_all(view) {
        return vec![failure::remark(error, About::default())];
    }
    let products = view.products.iter().enumerate();
    let remarks = products.flat_map(|(at, it)| product(it, planned(at)));
    remarks.collect()
}

/// Returns why no product has a plan, where that is one reason for several.
fn error_of_all<'a>(view: &'a ReportView<'_>) -> Option<&'a ErrorView> {
    let errors = view.products.iter().map(|it| match it.outcome {
        ProductOutcome::Failed(error) => Some(error),
        ProductOutcome::Ran(_) | ProductOutcome::NotStarted => None,
    });
    let errors: Vec<&ErrorView> = errors.collect::<Option<_>>()?;
    let (first, others) = errors.split_first()?;
    (!others.is_empty() && others.iter().all(|it| it == first)).then_some(*first)
}

fn product(report: &ProductReport<'_>, planned: Option<&ProductView<'_>>) -> Vec<Remark> {
    match report.outcome {
        ProductOutcome::Ran(ran) => outcome(report, ran, planned),
        ProductOutcome::Failed(error) => {
            let mut remark = failure::remark(error, about(report));
            remark.place = remark.place.or_else(|| Some(manifest(report)));
            vec![remark]
        }
        ProductOutcome::NotStarted => {
            let plan = planned.and_then(|it| Some((it, it.plan().ok()?)));
            let blocked = plan.map(|(view, plan)| plan::refused(view, plan));
            blocked.unwrap_or_default()
        }
    }
}

fn outcome(
    report: &ProductReport<'_>,
    ran: &ApplyReport,
    planned: Option<&ProductView<'_>>,
) -> Vec<Remark> {
    let mut all = Vec::new();
    if let Some(refusal) = &ran.refusal {
        all.push(Remark {
            title: "Refused: nothing was started".to_owned(),
            ..failed(report, Rule::refused(), refusal, about(report))
        });
    }
    all.extend(ran.steps.iter().filter_map(|it| step(report, it)));
    all.extend(ran.messages.iter().map(|it| Remark {
        rank: Rank::Warning,
        rule: Rule::store(),
        title: "The Store reports".to_owned(),
        message: store_reports(it).plain(),
        place: Some(manifest(report)),
        about: about(report).at(&it.target),
    }));
    let plan = planned.and_then(|it| it.plan().ok());
    all.push(Remark {
        rank: Rank::Outcome,
        rule: Rule::outcome(),
        title: match report.name {
            Some(name) => name.as_raw().to_owned(),
            None => format!("Product {}", report.product_id.as_raw()),
        },
        message: for_customers(ran, plan).plain(),
        place: Some(manifest(report)),
        about: about(report),
    });
    all
}

fn step(report: &ProductReport<'_>, step: &StepReport) -> Option<Remark> {
    let (failure, what) = match &step.outcome {
        StepOutcome::Failed(failure) => (failure, "failed"),
        StepOutcome::Interrupted(failure) => (failure, "was interrupted"),
        StepOutcome::Unknown(failure) => {
            (failure, "was sent, but whether it took effect is unknown")
        }
        StepOutcome::Done | StepOutcome::AlreadyTrue | StepOutcome::Skipped { .. } => return None,
    };
    let about = about(report).at(&step.summary);
    Some(Remark {
        title: format!("Step {} ({}) {what}", step.id, step.kind),
        ..failed(report, Rule::of_step(step.kind), failure, about)
    })
}

fn failed(report: &ProductReport<'_>, rule: Rule, failure: &Failure, about: About) -> Remark {
    let mut message = failure.message.clone();
    for it in failure.store_messages.iter().take(failure::MOST) {
        message = format!("{message}; {}", store_reports(it).plain());
    }
    Remark {
        rank: match failure.kind {
            FailureKind::Waiting | FailureKind::Busy => Rank::Note,
            FailureKind::Usage
            | FailureKind::Auth
            | FailureKind::Transient
            | FailureKind::InstallerUnknown
            | FailureKind::Rejected
            | FailureKind::Stale
            | FailureKind::Unconverged
            | FailureKind::Interrupted
            | FailureKind::Terminated
            | FailureKind::Other => Rank::Error,
        },
        rule,
        title: String::new(),
        message: with_hint(&message, failure.hints.first().map(String::as_str)),
        place: Some(match &report.location {
            Some(location) => Place::of(location),
            None => manifest(report),
        }),
        about,
    }
}

fn manifest(report: &ProductReport<'_>) -> Place {
    Place::file(report.manifest.as_raw())
}

fn about(report: &ProductReport<'_>) -> About {
    About::product(report.product_id.as_raw())
}
