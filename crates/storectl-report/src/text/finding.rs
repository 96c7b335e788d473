//! What is wrong with an installer, as text.

use storectl_installer::{Finding, FindingSeverity};

use super::page::{Ink, Page};
use crate::{
    FindingView, Foreign, LookOrigin, Verbosity,
    view::{CheckedPackage, ShownFinding, hint, place},
};

/// Writes the installer of a package as a plan saw it, below the package's changes.
pub(super) fn write_checked(
    page: &mut Page,
    indent: usize,
    checked: CheckedPackage<'_>,
    verbosity: Verbosity,
) {
    let CheckedPackage {
        address: _, // above
        line,
        origin,
        findings,
        blocking,
    } = checked;
    let line = match (origin, verbosity) {
        (LookOrigin::Cached, Verbosity::Full) => line.ours(" (cached)"),
        (LookOrigin::Cached, Verbosity::Brief | Verbosity::Normal) | (LookOrigin::Read, _) => line,
    };
    page.sentence(indent, &line);
    if !blocking.is_empty() {
        let label = match blocking.as_slice() {
            [_] => "error:",
            _ => "errors:",
        };
        let label = page.ink(Ink::Danger, label);
        let codes = blocking.join(", ");
        page.line(indent + 2, &format!("{label} {codes} (see below)"));
    }
    for ShownFinding { finding, hint } in findings {
        write_finding(page, indent + 2, finding, hint, verbosity);
    }
}

/// Writes a finding; briefly, only an error.
pub(super) fn write_finding(
    page: &mut Page,
    indent: usize,
    finding: &FindingView<'_>,
    advice: Option<&str>,
    verbosity: Verbosity,
) {
    let FindingView { finding, location } = finding;
    let Finding {
        rule,
        severity,
        subject: _, // its place
        message,
        hint: _, // what to do is given, where it was not said before
    } = finding;
    let ink = match (severity, verbosity) {
        (FindingSeverity::Error, _) => Ink::Danger,
        (FindingSeverity::Warning | FindingSeverity::Note, Verbosity::Brief) => return,
        (FindingSeverity::Warning, Verbosity::Normal | Verbosity::Full) => Ink::Changed,
        (FindingSeverity::Note, Verbosity::Normal | Verbosity::Full) => Ink::Quiet,
    };
    let head = page.ink(
        ink,
        &format!("{}[{}]:", severity.as_str(), rule.code.as_str()),
    );
    let policy = rule.policy.map(|it| format!(" (policy {it})"));
    let message = Foreign::new(message).line();
    page.line(
        indent,
        &format!("{head} {message}{}", policy.unwrap_or_default()),
    );
    page.sentences(indent + 2, location.as_ref().map(place).as_slice());
    page.sentences(indent + 2, advice.map(hint).as_slice());
}
