//! What installers are, as text.

use storectl_installer::{Finding, FindingSeverity};

use super::{
    failure::write_error,
    page::{Ink, Page, pad, words},
};
use crate::{
    Appearance, FindingView, InstallerLook, InstallerView, InstallersView, Verbosity,
    view::{FindingCounts, checked, count, facts, hint, payload, place},
};

/// Renders installers; briefly, one line each and its errors.
pub(super) fn installers(view: &InstallersView<'_>, appearance: Appearance) -> String {
    let InstallersView {
        tool_version: _, // in the JSON
        installers,
        error: _, // shown at its installer, or on stderr
    } = view;
    let mut page = Page::new(appearance.styling);
    for it in installers {
        write_installer(&mut page, it, appearance.verbosity);
    }
    page.gap();
    let counts = FindingCounts::of(installers);
    let number = count(installers.len(), "installer");
    page.line(0, &format!("{number}: {}", counts.words()));
    page.finish()
}

fn write_installer(page: &mut Page, view: &InstallerView<'_>, verbosity: Verbosity) {
    let InstallerView { source, look } = view;
    match verbosity {
        Verbosity::Brief => {}
        Verbosity::Normal | Verbosity::Full => page.gap(),
    }
    let title = format!("Installer {}", source.line());
    page.line(0, &page.ink(Ink::Heading, &title));
    let InstallerLook {
        inspection,
        findings,
    } = match look {
        Ok(look) => look,
        Err(error) => {
            write_error(page, 2, error);
            return;
        }
    };
    page.sentence(2, &checked(inspection));
    match verbosity {
        Verbosity::Brief => {}
        Verbosity::Normal | Verbosity::Full => {
            for (label, value) in facts(inspection) {
                page.line(2, &format!("{} {}", pad(label, LABELS), words(&value)));
            }
        }
    }
    match verbosity {
        Verbosity::Brief | Verbosity::Normal => {}
        Verbosity::Full => page.sentences(4, &payload(inspection)),
    }
    for it in findings {
        write_finding(page, it, verbosity);
    }
}

/// Width of the column of labels, in characters.
const LABELS: usize = 14;

fn write_finding(page: &mut Page, finding: &FindingView<'_>, verbosity: Verbosity) {
    let FindingView { finding, location } = finding;
    let Finding {
        rule,
        severity,
        subject: _, // its place
        message,
        hint: advice,
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
    let message = crate::Foreign::new(message).line();
    page.line(
        2,
        &format!("{head} {message}{}", policy.unwrap_or_default()),
    );
    page.sentences(4, location.as_ref().map(place).as_slice());
    page.sentences(4, &[hint(advice)]);
}
