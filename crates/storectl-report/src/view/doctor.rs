//! What a look at the surroundings of a run found.

use super::ErrorView;

/// What `doctor` found.
#[derive(Clone, Debug)]
pub struct DoctorView<'a> {
    /// Version of this tool.
    pub tool_version: &'a str,
    /// The exit code that the checks come to.
    pub exit: u8,
    /// The checks, in the order of [`CheckId::ALL`]; of some there are several.
    pub checks: Vec<Check>,
    /// Why a file could not be written.
    pub error: Option<&'a ErrorView>,
}

/// One check and what it found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What was checked.
    pub id: CheckId,
    /// How it stands.
    pub status: CheckStatus,
    /// Of several of a kind, which one: a host, a seller, a product.
    pub subject: Option<String>,
    /// What was found, in one sentence. Holds foreign text.
    pub message: String,
    /// What puts it right.
    pub fix: Option<String>,
}

/// What is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CheckId {
    /// Whether the credential signs in.
    Credentials,
    /// Whether the application may read.
    Role,
    /// Whether the seller account is the application's.
    Seller,
    /// Whether the product is there.
    Product,
    /// Whether a host is reached.
    Network,
    /// Whether this machine's clock is right.
    Clock,
    /// Whether git can be asked.
    Git,
    /// Where receipts are kept, and whether they can be read.
    Receipts,
}

impl CheckId {
    /// Every check, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Credentials,
        Self::Role,
        Self::Seller,
        Self::Product,
        Self::Network,
        Self::Clock,
        Self::Git,
        Self::Receipts,
    ];

    /// Returns its name (forms.md, "In the pull request" 6).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Credentials => "credentials",
            Self::Role => "role",
            Self::Seller => "seller",
            Self::Product => "product",
            Self::Network => "network",
            Self::Clock => "clock",
            Self::Git => "git",
            Self::Receipts => "receipts",
        }
    }
}

/// How a check stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckStatus {
    /// It is as it should be.
    Ok,
    /// It works, or is not needed now.
    Warning,
    /// It does not work.
    Failed,
    /// It was not asked, because something else failed or there is nothing to ask.
    Skipped,
}

impl CheckStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Ok, Self::Warning, Self::Failed, Self::Skipped];

    /// Returns its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

impl DoctorView<'_> {
    /// Counts the checks that stand so.
    pub fn count(&self, status: CheckStatus) -> usize {
        let checks = self.checks.iter();
        checks.filter(|it| it.status == status).count()
    }

    /// Returns the verdict for people: what failed and what is a warning, or that all is well.
    pub(crate) fn verdict(&self) -> String {
        let failed = self.count(CheckStatus::Failed);
        let warnings = self.count(CheckStatus::Warning);
        match (failed, warnings) {
            (0, 0) => "no problems found".to_owned(),
            (0, warnings) => super::count(warnings, "warning"),
            (failed, 0) => format!("{failed} failed"),
            (failed, warnings) => format!("{failed} failed, {}", super::count(warnings, "warning")),
        }
    }
}
