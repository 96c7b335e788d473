//! The plan document (design.md §4): its shape. [`fill`] makes it of a plan.

mod at;
mod beside;
mod change;
mod fill;
mod merge;
mod preflight;
mod read;
mod rehearsal;
mod store_page;
mod summary;
mod value;

use std::{collections::BTreeMap, ops::Not};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use storectl_model::PolicyRule;

use self::{
    beside::{FileBeforeDoc, ImageOrderDoc, RemovedFieldDoc, RepositoryDoc},
    preflight::PackageFactsDoc,
    rehearsal::RehearsalDoc,
    store_page::StorePageFieldDoc,
    summary::{CountsDoc, SummaryDoc},
};
use super::{
    diagnostics::DiagnosticDoc,
    error::ErrorBody,
    localization::LocalizationDoc,
    shared::{LastSubmissionDoc, MessageDoc, PendingDoc, SourceDoc, ToolDoc, Word},
};

/// What `storectl plan --format json` writes: the changes to each product and the steps that make them.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "storectl plan")]
pub(in crate::json) struct PlanDoc {
    /// Always `storectl.plan`.
    #[schemars(extend("const" = "storectl.plan"))]
    format: Word,
    /// Within a major version, fields may be added but are never renamed.
    #[schemars(regex(pattern = r"^1\.[0-9]+$"))]
    format_version: Word,
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
    #[serde(default)]
    repository: Option<RepositoryDoc>,
    /// The part of the fleet that the run was for (`--shard`), e.g. `2/4`; null if it was for all that was given.
    #[serde(default)]
    shard: Option<String>,
    /// What is missing of the fleet, if this was merged of several results (`fleet merge`): a sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    missing: Vec<String>,
    /// One entry per manifest.
    products: Vec<ProductDoc>,
    /// What is wrong with the manifests that are invalid, at most 1,000 of it; the entries of their products have the status
    /// `error`. A plan with such an entry cannot be applied.
    diagnostics: Vec<DiagnosticDoc>,
    /// Totals for all products.
    summary: SummaryDoc,
    /// The exit code; absent within a report, which has its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    exit: Option<u8>,
    /// The command that applies these plans and nothing else; null where running it cannot help.
    apply_command: Option<OfferDoc>,
    /// The command that writes the tokens that are missing to the manifests; null if none is.
    acknowledge_command: Option<OfferDoc>,
    /// The failure that determined the exit code, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorBody>,
}

/// The snapshot that a plan was made from.
#[derive(Deserialize, Serialize, JsonSchema)]
struct LiveStampDoc {
    /// The file, as the command line names it.
    file: String,
    /// How old its values are, in seconds.
    age: u64,
}

/// Reads a value that may be null: serde takes null for no value.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// A command to copy.
#[derive(Deserialize, Serialize, JsonSchema)]
struct OfferDoc {
    /// The whole command, for the folder in which the run was started.
    command: String,
    /// What must be passed beside it, since it is not repeated; null if nothing must.
    beside: Option<String>,
}

