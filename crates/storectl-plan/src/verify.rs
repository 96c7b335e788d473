//! Whether a draft that was read back is what was planned.
//!
//! The same comparison as planning, with another policy for images: they are proven by the ids that were committed, in
//! order, so an image that nobody looked at proves nothing.

use std::collections::BTreeMap;

use storectl_model::{DesiredProduct, FieldPath, LanguageTag, RemoteProduct};

use crate::{
    Action, Change, ChangeValue, ImageIds, ProductPlan, StepAction,
    compare::{Comparison, Held, ImagePolicy, Sides, compare},
    findings::Findings,
};

/// The draft reads back as it was planned: managed values equal the manifest, images are the committed ones in order,
/// unmanaged values are what the plan saw. Made by [`verify`] alone; a submission that rests on it must be the next request.
#[derive(Debug)]
pub struct Proof {
    _made_by_verify: (),
}

/// What keeps a draft from being proven.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unproven {
    /// Managed fields that differ from the manifest or cannot be proven (exit 32).
    pub managed: Vec<Change>,
    /// Unmanaged fields that changed since the plan (exit 12).
    pub moved: Vec<Moved>,
}

/// An unmanaged field that changed while it was nobody's here to change.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// The field.
    pub path: FieldPath,
    /// Its value when the plan was made.
    pub before: ChangeValue,
    /// Its value now.
    pub now: ChangeValue,
}

/// Compares a draft that was read back with what was planned.
///
/// `committed` names the images this run committed, by language, in order; a language that the plan does not write must have
/// the images the plan saw. Unmanaged values are those the plan saw, too;
/// what an object holds beside the manifest that this plan itself adds is the Store's to fill in.
///
/// # Errors
/// [`Unproven`], with managed fields and unmanaged ones apart.
pub fn verify(
    desired: &DesiredProduct,
    plan: &ProductPlan,
    read_back: &RemoteProduct,
    committed: &BTreeMap<LanguageTag, ImageIds>,
) -> Result<Proof, Unproven> {
    let desired = &*desired.remembering(&plan.remembered_secrets);
    let sides = Sides {
        base: None,
        desired,
        live: read_back,
    };
    let expected = expected(plan, committed);
    let policy = ImagePolicy::Committed(&expected);
    let comparison = compare(sides, policy, &mut Findings::default());
    let unproven = Unproven {
        managed: differing(&comparison),
        moved: moved(plan, &comparison),
    };
    if unproven.managed.is_empty() && unproven.moved.is_empty() {
        Ok(Proof {
            _made_by_verify: (),
        })
    } else {
        Err(unproven)
    }
}

/// The images each language must have; one that the plan writes and this run did not commit has none that could be proven.
fn expected(
    plan: &ProductPlan,
    committed: &BTreeMap<LanguageTag, ImageIds>,
) -> BTreeMap<LanguageTag, ImageIds> {
    let mut expected = plan.images.clone();
    for step in &plan.steps {
        if let StepAction::CommitAssets { language, .. } = &step.action {
            expected.remove(language);
        }
    }
    expected.extend(
        committed
            .iter()
            .map(|(language, it)| (language.clone(), it.clone())),
    );
    expected
}

fn differing(comparison: &Comparison<'_>) -> Vec<Change> {
    let objects = comparison.objects().flat_map(|it| &it.changes);
    let whole = [&comparison.packages.removed, &comparison.removed];
    let whole = whole.into_iter().flat_map(|it| &it.changes);
    let missing = comparison.added.iter().map(|it| {
        let mut fields = it.texts.for_whole();
        let after = ChangeValue::word(it.language.as_str());
        let path = fields.path().clone();
        fields.record(path, Action::Add, None, ChangeValue::Unset, after);
        fields.changes
    });
    objects
        .chain(whole)
        .cloned()
        .chain(missing.flatten())
        .collect()
}

fn moved(plan: &ProductPlan, comparison: &Comparison<'_>) -> Vec<Moved> {
    let added: Vec<&FieldPath> = plan
        .changes
        .iter()
        .filter(|it| it.action == Action::Add && it.path == it.path.object())
        .map(|it| &it.path)
        .collect();
    let is_new = |path: &FieldPath| added.iter().any(|it| path.is_within(it));
    let now = comparison.unmanaged().filter(|it| !is_new(&it.path));
    let mut now: BTreeMap<&FieldPath, &Held> = now.map(|it| (&it.path, it)).collect();
    let mut moved = Vec::new();
    for before in &plan.unmanaged {
        let held = now.remove(&before.path);
        // What was gone already when the plan was made is listed with nothing as its value.
        let is_gone = held.is_none() && before.value.is_unset();
        let is_same = is_gone
            || held.is_some_and(|held| {
                let planned = plan.outcome.values.get(&before.path);
                held.shown == before.value || planned.is_some_and(|it| it.is(&held.canonical))
            });
        if !is_same {
            let now = held.map(|it| shown(plan, it)).unwrap_or_default();
            moved.push(Moved {
                path: before.path.clone(),
                before: before.value.clone(),
                now,
            });
        }
    }
    moved.extend(now.into_values().map(|now| Moved {
        path: now.path.clone(),
        before: ChangeValue::Unset,
        now: shown(plan, now),
    }));
    moved
}

/// Returns a value as people may see it.
fn shown(plan: &ProductPlan, held: &Held) -> ChangeValue {
    if plan.remembered_secrets.covers(&held.path) {
        held.shown.clone().into_secret()
    } else {
        held.shown.clone()
    }
}
