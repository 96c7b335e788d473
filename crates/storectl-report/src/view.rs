//! What renderers need beside a plan or a report.

use storectl_model::{LanguageTag, StoreMessage, SubmissionId};
use storectl_plan::{ApplyReport, PlanHash, PlanSummary, ProductPlan};

/// Whether text carries colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Styling {
    /// No escape sequence at all.
    Plain,
    /// ANSI colours; they repeat what symbols and words say.
    Colored,
}

/// How much a text plan says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verbosity {
    /// One line a product, what blocks, and the last line.
    Brief,
    /// Long values are cut around their changes.
    Normal,
    /// Every value whole.
    Full,
}

/// A place in a manifest or in a file it names; `line` and `column` count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRef {
    /// The path as people know it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Plans of some products.
#[derive(Clone, Debug)]
pub struct PlanView<'a> {
    /// Version of this tool.
    pub tool_version: &'a str,
    /// The products, in the order they were given.
    pub products: Vec<ProductView<'a>>,
    /// Fingerprint over all products.
    pub hash: PlanHash,
    /// Counts over all products.
    pub summary: PlanSummary,
    /// Reading requests this run sent.
    pub requests_get: usize,
}

/// The plan of one product, or why there is none.
#[derive(Clone, Debug)]
pub struct ProductView<'a> {
    /// The manifest's path as people know it.
    pub manifest: &'a str,
    /// Partner Center's id, as the manifest spells it.
    pub product_id: &'a str,
    /// Its name, for people.
    pub name: Option<&'a str>,
    /// The plan, or what kept it from being made.
    pub plan: Result<&'a ProductPlan, &'a ErrorView>,
    /// Where each change comes from, by the index of the change; a missing entry is an unknown place.
    pub sources: Vec<Option<SourceRef>>,
}

/// Something that went wrong, with all that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorView {
    /// Name of the exit, e.g. `auth` (design.md §2).
    pub code: &'static str,
    /// The exit code.
    pub exit: u8,
    /// One sentence.
    pub message: String,
    /// What to do next, one line each.
    pub hints: Vec<String>,
    /// Method and path of the request.
    pub request: Option<String>,
    /// HTTP status, where there was an answer.
    pub http_status: Option<u16>,
    /// What the Store said.
    pub store_messages: Vec<StoreMessage>,
    /// `X-Correlation-ID` of the answer.
    pub correlation_id: Option<String>,
    /// The place in the manifest it is about.
    pub location: Option<SourceRef>,
}

/// What an apply did to some products.
#[derive(Clone, Debug)]
pub struct ReportView<'a> {
    /// Version of this tool.
    pub tool_version: &'a str,
    /// The exit code of the run.
    pub exit: u8,
    /// The products, in the order they were given.
    pub products: Vec<ProductReport<'a>>,
}

/// What an apply did to one product, or why it did nothing.
#[derive(Clone, Debug)]
pub struct ProductReport<'a> {
    /// The manifest's path as people know it.
    pub manifest: &'a str,
    /// Partner Center's id, as the manifest spells it.
    pub product_id: &'a str,
    /// Its name, for people.
    pub name: Option<&'a str>,
    /// The report, or what kept apply from starting.
    pub report: Result<&'a ApplyReport, &'a ErrorView>,
    /// The place in the manifest the failure is about, where its target maps to one.
    pub location: Option<SourceRef>,
    /// What to do next beside the failure's own hints, e.g. the command that continues.
    pub hints: Vec<String>,
}

/// How some products stand.
#[derive(Clone, Debug)]
pub struct StatusView<'a> {
    /// Version of this tool.
    pub tool_version: &'a str,
    /// The products, in the order they were given.
    pub products: Vec<ProductStatus<'a>>,
}

/// How one product stands, or why that is not known.
#[derive(Clone, Debug)]
pub struct ProductStatus<'a> {
    /// The manifest's path as people know it.
    pub manifest: &'a str,
    /// Partner Center's id, as the manifest spells it.
    pub product_id: &'a str,
    /// Its name, for people.
    pub name: Option<&'a str>,
    /// What was read, or what kept it from being read.
    pub facts: Result<StatusFacts<'a>, &'a ErrorView>,
    /// What the journal knows, one line each.
    pub journal: Vec<String>,
}

/// What the Store says of a draft and its submission.
#[derive(Clone, Debug)]
pub struct StatusFacts<'a> {
    /// All modules are ready, package upload included.
    pub is_ready: bool,
    /// The submission in progress.
    pub ongoing_submission: Option<&'a SubmissionId>,
    /// How that submission, or the last one known, fares; in the Store's word.
    pub publishing_status: Option<&'a str>,
    /// What the Store says of the modules and the submission.
    pub messages: &'a [StoreMessage],
    /// Languages whose listing is not complete.
    pub incomplete_languages: Vec<&'a LanguageTag>,
}
