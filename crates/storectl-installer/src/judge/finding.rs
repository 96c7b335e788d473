//! What is wrong with an installer, or with where it is.

use storectl_manifest::{Rule, Severity};
use storectl_model::bound_message;

/// One finding about an installer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule: its code, its policy, and the text of `storectl explain`.
    pub rule: &'static Rule,
    /// How grave it is: as the rule says, or a note.
    pub severity: FindingSeverity,
    /// Which key of the package it is about.
    pub subject: Subject,
    /// One sentence without a final period: what was found, and what was expected. It can hold text of the installer or of its
    /// host.
    pub message: String,
    /// What to do, without a final period.
    pub hint: String,
}

impl Finding {
    /// Makes a finding with the severity and the hint of its rule.
    pub(super) fn new(rule: &'static Rule, subject: Subject, message: String) -> Self {
        Self {
            rule,
            severity: rule.severity.into(),
            subject,
            message: bound_message(message),
            hint: rule.fix.to_owned(),
        }
    }

    /// Replaces the hint with one that knows more than the rule.
    pub(super) fn hinted(self, hint: String) -> Self {
        Self {
            hint: bound_message(hint),
            ..self
        }
    }

    /// Makes it a note: nothing is wrong, and something is worth knowing.
    pub(super) fn into_note(self) -> Self {
        Self {
            severity: FindingSeverity::Note,
            ..self
        }
    }
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingSeverity {
    /// Certification rejects it, or it is not what the manifest expects (exit 10).
    Error,
    /// Certification has rejected it, or customers would miss something.
    Warning,
    /// Worth knowing.
    Note,
}

impl FindingSeverity {
    /// Every severity, the gravest first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Note];

    /// Returns the word people and scripts see.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

impl From<Severity> for FindingSeverity {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
        }
    }
}

/// The key of a package that a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// `packageUrl`: the file, or its host.
    PackageUrl,
    /// `packageType`.
    PackageType,
    /// `architectures`.
    Architectures,
    /// `languages`.
    Languages,
    /// `installerParameters`.
    InstallerParameters,
    /// `expect.version`.
    ExpectedVersion,
    /// `expect.signer`.
    ExpectedSigner,
    /// `expect.length`.
    ExpectedLength,
    /// `expect.sha256`.
    ExpectedSha256,
}

impl Subject {
    /// Returns the JSON pointer of the key within its package, e.g. `/expect/version`. A manifest need not have the key.
    pub const fn pointer(self) -> &'static str {
        match self {
            Self::PackageUrl => "/packageUrl",
            Self::PackageType => "/packageType",
            Self::Architectures => "/architectures",
            Self::Languages => "/languages",
            Self::InstallerParameters => "/installerParameters",
            Self::ExpectedVersion => "/expect/version",
            Self::ExpectedSigner => "/expect/signer",
            Self::ExpectedLength => "/expect/length",
            Self::ExpectedSha256 => "/expect/sha256",
        }
    }
}
