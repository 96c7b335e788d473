//! What is wrong with installers, and how the run ends for it.

use storectl_installer::{Depth, Finding, FindingSeverity, Inspection, Question, judge};
use storectl_report::{
    ErrorView, FindingView, Foreign, InstallerLook, InstallerView, InstallersView, count,
};

use crate::{error::CliError, exit::Exit, ops::plan::VERSION, runtime::time};

/// Installers with what is wrong with each, judged without a manifest.
#[derive(Debug)]
pub(crate) struct Inspected<'a> {
    installers: Vec<(&'a Inspection, Vec<Finding>)>,
}

impl<'a> Inspected<'a> {
    /// Judges installers whose bytes were all read.
    pub(crate) fn judge(inspections: &'a [Inspection]) -> Self {
        let question = Question {
            package: None,
            live: None,
            now: i64::try_from(time::now()).unwrap_or(i64::MAX),
            depth: Depth::Whole,
        };
        let judged = inspections.iter().map(|it| (it, judge(it, &question)));
        Self {
            installers: judged.collect(),
        }
    }

    /// Returns the failure that ends the run, where a finding is an error.
    pub(crate) fn failure(&self) -> Option<CliError> {
        let is_error = |it: &Finding| it.severity == FindingSeverity::Error;
        let errors = self.installers.iter().flat_map(|(_, it)| it);
        let errors = errors.filter(|it| is_error(it)).count();
        let all = count(self.installers.len(), "installer");
        (errors > 0).then(|| {
            CliError::new(
                Exit::Invalid,
                format!("{} in {all}", count(errors, "error")),
            )
        })
    }

    /// Returns what is shown.
    pub(crate) fn view<'v>(&'v self, error: Option<&'v ErrorView>) -> InstallersView<'v> {
        let installers = self.installers.iter().map(|(inspection, findings)| {
            let findings = findings.iter().map(|finding| FindingView {
                finding,
                location: None,
            });
            InstallerView {
                source: Foreign::new(&inspection.source),
                look: Ok(InstallerLook {
                    inspection,
                    findings: findings.collect(),
                }),
            }
        });
        InstallersView {
            tool_version: VERSION,
            installers: installers.collect(),
            error,
        }
    }
}
