//! How a plan stands to the one that was approved.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;
use storectl_model::Sameness;

use super::{
    ChangeMark, PlanFingerprint, StaleEntry, StaleState, StaleValues,
    places::{Places, looked_up},
    remainder::ApprovedSteps,
    withheld_mark::is_secret,
};

/// How a plan stands to the one that was approved, address by address: what is new or moved first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// The addresses.
    pub entries: Vec<StaleEntry>,
}

impl Comparison {
    /// Returns whether everything that would be done and published was approved: the same plan, or what is left of it.
    pub fn is_approved(&self) -> bool {
        self.unapproved().next().is_none()
    }

    /// Returns what is new or moved.
    pub fn unapproved(&self) -> impl Iterator<Item = &StaleEntry> {
        let entries = self.entries.iter();
        entries.filter(|it| match it.state {
            StaleState::Same | StaleState::Done => false,
            StaleState::New | StaleState::Moved => true,
        })
    }
}

/// Compares what would be done with what was approved: the outcome at every address, every change, every writing step, and
/// whether it submits.
pub fn compare(approved: &[PlanFingerprint], planned: &[PlanFingerprint]) -> Comparison {
    // The first of a product counts.
    let by_product: HashMap<String, &PlanFingerprint> = approved
        .iter()
        .rev()
        .map(|it| (it.product.to_ascii_lowercase(), it))
        .collect();
    let mut entries = Vec::new();
    for ours in planned {
        match by_product.get(&ours.product.to_ascii_lowercase()) {
            Some(theirs) => entries.extend(Pair::new(theirs, ours).compare()),
            None => entries.extend(unapproved(ours)),
        }
    }
    entries.sort_by_key(|it: &StaleEntry| it.state);
    Comparison { entries }
}

/// A product of which nothing was approved.
fn unapproved(ours: &PlanFingerprint) -> Vec<StaleEntry> {
    let entry = |address: &str, before: &Value, now: &Value| StaleEntry {
        product: ours.product.clone(),
        address: address.to_owned(),
        state: StaleState::New,
        values: StaleValues::Field {
            before: before.clone(),
            approved: Value::Null,
            now: now.clone(),
        },
    };
    let changes = ours
        .changes
        .iter()
        .map(|it| entry(&it.address, &it.before, &it.after));
    let mut entries: Vec<StaleEntry> = changes.collect();
    if ours.submits() {
        entries.push(entry("submit", &Value::Null, &Value::Bool(true)));
    } else if ours.writes() && entries.is_empty() {
        entries.push(entry("commit-packages", &Value::Null, &Value::Bool(true)));
    }
    entries
}

/// Returns the addresses at which two plans publish different values. Of withheld values a plan's document holds no digest:
/// they are compared with what was approved to be written there, unless they are still to be written.
fn differing(
    approved: &PlanFingerprint,
    planned: &PlanFingerprint,
    approved_changes: &HashMap<String, Vec<&ChangeMark>>,
    additions: &Places,
    left: &Places,
) -> BTreeSet<String> {
    let mut differing = approved.outcome.differing(&planned.outcome);
    let withheld = planned.withheld.iter().filter(|(address, now)| {
        match approved_changes.get(*address).and_then(|it| it.last()) {
            Some(approved) => !now.is(&approved.after),
            None => !now.is_managed && additions.holds(address),
        }
    });
    let withheld = withheld.map(|(address, _)| address);
    differing.extend(withheld.filter(|it| !left.relates_to(it)).cloned());
    let gone = approved_changes.iter().filter(|(address, it)| {
        let is_secret = it.last().is_some_and(|it| is_secret(&it.after));
        is_secret && !planned.withheld.contains_key(*address)
    });
    differing.extend(gone.map(|(address, _)| address.clone()));
    let is_other = approved.outcome.digest != planned.outcome.digest;
    if is_other && differing.is_empty() {
        // Which value is withheld on one side alone, nobody can tell; mostly it is this one.
        differing.insert("properties.certificationNotes".to_owned());
    }
    differing
}

