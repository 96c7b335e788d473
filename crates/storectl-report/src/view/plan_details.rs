//! What people see of one product's plan.

use std::collections::BTreeSet;

use serde_json::Value;
use storectl_model::{AckToken, FieldPath, PreflightMode, ProductId, SecretValues, SubmissionId};
use storectl_plan::{
    Blocker, Change, ChangeValue, Guard, LastSubmission, OutcomeMark, PendingFact, PlanSummary,
    ProductPlan, Selection, Step, StepAction, SubmissionKnowledge, Unmanaged, Verdict, Warning,
    summarize,
};

use super::{ImageOrder, RemovedPart, StorePage};

/// What is shown of a plan, to people and in its document: none of it is a secret. A document is read back as one.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanDetails {
    /// The product.
    pub(crate) product_id: ProductId,
    /// What the plan amounts to.
    pub(crate) verdict: Verdict,
    /// Counts of it.
    pub(crate) summary: PlanSummary,
    /// What earlier runs left to do.
    pub(crate) pending: Vec<PendingWork>,
    /// Whether the plan submits the draft.
    pub(crate) submits: bool,
    /// Whether what was last submitted is known.
    pub(crate) submission_known: SubmissionKnowledge,
    /// The submission in progress, whoever made it.
    pub(crate) ongoing_submission: Option<SubmissionId>,
    /// The last submission that is known, and its outcome.
    pub(crate) last_submission: Option<LastSubmission>,
    /// The differences, in the manifest's order of modules.
    pub(crate) changes: Vec<Change>,
    /// The new order of lists of images, where one that stays gets another place.
    pub(crate) orders: Vec<ImageOrder>,
    /// What goes with the languages that are removed.
    pub(crate) removed: Vec<RemovedPart>,
    /// What the manifest does not name and holds something on the Store, or held something at the last submission.
    pub(crate) unmanaged: Vec<Unmanaged>,
    /// The submission that unmanaged values were compared with; `None` without a receipt.
    pub(crate) compared_since: Option<SubmissionId>,
    /// What manifest and Store changed alike since the base.
    pub(crate) agreed: Vec<FieldPath>,
    /// What customers get; `None` where that stays as it is.
    pub(crate) store_page: Option<StorePage>,
    /// What would be published, by digests.
    pub(crate) outcome: OutcomeMark,
    /// What apply does, in order.
    pub(crate) steps: Vec<PlannedStep>,
    /// Whether this run looks at anything that the manifest names.
    pub(crate) selection: Selection,
    /// How installers were looked at.
    pub(crate) preflight_mode: PreflightMode,
    /// Packages of whose installers the plan saw bytes.
    pub(crate) approved_installers: Vec<FieldPath>,
    /// Packages whose address uses a secret variable.
    pub(crate) secret_addresses: BTreeSet<FieldPath>,
    /// Tokens that count as given beside those of the manifest.
    pub(crate) acknowledged_for_run: Vec<AckToken>,
    /// What no variable is shown that holds it; nothing where a document was read, which holds none of it.
    pub(crate) secret_values: SecretValues,
    /// What to know, none of it fatal.
    pub(crate) warnings: Vec<Warning>,
    /// Why apply would write nothing to the product; empty if it would.
    pub(crate) blockers: Vec<Blocker>,
}

/// Something that an earlier run left to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PendingWork {
    /// What is left.
    pub(crate) fact: PendingFact,
    /// Whether a step of the plan does it.
    pub(crate) is_planned: bool,
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PlannedStep {
    /// Its name within the plan, e.g. `s3`.
    pub(crate) id: String,
    /// Its kind, e.g. `patch-metadata`.
    pub(crate) kind: String,
    /// One line for people.
    pub(crate) summary: String,
    /// Method and path of its request; `None` if it only reads or waits.
    pub(crate) request: Option<(String, String)>,
    /// The body of the request, where it is known before apply.
    pub(crate) body: Option<Value>,
    /// The images of an image step, by content.
    pub(crate) assets: Option<Value>,
    /// Indexes into the plan's changes of those that it makes.
    pub(crate) changes: Vec<usize>,
}

