//! What of a plan document its hashes cover, read from its JSON.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};
use storectl_model::{Digest, PreflightMode};
use storectl_plan::{
    ChangeMark, OutcomeMark, PlanFingerprint, PlanHash, StepMark, fingerprint_hash,
};

use super::plan_installers::{self, Package};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Head {
    #[serde(default)]
    pub(super) format: String,
    #[serde(default)]
    pub(super) format_version: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Plan {
    #[serde(rename = "planHash")]
    pub(super) hash: Option<String>,
    pub(super) content_hash: Option<String>,
    pub(super) endpoint: Option<String>,
    pub(super) products: Vec<Product>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Product {
    pub(super) manifest: String,
    #[serde(rename = "productId")]
    id: Option<String>,
    pub(super) seller_id: Option<String>,
    status: String,
    changes: Vec<Change>,
    #[serde(default)]
    unmanaged: Vec<Unmanaged>,
    outcome: Option<Outcome>,
    steps: Vec<Step>,
    #[serde(default, deserialize_with = "plan_installers::mode")]
    preflight_mode: PreflightMode,
    #[serde(default, deserialize_with = "plan_installers::packages")]
    preflight: Vec<Package>,
    #[serde(default)]
    acknowledged_by_flag: Vec<String>,
    #[serde(default)]
    pub(super) variables: Vec<Variable>,
    pub(super) at: Option<At>,
}

#[derive(Deserialize)]
pub(super) struct At {
    pub(super) commit: String,
}

#[derive(Deserialize)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) value: Option<String>,
    pub(super) from: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Unmanaged {
    address: String,
    #[serde(default)]
    changed_since: Option<String>,
    #[serde(default)]
    before: Value,
    #[serde(default)]
    after: Value,
    #[serde(default)]
    token: Option<String>,
    #[serde(default)]
    acknowledged: Option<bool>,
}

/// What a document shows of an unmanaged value that moved. The plan's hash does not cover it, for it follows from a receipt.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct MovedMark {
    address: String,
    since: String,
    before: Value,
    after: Value,
    pub(super) token: Option<String>,
    pub(super) acknowledged: Option<bool>,
}

#[derive(Deserialize)]
struct Outcome {
    digest: String,
    values: BTreeMap<String, String>,
}

#[derive(Clone, Deserialize)]
struct Change {
    address: String,
    action: String,
    before: Value,
    after: Value,
    token: Option<String>,
    acknowledged: Option<bool>,
}

#[derive(Clone, Deserialize)]
struct Step {
    kind: String,
    body: Option<Value>,
    assets: Option<Value>,
    changes: Vec<usize>,
}

/// What a document shows of a product's plan.
pub(super) struct ShownPlan {
    pub(super) plan: PlanFingerprint,
    /// Unmanaged values that moved.
    pub(super) moved: Vec<MovedMark>,
    /// Tokens beside the manifest's.
    pub(super) acknowledged: Vec<String>,
    /// Facts of the installers that were looked at.
    installers: Vec<Value>,
}

impl ShownPlan {
    /// Returns the tokens that count as given: those of changes and of moved values that it shows as acknowledged, and no
    /// others.
    pub(super) fn tokens(&self) -> Vec<String> {
        let changes = self.plan.changes().iter();
        let changes = changes.map(|it| (it.acknowledged, &it.token));
        let moved = self.moved.iter().map(|it| (it.acknowledged, &it.token));
        let shown: BTreeSet<&str> = changes
            .chain(moved)
            .filter(|(acknowledged, _)| *acknowledged == Some(true))
            .filter_map(|(_, token)| token.as_deref())
            .collect();
        let tokens = self.acknowledged.iter();
        let tokens = tokens.filter(|it| shown.contains(it.as_str()));
        tokens.cloned().collect()
    }
}

impl Product {
    /// Returns what is shown of its plan; `None` if it has none.
    pub(super) fn content(&self) -> Option<ShownPlan> {
        let outcome = self.outcome.as_ref().filter(|_| self.status != "error")?;
        let id = self.id.as_deref()?;
        let unmanaged = self.unmanaged.iter();
        let plan = PlanFingerprint::new(
            id,
            self.changes.iter().map(Change::mark).collect(),
            self.steps.iter().map(Step::mark).collect(),
            OutcomeMark {
                digest: outcome.digest.clone(),
                values: outcome.values.clone(),
            },
            plan_installers::seen(self.preflight_mode, &self.preflight),
            unmanaged
                .map(|it| (it.address.clone(), it.after.clone()))
                .collect(),
        );
        let moved = self.unmanaged.iter().filter_map(Unmanaged::mark);
        Some(ShownPlan {
            plan,
            moved: moved.collect(),
            acknowledged: self.acknowledged_by_flag.clone(),
            installers: self.preflight.iter().map(|it| it.facts.clone()).collect(),
        })
    }
}

impl Unmanaged {
    fn mark(&self) -> Option<MovedMark> {
        Some(MovedMark {
            address: self.address.clone(),
            since: self.changed_since.clone()?,
            before: self.before.clone(),
            after: self.after.clone(),
            token: self.token.clone(),
            acknowledged: self.acknowledged,
        })
    }
}

impl MovedMark {
    fn to_json(&self) -> Value {
        let Self {
            address,
            since,
            before,
            after,
            token,
            acknowledged,
        } = self;
        json!([address, since, before, after, token, acknowledged])
    }
}

impl Change {
    fn mark(&self) -> ChangeMark {
        let Self {
            address,
            action,
            before,
            after,
            token,
            acknowledged,
        } = self.clone();
        ChangeMark {
            address,
            action,
            before,
            after,
            token,
            acknowledged,
        }
    }
}

impl Step {
    fn mark(&self) -> StepMark {
        let Self {
            kind,
            body,
            assets,
            changes,
        } = self.clone();
        StepMark {
            kind,
            content: assets.or(body).unwrap_or_default(),
            changes,
        }
    }
}

/// What of a document an edit would be noticed in: the plan's hash, what is shown of the plans, and the tokens.
pub(super) struct Content(Value);

impl Content {
    /// Puts it together of what is shown of each product.
    pub(super) fn new<'a>(
        plan_hash: &str,
        products: impl IntoIterator<Item = &'a ShownPlan>,
    ) -> Self {
        let products: Vec<&ShownPlan> = products.into_iter().collect();
        let plans = fingerprint_hash(products.iter().map(|it| &it.plan));
        let tokens: Vec<&[String]> = products.iter().map(|it| &*it.acknowledged).collect();
        let moved = products.iter().map(|it| {
            let moved = it.moved.iter();
            moved.map(MovedMark::to_json).collect()
        });
        let moved: Vec<Vec<Value>> = moved.collect();
        let installers: Vec<&[Value]> = products.iter().map(|it| &*it.installers).collect();
        // Where nothing was looked at and nothing moved, a plan has the content that it had before these were in it.
        Self(if installers.iter().any(|it| !it.is_empty()) {
            json!([plan_hash, plans.as_str(), tokens, moved, installers])
        } else if moved.iter().all(Vec::is_empty) {
            json!([plan_hash, plans.as_str(), tokens])
        } else {
            json!([plan_hash, plans.as_str(), tokens, moved])
        })
    }

    /// Returns its hash.
    pub(super) fn hash(&self) -> String {
        let digest = Digest::of_json(&self.0);
        format!("sc1-{}", &digest.as_str()[..32])
    }
}

