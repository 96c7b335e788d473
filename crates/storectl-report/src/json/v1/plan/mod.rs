//! The plan document (design.md §4): its shape. [`fill`] makes it of a plan.

mod fill;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{
    error::ErrorBody,
    shared::{LastSubmissionDoc, MessageDoc, PendingDoc, SourceDoc, ToolDoc},
};

/// What `storectl plan --format json` writes: the changes of some products and the steps that make them.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "storectl plan")]
pub(in crate::json) struct PlanDoc {
    /// Always `storectl.plan`.
    #[schemars(extend("const" = "storectl.plan"))]
    format: &'static str,
    /// Fields are added within a major version, never renamed.
    #[schemars(regex(pattern = r"^1\.[0-9]+$"))]
    format_version: &'static str,
    /// Fingerprint of what would be done; `apply --expect` takes it. Null where no product has a plan.
    plan_hash: Option<String>,
    /// The tool that wrote this.
    tool: ToolDoc,
    /// The Store it was made for: the address of the API, or `sandbox` for the embedded one. `apply --plan` refuses another.
    endpoint: String,
    /// The commit that is checked out where the manifests are; null outside a repository and without git.
    commit: Option<String>,
    /// One entry a manifest.
    products: Vec<ProductDoc>,
    /// Counts over all products.
    summary: SummaryDoc,
    /// What decided the exit, where it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorBody>,
}

/// The plan of one product.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ProductDoc {
    /// The manifest's path.
    manifest: String,
    /// Partner Center's id.
    product_id: String,
    /// The seller account it was read for; null where that is not known. `apply --plan` refuses another.
    seller_id: Option<String>,
    /// Its name, for people.
    name: Option<String>,
    /// What the plan comes to.
    #[schemars(extend("enum" = ["changed", "unchanged", "busy", "blocked", "error"]))]
    status: &'static str,
    /// The submission in the way.
    ongoing_submission_id: Option<String>,
    /// What earlier runs left to do.
    pending: Vec<PendingDoc>,
    /// Whether what was last submitted is known.
    submission_known: bool,
    /// The last submission that is known, and what became of it.
    last_submission: Option<LastSubmissionDoc>,
    /// The differences.
    changes: Vec<ChangeDoc>,
    /// What the manifest does not name and holds something on the Store.
    unmanaged: Vec<UnmanagedDoc>,
    /// What is published if the draft is submitted after these steps, by digests; null where there is no plan.
    outcome: Option<OutcomeDoc>,
    /// What apply does, in order.
    steps: Vec<StepDoc>,
    /// The variables that the manifest and its text files use, by name. `apply --plan` takes their values from here.
    variables: Vec<VariableDoc>,
    /// What to know, none of it fatal.
    warnings: Vec<WarningDoc>,
    /// Why apply would refuse before the first write.
    blockers: Vec<BlockerDoc>,
    /// Why there is no plan; `status` is `error` then.
    error: Option<ErrorBody>,
}

/// One difference.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ChangeDoc {
    /// E.g. `listings.en-us.description`.
    address: String,
    /// JSON pointer into the manifest.
    pointer: String,
    /// What becomes of it.
    #[schemars(extend("enum" = ["add", "change", "remove", "clear", "reorder"]))]
    action: &'static str,
    /// Who made the difference, told by a base: `manifest`, `drift` or `conflict`; null where there is no base.
    #[schemars(extend("enum" = ["manifest", "drift", "conflict", null]))]
    origin: Option<&'static str>,
    /// The Store's value; null where unset.
    before: Value,
    /// The manifest's value; null where it is cleared or removed.
    after: Value,
    /// Whether it needs an acknowledgement.
    destructive: bool,
    /// What `acknowledge` must name.
    token: Option<String>,
    /// Why it is destructive, e.g. `language-removed`.
    destructive_class: Option<&'static str>,
    /// Further reasons that the same token covers.
    also_destructive: Vec<&'static str>,
    /// Whether it is acknowledged; null where it need not be.
    acknowledged: Option<bool>,
    /// The most characters the text may have.
    limit: Option<usize>,
    /// Where the manifest says so.
    source: Option<SourceDoc>,
}