impl PlanDetails {
    /// Shows a plan without its secrets.
    pub fn of(plan: &ProductPlan) -> Self {
        let plan = &*plan.for_people();
        let pending = plan.pending.iter().map(|fact| PendingWork {
            fact: fact.clone(),
            is_planned: plan.carries_out(fact),
        });
        let packages = &plan.installers.packages;
        Self {
            product_id: plan.product_id.clone(),
            verdict: plan.verdict(),
            summary: summarize([plan]),
            pending: pending.collect(),
            submits: plan.submits(),
            submission_known: plan.submission_known,
            ongoing_submission: plan.ongoing_submission.clone(),
            last_submission: plan.last_submission.clone(),
            changes: plan.changes.clone(),
            orders: ImageOrder::all(plan),
            removed: RemovedPart::all(plan),
            unmanaged: plan.unmanaged.clone(),
            compared_since: plan.compared_since.clone(),
            agreed: plan.agreed.clone(),
            store_page: StorePage::of(plan),
            outcome: OutcomeMark::of(&plan.outcome.values),
            steps: plan
                .steps
                .iter()
                .map(|it| PlannedStep::of(it, plan))
                .collect(),
            selection: plan.selection,
            preflight_mode: plan.installers.mode,
            approved_installers: packages
                .iter()
                .filter(|it| it.bytes.is_some())
                .map(|it| it.package.clone())
                .collect(),
            secret_addresses: packages
                .iter()
                .filter(|it| has_secret_address(&it.package, plan))
                .map(|it| it.package.clone())
                .collect(),
            acknowledged_for_run: plan.acknowledged_for_run.clone(),
            secret_values: plan.secret_values.clone(),
            warnings: plan.warnings.clone(),
            blockers: plan.blockers.clone(),
        }
    }

    /// Returns the submission in progress, where it is this work's own.
    pub(crate) fn own_submission(&self) -> Option<&SubmissionId> {
        let ongoing = self.ongoing_submission.as_ref()?;
        let last = self.last_submission.as_ref()?;
        (ongoing == &last.id).then_some(ongoing)
    }

    /// Returns whether a step of these kinds does what an earlier run left.
    pub(crate) fn is_planned(fact: &PendingFact, kinds: &[&str]) -> bool {
        let wanted = match fact {
            PendingFact::PackagesUncommitted => StepAction::CommitPackages,
            PendingFact::Unsubmitted => StepAction::Submit,
            PendingFact::Following(_) => StepAction::AwaitPublication,
        };
        kinds.contains(&wanted.kind())
    }

    /// Returns the guards of destructive changes, and of unmanaged values whose move is destructive.
    pub(crate) fn guards(&self) -> impl Iterator<Item = (&FieldPath, &Guard)> {
        let changes = self.changes.iter();
        let changes = changes.filter_map(|it| Some((&it.path, it.guard.as_ref()?)));
        let moved = self.unmanaged.iter();
        let moved = moved.filter_map(|it| Some((&it.path, it.moved.as_ref()?.guard.as_ref()?)));
        changes.chain(moved)
    }
}

impl PlannedStep {
    fn of(step: &Step, plan: &ProductPlan) -> Self {
        let Step {
            id,
            action,
            summary,
            changes,
        } = step;
        let request = action.endpoint().map(|it| {
            let method = it.method().as_str().to_owned();
            (method, it.path(&plan.product_id))
        });
        Self {
            id: id.to_string(),
            kind: action.kind().to_owned(),
            summary: summary.clone(),
            request,
            body: plan.shown_body(step),
            assets: action.assets(),
            changes: changes.clone(),
        }
    }
}

/// Returns whether the address of a package's installer uses a secret variable.
fn has_secret_address(package: &FieldPath, plan: &ProductPlan) -> bool {
    let url = plan.outcome.values.get(&package.clone().key("packageUrl"));
    url.is_some_and(|it| matches!(it.shown, ChangeValue::Withheld(_)))
}