/// The plan of one product.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::json) struct ProductDoc {
    /// The manifest's path.
    manifest: String,
    /// The product ID in Partner Center; null if an invalid manifest does not say it.
    product_id: Option<String>,
    /// The seller account used to read the draft; null if unknown. `apply --plan` rejects any other.
    seller_id: Option<String>,
    /// The product's name in the manifest.
    name: Option<String>,
    /// The overall result of the plan.
    #[schemars(extend("enum" = ["changed", "unchanged", "busy", "blocked", "error"]))]
    status: Word,
    /// What the plan amounts to, of which `status` is the summary; null if there is no plan.
    #[schemars(extend("enum" = ["invalid", "blocked", "in-doubt", "busy", "changes", "pending-work", "submission", "deferred",
        "last-failed", "nothing", null]))]
    verdict: Option<Word>,
    /// Counts of its changes, uploads and writes; null if there is no plan.
    #[serde(default)]
    counts: Option<CountsDoc>,
    /// Whether the selectors of the run (`--only`) match anything in the manifest.
    selection_matches: bool,
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
    #[serde(default)]
    image_orders: Vec<ImageOrderDoc>,
    /// The fields that go with removed languages.
    #[serde(default)]
    removed: Vec<RemovedFieldDoc>,
    /// Addresses that the manifest and the draft changed to the same value since the base; empty without a base.
    agreed: Vec<String>,
    /// The submission that unmanaged values were compared with; null without a receipt.
    compared_since: Option<String>,
    /// Values in the draft that the manifest does not manage.
    unmanaged: Vec<UnmanagedDoc>,
    /// Digests of everything that is published if the draft is submitted after these steps; null if there is no plan.
    outcome: Option<OutcomeDoc>,
    /// Every value that is published once the plan is applied and submitted, unmanaged values included; null if there is no plan,
    /// or if it changes and submits nothing. No hash covers it, for it follows from the rest.
    #[serde(default)]
    store_page: Option<Vec<StorePageFieldDoc>>,
    /// The steps of apply, in order.
    steps: Vec<StepDoc>,
    /// How installers were looked at (`--preflight`); null if there is no plan. `apply --plan` looks at them in the same way.
    #[schemars(extend("enum" = ["auto", "full", "off", null]))]
    preflight_mode: Option<Word>,
    /// The installers that were looked at, in the order of the manifest's packages.
    preflight: Vec<PackageFactsDoc>,
    /// The tokens in the manifest's `acknowledge`.
    #[serde(default)]
    acknowledge: Vec<String>,
    /// The tokens that `--acknowledge` gave for changes of this product. `apply --plan` counts them as given.
    acknowledged_by_flag: Vec<String>,
    /// The variables that the manifest and its text files use, by name. `apply --plan` takes their values from here.
    variables: Vec<VariableDoc>,
    /// Warnings, none of them fatal.
    warnings: Vec<WarningDoc>,
    /// Why apply would write nothing to the product.
    blockers: Vec<BlockerDoc>,
    /// The texts of each language of the manifest once the plan is applied; null if there is no plan.
    localization: Option<LocalizationDoc>,
    /// What came of rehearsing the apply; null if it was not rehearsed.
    rehearsal: Option<RehearsalDoc>,
    /// Why there is no plan, if `status` is `error`.
    error: Option<ErrorBody>,
}

/// One difference.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ChangeDoc {
    /// E.g. `listings.en-us.description`.
    address: String,
    /// JSON pointer into the manifest.
    pointer: String,
    /// The kind of change.
    #[schemars(extend("enum" = ["add", "change", "remove", "clear", "reorder"]))]
    action: Word,
    /// The origin of the difference according to the base: `manifest`, `drift` or `conflict`; null if there is no base.
    #[schemars(extend("enum" = ["manifest", "drift", "conflict", null]))]
    origin: Option<Word>,
    /// The base's value, for a conflict; absent if only its digest is known.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    base: Option<Value>,
    /// The draft's value; null if unset.
    before: Value,
    /// The manifest's value; null if it is cleared or removed.
    after: Value,
    /// The file that holds the image before the change, at the commit of the base; null if unknown.
    #[serde(default)]
    before_file: Option<FileBeforeDoc>,
    /// The kind of the draft's value: what it is, where its JSON does not say it.
    #[schemars(extend("enum" = ["unset", "flag", "word", "text", "items", "image", "images", "object", "secret"]))]
    before_kind: Word,
    /// The kind of the manifest's value.
    #[schemars(extend("enum" = ["unset", "flag", "word", "text", "items", "image", "images", "object", "secret"]))]
    after_kind: Word,
    /// Whether the change needs an acknowledgment.
    destructive: bool,
    /// The token to add to `acknowledge`; null if the change needs none, or if no token helps: the plan is invalid, or the policy is violated.
    token: Option<String>,
    /// Whether a token, which is not shown, allows it once nothing violates the policy any more.
    #[serde(default, skip_serializing_if = "Not::not")]
    token_withheld: bool,
    /// The class of the destructive change, e.g. `language-removed`.
    destructive_class: Option<Word>,
    /// Other classes that the same token covers.
    also_destructive: Vec<Word>,
    /// Whether the change is acknowledged; null if it needs no acknowledgment.
    acknowledged: Option<bool>,
    /// The maximum number of characters.
    limit: Option<usize>,
    /// The place in the manifest that causes the change.
    source: Option<SourceDoc>,
    /// The place where writing the draft's value keeps it, and changes nothing else; null if there is none.
    place_to_write: Option<SourceDoc>,
    /// The command that takes the draft's value into the manifest; null where none can.
    take_command: Option<String>,
}

