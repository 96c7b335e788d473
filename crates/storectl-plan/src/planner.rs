//! The planner: one comparison, the rules on its outcome, then the steps that make it, in the order of design.md §5.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use storectl_model::{AckToken, DesiredProduct, FieldPath, LanguageTag, RemoteProduct, Scope};

use crate::{
    Action, Base, Blocker, Change, ChangeValue, Guard, ImageIds, ImageValue, PlanOptions,
    ProductPlan, Selection, Step, StepAction, Unmanaged,
    compare::{
        AddedListing, ComparedListing, Comparison, Fields, Held, ImagePolicy, ImageSet,
        ListingImages, PackageComparison, PackageWrite, Sides, compare,
    },
    findings::Findings,
    guard::{Lock, WhatGoes, guard},
    order::{self, StepBuilder},
    outcome,
    pending::DraftMatch,
    resumption::{Ongoing, Resumption},
    rules, warnings,
};

/// Plans what makes the draft match the manifest.
///
/// A pure function: same inputs, same plan. The plan of a busy or blocked product is complete, so that it can be
/// reviewed; [`ProductPlan::blockers`] says why apply would refuse it.
pub fn plan(
    desired: &DesiredProduct,
    live: &RemoteProduct,
    options: &PlanOptions<'_>,
) -> ProductPlan {
    plan_with_base(desired, live, None, options)
}

/// Plans as [`plan`] does and labels every change by who left the base.
pub fn plan_with_base(
    desired: &DesiredProduct,
    live: &RemoteProduct,
    base: Option<&Base>,
    options: &PlanOptions<'_>,
) -> ProductPlan {
    let sides = Sides {
        base,
        desired,
        live,
    };
    let mut findings = Findings::default();
    let comparison = compare(sides, ImagePolicy::Content, &mut findings);
    let outcome = outcome::outcome(&comparison, sides);
    rules::judge(&comparison, &outcome, &mut findings);
    let unmanaged: Vec<Held> = comparison.unmanaged().cloned().collect();
    let agreed = comparison.agreed();
    let removed_fields = comparison.removed_fields.clone();
    let mut builder = writes(comparison);
    for change in &mut builder.changes {
        outcome.values.mask(change);
    }
    let goes = WhatGoes {
        product: &desired.product_id,
        removed_fields: &removed_fields,
        packages: &live.packages,
        outcome: &outcome,
    };
    let is_invalid = findings.has_conflict();
    guard(&mut builder.changes, goes, |token| {
        if desired.acknowledge.contains(&token) || options.acknowledge.contains(&token) {
            Lock::Acknowledged(token)
        } else if is_invalid {
            Lock::Invalid
        } else {
            Lock::Locked(token)
        }
    });
    let matches = if builder.changes.is_empty() {
        DraftMatch::Exact
    } else {
        DraftMatch::Differs
    };
    let resumption = Resumption::of(options.prior, live, matches, options.wait);
    let steps = order::build(&mut builder, options, &resumption);
    // Guards have seen the values; whatever comes after them shows them to somebody. Which fields are secret follows from what
    // the manifest says, never from what the secret is: the fingerprint of a plan tells nothing of it.
    let changes: Vec<Change> = builder
        .changes
        .into_iter()
        .map(|change| Change {
            before: change.before.masked(),
            after: change.after.masked(),
            ..change
        })
        .collect();

    let Findings {
        warnings: mut found,
        mut blockers,
    } = findings;
    blockers.extend(unacknowledged(&changes));
    blockers.extend(busy(&resumption, &steps));
    found.extend(warnings::of_store(live, &resumption.status));
    found.extend(warnings::same_language(desired, live));
    found.extend(warnings::unused_tokens(desired, &changes));
    let idle = warnings::idle_selectors(options, &changes);
    found.extend(idle.iter().map(|it| warnings::idle(it)));
    let will_publish = steps
        .iter()
        .any(|step| matches!(step.action, StepAction::Submit));
    ProductPlan {
        product_id: desired.product_id.clone(),
        name: desired.name.clone(),
        ongoing_submission: resumption.ongoing.submission().cloned(),
        ended_submission: options.prior.ended.as_ref().map(|it| it.id.clone()),
        submission_known: resumption.knowledge(options.prior),
        pending: resumption.facts,
        last_submission: resumption.last_submission,
        unmanaged: unmanaged
            .into_iter()
            .map(|it| Unmanaged {
                path: it.path,
                value: it.shown.masked(),
                will_publish,
            })
            .collect(),
        acknowledged_for_run: acknowledged_for_run(desired, options, &changes),
        changes,
        agreed,
        outcome,
        secret_values: desired.secret_values.clone(),
        images: ImageIds::of_product(live),
        steps,
        selection: match &desired.scope {
            Scope::Only(selectors) if selectors.len() == idle.len() => Selection::Nothing,
            Scope::Only(_) | Scope::Everything => Selection::Something,
        },
        warnings: found,
        blockers,
    }
}

