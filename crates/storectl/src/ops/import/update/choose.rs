//! Which differences of a plan are taken into the manifest, and which are left.

use std::collections::BTreeSet;

use serde_json::Value;
use storectl_manifest::{Document, of_managed_fields};
use storectl_model::{DesiredProduct, FieldPath, LiveField, LiveValue, Module, RemoteProduct};
use storectl_plan::{Change, ChangeValue, Origin, ProductPlan, live_fields};

/// Whether the command line names what is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Whatever the Store changed.
    Everything,
    /// What `--only` picks.
    Named,
}

/// Whether the changes of a plan say who made them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Labels {
    Known,
    /// There is no base.
    Unknown,
}

impl Labels {
    /// Takes why a plan is two-way, where it is.
    pub(super) fn of(two_way: Option<&str>) -> Self {
        match two_way {
            None => Self::Known,
            Some(_) => Self::Unknown,
        }
    }
}

/// A difference that stays, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Left {
    /// The field.
    pub(crate) path: FieldPath,
    /// Why it is not taken, without a final period.
    pub(crate) why: String,
}

/// What is taken of one product.
#[derive(Debug, Default)]
pub(super) struct Choice {
    /// What the Store holds there.
    pub(super) fields: Vec<LiveField>,
    /// What nobody may write into a manifest, or cannot.
    pub(super) left: Vec<Left>,
    /// What manifest and Store both changed, apart.
    pub(super) conflicts: Vec<Change>,
}

/// Chooses among the changes of a plan. With a base that is what the Store alone changed, and of what both sides changed what
/// the command line names; without one it is every difference.
pub(super) fn choose(
    plan: &ProductPlan,
    desired: &DesiredProduct,
    live: &RemoteProduct,
    document: &Document,
    labels: Labels,
    asked: Asked,
) -> Choice {
    let mut choice = Choice::default();
    let mut taken = Vec::new();
    let is_secret = |change: &Change| {
        desired.holds_secret(&change.path)
            || plan.remembered_secrets.covers(&change.path)
            || matches!(change.before, ChangeValue::Withheld(_))
    };
    for change in &plan.changes {
        // A base knows no secret, so it does not tell who changed it.
        if is_secret(change) {
            let why = if desired.holds_secret(&change.path) {
                "it uses a secret variable, so its value is not shown"
            } else {
                "an earlier submission may have filled it from a secret variable, so its value is not shown"
            };
            choice.leave(&change.path, why);
            continue;
        }
        match (labels, change.origin, asked) {
            (Labels::Unknown, _, _)
            | (Labels::Known, Some(Origin::Drift), _)
            | (Labels::Known, Some(Origin::Conflict) | None, Asked::Named) => taken.push(change),
            (Labels::Known, Some(Origin::Conflict), Asked::Everything) => {
                choice.conflicts.push(change.clone());
            }
            (Labels::Known, Some(Origin::Manifest | Origin::Agreed) | None, _) => {}
        }
    }
    let fields = of_managed_fields(document, live_fields(desired, live, taken));
    let gone: BTreeSet<FieldPath> = fields
        .iter()
        .filter(|it| is_gone_package(it))
        .map(|it| it.path.clone())
        .collect();
    let is_new = |it: &LiveField| matches!(it.value, LiveValue::Package(_));
    let packages = desired.packages.as_ref().map_or(0, Vec::len);
    let empties = gone.len() == packages && !fields.iter().any(is_new);
    for field in fields {
        if holds_secret(&field, desired) {
            choice.leave(&field.path, "its value in the Store holds a secret");
        } else if empties && gone.contains(&field.path) {
            choice.leave(
                &field.path,
                "the Store has no package, which a manifest cannot say",
            );
        } else {
            choice.fields.push(field);
        }
    }
    choice
}

impl Choice {
    fn leave(&mut self, path: &FieldPath, why: &str) {
        self.left.push(Left {
            path: path.clone(),
            why: why.to_owned(),
        });
    }
}

fn is_gone_package(field: &LiveField) -> bool {
    field.value == LiveValue::Gone && field.path.module() == Some(Module::Packages)
}

/// Whether a secret is part of what the Store holds, by whoever's hand.
fn holds_secret(field: &LiveField, desired: &DesiredProduct) -> bool {
    let is_secret = |it: &Value| has_secret(it, desired);
    match &field.value {
        LiveValue::Value(value) => is_secret(value),
        LiveValue::Package(fields) => fields.iter().any(|it| is_secret(&it.value)),
        LiveValue::Nothing | LiveValue::Images(_) | LiveValue::Language | LiveValue::Gone => false,
    }
}

fn has_secret(value: &Value, desired: &DesiredProduct) -> bool {
    match value {
        Value::String(text) => desired.secret_values.is_in(text),
        Value::Array(items) => items.iter().any(|it| has_secret(it, desired)),
        Value::Object(members) => members.values().any(|it| has_secret(it, desired)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