/// A value in the draft that the manifest does not manage.
#[derive(Deserialize, Serialize, JsonSchema)]
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
    /// Whether the value at that submission is known.
    before_known: bool,
    /// The value that is published if the draft is submitted; `(secret)` for certification notes and for a secret.
    after: Value,
    /// The kind of that value.
    #[schemars(extend("enum" = ["unset", "flag", "word", "text", "items", "image", "images", "object", "secret"]))]
    after_kind: Word,
    /// The token to add to `acknowledge`, if the value changed and its change is destructive.
    token: Option<String>,
    /// Whether a token, which is not shown, allows it once nothing violates the policy any more.
    #[serde(default, skip_serializing_if = "Not::not")]
    token_withheld: bool,
    /// The class of that destructive change.
    destructive_class: Option<Word>,
    /// Other classes that the same token covers.
    also_destructive: Vec<Word>,
    /// Whether it is acknowledged; null if it needs no acknowledgment.
    acknowledged: Option<bool>,
}

/// Digests of everything that is published, including unmanaged values.
#[derive(Deserialize, Serialize, JsonSchema)]
struct OutcomeDoc {
    /// The digest of all values.
    digest: String,
    /// A short digest of each value by address, except for certification notes and values that use a secret variable.
    values: BTreeMap<String, String>,
}

/// One step of apply.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct StepDoc {
    /// The step ID, unique within the plan.
    id: String,
    /// The kind of step.
    #[schemars(extend("enum" = ["patch-package", "replace-packages", "commit-packages", "await-packages",
        "patch-metadata", "upload-assets", "commit-assets", "await-ready", "verify", "submit", "await-publication"]))]
    kind: Word,
    /// A one-line summary.
    summary: String,
    /// The HTTP method of the request; null if the step only reads or waits.
    method: Option<Word>,
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
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct VariableDoc {
    /// Its name.
    name: String,
    /// Its value; null for a secret variable, and for a value that is hidden because it holds a secret, a signature or a password.
    value: Option<String>,
    /// The value with what it hides masked; absent unless `value` is null because of a signature or a password.
    #[serde(skip_serializing_if = "Option::is_none")]
    masked: Option<String>,
    /// Where the value came from.
    #[schemars(extend("enum" = ["flag", "environment", "manifest"]))]
    from: Word,
    /// The manifest's own value, where it differs.
    manifest: Option<String>,
    /// The manifest's own value with what it hides masked, as for `masked`.
    #[serde(skip_serializing_if = "Option::is_none")]
    masked_manifest: Option<String>,
}

/// A warning.
#[derive(Deserialize, Serialize, JsonSchema)]
struct WarningDoc {
    /// The address it refers to; empty for the whole product.
    address: String,
    /// The message.
    message: String,
    /// Where in the manifest; null for the whole product.
    source: Option<SourceDoc>,
}

/// A reason why apply would write nothing to a product.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct BlockerDoc {
    /// `busy` (13), `in-doubt` (32), `unacknowledged` or `policy` (11), `impossible` or `installer` (10).
    #[schemars(extend("enum" = ["busy", "in-doubt", "unacknowledged", "impossible", "installer", "policy"]))]
    kind: Word,
    /// The submission in progress, for `busy`.
    submission_id: Option<String>,
    /// When the submission was announced, in UTC, for `in-doubt`.
    announced_at: Option<String>,
    /// What the Store reports about it, for `busy`.
    messages: Vec<MessageDoc>,
    /// Indexes into `changes`, for `unacknowledged`, and for `policy` where the rule is `neverAcknowledge`.
    changes: Vec<usize>,
    /// Indexes into `unmanaged`, as for `changes`.
    unmanaged: Vec<usize>,
    /// The address of the value, for `impossible`, `installer` and, unless it is about the product as a whole, `policy`.
    address: Option<String>,
    /// The place in the manifest, as a JSON pointer, where there is an address.
    pointer: Option<String>,
    /// The code of the finding, for `installer`.
    code: Option<String>,
    /// The key of the rule in the policy that is violated, for `policy`.
    #[schemars(extend("enum" = rules()))]
    rule: Option<Word>,
    /// The message, for `impossible`, `installer`, `policy` and `in-doubt`.
    message: Option<String>,
    /// How to fix it, for `impossible`, `installer` and `policy`.
    hint: Option<String>,
    /// Where in the manifest, for `impossible` and `installer`; where in the policy its rule is, for `policy`.
    source: Option<SourceDoc>,
}

/// The keys of the rules of policies.
fn rules() -> Vec<Option<&'static str>> {
    let keys = PolicyRule::ALL.map(|it| Some(it.key()));
    keys.into_iter().chain([None]).collect()
}

/// What manifest and draft both started from.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct BaseDoc {
    /// The receipt of the last submission, the manifest at a revision, or nothing: the plan is two-way.
    #[schemars(extend("enum" = ["receipt", "revision", "none"]))]
    kind: Word,
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
