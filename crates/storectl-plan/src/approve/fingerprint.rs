//! The fingerprint of what would be done and what would be published.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use storectl_model::{Digest, mask::mask_json};

use super::{OutcomeMark, places::looked_up, withheld_mark::WithheldMark};
use crate::{Change, ChangeValue, Guard, PlanHash, ProductPlan, SeenInstallers, Step};

/// What of one product's plan is approved, and nothing else: its changes and which of them are acknowledged, its steps with
/// their bodies, the outcome, which holds the unmanaged values too, and what identifies the bytes of its installers.
///
/// Times, versions, source lines, package ids and the endpoint stay out: none of them is part of what is approved, and ids are
/// made again by a replacement that changes nothing (trap 51). Made from a plan, or from its JSON document, by the same
/// fields.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanFingerprint {
    pub(super) product: String,
    pub(super) changes: Vec<ChangeMark>,
    pub(super) steps: Vec<StepMark>,
    pub(super) outcome: OutcomeMark,
    pub(super) installers: SeenInstallers,
    /// Values to name to people, by address; not part of the hash.
    pub(super) shown: BTreeMap<String, Value>,
    /// What the outcome's digests leave out; of a plan that was made here alone, and not part of the hash.
    pub(super) withheld: BTreeMap<String, WithheldMark>,
}

/// A change by its fields in the JSON plan.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeMark {
    /// Where.
    pub address: String,
    /// What becomes of it.
    pub action: String,
    /// The Store's value.
    pub before: Value,
    /// The manifest's value.
    pub after: Value,
    /// What acknowledges it, where it is destructive.
    pub token: Option<String>,
    /// Whether it is acknowledged; `None` where it needs no acknowledgment.
    pub acknowledged: Option<bool>,
}

/// A step by its fields in the JSON plan.
#[derive(Clone, Debug, PartialEq)]
pub struct StepMark {
    /// What it does.
    pub kind: String,
    /// Its `assets` where it has them, else its `body`.
    pub content: Value,
    /// Indexes into the changes of what it carries out.
    pub changes: Vec<usize>,
}

impl PlanFingerprint {
    /// Puts together what was read of a plan's document. `shown` are the unmanaged values, by address.
    pub fn new(
        product: &str,
        changes: Vec<ChangeMark>,
        steps: Vec<StepMark>,
        outcome: OutcomeMark,
        installers: SeenInstallers,
        shown: BTreeMap<String, Value>,
    ) -> Self {
        Self {
            product: product.to_owned(),
            changes,
            steps,
            outcome,
            installers,
            shown: shown
                .into_iter()
                .map(|(address, it)| (looked_up(&address), it))
                .collect(),
            withheld: BTreeMap::new(),
        }
    }

    /// Takes the fingerprint of a plan.
    pub fn of(plan: &ProductPlan) -> Self {
        let values = &plan.outcome.values;
        let shown = values
            .iter()
            .map(|(path, it)| (path.to_string(), mask_json(it.shown.to_json())));
        let fingerprint = Self::new(
            plan.product_id.as_str(),
            plan.changes.iter().map(ChangeMark::of).collect(),
            plan.steps.iter().map(|it| StepMark::of(it, plan)).collect(),
            OutcomeMark::of(values),
            plan.installers.clone(),
            shown.collect(),
        );
        Self {
            withheld: WithheldMark::all(plan),
            ..fingerprint
        }
    }

    /// Returns the product's id.
    pub fn product(&self) -> &str {
        &self.product
    }

    /// Returns the changes, in the plan's order.
    pub fn changes(&self) -> &[ChangeMark] {
        &self.changes
    }

    /// Returns what was seen of the installers of its packages.
    pub fn installers(&self) -> &SeenInstallers {
        &self.installers
    }

    /// Returns the fingerprint of the same plan where no bytes of installers were seen.
    #[must_use]
    pub fn without_bytes(mut self) -> Self {
        self.installers = self.installers.without_bytes();
        self
    }

    /// Returns whether the plan submits.
    pub fn submits(&self) -> bool {
        self.steps.iter().any(|it| it.kind == "submit")
    }

    /// Returns whether the plan changes the Store in any way.
    pub fn writes(&self) -> bool {
        self.steps.iter().any(StepMark::writes)
    }

    /// Returns the fingerprint of the same plan before anything in it was acknowledged.
    #[must_use]
    pub fn unacknowledged(mut self) -> Self {
        for it in &mut self.changes {
            it.acknowledged = it.acknowledged.map(|_| false);
        }
        self
    }

    fn to_json(&self) -> Value {
        let changes = self.changes.iter().map(|it| {
            let ChangeMark {
                address,
                action,
                before,
                after,
                token,
                acknowledged,
            } = it;
            json!([address, action, before, after, token, acknowledged])
        });
        let steps = self.steps.iter().map(|it| {
            let StepMark {
                kind,
                content,
                changes,
            } = it;
            json!([kind, content, changes])
        });
        let mut json = json!({
            "productId": self.product,
            "changes": changes.collect::<Vec<_>>(),
            "steps": steps.collect::<Vec<_>>(),
            "outcome": self.outcome.to_json(),
        });
        if let (Some(installers), Some(members)) = (self.installers.to_json(), json.as_object_mut())
        {
            members.insert("installers".to_owned(), installers);
        }
        json
    }
}

impl ChangeMark {
    fn of(change: &Change) -> Self {
        let Change {
            path,
            action,
            before: _, // below, as documents show them
            after: _,
            guard,
            origin: _, // a label, not part of what is approved
            base: _,
            limit: _,
        } = change;
        let (before, after) = change.shown();
        Self {
            address: path.to_string(),
            action: action.as_str().to_owned(),
            before,
            after,
            token: guard
                .as_ref()
                .and_then(|it| it.token())
                .map(ToString::to_string),
            acknowledged: guard.as_ref().map(Guard::is_acknowledged),
        }
    }

    /// Returns whether both are one change. Its token follows from it and from the draft around it.
    pub(super) fn is(&self, other: &Self) -> bool {
        looked_up(&self.address) == looked_up(&other.address)
            && self.action == other.action
            && self.before == other.before
            && self.after == other.after
    }

    /// Returns whether it adds something that was not there.
    pub(super) fn adds(&self) -> bool {
        self.action == "add" && self.before == ChangeValue::Unset.to_json()
    }
}

impl StepMark {
    fn of(step: &Step, plan: &ProductPlan) -> Self {
        let Step {
            action,
            changes,
            id: _,
            summary: _,
        } = step;
        Self {
            kind: action.kind().to_owned(),
            content: action
                .assets()
                .or_else(|| plan.shown_body(step))
                .unwrap_or_default(),
            changes: changes.clone(),
        }
    }

    /// Returns whether it sends anything that changes the Store.
    pub(super) fn writes(&self) -> bool {
        !matches!(
            self.kind.as_str(),
            "await-packages" | "await-ready" | "verify" | "await-publication"
        )
    }
}

/// Fingerprints some products' plans, in the order given.
pub fn plan_hash<'a>(plans: impl IntoIterator<Item = &'a ProductPlan>) -> PlanHash {
    let fingerprints: Vec<PlanFingerprint> = plans.into_iter().map(PlanFingerprint::of).collect();
    fingerprint_hash(&fingerprints)
}

/// Fingerprints what some plans come to, in the order given.
pub fn fingerprint_hash<'a>(plans: impl IntoIterator<Item = &'a PlanFingerprint>) -> PlanHash {
    let products: Value = plans.into_iter().map(PlanFingerprint::to_json).collect();
    PlanHash::of(&Digest::of_json(&products))
}
