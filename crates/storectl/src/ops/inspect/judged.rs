//! What is wrong with installers, and how the run ends for it.

use storectl_installer::{Depth, Finding, FindingSeverity, Inspection, Question, Subject, judge};
use storectl_report::{
    ErrorView, FindingView, Foreign, InstallerLook, InstallerView, InstallersView, SourceRef, count,
};

use super::{
    look::Looked,
    write::{WrittenPackage, WrittenPackages},
};
use crate::{
    args::Installer,
    error::CliError,
    exit::Exit,
    hints::{invocation::Invocation, next},
    ops::plan::VERSION,
    runtime::time,
};

/// Installers with what is wrong with each.
#[derive(Debug)]
pub(crate) struct Inspected<'a> {
    installers: Vec<Judged<'a>>,
}

/// An installer with what is wrong with it.
#[derive(Debug)]
struct Judged<'a> {
    looked: &'a Looked<'a>,
    findings: Vec<Placed>,
}

/// A finding, and the place in the manifest that it is about.
#[derive(Debug)]
struct Placed {
    finding: Finding,
    location: Option<SourceRef>,
}

impl<'a> Inspected<'a> {
    /// Judges installers, each against its package where they are written to a manifest.
    pub(crate) fn judge(looked: &'a [Looked<'a>], written: Option<&WrittenPackages>) -> Self {
        let now = i64::try_from(time::now()).unwrap_or(i64::MAX);
        let installers = looked.iter().enumerate().map(|(index, looked)| {
            let package = written.and_then(|it| it.package(index));
            let findings = match &looked.look {
                Ok(inspection) => findings(inspection, depth(looked.installer), package, now),
                Err(_) => Vec::new(),
            };
            Judged { looked, findings }
        });
        Self {
            installers: installers.collect(),
        }
    }

    /// Returns the failure that ends the run: an installer that could not be looked at, or a finding that is an error.
    pub(crate) fn failure(&self, invocation: &Invocation) -> Option<CliError> {
        let failures = self.failures();
        let findings = self.installers.iter().flat_map(|it| &it.findings);
        let errors = findings
            .filter(|it| it.finding.severity == FindingSeverity::Error)
            .count();
        let all = count(self.installers.len(), "installer");
        let found = (errors > 0).then(|| {
            CliError::new(
                Exit::Invalid,
                format!("{} in {all}", count(errors, "error")),
            )
        });
        let worst = failures.iter().copied().max_by_key(|it| it.exit());
        let failure = match (worst, found) {
            (None, found) => return found,
            (Some(worst), None) if self.installers.len() == 1 => worst.clone(),
            (Some(worst), found) => {
                let unread = format!("{} of {all} not read", failures.len());
                let message = match &found {
                    Some(_) => format!("{unread}, {}", count(errors, "error")),
                    None => unread,
                };
                let exit = found.map_or(worst.exit(), |it| it.exit().max(worst.exit()));
                CliError::new(exit, message)
            }
        };
        Some(self.advised(failure, invocation))
    }

    fn failures(&self) -> Vec<&'a CliError> {
        let looks = self.installers.iter().map(|it| it.looked);
        looks.filter_map(|it| it.look.as_ref().err()).collect()
    }

    /// Offers the command again where running it helps and nothing in it is hidden.
    fn advised(&self, failure: CliError, invocation: &Invocation) -> CliError {
        let mut installers = self.installers.iter().map(|it| it.looked.installer);
        let is_hidden = installers.any(|it| match it {
            Installer::File(_) => false,
            Installer::Address(address) => address.has_hidden_parts(),
        });
        if is_hidden {
            failure
        } else {
            next::with(failure, invocation)
        }
    }

    /// Returns what is shown.
    pub(crate) fn view<'v>(&'v self, error: Option<&'v ErrorView>) -> InstallersView<'v> {
        let installers = self.installers.iter().map(|it| InstallerView {
            source: Foreign::new(&it.looked.shown),
            look: match &it.looked.look {
                Ok(inspection) => Ok(InstallerLook {
                    inspection,
                    findings: it.findings.iter().map(Placed::view).collect(),
                }),
                Err(error) => Err(error.view()),
            },
        });
        InstallersView {
            tool_version: VERSION,
            installers: installers.collect(),
            error,
        }
    }
}

impl Placed {
    fn view(&self) -> FindingView<'_> {
        FindingView {
            finding: &self.finding,
            location: self.location.clone(),
        }
    }
}

/// Returns how much of an installer is read.
fn depth(installer: &Installer) -> Depth {
    match installer {
        Installer::File(_) => Depth::Whole,
        Installer::Address(_) => Depth::Parts,
    }
}

fn findings(
    inspection: &Inspection,
    depth: Depth,
    package: Option<WrittenPackage<'_>>,
    now: i64,
) -> Vec<Placed> {
    let declared = package.map(WrittenPackage::declared);
    let question = Question {
        package: declared.as_ref(),
        live: None,
        now,
        depth,
    };
    let locate = |subject: Subject| package.and_then(|it| it.locate(subject));
    let findings = judge(inspection, &question).into_iter();
    let placed = findings.map(|finding| Placed {
        location: locate(finding.subject),
        finding,
    });
    placed.collect()
}
