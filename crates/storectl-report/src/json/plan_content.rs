//! What of a plan document its hashes cover, read from its JSON.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};
use storectl_model::Digest;
use storectl_plan::{ChangeMark, OutcomeMark, PlanFingerprint, StepMark, fingerprint_hash};

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
    pub(super) hash: String,
    pub(super) content_hash: Option<String>,
    pub(super) endpoint: Option<String>,
    pub(super) products: Vec<Product>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Product {
    pub(super) manifest: String,
    #[serde(rename = "productId")]
    id: String,
    pub(super) seller_id: Option<String>,
    status: String,
    changes: Vec<Change>,
    #[serde(default)]
    unmanaged: Vec<Unmanaged>,
    outcome: Option<Outcome>,
    steps: Vec<Step>,
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
struct Unmanaged {
    address: String,
    #[serde(default)]
    after: Value,
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
    /// Tokens beside the manifest's.
    pub(super) acknowledged: Vec<String>,
}

impl Product {
    /// Returns what is shown of its plan; `None` if it has none.
    pub(super) fn content(&self) -> Option<ShownPlan> {
        let outcome = self.outcome.as_ref().filter(|_| self.status != "error")?;
        let unmanaged = self.unmanaged.iter();
        let plan = PlanFingerprint::new(
            &self.id,
            self.changes.iter().map(Change::mark).collect(),
            self.steps.iter().map(Step::mark).collect(),
            OutcomeMark {
                digest: outcome.digest.clone(),
                values: outcome.values.clone(),
            },
            unmanaged
                .map(|it| (it.address.clone(), it.after.clone()))
                .collect(),
        );
        Some(ShownPlan {
            plan,
            acknowledged: self.acknowledged_by_flag.clone(),
        })
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
    /// Puts it together; each product by its plan and its tokens.
    pub(super) fn new<'a>(
        plan_hash: &str,
        products: impl IntoIterator<Item = (&'a PlanFingerprint, &'a [String])>,
    ) -> Self {
        let (plans, tokens): (Vec<_>, Vec<_>) = products.into_iter().unzip();
        Self(json!([plan_hash, fingerprint_hash(plans).as_str(), tokens]))
    }

    /// Returns its hash.
    pub(super) fn hash(&self) -> String {
        let digest = Digest::of(self.0.to_string().as_bytes());
        format!("sc1-{}", &digest.as_str()[..32])
    }
}

/// Returns a plan document with the hash of its content as it stands, which is written last: redacting may change what it
/// shows. Any other document stays as it is.
pub fn seal(mut document: Value) -> Value {
    let is_plan = document.get("format").and_then(Value::as_str) == Some("storectl.plan");
    if !is_plan {
        return document;
    }
    let hash = Plan::deserialize(&document).ok().map(|plan| {
        let shown: Vec<ShownPlan> = plan.products.iter().filter_map(Product::content).collect();
        let products = shown.iter().map(|it| (&it.plan, &*it.acknowledged));
        Content::new(&plan.hash, products).hash()
    });
    if let Some(content_hash) = document.get_mut("contentHash") {
        *content_hash = hash.into();
    }
    document
}
