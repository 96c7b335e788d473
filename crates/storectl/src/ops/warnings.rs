//! Where warnings about manifests are shown: once to each reader.
//!
//! A plan in text has its warnings, so messages do not repeat them. The other formats are documents for programs, and the
//! person who reads the log finds the warnings there. Messages in JSON are a log of their own, which has them too.

use storectl_report::Format;

use crate::{
    args::LogFormat,
    manifests::load::Loaded,
    ops::plan::Planned,
    output::printer::{Level, Printer},
    settings::{consent::Consent, plan::PlanSettings},
};

/// Whether a person reads the plan as text, on stdout or with the question on stderr.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlanText {
    Shown,
    Absent,
}

impl PlanText {
    /// Says it of a command whose result has this format.
    pub(crate) fn of_result(format: Format) -> Self {
        match format {
            Format::Text => Self::Shown,
            Format::Json | Format::Markdown | Format::Html | Format::Github | Format::Sarif => {
                Self::Absent
            }
        }
    }

    /// Says it of a command that may ask for confirmation.
    pub(crate) fn of_question(format: Format, consent: Consent) -> Self {
        match consent {
            Consent::Ask => Self::Shown,
            Consent::Given => Self::of_result(format),
        }
    }
}

/// Shows the warnings before anything is planned, where no plan in text will have them.
pub(crate) fn announce(loaded: &Loaded, text: PlanText, printer: &Printer) {
    match (text, printer.log_format()) {
        (PlanText::Shown, LogFormat::Text) => {}
        (PlanText::Shown, LogFormat::Json) | (PlanText::Absent, _) => {
            printer.warnings(loaded.manifests.len(), &loaded.warnings);
        }
    }
}

/// Says that the change under review can edit the policy, where no plan in text will say so.
pub(crate) fn announce_policy(settings: &PlanSettings, text: PlanText, printer: &Printer) {
    let warning = settings.policy().and_then(|it| it.warning());
    match (text, printer.log_format(), warning) {
        (PlanText::Shown, LogFormat::Text, _) | (_, _, None) => {}
        (PlanText::Shown, LogFormat::Json, Some(it)) | (PlanText::Absent, _, Some(it)) => {
            printer.say(Level::Warning, &it.message);
        }
    }
}

/// Shows the warnings that [`announce`] left to the plans, where there is no plan.
pub(crate) fn of_unplanned(planned: &[Planned<'_>], text: PlanText, printer: &Printer) {
    match (text, printer.log_format()) {
        (PlanText::Shown, LogFormat::Text) => {
            let unplanned = planned.iter().filter(|it| it.plan.is_err());
            let manifests: Vec<_> = unplanned.map(|it| it.manifest).collect();
            let warnings = manifests.iter().flat_map(|it| it.warnings.iter().cloned());
            printer.warnings(manifests.len(), &warnings.collect::<Vec<_>>());
        }
        (PlanText::Shown, LogFormat::Json) | (PlanText::Absent, _) => {}
    }
}