/// Returns whether a plan document shows all that its hash covers; one without a plan does.
pub(super) fn is_whole(document: &Value) -> bool {
    let Ok(plan) = Plan::deserialize(document) else {
        return false;
    };
    let hash = plan.fingerprints();
    plan.hash.is_none_or(|it| it == hash.as_str())
}

/// Gives a plan document the hash of what it shows; none where no product has a plan.
pub(super) fn hash_again(document: &mut Value) {
    let plan = Plan::deserialize(&*document).ok();
    let is_planned = |it: &Product| it.content().is_some();
    let plan = plan.filter(|it| it.products.iter().any(is_planned));
    let hash = plan.map(|it| it.fingerprints().to_string());
    if let Some(plan_hash) = document.get_mut("planHash") {
        *plan_hash = hash.into();
    }
}

impl Plan {
    /// Returns the hash of what is shown.
    fn fingerprints(&self) -> PlanHash {
        let shown = self.products.iter().filter_map(Product::content);
        let plans: Vec<PlanFingerprint> = shown.map(|it| it.plan).collect();
        fingerprint_hash(&plans)
    }
}

/// Returns a plan document with the hash of its content as it stands, which is written last: redacting may change what it
/// shows. Any other document stays as it is.
pub fn seal(mut document: Value) -> Value {
    let is_plan = document.get("format").and_then(Value::as_str) == Some("storectl.plan");
    if !is_plan {
        return document;
    }
    let hash = Plan::deserialize(&document).ok().and_then(|plan| {
        let shown: Vec<ShownPlan> = plan.products.iter().filter_map(Product::content).collect();
        Some(Content::new(&plan.hash?, &shown).hash())
    });
    if let Some(content_hash) = document.get_mut("contentHash") {
        *content_hash = hash.into();
    }
    document
}
