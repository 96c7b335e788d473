//! The plan document (design.md §4): its shape. [`fill`] makes it of a plan.

mod at;
mod beside;
mod fill;
mod preflight;
mod rehearsal;
mod summary;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use self::{
    beside::{ImageOrderDoc, RemovedFieldDoc, RepositoryDoc},
    preflight::PackageFactsDoc,
    rehearsal::RehearsalDoc,
    summary::SummaryDoc,
};
use super::{
    error::ErrorBody,
    localization::LocalizationDoc,
    shared::{LastSubmissionDoc, MessageDoc, PendingDoc, SourceDoc, ToolDoc},
};

/// What `storectl plan --format json` writes: the changes to each product and the steps that make them.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "storectl plan")]
pub(in crate::json) struct PlanDoc {
    /// Always `storectl.plan`.
    #[schemars(extend("const" = "storectl.plan"))]
    format: &'static str,
    /// Within a major version, fields may be added but are never renamed.
    #[schemars(regex(pattern = r"^1\.[0-9]+$"))]
    format_version: &'static str,
    /// Hash of everything that would be done, for `apply --expect`. Null if no product has a plan.
    plan_hash: Option<String>,
    /// Hash of what this document shows, by which `apply --plan` notices that it was edited. Null if no product has a plan.
    content_hash: Option<String>,
    /// The tool that wrote this.
    tool: ToolDoc,
    /// The Store the plan was made for: the URL of the API, or `sandbox` for the simulated Store (`sandbox:FILE` if its state
    /// is in another file). `apply --plan` rejects any other.
    endpoint: String,
    /// When the Store was read, in UTC; null if it was not.
    read_at: Option<String>,
    /// The snapshot that was read in place of the Store; null if there is none.
    live: Option<LiveStampDoc>,
    /// The commit that is checked out where the manifests are; null outside a repository or without git.
    commit: Option<String>,
    /// The repository whose pages show the files of the plan; null if unknown.
    repository: Option<RepositoryDoc>,
    /// One entry per manifest.
    products: Vec<ProductDoc>,
    /// Totals for all products.
    summary: SummaryDoc,
    /// The failure that determined the exit code, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorBody>,
}

/// The snapshot that a plan was made from.
#[derive(Serialize, JsonSchema)]
struct LiveStampDoc {
    /// The file, as the command line names it.
    file: String,
    /// How old its values are, in seconds.
    age: u64,
}

/// The plan of one product.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ProductDoc {
    /// The manifest's path.
    manifest: String,
    /// The product ID in Partner Center.
    product_id: String,
    /// The seller account used to read the draft; null if unknown. `apply --plan` rejects any other.
    seller_id: Option<String>,
    /// The product's name in the manifest.
    name: Option<String>,
    /// The overall result of the plan.
    #[schemars(extend("enum" = ["changed", "unchanged", "busy", "blocked", "error"]))]
    status: &'static str,
    /// The submission in progress that blocks the plan.
    ongoing_submission_id: Option<String>,
    /// Work left by earlier runs.
    pending: Vec<PendingDoc>,
    /// Whether the last submission is known.
    submission_known: bool,
    /// The last known submission and its outcome.
    last_submission: Option<LastSubmissionDoc>,
    /// The receipt whose manifest was planned (`plan --at`); absent if it is the checkout's. `apply --plan` takes the manifest
    /// from there, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<at::AtDoc>,
    /// What the labels of changes rest on.
    base: BaseDoc,
    /// The differences between the draft and the manifest.
    changes: Vec<ChangeDoc>,
    /// The new order of lists of images in which an image that stays gets another place.
    image_orders: Vec<ImageOrderDoc>,
    /// The fields that go with removed languages.
    removed: Vec<RemovedFieldDoc>,
    /// Addresses that the manifest and the draft changed to the same value since the base; empty without a base.
    agreed: Vec<String>,
    /// Values in the draft that the manifest does not manage.
    unmanaged: Vec<UnmanagedDoc>,
    /// Digests of everything that is published if the draft is submitted after these steps; null if there is no plan.
    outcome: Option<OutcomeDoc>,
    /// The steps of apply, in order.
    steps: Vec<StepDoc>,
    /// How installers were looked at (`--preflight`); null if there is no plan. `apply --plan` looks at them in the same way.
    #[schemars(extend("enum" = ["auto", "full", "off", null]))]
    preflight_mode: Option<&'static str>,
    /// The installers that were looked at, in the order of the manifest's packages.
    preflight: Vec<PackageFactsDoc>,
    /// The tokens in the manifest's `acknowledge`.
    acknowledge: Vec<String>,
    /// The tokens that `--acknowledge` gave for changes of this product. `apply --plan` counts them as given.
    acknowledged_by_flag: Vec<String>,
    /// The variables that the manifest and its text files use, by name. `apply --plan` takes their values from here.
    variables: Vec<VariableDoc>,
    /// Warnings, none of them fatal.
    warnings: Vec<WarningDoc>,
    /// Why apply would stop before the first write.
    blockers: Vec<BlockerDoc>,
    /// The texts of each language of the manifest once the plan is applied; null if there is no plan.
    localization: Option<LocalizationDoc>,
    /// What came of rehearsing the apply; null if it was not rehearsed.
    rehearsal: Option<RehearsalDoc>,
    /// Why there is no plan, if `status` is `error`.
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
    /// The kind of change.
    #[schemars(extend("enum" = ["add", "change", "remove", "clear", "reorder"]))]
    action: &'static str,
    /// The origin of the difference according to the base: `manifest`, `drift` or `conflict`; null if there is no base.
    #[schemars(extend("enum" = ["manifest", "drift", "conflict", null]))]
    origin: Option<&'static str>,
    /// The base's value, for a conflict; absent if only its digest is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<Value>,
    /// The draft's value; null if unset.
    before: Value,
    /// The manifest's value; null if it is cleared or removed.
    after: Value,
    /// The file that holds the image before the change, from the repository root, at the commit of the base; null if unknown.
    before_file: Option<String>,
    /// Whether the change needs an acknowledgment.
    destructive: bool,
    /// The token to add to `acknowledge`; null if the change needs none, or if no token can help because the plan is invalid.
    token: Option<String>,
    /// The class of the destructive change, e.g. `language-removed`.
    destructive_class: Option<&'static str>,
    /// Other classes that the same token covers.
    also_destructive: Vec<&'static str>,
    /// Whether the change is acknowledged; null if it needs no acknowledgment.
    acknowledged: Option<bool>,
    /// The maximum number of characters.
    limit: Option<usize>,
    /// The place in the manifest that causes the change.
    source: Option<SourceDoc>,
}