/// One product's approved plan and the one made now, with what is looked up in them.
struct Pair<'a> {
    approved: &'a PlanFingerprint,
    planned: &'a PlanFingerprint,
    /// The approved changes by address, as it is looked up; several of one address in the plan's order.
    approved_changes: HashMap<String, Vec<&'a ChangeMark>>,
    /// What was approved to be added.
    additions: Places,
    /// What is to be changed now.
    left: Places,
    /// Addresses at which the two publish different values.
    differing: BTreeSet<String>,
    /// The same, with what is above and below them.
    differing_places: Places,
    approved_steps: ApprovedSteps<'a>,
}

impl<'a> Pair<'a> {
    fn new(approved: &'a PlanFingerprint, planned: &'a PlanFingerprint) -> Self {
        let mut approved_changes: HashMap<String, Vec<&ChangeMark>> = HashMap::new();
        for it in &approved.changes {
            let address = looked_up(&it.address);
            approved_changes.entry(address).or_default().push(it);
        }
        let additions = approved.changes.iter().filter(|it| it.adds());
        let additions: Places = additions.map(|it| it.address.as_str()).collect();
        let left = planned.changes.iter().map(|it| it.address.as_str());
        let left: Places = left.collect();
        let differing = differing(approved, planned, &approved_changes, &additions, &left);
        Self {
            additions,
            left,
            differing_places: differing.iter().map(String::as_str).collect(),
            approved_steps: ApprovedSteps::of(approved),
            approved_changes,
            differing,
            approved,
            planned,
        }
    }

    fn compare(&self) -> Vec<StaleEntry> {
        let mut entries: Vec<StaleEntry> = self
            .planned
            .changes
            .iter()
            .map(|it| self.change(it))
            .collect();
        let named: Places = entries
            .iter()
            .filter(|it| matches!(it.state, StaleState::New | StaleState::Moved))
            .map(|it| it.address.as_str())
            .collect();
        let unapproved_steps = self.unapproved_steps(&entries);
        let unnamed = self.differing.iter();
        let unnamed = unnamed.filter(|it| !named.relates_to(it));
        entries.extend(unnamed.map(|it| self.moved(it)));
        let gone = self.approved.changes.iter();
        entries.extend(gone.filter_map(|it| self.done(it)));
        entries.extend(unapproved_steps);
        entries.extend(self.other_bytes());
        let (was, is) = (self.approved.submits(), self.planned.submits());
        if was != is && self.planned.writes() {
            entries.push(self.entry(
                "submit",
                StaleState::New,
                [Value::Null, was.into(), is.into()],
            ));
        }
        entries
    }

    /// The approved changes of an address.
    fn approved_at(&self, address: &str) -> &[&'a ChangeMark] {
        self.approved_changes
            .get(&looked_up(address))
            .map_or(&[], Vec::as_slice)
    }

    /// A change that would be made.
    fn change(&self, ours: &ChangeMark) -> StaleEntry {
        let approved = self.approved_at(&ours.address);
        if approved.iter().any(|it| it.is(ours)) || self.completes_an_addition(ours) {
            let values = [&ours.before, &ours.after, &ours.after];
            return self.entry(&ours.address, StaleState::Same, values.map(Clone::clone));
        }
        let (state, values) = match approved.first() {
            Some(theirs) if theirs.after == ours.after => (
                StaleState::Moved,
                [&theirs.before, &theirs.after, &ours.before].map(Clone::clone),
            ),
            Some(theirs) => (
                StaleState::New,
                [&theirs.before, &theirs.after, &ours.after].map(Clone::clone),
            ),
            None => {
                let held = self
                    .value_at_approval(&ours.address)
                    .or_else(|| {
                        let outcome = &self.approved.outcome;
                        outcome
                            .confirms(&ours.address, &ours.before)
                            .then(|| ours.before.clone())
                    })
                    .unwrap_or_default();
                (StaleState::New, [held.clone(), held, ours.after.clone()])
            }
        };
        self.entry(&ours.address, state, values)
    }

