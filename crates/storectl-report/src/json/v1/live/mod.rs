//! Live values of drafts, kept in a file: written by this version, read by this one and later ones.

mod draft;
mod fill;
mod read;
mod withhold;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(in crate::json) use draft::DraftDoc;
pub use read::InvalidLive;
pub(in crate::json) use withhold::{objects, withhold};

/// The name of the format.
pub(in crate::json) const FORMAT: &str = "storectl.live";

/// The version written.
const VERSION: &str = "1.0";

/// The word for a submission that the Store does not know.
const NOT_FOUND: &str = "NOTFOUND";

/// What `plan --save-live` writes: everything that a plan reads of the Store, without secrets (forms.md, "Receipts" 16).
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "storectl live")]
pub(in crate::json) struct LiveDoc {
    /// Always `storectl.live`.
    #[schemars(extend("const" = "storectl.live"))]
    format: String,
    /// Within a major version, fields may be added but are never renamed.
    #[schemars(regex(pattern = r"^1\.[0-9]+$"))]
    format_version: String,
    /// The tool that wrote this.
    tool: WriterDoc,
    /// The Store that was read: the URL of the API, or `sandbox` for the simulated Store (`sandbox:FILE` if its state is in
    /// another file). `plan --live` rejects any other.
    endpoint: String,
    /// The seller account of all products; null if they have several.
    seller_id: Option<String>,
    /// When the Store was read, in UTC.
    read_at: String,
    /// One entry per product that could be read.
    products: Vec<ProductDoc>,
}

/// The tool that wrote a snapshot.
#[derive(Serialize, Deserialize, JsonSchema)]
struct WriterDoc {
    /// Its name.
    name: String,
    /// Its version.
    version: String,
}

/// One product as it was read.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ProductDoc {
    /// The product ID in Partner Center.
    product_id: String,
    /// The seller account it was read for.
    seller_id: String,
    /// The status of the draft.
    status: StatusDoc,
    /// The submission that was asked about; null if none was.
    submission: Option<SubmissionDoc>,
    /// The submission that has ended although the draft's status named it; null if there is none.
    ended_submission: Option<SubmissionDoc>,
    /// Warnings that the Store's responses carried.
    messages: Vec<MessageDoc>,
    /// The draft, by the API's own names. Signatures and passwords in addresses are masked.
    draft: DraftDoc,
    /// What is known of the content of images, by their IDs.
    images: BTreeMap<String, ImageFactsDoc>,
    /// Addresses of fields that hold masked signatures or passwords; elsewhere, what looks like a mask is the text itself.
    #[serde(default)]
    masked: Vec<String>,
    /// Addresses of fields whose values are `(secret)`, because they hold a secret or use a secret variable.
    withheld: Vec<String>,
}

/// The status of a draft.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct StatusDoc {
    /// Whether every module is ready.
    is_ready: bool,
    /// The submission in progress.
    ongoing_submission_id: Option<String>,
    /// Messages about the modules.
    messages: Vec<MessageDoc>,
}

/// What the Store reported.
#[derive(Serialize, Deserialize, JsonSchema)]
struct MessageDoc {
    /// The Store's code, e.g. `badrequest`.
    code: String,
    /// The message.
    message: String,
    /// What the message refers to, e.g. `listings`.
    target: String,
}

/// The outcome of a submission.
#[derive(Serialize, Deserialize, JsonSchema)]
struct SubmissionDoc {
    /// The submission ID.
    id: String,
    /// What became of it; `NOTFOUND` if the Store does not know it, null if it did not say.
    #[schemars(extend("enum" = ["INPROGRESS", "PUBLISHED", "FAILED", "UNKNOWN", "NOTFOUND", null]))]
    status: Option<String>,
}

/// What is known of an image's content.
#[derive(Serialize, Deserialize, JsonSchema)]
struct ImageFactsDoc {
    /// SHA-256 of its bytes, or of the file it was uploaded from; null if unknown.
    digest: Option<String>,
    /// SHA-256 of its pixels; null if unknown.
    pixels: Option<String>,
    /// Why it could not be read; null if it could, or if nobody tried.
    unread: Option<String>,
}