/// A value in the draft that the manifest does not manage.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct UnmanagedDoc {
    /// E.g. `properties.certificationNotes`.
    address: String,
    /// Whether this plan's submission would publish it.
    will_publish: bool,
    /// The submission after which it changed; null if none is known.
    changed_since: Option<String>,
    /// The value at that submission; null if unknown.
    before: Value,
    /// The value that is published if the draft is submitted; `(secret)` for certification notes and for a secret.
    after: Value,
    /// The token to add to `acknowledge`, if the value changed and its change is destructive.
    token: Option<String>,
    /// The class of that destructive change.
    destructive_class: Option<&'static str>,
    /// Whether it is acknowledged; null if it needs no acknowledgment.
    acknowledged: Option<bool>,
}

/// Digests of everything that is published, including unmanaged values.
#[derive(Serialize, JsonSchema)]
struct OutcomeDoc {
    /// The digest of all values.
    digest: String,
    /// A short digest of each value by address, except for certification notes and values that use a secret variable.
    values: BTreeMap<String, String>,
}

/// One step of apply.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct StepDoc {
    /// The step ID, unique within the plan.
    id: String,
    /// The kind of step.
    #[schemars(extend("enum" = ["patch-package", "replace-packages", "commit-packages", "await-packages",
        "patch-metadata", "upload-assets", "commit-assets", "await-ready", "verify", "submit", "await-publication"]))]
    kind: &'static str,
    /// A one-line summary.
    summary: String,
    /// The HTTP method of the request; null if the step only reads or waits.
    method: Option<&'static str>,
    /// The path of the request.
    path: Option<String>,
    /// The body of the request, if known before apply; values that use a secret variable are shown as `(secret)`.
    body: Option<Value>,
    /// The images of an image step, by content; null for other steps.
    assets: Option<Value>,
    /// Indexes into `changes` of the changes that the step makes.
    changes: Vec<usize>,
}

/// A variable of the manifest, and where its value came from.
#[derive(Serialize, JsonSchema)]
struct VariableDoc {
    /// Its name.
    name: String,
    /// Its value; null for a secret variable, and for a value that is hidden because it holds a secret, a signature or a password.
    value: Option<String>,
    /// Where the value came from.
    #[schemars(extend("enum" = ["flag", "environment", "manifest"]))]
    from: &'static str,
    /// The manifest's own value, where it differs.
    manifest: Option<String>,
}

/// A warning.
#[derive(Serialize, JsonSchema)]
struct WarningDoc {
    /// The address it refers to; empty for the whole product.
    address: String,
    /// The message.
    message: String,
    /// Where in the manifest; null for the whole product.
    source: Option<SourceDoc>,
}

/// A reason why apply would stop before the first write.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct BlockerDoc {
    /// `busy` (13), `in-doubt` (32), `unacknowledged` (11), `impossible` or `installer` (10).
    #[schemars(extend("enum" = ["busy", "in-doubt", "unacknowledged", "impossible", "installer"]))]
    kind: &'static str,
    /// The submission in progress, for `busy`.
    submission_id: Option<String>,
    /// What the Store reports about it, for `busy`.
    messages: Vec<MessageDoc>,
    /// Indexes into `changes`, for `unacknowledged`.
    changes: Vec<usize>,
    /// Indexes into `unmanaged`, for `unacknowledged`.
    unmanaged: Vec<usize>,
    /// The address of the value, for `impossible` and `installer`.
    address: Option<String>,
    /// The place in the manifest, for `impossible` and `installer`.
    pointer: Option<String>,
    /// The code of the finding, for `installer`.
    code: Option<String>,
    /// The message, for `impossible`, `installer` and `in-doubt`.
    message: Option<String>,
    /// How to fix it, for `impossible` and `installer`.
    hint: Option<String>,
    /// Where in the manifest, for `impossible` and `installer`.
    source: Option<SourceDoc>,
}

/// What manifest and draft both started from.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct BaseDoc {
    /// The receipt of the last submission, the manifest at a revision, or nothing: the plan is two-way.
    #[schemars(extend("enum" = ["receipt", "revision", "none"]))]
    kind: &'static str,
    /// The revision, as given by `--base`.
    rev: Option<String>,
    /// The commit of the base; null if unknown.
    commit: Option<String>,
    /// The submission, for `receipt`.
    submission_id: Option<String>,
    /// When it was submitted, in UTC, for `receipt`.
    at: Option<String>,
    /// Why there is no base, for `none`.
    reason: Option<String>,
}
