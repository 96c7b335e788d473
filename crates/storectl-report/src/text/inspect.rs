//! What installers are, as text.

use super::{
    failure::write_error,
    finding::write_finding,
    page::{Ink, Page, pad, words},
};
use crate::{
    Appearance, InstallerLook, InstallerView, InstallersView, Verbosity,
    view::{FindingCounts, checked, count, facts, payload},
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
        write_finding(page, 2, it, Some(&it.finding.hint), verbosity);
    }
}

/// Width of the column of labels, in characters.
const LABELS: usize = 14;
