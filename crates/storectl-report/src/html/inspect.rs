//! What installers are, and what certification would reject.

use askama::{Template, filters::HtmlSafe};
use storectl_installer::Inspection;

use super::{
    installers::Finding,
    line::Line,
    notice::Notice,
    page::{Page, Tone},
    reasons::failure,
    text::shown,
};
use crate::{
    InstallerView, InstallersView,
    view::{FindingCounts, checked, count, facts, payload},
};

#[derive(Template)]
#[template(path = "inspect.html")]
struct Installers {
    notices: Vec<Notice>,
    installers: Vec<Installer>,
}

impl HtmlSafe for Installers {}

struct Installer {
    source: String,
    checked: Option<Line>,
    notices: Vec<Notice>,
    findings: Vec<Finding>,
    facts: Vec<(&'static str, Line)>,
    payload: Vec<Line>,
}

/// Renders installers in the order given.
pub(super) fn page(view: &InstallersView<'_>) -> String {
    let InstallersView {
        tool_version,
        installers,
        error,
    } = view;
    let counts = FindingCounts::of(installers);
    let number = count(installers.len(), "installer");
    let is_explained = counts.failed > 0 || counts.errors > 0;
    let (tone, title) = match (is_explained, error) {
        (false, Some(_)) => (Tone::Bad, "storectl inspect failed".to_owned()),
        (false, None) if counts.warnings > 0 => {
            (Tone::Careful, format!("{number}: {}", counts.words()))
        }
        (false, None) => (Tone::Good, format!("{number}: {}", counts.words())),
        (true, _) => (
            Tone::Bad,
            format!("storectl inspect failed: {number}: {}", counts.words()),
        ),
    };
    let unexplained = error.filter(|_| !is_explained);
    let body = Installers {
        notices: unexplained
            .map(|it| failure(Line::words("The run failed"), it))
            .into_iter()
            .collect(),
        installers: installers.iter().map(Installer::of).collect(),
    };
    Page::new(title, tone, body)
        .with_facts([("storectl", Some(shown(tool_version)))])
        .write()
}

impl Installer {
    fn of(view: &InstallerView<'_>) -> Self {
        let InstallerView { source, look } = view;
        let empty = Self {
            source: shown(source.as_raw()),
            checked: None,
            notices: Vec::new(),
            findings: Vec::new(),
            facts: Vec::new(),
            payload: Vec::new(),
        };
        match look {
            Err(error) => Self {
                notices: vec![failure(Line::words("Not read"), error)],
                ..empty
            },
            Ok(look) => {
                let findings = look.findings.iter();
                Self {
                    checked: Some(Line::from(&checked(look.inspection))),
                    findings: findings
                        .map(|it| Finding::of(it, Some(&it.finding.hint)))
                        .collect(),
                    ..empty.known(look.inspection)
                }
            }
        }
    }

    fn known(self, inspection: &Inspection) -> Self {
        let rows = facts(inspection);
        Self {
            facts: rows
                .iter()
                .map(|(label, it)| (*label, Line::from(it)))
                .collect(),
            payload: payload(inspection).iter().map(Line::from).collect(),
            ..self
        }
    }
}
