//! Packages whose installers were looked at, each with an error and a warning of its own.

use storectl_installer::{Finding, FindingSeverity, Inspection, Outcome, Subject};
use storectl_manifest::installers::{NOT_SILENT, UNSIGNED};
use storectl_model::{FieldPath, SeenBytes};
use storectl_plan::{Blocker, ProductPlan, SeenInstaller, SeenInstallers};
use storectl_report::{FindingView, InstallerLook, LookOrigin, PackageLook};

use super::{change, nothing, package};

/// A package that was looked at.
pub(crate) struct SeenPackage {
    path: FieldPath,
    inspection: Inspection,
    findings: [Finding; 2],
}

impl SeenPackage {
    /// Makes so many.
    pub(crate) fn all(size: usize) -> Vec<Self> {
        (0..size).map(Self::at).collect()
    }

    fn at(at: usize) -> Self {
        let finding = |rule, severity| Finding {
            rule,
            severity,
            subject: Subject::PackageUrl,
            message: format!("program {at} is not as it should be"),
            hint: format!("make program {at} as it should be"),
        };
        Self {
            path: FieldPath::of_package(at),
            inspection: Inspection {
                source: format!("https://contoso.com/2/{at}.exe"),
                host: None,
                outcome: match at % 2 {
                    0 => Outcome::NotServed,
                    _ => Outcome::CannotTell("the host answered 503".to_owned()),
                },
                parts: None,
            },
            findings: [
                finding(&UNSIGNED, FindingSeverity::Error),
                finding(&NOT_SILENT, FindingSeverity::Warning),
            ],
        }
    }

    /// Returns it as a view has it.
    pub(crate) fn view(&self) -> PackageLook<'_> {
        let findings = self.findings.iter().map(|finding| FindingView {
            finding,
            location: None,
        });
        PackageLook {
            package: &self.path,
            origin: LookOrigin::Read,
            look: InstallerLook {
                inspection: &self.inspection,
                findings: findings.collect(),
            },
        }
    }
}

/// The plan of such packages: each is changed, and its error blocks.
pub(crate) fn plan(seen: &[SeenPackage]) -> ProductPlan {
    let packages = seen.iter().map(|it| SeenInstaller {
        version: None,
        package: it.path.clone(),
        bytes: Some(SeenBytes::default()),
    });
    let blockers = seen.iter().map(|it| Blocker::Installer {
        path: it.path.clone().key("packageUrl"),
        code: UNSIGNED.code.as_str(),
        message: it.findings[0].message.clone(),
        hint: it.findings[0].hint.clone(),
    });
    ProductPlan {
        changes: (0..seen.len()).map(|it| change(package(it))).collect(),
        installers: SeenInstallers {
            packages: packages.collect(),
            ..SeenInstallers::default()
        },
        blockers: blockers.collect(),
        ..nothing()
    }
}