/// Returns the submission that is in the way: somebody else's, or this work's own where there is something to write.
fn busy(resumption: &Resumption, steps: &[Step]) -> Option<Blocker> {
    let writes = steps.iter().any(|step| step.action.endpoint().is_some());
    let submission = match &resumption.ongoing {
        Ongoing::Foreign(submission) => Some(submission),
        Ongoing::Own(submission) => Some(submission).filter(|_| writes),
        Ongoing::None => None,
    };
    submission.map(|submission| Blocker::Busy {
        submission: submission.clone(),
        messages: resumption.status.messages.clone(),
    })
}

/// Returns what still differs, images by content as in planning.
pub fn differences(desired: &DesiredProduct, live: &RemoteProduct) -> Vec<Change> {
    let sides = Sides {
        base: None,
        desired,
        live,
    };
    let comparison = compare(sides, ImagePolicy::Content, &mut Findings::default());
    writes(comparison).changes
}

/// Puts the writes of a comparison in order (design.md §5, steps 3 to 7).
fn writes(comparison: Comparison<'_>) -> StepBuilder {
    let mut builder = StepBuilder::default();
    let Comparison {
        availability,
        availability_after: _, // of the outcome
        properties,
        properties_after: _, // of the outcome
        listings,
        added,
        removed,
        removed_languages,
        removed_fields: _, // the guards' alone
        packages,
    } = comparison;
    package_writes(&mut builder, packages);
    let mut shared = SharedWrite::default();
    shared.add("availability", availability);
    shared.add("properties", properties);
    let mut in_turn = Vec::new();
    let mut texts = Vec::new();
    for ComparedListing {
        language,
        texts: fields,
        after: _, // of the outcome
        image_fields,
        images,
        lacks_images,
    } in listings
    {
        let is_changed = images.screenshots.is_changed || images.store_logos.is_changed;
        // A language without its images locks every metadata write (trap 44), so it gets them first.
        if lacks_images && is_changed {
            let ListingImages {
                screenshots,
                store_logos,
            } = images;
            builder.image_writes(&language, screenshots, store_logos, image_fields.changes);
            let summary = format!("wait until the draft is ready with {language}");
            builder.wait(StepAction::AwaitReady, summary);
        } else {
            in_turn.push((language.clone(), images, image_fields.changes));
        }
        texts.push((language, fields));
    }
    for (language, fields) in texts {
        if !fields.changes.is_empty() {
            shared.listing(&mut builder, &language, fields);
        }
    }
    shared.flush(&mut builder);
    for one in added {
        new_language(&mut builder, one);
    }
    for (language, images, changes) in in_turn {
        let ListingImages {
            screenshots,
            store_logos,
        } = images;
        builder.image_writes(&language, screenshots, store_logos, changes);
    }
    removals(&mut builder, &removed_languages, removed.changes);
    builder
}

fn package_writes(builder: &mut StepBuilder, comparison: PackageComparison<'_>) {
    let PackageComparison {
        packages,
        removed,
        write,
    } = comparison;
    match write {
        PackageWrite::Patch => {
            for one in packages {
                let Some(stored) = one.stored else { continue };
                let summary = format!(
                    "change {} of the {} package",
                    field_names(&one.fields),
                    stored.label
                );
                let action = StepAction::PatchPackage {
                    package: stored.id,
                    body: Value::Object(one.fields.body),
                };
                builder.package_write(action, summary, one.fields.changes);
            }
        }
        PackageWrite::Replace => {
            let (mut bodies, mut changes) = (Vec::new(), Vec::new());
            for one in packages {
                bodies.push(Value::Object(one.whole));
                changes.extend(one.fields.changes);
            }
            changes.extend(removed.changes);
            let count = bodies.len();
            let summary = format!(
                "replace the package set with {count} package{}",
                if count == 1 { "" } else { "s" }
            );
            let body = json!({ "packages": bodies });
            builder.package_write(StepAction::ReplacePackages { body }, summary, changes);
        }
    }
}

/// How many fields a step's line names before it only counts.
const NAMED_FIELDS: usize = 3;

/// Names the fields some changes of one object are about, for a step's line; what merely travels along is not named.
fn field_names(fields: &Fields<'_>) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in fields.changes.iter().filter_map(|it| it.path.field()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match names.split_at_checked(NAMED_FIELDS) {
        Some((first, rest)) if !rest.is_empty() => {
            format!("{} and {} more", first.join(", "), rest.len())
        }
        Some(_) | None => match names.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            Some(_) | None => names.concat(),
        },
    }
}

