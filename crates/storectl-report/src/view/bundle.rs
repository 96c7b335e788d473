//! One page about everything that a run needs and what became of earlier ones, for a support request.

use storectl_plan::TimelineEntry;

use super::{DoctorView, HistoryView};
use crate::Foreign;

/// What is on the page. All of it is foreign text, redacted.
#[derive(Clone, Debug)]
pub struct BundleView<'a> {
    /// The checks.
    pub doctor: DoctorView<'a>,
    /// When it was written, in seconds since 1970.
    pub written_at: u64,
    /// What runs: the tool, the system.
    pub versions: &'a [Fact],
    /// What is set, and by what; never a secret's value.
    pub settings: &'a [Fact],
    /// The products.
    pub products: &'a [BundleProduct<'a>],
    /// Their releases.
    pub history: HistoryView<'a>,
    /// The requests that failed, the oldest first.
    pub errors: &'a [String],
    /// The end of a trace, a line an exchange, the oldest first.
    pub trace: &'a [String],
}

/// A name and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The name.
    pub name: &'static str,
    /// What it stands for.
    pub value: String,
}

/// How a product stands.
#[derive(Clone, Debug)]
pub struct BundleProduct<'a> {
    /// The manifest's path from the repository root.
    pub manifest: Foreign<'a>,
    /// Partner Center's id.
    pub product_id: Foreign<'a>,
    /// What the Store and this machine say of it; one sentence each.
    pub lines: Vec<String>,
    /// The states of its last submission that were seen.
    pub timeline: &'a [TimelineEntry],
}
