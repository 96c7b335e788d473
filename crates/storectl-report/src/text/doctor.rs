//! What `doctor` found, as text: one line a check, which begins with its id.

use super::page::{Ink, Page, pad};
use crate::{Appearance, Check, CheckStatus, DoctorView, Foreign, Verbosity};

/// The width of the longest id, and of the longest word of a status.
const COLUMNS: (usize, usize) = (11, 7);

/// Renders the checks; briefly, only those that are not as they should be.
pub(super) fn doctor(view: &DoctorView<'_>, appearance: Appearance) -> String {
    let mut page = Page::new(appearance.styling);
    let shown = view.checks.iter().filter(|it| match appearance.verbosity {
        Verbosity::Brief => matches!(it.status, CheckStatus::Warning | CheckStatus::Failed),
        Verbosity::Normal | Verbosity::Full => true,
    });
    for check in shown {
        page.line(0, &line(&page, check));
    }
    page.finish()
}

fn line(page: &Page, check: &Check) -> String {
    let Check {
        id,
        status,
        subject,
        message,
        fix,
    } = check;
    let (id_width, status_width) = COLUMNS;
    let id = pad(id.as_str(), id_width);
    let ink = match status {
        CheckStatus::Ok => Ink::Added,
        CheckStatus::Warning => Ink::Changed,
        CheckStatus::Failed => Ink::Danger,
        CheckStatus::Skipped => Ink::Quiet,
    };
    let status = page.ink(ink, &pad(status.as_str(), status_width));
    let subject = subject.as_deref();
    let subject = subject.map(|it| format!("{}: ", Foreign::new(it).line()));
    let message = Foreign::new(message).line().into_owned();
    let fix = fix.as_deref();
    let fix = fix.map(|it| format!(" - fix: {}", Foreign::new(it).line()));
    format!(
        "{id} {status} {}{message}{}",
        subject.unwrap_or_default(),
        fix.unwrap_or_default()
    )
}