/// Something on the Store that the manifest does not name.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct UnmanagedDoc {
    /// E.g. `properties.certificationNotes`.
    address: String,
    /// Whether this plan's submission would publish it as it stands.
    will_publish: bool,
    /// The submission since which it changed; null where none is known.
    changed_since: Option<String>,
    /// What it was at that submission; null where it is not known.
    before: Value,
    /// The value that is published if the draft is submitted; of certification notes only the length.
    after: Value,
    /// What `acknowledge` must name, where it moved and is guarded.
    token: Option<String>,
}

/// Everything that is published, unmanaged values included, by digests.
#[derive(Serialize, JsonSchema)]
struct OutcomeDoc {
    /// The digest of the whole.
    digest: String,
    /// A short digest of each value by its address; none of certification notes and of what uses a secret variable.
    values: BTreeMap<String, String>,
}

/// One step of apply.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct StepDoc {
    /// Its name within the plan.
    id: String,
    /// What it does.
    #[schemars(extend("enum" = ["patch-package", "replace-packages", "commit-packages", "await-packages",
        "patch-metadata", "upload-assets", "commit-assets", "await-ready", "verify", "submit", "await-publication"]))]
    kind: &'static str,
    /// One line for people.
    summary: String,
    /// Method of its request; null where it only reads or waits.
    method: Option<&'static str>,
    /// Path of its request.
    path: Option<String>,
    /// Body of its request, where it is known before apply; `(secret)` in place of what uses a secret variable.
    body: Option<Value>,
    /// The images of an image step by content; null for others.
    assets: Option<Value>,
    /// Indexes into `changes` of what it carries out.
    changes: Vec<usize>,
}

/// A variable of the manifest, and where its value came from.
#[derive(Serialize, JsonSchema)]
struct VariableDoc {
    /// Its name.
    name: String,
    /// Its value; null for a secret variable, and for a value that is masked because it holds a signature or a password.
    value: Option<String>,
    /// Where the value came from.
    #[schemars(extend("enum" = ["flag", "environment", "manifest"]))]
    from: &'static str,
    /// The manifest's own value, where it differs.
    manifest: Option<String>,
}

/// Something to know.
#[derive(Serialize, JsonSchema)]
struct WarningDoc {
    /// What it is about; empty for the whole product.
    address: String,
    /// What to know.
    message: String,
    /// Where in the manifest; null for the whole product.
    source: Option<SourceDoc>,
}

/// Why apply would refuse.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct BlockerDoc {
    /// `busy` (13), `unacknowledged` (11) or `impossible` (10).
    #[schemars(extend("enum" = ["busy", "unacknowledged", "impossible"]))]
    kind: &'static str,
    /// The submission in progress, for `busy`.
    submission_id: Option<String>,
    /// What the Store says of it, for `busy`.
    messages: Vec<MessageDoc>,
    /// Indexes into `changes`, for `unacknowledged`.
    changes: Vec<usize>,
    /// What is wrong, for `impossible`.
    address: Option<String>,
    /// Where in the manifest, for `impossible`.
    pointer: Option<String>,
    /// One sentence, for `impossible`.
    message: Option<String>,
    /// What to do, for `impossible`.
    hint: Option<String>,
    /// Where in the manifest, for `impossible`.
    source: Option<SourceDoc>,
}

/// Counts over all products.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct SummaryDoc {
    /// Manifests read.
    manifests: usize,
    /// Products planned.
    products: usize,
    /// Products with something to do.
    changed: usize,
    /// Changes that add.
    add: usize,
    /// Changes that change or reorder.
    change: usize,
    /// Changes that remove.
    remove: usize,
    /// Changes that clear.
    clear: usize,
    /// Destructive changes, acknowledged ones included.
    destructive: usize,
    /// Images to upload.
    uploads: usize,
    /// Bytes to upload.
    upload_bytes: u64,
    /// Requests.
    requests: RequestsDoc,
}

/// Requests by kind.
#[derive(Serialize, JsonSchema)]
struct RequestsDoc {
    /// Reading requests this plan took.
    get: usize,
    /// Writing requests apply would send.
    write: usize,
}