    /// Returns whether a change adds what is still missing of an object whose addition was approved as a whole: the texts of a
    /// new language are written before its images. That it adds the approved value, the outcome says.
    fn completes_an_addition(&self, ours: &ChangeMark) -> bool {
        ours.adds()
            && self.additions.holds(&ours.address)
            && !self.differing_places.relates_to(&ours.address)
    }

    /// A value that would be published and is another than was approved.
    fn moved(&self, address: &str) -> StaleEntry {
        let held = self.value_at_approval(address).unwrap_or_default();
        let (before, approved) = match self.approved_at(address).last() {
            Some(it) => (it.before.clone(), it.after.clone()),
            None => (held.clone(), held),
        };
        let now = self.planned.shown.get(address).cloned();
        self.entry(
            address,
            StaleState::Moved,
            [before, approved, now.unwrap_or_default()],
        )
    }

    /// An approved change that is no longer to be made; `None` if the outcome there is not what was approved.
    fn done(&self, theirs: &ChangeMark) -> Option<StaleEntry> {
        let is_left = self.left.relates_to(&theirs.address);
        let differs = self.differing_places.relates_to(&theirs.address);
        let values = [&theirs.before, &theirs.after, &theirs.after];
        (!is_left && !differs)
            .then(|| self.entry(&theirs.address, StaleState::Done, values.map(Clone::clone)))
    }

    /// Writing steps that are no part of an approved one. `changes` are the entries of the planned changes, in order.
    fn unapproved_steps(&self, changes: &[StaleEntry]) -> Vec<StaleEntry> {
        let steps = self.planned.steps.iter().filter(|it| it.kind != "submit");
        let unapproved = steps
            .filter(|it| it.writes() && !self.approved_steps.contain(self.planned, it))
            .filter(|step| {
                // A change that is new says so itself.
                let mut of_step = step.changes.iter().map(|at| changes.get(*at));
                of_step.all(|it| it.is_some_and(|it| it.state == StaleState::Same))
            });
        unapproved
            .map(|it| {
                let now = match &it.content {
                    Value::Null => Value::Bool(true),
                    content => content.clone(),
                };
                self.entry(&it.kind, StaleState::New, [Value::Null, Value::Null, now])
            })
            .collect()
    }

    /// Installers whose bytes are others than those that were approved. A plan that saw none approves none (forms.md,
    /// Installers 8).
    fn other_bytes(&self) -> impl Iterator<Item = StaleEntry> {
        let seen = self.planned.installers.packages.iter();
        seen.filter_map(|it| {
            let now = it.bytes.as_ref()?;
            let approved = self.approved.installers.bytes_of(&it.package)?;
            match approved.compare(now) {
                Sameness::Same => None,
                Sameness::Other(_) | Sameness::Unknown => Some(StaleEntry {
                    product: self.planned.product.clone(),
                    address: it.package.to_string(),
                    state: StaleState::Moved,
                    values: StaleValues::Bytes {
                        approved: approved.clone(),
                        now: now.clone(),
                    },
                }),
            }
        })
    }

    /// An unmanaged value as the approved plan showed it, where its digest confirms it.
    fn value_at_approval(&self, address: &str) -> Option<Value> {
        let address = looked_up(address);
        let shown = self.approved.shown.get(&address)?;
        let is_withheld = !self.approved.outcome.values.contains_key(&address);
        let is_confirmed = is_withheld || self.approved.outcome.confirms(&address, shown);
        is_confirmed.then(|| shown.clone())
    }

    fn entry(&self, address: &str, state: StaleState, values: [Value; 3]) -> StaleEntry {
        let [before, approved, now] = values;
        StaleEntry {
            product: self.planned.product.clone(),
            address: address.to_owned(),
            state,
            values: StaleValues::Field {
                before,
                approved,
                now,
            },
        }
    }
}
