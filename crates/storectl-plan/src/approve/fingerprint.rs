//! The fingerprint of what would be done.

use serde_json::{Value, json};
use storectl_model::Digest;

use crate::{Change, PlanHash, ProductPlan, Step};

/// What of one product's plan is fingerprinted: what is approved, and nothing else.
///
/// Covers the product, its changes and its steps. Times, versions, source lines and package ids stay out: none of them is
/// part of what is approved, and ids are made again by a replacement that changes nothing (trap 51). Made from a plan, or from
/// its JSON document, by the same fields.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanFingerprint {
    product: String,
    changes: Vec<Value>,
    steps: Vec<Value>,
}

impl PlanFingerprint {
    /// Begins the essence of a product's plan.
    pub fn new(product: &str) -> Self {
        Self {
            product: product.to_owned(),
            changes: Vec::new(),
            steps: Vec::new(),
        }
    }

    /// Adds a change by its fields in the JSON plan.
    pub fn change(
        &mut self,
        address: &str,
        action: &str,
        before: &Value,
        after: &Value,
        token: Option<&str>,
    ) {
        self.changes
            .push(json!([address, action, before, after, token]));
    }

    /// Adds a step by its fields in the JSON plan; `content` is its `assets` where it has them, else its `body`.
    pub fn step(&mut self, kind: &str, content: &Value, changes: &[usize]) {
        self.steps.push(json!([kind, content, changes]));
    }

    /// Takes the essence of a plan.
    pub fn of(plan: &ProductPlan) -> Self {
        let mut essence = Self::new(plan.product_id.as_str());
        for change @ Change {
            path,
            action,
            before: _, // below, as documents show them
            after: _,
            guard,
            origin: _,
            limit: _,
        } in &plan.changes
        {
            let token = guard.as_ref().map(|it| it.token.as_str());
            let (before, after) = change.shown();
            essence.change(&path.to_string(), action.as_str(), &before, &after, token);
        }
        for step @ Step {
            action,
            changes,
            id: _,
            summary: _,
        } in &plan.steps
        {
            let content = action
                .assets()
                .or_else(|| plan.shown_body(step))
                .unwrap_or_default();
            essence.step(action.kind(), &content, changes);
        }
        essence
    }

    /// Gives the product's id.
    pub fn product(&self) -> &str {
        &self.product
    }

    /// Gives each change's address and its own fingerprint, in the plan's order.
    pub fn changes(&self) -> impl Iterator<Item = (&str, Digest)> {
        self.changes.iter().map(|it| {
            let address = it.get(0).and_then(Value::as_str).unwrap_or_default();
            (address, Digest::of(it.to_string().as_bytes()))
        })
    }

    /// Tells whether the plan submits.
    pub fn submits(&self) -> bool {
        self.steps
            .iter()
            .any(|it| it.get(0).and_then(Value::as_str) == Some("submit"))
    }
}

/// Fingerprints some products' plans, in the order given.
pub fn plan_hash<'a>(plans: impl IntoIterator<Item = &'a ProductPlan>) -> PlanHash {
    fingerprint_hash(plans.into_iter().map(PlanFingerprint::of))
}

/// Fingerprints what some plans come to, in the order given.
pub fn fingerprint_hash(essences: impl IntoIterator<Item = PlanFingerprint>) -> PlanHash {
    let products: Vec<Value> = essences
        .into_iter()
        .map(
            |PlanFingerprint {
                 product,
                 changes,
                 steps,
             }| json!({ "productId": product, "changes": changes, "steps": steps }),
        )
        .collect();
    let digest = Digest::of(Value::from(products).to_string().as_bytes());
    PlanHash(format!("sp1-{}", &digest.as_str()[..32]))
}
