//! What installers are, and what certification would reject.

mod blocking;
mod checked;
mod facts;
mod preflight;

use storectl_installer::{Finding, FindingSeverity, Inspection};
use storectl_model::FieldPath;

use super::{ErrorView, SourceRef, count};
use crate::Foreign;

pub(crate) use blocking::{ErrorText, InstallerErrors};
pub(crate) use checked::checked;
pub(crate) use facts::{facts, payload};
pub(crate) use preflight::{CheckedPackage, Preflight, ShownFinding};

/// What was seen of some installers.
#[derive(Clone, Debug)]
pub struct InstallersView<'a> {
    /// Version of this tool.
    pub tool_version: &'a str,
    /// The installers, in the order they were given.
    pub installers: Vec<InstallerView<'a>>,
    /// What decided the exit, where it failed.
    pub error: Option<&'a ErrorView>,
}

/// One installer.
#[derive(Clone, Debug)]
pub struct InstallerView<'a> {
    /// Its address, or its path as it was given.
    pub source: Foreign<'a>,
    /// What was seen of it, or what kept it from being looked at.
    pub look: Result<InstallerLook<'a>, &'a ErrorView>,
}

/// What was seen of an installer, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct InstallerLook<'a> {
    /// What was seen.
    pub inspection: &'a Inspection,
    /// What certification would reject, or what is suspicious.
    pub findings: Vec<FindingView<'a>>,
}

/// The installer of a package, as a plan saw it.
#[derive(Clone, Debug)]
pub struct PackageLook<'a> {
    /// The package, e.g. `packages[0]`.
    pub package: &'a FieldPath,
    /// Where what was seen of its bytes came from.
    pub origin: LookOrigin,
    /// What was seen.
    pub look: InstallerLook<'a>,
}

/// Where what is known of an installer's bytes came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookOrigin {
    /// They were read.
    Read,
    /// An earlier run read them, and the host says that they are the same.
    Cached,
}

/// What is wrong with an installer.
#[derive(Clone, Debug)]
pub struct FindingView<'a> {
    /// The finding, whose texts may quote the installer, its host or the manifest.
    pub finding: &'a Finding,
    /// The manifest's line it is about; `None` without a manifest.
    pub location: Option<SourceRef>,
}

/// How many findings there are, by severity, and how many installers could not be looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FindingCounts {
    pub(crate) failed: usize,
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    pub(crate) notes: usize,
}

impl FindingCounts {
    pub(crate) fn of(installers: &[InstallerView<'_>]) -> Self {
        let mut counts = Self::default();
        for it in installers {
            let Ok(look) = &it.look else {
                counts.failed += 1;
                continue;
            };
            for it in &look.findings {
                match it.finding.severity {
                    FindingSeverity::Error => counts.errors += 1,
                    FindingSeverity::Warning => counts.warnings += 1,
                    FindingSeverity::Note => counts.notes += 1,
                }
            }
        }
        counts
    }

    /// Returns `2 errors, 1 warning`, leaving out what there is none of.
    pub(crate) fn words(self) -> String {
        let failed = match self.failed {
            0 => None,
            number => Some(format!("{number} not read")),
        };
        let counted = [
            (self.errors, "error"),
            (self.warnings, "warning"),
            (self.notes, "note"),
        ];
        let counted = counted.into_iter().filter(|(number, _)| *number > 0);
        let counted = counted.map(|(number, noun)| count(number, noun));
        let words: Vec<String> = failed.into_iter().chain(counted).collect();
        match words.as_slice() {
            [] => "no errors, no warnings".to_owned(),
            words => words.join(", "),
        }
    }
}
