//! A plan: the changes of one product and the ordered steps that make them.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    mem,
};

use serde_json::Value;
use storectl_model::{
    AckToken, DesiredProduct, FieldPath, LanguageTag, ProductId, RememberedSecrets, SecretValues,
    Selector, SubmissionId, SubmitMode, WaitFor, mask::mask_json,
};

use crate::{
    Acknowledgment, Base, Blocker, Change, ChangeValue, Guard, ImageIds, LastSubmission, Outcome,
    PendingFact, PriorWork, Receipt, SeenInstallers, Step, SubmissionKnowledge, Unmanaged, Warning,
};

/// The plan of one product.
#[derive(Clone, Debug, PartialEq)]
pub struct ProductPlan {
    /// The product.
    pub product_id: ProductId,
    /// Its name, for people.
    pub name: Option<String>,
    /// The submission in progress, whoever made it.
    pub ongoing_submission: Option<SubmissionId>,
    /// The submission that has ended by its own status while the draft's status named it: the draft's status may be behind
    /// for a while, and refuse writes for it (trap 85).
    pub ended_submission: Option<SubmissionId>,
    /// What earlier runs left to do, in the order in which it is done.
    pub pending: Vec<PendingFact>,
    /// Whether what was last submitted is known.
    pub submission_known: SubmissionKnowledge,
    /// The last submission that is known, and its outcome.
    pub last_submission: Option<LastSubmission>,
    /// The differences, in the manifest's order of modules.
    pub changes: Vec<Change>,
    /// What the manifest does not name and holds something on the Store, or held something at the last submission.
    pub unmanaged: Vec<Unmanaged>,
    /// The submission that unmanaged values were compared with; `None` without a receipt.
    pub compared_since: Option<SubmissionId>,
    /// Every field of the languages that are removed, in the draft's order.
    pub removed_fields: Vec<RemovedField>,
    /// What manifest and Store changed alike since the base; empty without a base.
    pub agreed: Vec<FieldPath>,
    /// The draft as it will be.
    pub outcome: Outcome,
    /// Tokens that acknowledge changes of this plan and that this run was given, beside the manifest's.
    pub acknowledged_for_run: Vec<AckToken>,
    /// What the named tokens cover. It goes into the journal and into no document.
    pub acknowledgments: Vec<Acknowledgment>,
    /// What no document shows, whoever wrote it on the Store.
    pub secret_values: SecretValues,
    /// Fields that an earlier submission filled from a secret variable.
    pub remembered_secrets: RememberedSecrets,
    /// The images the plan saw, in languages whose images were read.
    pub images: BTreeMap<LanguageTag, ImageIds>,
    /// What was seen of the installers of its packages. The planner looks at none; whoever does says so here.
    pub installers: SeenInstallers,
    /// What apply does, in order.
    pub steps: Vec<Step>,
    /// Whether this run looks at anything that the manifest names (`--only`).
    pub selection: Selection,
    /// What to know, none of it fatal.
    pub warnings: Vec<Warning>,
    /// Why apply would write nothing to the product; empty if it would.
    pub blockers: Vec<Blocker>,
}

impl ProductPlan {
    /// Returns the submission in progress where it is this work's own.
    pub fn own_submission(&self) -> Option<&SubmissionId> {
        let ongoing = self.ongoing_submission.as_ref()?;
        let last = self.last_submission.as_ref()?;
        (ongoing == &last.id).then_some(ongoing)
    }

    /// Returns the guards of destructive changes, and of unmanaged values whose move is destructive.
    pub fn guards(&self) -> impl Iterator<Item = &Guard> {
        let moved = self.unmanaged.iter().filter_map(|it| it.moved.as_ref());
        let changes = self.changes.iter().filter_map(|it| it.guard.as_ref());
        changes.chain(moved.filter_map(|it| it.guard.as_ref()))
    }

    /// Returns what waits for its token: destructive changes, then unmanaged values whose move is destructive.
    pub fn unacknowledged(&self) -> impl Iterator<Item = (&FieldPath, &Guard)> {
        let locked = self.blockers.iter().filter_map(|it| match it {
            Blocker::Unacknowledged { changes, unmanaged } => Some((changes, unmanaged)),
            Blocker::Busy { .. }
            | Blocker::Conflict { .. }
            | Blocker::Installer { .. }
            | Blocker::Policy(_)
            | Blocker::InDoubt { .. } => None,
        });
        locked.flat_map(|(changes, unmanaged)| {
            let changes = changes.iter().filter_map(|it| self.changes.get(*it));
            let moved = unmanaged.iter().filter_map(|it| self.unmanaged.get(*it));
            let changes = changes.filter_map(|it| Some((&it.path, it.guard.as_ref()?)));
            changes
                .chain(moved.filter_map(|it| Some((&it.path, it.moved.as_ref()?.guard.as_ref()?))))
        })
    }

    /// Returns a step's body as the fingerprint covers it: without what fields hold that use a secret variable, and with
    /// signatures and passwords in addresses masked.
    pub fn shown_body(&self, step: &Step) -> Option<Value> {
        let body = self.outcome.values.shown_body(step, &self.changes)?;
        Some(mask_json(body))
    }