/// The metadata request that is being gathered: availability, properties and the first listing travel together.
#[derive(Default)]
struct SharedWrite {
    body: Map<String, Value>,
    changes: Vec<Change>,
    what: Vec<String>,
}

impl SharedWrite {
    fn add(&mut self, module: &str, fields: Fields<'_>) {
        if !fields.changes.is_empty() {
            self.what
                .push(format!("{} of {module}", field_names(&fields)));
            self.body
                .insert(module.to_owned(), Value::Object(fields.body));
            self.changes.extend(fields.changes);
        }
    }

    /// Adds a listing's changes, in a request of its own unless it is the first.
    fn listing(&mut self, builder: &mut StepBuilder, language: &LanguageTag, fields: Fields<'_>) {
        self.what
            .push(format!("{} for {language}", field_names(&fields)));
        let mut listing = Map::from_iter([("language".to_owned(), Value::from(language.as_str()))]);
        listing.extend(fields.body);
        self.body
            .insert("listings".to_owned(), Value::Object(listing));
        self.changes.extend(fields.changes);
        self.send(builder, Some(language));
    }

    fn flush(&mut self, builder: &mut StepBuilder) {
        if !self.body.is_empty() {
            self.send(builder, None);
        }
    }

    fn send(&mut self, builder: &mut StepBuilder, language: Option<&LanguageTag>) {
        let Self {
            body,
            changes,
            what,
        } = std::mem::take(self);
        let action = StepAction::PatchMetadata {
            language: language.cloned(),
            body: Value::Object(body),
        };
        builder.write(action, format!("change {}", what.join("; ")), changes);
    }
}

/// One new language: its texts in the request that adds it, then its images, then ready; each leaves the draft ready
/// before the next begins (trap 44).
fn new_language(builder: &mut StepBuilder, added: AddedListing<'_>) {
    let AddedListing {
        language,
        desired: _, // visited, and judged by the rules
        texts,
        after: _, // of the outcome
        images,
    } = added;
    let ListingImages {
        screenshots,
        store_logos,
    } = images;
    let path = FieldPath::of_listing(language);
    let mut whole = texts.body.clone();
    let files = |set: &ImageSet| -> Value {
        let files = set.uploads.iter().map(|it| ImageValue::from(it).to_json());
        files.collect()
    };
    for (name, set) in [("screenshots", &screenshots), ("storeLogos", &store_logos)] {
        if !set.uploads.is_empty() {
            whole.insert(name.to_owned(), files(set));
        }
    }
    let mut listing = Map::from_iter([("language".to_owned(), Value::from(language.as_str()))]);
    listing.extend(texts.body.clone());
    let mut change = texts.for_whole();
    change.record(
        path,
        Action::Add,
        ChangeValue::Unset,
        ChangeValue::Object(Value::Object(whole)),
    );
    let body = json!({ "listingsToAdd": [language.as_str()], "listings": listing });
    let action = StepAction::PatchMetadata {
        language: Some(language.clone()),
        body,
    };
    let summary = format!("add {language} with its text");
    builder.write(action, summary, change.changes);
    if screenshots.is_changed || store_logos.is_changed {
        builder.image_writes_of_last(language, screenshots, store_logos);
    }
    builder.wait(
        StepAction::AwaitReady,
        format!("wait until the draft is ready with {language}"),
    );
}

/// Removals come last, in one request (trap 45).
fn removals(builder: &mut StepBuilder, languages: &[LanguageTag], changes: Vec<Change>) {
    if languages.is_empty() {
        return;
    }
    let names: Vec<&str> = languages.iter().map(LanguageTag::as_str).collect();
    let body = json!({ "listingsToRemove": names });
    let action = StepAction::PatchMetadata {
        language: None,
        body,
    };
    builder.write(action, format!("remove {}", names.join(", ")), changes);
}

/// Returns the tokens beside the manifest's that acknowledge a change.
fn acknowledged_for_run(
    desired: &DesiredProduct,
    options: &PlanOptions<'_>,
    changes: &[Change],
) -> Vec<AckToken> {
    let guards = changes.iter().filter_map(|it| it.guard.as_ref());
    let used: BTreeSet<&AckToken> = guards.filter_map(Guard::token).collect();
    let is_for_run =
        |it: &&&AckToken| options.acknowledge.contains(it) && !desired.acknowledge.contains(**it);
    used.iter().filter(is_for_run).copied().cloned().collect()
}

fn unacknowledged(changes: &[Change]) -> Option<Blocker> {
    let is_locked = |it: &Change| it.guard.as_ref().is_some_and(Guard::is_locked);
    let locked = changes.iter().enumerate().filter(|(_, it)| is_locked(it));
    let changes: Vec<usize> = locked.map(|(at, _)| at).collect();
    (!changes.is_empty()).then_some(Blocker::Unacknowledged { changes })
}
