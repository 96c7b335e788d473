//! What people see of one product's plan.

use std::borrow::Cow;

use storectl_model::{FieldPath, ProductId, SubmissionId};
use storectl_plan::{
    Blocker, Change, Guard, LastSubmission, PendingFact, ProductPlan, Selection, Step,
    SubmissionKnowledge, Unmanaged, Verdict, Warning,
};

use super::{ImageOrder, RemovedPart};

/// A plan, and what of it people see.
#[derive(Clone, Debug)]
pub struct PlanForPeople<'a> {
    /// The plan as people may see it ([`ProductPlan::for_people`]): what its document is made of.
    pub(crate) plan: Cow<'a, ProductPlan>,
    /// What of it is shown to people.
    pub(crate) shown: PlanDetails,
}

impl<'a> PlanForPeople<'a> {
    /// Shows a plan without its secrets.
    pub fn new(plan: &'a ProductPlan) -> Self {
        let plan = plan.for_people();
        Self {
            shown: PlanDetails::of(&plan),
            plan,
        }
    }

    /// Returns the plan as people may see it.
    pub fn plan(&self) -> &ProductPlan {
        &self.plan
    }
}

/// What people see of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanDetails {
    /// The product.
    pub(crate) product_id: ProductId,
    /// What the plan amounts to.
    pub(crate) verdict: Verdict,
    /// What earlier runs left to do.
    pub(crate) pending: Vec<PendingWork>,
    /// Whether the plan submits the draft.
    pub(crate) submits: bool,
    /// Whether what was last submitted is known.
    pub(crate) submission_known: SubmissionKnowledge,
    /// The submission in progress, where it is this work's own.
    pub(crate) own_submission: Option<SubmissionId>,
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
    /// What apply does, in order.
    pub(crate) steps: Vec<PlannedStep>,
    /// Whether this run looks at anything that the manifest names.
    pub(crate) selection: Selection,
    /// Packages of whose installers the plan saw bytes.
    pub(crate) approved_installers: Vec<FieldPath>,
    /// What to know, none of it fatal.
    pub(crate) warnings: Vec<Warning>,
    /// Why apply would refuse before the first write; empty if it would not.
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
}

impl PlanDetails {
    fn of(plan: &ProductPlan) -> Self {
        let pending = plan.pending.iter().map(|fact| PendingWork {
            fact: fact.clone(),
            is_planned: plan.carries_out(fact),
        });
        let approved = plan.installers.packages_with_bytes();
        Self {
            product_id: plan.product_id.clone(),
            verdict: plan.verdict(),
            pending: pending.collect(),
            submits: plan.submits(),
            submission_known: plan.submission_known,
            own_submission: plan.own_submission().cloned(),
            last_submission: plan.last_submission.clone(),
            changes: plan.changes.clone(),
            orders: ImageOrder::all(plan),
            removed: RemovedPart::all(plan),
            unmanaged: plan.unmanaged.clone(),
            compared_since: plan.compared_since.clone(),
            agreed: plan.agreed.clone(),
            steps: plan
                .steps
                .iter()
                .map(|it| PlannedStep::of(it, &plan.product_id))
                .collect(),
            selection: plan.selection,
            approved_installers: approved.into_iter().cloned().collect(),
            warnings: plan.warnings.clone(),
            blockers: plan.blockers.clone(),
        }
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
    fn of(step: &Step, product: &ProductId) -> Self {
        let Step {
            id,
            action,
            summary,
            changes: _, // the changes are shown by themselves
        } = step;
        let request = action.endpoint().map(|it| {
            let method = it.method().as_str().to_owned();
            (method, it.path(product))
        });
        Self {
            id: id.to_string(),
            kind: action.kind().to_owned(),
            summary: summary.clone(),
            request,
        }
    }
}
