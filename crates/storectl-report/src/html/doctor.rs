//! What `doctor` found.

use askama::{Template, filters::HtmlSafe};

use super::{
    line::Line,
    notice::Notice,
    page::{Page, Tone},
    reasons::failure,
    text::shown,
};
use crate::{Check, CheckStatus, DoctorView, view::thousands};

/// Most checks that are listed.
const ROWS: usize = 2_000;

/// The columns, in the order in which they stand.
const COLUMNS: [&str; 5] = ["check", "status", "about", "found", "fix"];

#[derive(Template)]
#[template(path = "doctor.html")]
struct Doctor {
    notices: Vec<Notice>,
    checks: Vec<Row>,
    more: usize,
}

impl HtmlSafe for Doctor {}

struct Row {
    id: &'static str,
    status: &'static str,
    subject: String,
    message: Line,
    fix: Line,
}

/// Renders the checks, a row each.
pub(super) fn page(view: &DoctorView<'_>) -> String {
    let DoctorView {
        tool_version,
        exit: _, // the process's own
        checks,
        error,
    } = view;
    let tone = match (view.count(CheckStatus::Failed), error) {
        (0, None) if view.count(CheckStatus::Warning) > 0 => Tone::Careful,
        (0, None) => Tone::Good,
        (_, _) => Tone::Bad,
    };
    let body = Doctor {
        notices: error
            .map(|it| failure(Line::words("The run failed"), it))
            .into_iter()
            .collect(),
        checks: checks.iter().take(ROWS).map(Row::of).collect(),
        more: checks.len().saturating_sub(ROWS),
    };
    Page::new(format!("Store doctor: {}", view.verdict()), tone, body)
        .with_facts([("storectl", Some(shown(tool_version)))])
        .write()
}

impl Row {
    fn of(check: &Check) -> Self {
        let Check {
            id,
            status,
            subject,
            message,
            fix,
        } = check;
        Self {
            id: id.as_str(),
            status: status.as_str(),
            subject: subject.as_deref().map(shown).unwrap_or_default(),
            message: Line::prose(message),
            fix: Line::prose(fix.as_deref().unwrap_or_default()),
        }
    }
}
