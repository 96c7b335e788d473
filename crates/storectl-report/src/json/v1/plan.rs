//! The plan document (design.md §4).

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use storectl_model::mask::mask_json;
use storectl_plan::{
    Blocker, Change, Guard, Origin, PlanSummary, ProductPlan, Step, SubmissionKnowledge, Unmanaged,
    Warning,
};

use super::{
    error::ErrorBody,
    shared::{FORMAT_VERSION, LastSubmissionDoc, MessageDoc, PendingDoc, SourceDoc, ToolDoc, all},
};
use crate::{PlanView, ProductView, SourceRef};

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
    /// What apply does, in order.
    steps: Vec<StepDoc>,
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
    /// Body of its request, where it is known before apply.
    body: Option<Value>,
    /// The images of an image step by content; null for others.
    assets: Option<Value>,
    /// Indexes into `changes` of what it carries out.
    changes: Vec<usize>,
}

/// Something to know.
#[derive(Serialize, JsonSchema)]
struct WarningDoc {
    /// What it is about; empty for the whole product.
    address: String,
    /// What to know.
    message: String,
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

impl From<&PlanView<'_>> for PlanDoc {
    fn from(view: &PlanView<'_>) -> Self {
        let PlanView {
            tool_version,
            products,
            hash,
            summary,
            requests_get,
            apply_command: _, // for people
            error,
        } = view;
        Self {
            format: "storectl.plan",
            format_version: FORMAT_VERSION,
            plan_hash: hash.as_ref().map(|it| it.0.clone()),
            tool: ToolDoc::new(tool_version),
            products: all(products),
            summary: SummaryDoc::new(summary, products.len(), *requests_get),
            error: error.map(ErrorBody::from),
        }
    }
}

impl From<&ProductView<'_>> for ProductDoc {
    fn from(view: &ProductView<'_>) -> Self {
        let ProductView {
            manifest,
            product_id,
            name,
            plan,
            sources,
        } = view;
        let empty = Self {
            manifest: manifest.as_raw().to_owned(),
            product_id: product_id.as_raw().to_owned(),
            name: name.map(|it| it.as_raw().to_owned()),
            status: "error",
            ongoing_submission_id: None,
            pending: Vec::new(),
            submission_known: false,
            last_submission: None,
            changes: Vec::new(),
            unmanaged: Vec::new(),
            steps: Vec::new(),
            warnings: Vec::new(),
            blockers: Vec::new(),
            error: None,
        };
        match plan {
            Ok(plan) => empty.with(plan, sources),
            Err(error) => Self {
                error: Some((*error).into()),
                ..empty
            },
        }
    }
}

impl ProductDoc {
    fn with(self, plan: &ProductPlan, sources: &[Option<SourceRef>]) -> Self {
        let ProductPlan {
            product_id: _, // the view has it, as the manifest spells it
            name: _,
            ongoing_submission,
            pending,
            submission_known,
            last_submission,
            changes,
            unmanaged,
            agreed: _,        // empty without a base
            outcome: _,       // what changes and unmanaged values come to
            secret_values: _, // what bodies hide
            images: _,        // what verifying compares with
            steps,
            warnings,
            blockers,
        } = plan;
        let changes = changes.iter().enumerate().map(|(index, change)| {
            ChangeDoc::new(change, sources.get(index).and_then(Option::as_ref))
        });
        Self {
            status: plan.verdict().status().as_str(),
            ongoing_submission_id: ongoing_submission.as_ref().map(ToString::to_string),
            pending: all(pending),
            submission_known: *submission_known == SubmissionKnowledge::Known,
            last_submission: last_submission.as_ref().map(Into::into),
            changes: changes.collect(),
            unmanaged: all(unmanaged),
            steps: steps.iter().map(|it| StepDoc::new(it, plan)).collect(),
            warnings: all(warnings),
            blockers: all(blockers),
            ..self
        }
    }
}

impl ChangeDoc {
    fn new(change: &Change, source: Option<&SourceRef>) -> Self {
        let Change {
            path,
            action,
            origin,
            before: _, // below
            after: _,
            guard,
            limit,
        } = change;
        let (before, after) = change.shown();
        let guard = guard.as_ref().map(|it| {
            let Guard {
                class,
                also: _, // below
                token,
                acknowledged,
            } = it;
            (class.as_str(), token.to_string(), *acknowledged)
        });
        let also = change.guard.iter().flat_map(|it| &it.also);
        Self {
            address: path.to_string(),
            pointer: path.pointer(),
            action: action.as_str(),
            origin: origin.map(Origin::as_str),
            before,
            after,
            destructive: guard.is_some(),
            destructive_class: guard.as_ref().map(|(class, _, _)| *class),
            also_destructive: also.map(|it| it.as_str()).collect(),
            acknowledged: guard.as_ref().map(|(_, _, acknowledged)| *acknowledged),
            token: guard.map(|(_, token, _)| token),
            limit: limit.map(|it| it.0),
            source: source.map(SourceDoc::from),
        }
    }
}

impl From<&Unmanaged> for UnmanagedDoc {
    fn from(unmanaged: &Unmanaged) -> Self {
        let Unmanaged {
            path,
            value,
            will_publish,
        } = unmanaged;
        Self {
            address: path.to_string(),
            will_publish: *will_publish,
            changed_since: None, // without receipts nothing is known of earlier submissions
            before: Value::Null,
            after: mask_json(value.to_json()),
            token: None,
        }
    }
}

impl StepDoc {
    fn new(step: &Step, plan: &ProductPlan) -> Self {
        let Step {
            id,
            action,
            summary,
            changes,
        } = step;
        let endpoint = action.endpoint();
        Self {
            id: id.to_string(),
            kind: action.kind(),
            summary: summary.clone(),
            method: endpoint.as_ref().map(|it| it.method().as_str()),
            path: endpoint.map(|it| it.path(&plan.product_id)),
            body: plan.shown_body(step),
            assets: action.assets(),
            changes: changes.clone(),
        }
    }
}

impl From<&Warning> for WarningDoc {
    fn from(warning: &Warning) -> Self {
        let Warning { path, message } = warning;
        Self {
            address: path.as_ref().map(ToString::to_string).unwrap_or_default(),
            message: message.clone(),
        }
    }
}

impl From<&Blocker> for BlockerDoc {
    fn from(blocker: &Blocker) -> Self {
        let empty = |kind| Self {
            kind,
            submission_id: None,
            messages: Vec::new(),
            changes: Vec::new(),
            address: None,
            pointer: None,
            message: None,
            hint: None,
        };
        match blocker {
            Blocker::Busy {
                submission,
                messages,
            } => Self {
                submission_id: Some(submission.to_string()),
                messages: all(messages),
                ..empty("busy")
            },
            Blocker::Unacknowledged { changes } => Self {
                changes: changes.clone(),
                ..empty("unacknowledged")
            },
            Blocker::Conflict {
                path,
                place,
                message,
                hint,
            } => Self {
                address: Some(path.to_string()),
                pointer: Some(place.pointer()),
                message: Some(message.clone()),
                hint: Some(hint.clone()),
                ..empty("impossible")
            },
        }
    }
}

impl SummaryDoc {
    fn new(summary: &PlanSummary, manifests: usize, get: usize) -> Self {
        let PlanSummary {
            products,
            changed,
            add,
            change,
            remove,
            clear,
            destructive,
            uploads,
            upload_bytes,
            writes,
        } = *summary;
        Self {
            manifests,
            products,
            changed,
            add,
            change,
            remove,
            clear,
            destructive,
            uploads,
            upload_bytes,
            requests: RequestsDoc { get, write: writes },
        }
    }
}