    /// Returns the plan as people may see it: of no value is shown what is a secret or holds one, whoever wrote it there. The
    /// steps' bodies are to be read, and not to be sent.
    ///
    /// The fingerprint is taken before: which values hold a secret depends on what the secret is.
    pub fn for_people(&self) -> Cow<'_, Self> {
        let secrets = &self.secret_values;
        if secrets.hides_nothing() {
            return Cow::Borrowed(self);
        }
        let mut plan = self.clone();
        for change in &mut plan.changes {
            change.before = mem::take(&mut change.before).without(secrets);
            change.after = mem::take(&mut change.after).without(secrets);
            change.base = change.base.take().map(|it| secrets.hide(it));
        }
        for unmanaged in &mut plan.unmanaged {
            unmanaged.value = mem::take(&mut unmanaged.value).without(secrets);
            if let Some(moved) = &mut unmanaged.moved {
                moved.before = moved.before.take().map(|it| secrets.hide(it));
            }
        }
        for removed in &mut plan.removed_fields {
            removed.value = mem::take(&mut removed.value).without(secrets);
        }
        plan.outcome.values.hide_values(secrets);
        for step in &mut plan.steps {
            step.action.edit_body(|body| secrets.hide(body));
        }
        Cow::Owned(plan)
    }
}

/// A field that goes with its language.
#[derive(Clone, Debug, PartialEq)]
pub struct RemovedField {
    /// Where, e.g. `listings.fr-fr.description`.
    pub path: FieldPath,
    /// What the draft holds there.
    pub value: ChangeValue,
}

/// Whether the selectors of a run pick anything that the manifest names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    /// They do, or there are none.
    #[default]
    Something,
    /// They do not: nothing was compared.
    Nothing,
}

/// What a plan comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanStatus {
    /// There is something to do.
    Changed,
    /// There is nothing to do.
    Unchanged,
    /// A submission is in progress; apply would refuse (13).
    Busy,
    /// A destructive change lacks its acknowledgment or the policy forbids the plan (11), or the draft cannot be made so.
    Blocked,
}

impl PlanStatus {
    /// Returns the word the JSON plan uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Busy => "busy",
            Self::Blocked => "blocked",
        }
    }
}

/// What a plan depends on beside the two states.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlanOptions<'a> {
    /// When to submit.
    pub submit: SubmitMode,
    /// How far to follow.
    pub wait: WaitFor,
    /// What is known of earlier runs.
    pub prior: &'a PriorWork,
    /// Tokens beside the manifest's.
    pub acknowledge: &'a [AckToken],
    /// Selectors of this run that pick nothing the manifest names.
    pub unmatched: &'a [Selector],
    /// What is remembered of earlier submissions.
    pub memory: Memory<'a>,
}

/// What is remembered of earlier submissions (design.md §7).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Memory<'a> {
    /// What manifest and draft both started from: it labels changes, and decides nothing.
    pub base: Option<&'a Base>,
    /// The receipt of the last submission: it says what moved since, and whether managed values are what was submitted.
    pub receipt: Option<&'a Receipt>,
    /// The manifest that the receipt's submission was made from, with the receipt's variables and the secrets of today: it says
    /// what the receipt withholds. `None` where nothing is asked of it, or it cannot be read.
    pub applied: Option<&'a DesiredProduct>,
    /// Fields that hold a secret since an earlier submission, beside those that base and receipt withhold.
    pub secret_fields: &'a BTreeSet<FieldPath>,
}

impl Memory<'_> {
    /// Nothing is remembered.
    pub const NONE: Self = Self {
        base: None,
        receipt: None,
        applied: None,
        secret_fields: &BTreeSet::new(),
    };

    /// Returns the submission of the receipt.
    pub fn submission(&self) -> Option<&SubmissionId> {
        self.receipt?.stage.submission()
    }
}

impl Default for Memory<'_> {
    fn default() -> Self {
        Self::NONE
    }
}

/// Changes by who made the difference, and what both sides changed alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OriginCounts {
    /// Changed in the manifest.
    pub manifest: usize,
    /// Changed in the Store.
    pub drift: usize,
    /// Changed on both sides, differently.
    pub conflict: usize,
    /// Changed on both sides to the same value: no change is left.
    pub agreed: usize,
}

/// Counts over some products' plans.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlanSummary {
    /// Products planned.
    pub products: usize,
    /// Products with something to do.
    pub changed: usize,
    /// Changes that add.
    pub add: usize,
    /// Changes that change or reorder.
    pub change: usize,
    /// Changes that remove.
    pub remove: usize,
    /// Changes that clear.
    pub clear: usize,
    /// Destructive changes, acknowledged ones included.
    pub destructive: usize,
    /// Images to upload.
    pub uploads: usize,
    /// Bytes to upload.
    pub upload_bytes: u64,
    /// Changes by who made the difference; all 0 without a base.
    pub origins: OriginCounts,
    /// Writing requests of the plans, uploads included.
    pub writes: usize,
    /// Those of plans that apply refuses.
    pub held_writes: usize,
}
