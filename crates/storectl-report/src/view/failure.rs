//! Why something failed, with all that is known.

use storectl_model::{Shard, StoreMessage};
use storectl_plan::StaleEntry;

use super::Command;

/// A place in a manifest or in a file it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRef {
    /// The path for a person in the working directory of the run.
    pub file: String,
    /// The path from the repository root, with slashes, as documents name the file wherever they are read (design.md §4).
    pub in_repository: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Something that went wrong, with all that is known. Every text in it is foreign.
#[derive(Clone, Debug, Default, PartialEq)]
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
    /// HTTP status, where there was a response.
    pub http_status: Option<u16>,
    /// What the Store said.
    pub store_messages: Vec<StoreMessage>,
    /// `X-Correlation-ID` of the response.
    pub correlation_id: Option<String>,
    /// The place in the manifest it is about.
    pub location: Option<SourceRef>,
    /// How the plan stands to the one that was approved, where that is why.
    pub stale: Vec<StaleEntry>,
}

/// A command that has no result.
#[derive(Clone, Debug)]
pub struct FailureView<'a> {
    /// The command; `None` if the arguments could not be read.
    pub command: Option<Command>,
    /// The part of the fleet that it was for; `None` if it was for all, or if the arguments could not be read.
    pub shard: Option<Shard>,
    /// Ids of the products it was about, as far as they are known.
    pub products: Vec<&'a str>,
    /// Why.
    pub error: &'a ErrorView,
}
