//! The planner: changes first, then the steps that make them, in the order of design.md §5.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use storectl_model::{
    Acknowledgement, DesiredListing, DesiredProduct, Field, FieldPath, LanguageTag, ListingIntent,
    Module, Prune, RemoteAssets, RemoteListing, RemoteProduct,
};

use crate::{
    Action, Blocker, Change, ChangeValue, DestructiveClass, ImageIds, ImageValue, PlanOptions,
    ProductPlan, StepAction, Unmanaged, Warning,
    diff::Diff,
    images::{ImageSet, images},
    listings,
    modules::{self, Findings},
    order::{self, Sequence},
    packages::{self, PackageWrites},
    pending::{Ongoing, Resumption},
    unmanaged::unmanaged,
};

/// Plans what makes the draft what the manifest wants.
///
/// A pure function: same inputs, same plan. The plan of a busy or blocked product is whole, so that it can be reviewed;
/// [`ProductPlan::blockers`] says why apply would refuse it.
pub fn plan(
    desired: &DesiredProduct,
    remote: &RemoteProduct,
    options: &PlanOptions<'_>,
) -> ProductPlan {
    let mut findings = Findings::default();
    let mut sequence = compare(desired, remote, &mut findings);
    acknowledge(&mut sequence.changes, desired, options.acknowledge);
    let resumption = Resumption::of(options.prior, remote, options.wait);
    let steps = order::finish(&mut sequence, options, &resumption);

    let unacknowledged: Vec<usize> = (0..sequence.changes.len())
        .filter(|at| {
            sequence.changes[*at]
                .guard
                .as_ref()
                .is_some_and(|guard| !guard.acknowledged)
        })
        .collect();
    let mut blockers = findings.blockers;
    if !unacknowledged.is_empty() {
        blockers.push(Blocker::Unacknowledged {
            changes: unacknowledged,
        });
    }
    let writes = steps.iter().any(|step| step.action.endpoint().is_some());
    match &resumption.ongoing {
        Ongoing::Own(submission) | Ongoing::Foreign(submission) if writes => {
            blockers.push(Blocker::Busy {
                submission: submission.clone(),
                messages: remote.status.messages.clone(),
            });
        }
        Ongoing::Own(_) | Ongoing::Foreign(_) | Ongoing::None => {}
    }
    let mut warnings = findings.warnings;
    warnings.extend(store_warnings(remote));
    warnings.extend(stale_tokens(desired, &sequence.changes));
    let will_publish = steps
        .iter()
        .any(|step| matches!(step.action, StepAction::Submit));
    ProductPlan {
        product_id: desired.product_id.clone(),
        name: desired.name.clone(),
        ongoing_submission: remote.status.ongoing_submission.clone(),
        pending: resumption.facts,
        submission_known: options.prior.knowledge,
        last_submission: resumption.last_submission,
        unmanaged: unmanaged(desired, remote)
            .into_iter()
            .map(|(path, value)| Unmanaged {
                path,
                value,
                will_publish,
            })
            .collect(),
        changes: sequence.changes,
        images: ImageIds::of_product(remote),
        steps,
        warnings,
        blockers,
    }
}

/// Gives what still differs: the comparison of the read-back. Empty means the draft is what the manifest wants.
pub fn differences(desired: &DesiredProduct, remote: &RemoteProduct) -> Vec<Change> {
    compare(desired, remote, &mut Findings::default()).changes
}

/// Compares everything and puts the writes in order.
fn compare(desired: &DesiredProduct, remote: &RemoteProduct, findings: &mut Findings) -> Sequence {
    let mut sequence = Sequence::default();
    if let Some(wanted) = &desired.packages {
        match packages::packages(wanted, &remote.packages, findings) {
            PackageWrites::Patches(patches) => {
                for patch in patches {
                    let fields = field_names(&patch.diff);
                    let action = StepAction::PatchPackage {
                        package: patch.package,
                        body: Value::Object(patch.diff.body),
                    };
                    sequence.package_write(
                        action,
                        format!("change {fields} of the {} package", patch.label),
                        patch.diff.changes,
                    );
                }
            }
            PackageWrites::Replacement { body, changes } => {
                let count = body
                    .get("packages")
                    .and_then(Value::as_array)
                    .map_or(0, Vec::len);
                let summary = format!(
                    "replace the package set by {count} package{}",
                    if count == 1 { "" } else { "s" }
                );
                sequence.package_write(StepAction::ReplacePackages { body }, summary, changes);
            }
        }
    }

    let mut shared = Shared::default();
    shared.add(
        "availability",
        modules::availability(&desired.availability, &remote.availability, findings),
    );
    shared.add(
        "properties",
        modules::properties(&desired.properties, &remote.properties, findings),
    );

    let stored = stored_languages(remote);
    let mut new = Vec::new();
    let image_sets = stored_images(&mut sequence, desired, remote, &stored, findings);
    for (language, intent) in &desired.listings {
        let ListingIntent::Present(wanted) = intent else {
            continue;
        };
        let Some(spelt) = stored.get(language) else {
            new.push((language, &**wanted));
            continue;
        };
        let nothing = RemoteListing::default();
        let live = remote.listings.get(language).unwrap_or(&nothing);
        let mut diff = Diff::new(FieldPath::of_listing(language));
        listings::texts(&mut diff, wanted, live);
        if !diff.changes.is_empty() {
            shared.listing(&mut sequence, spelt, diff);
        }
    }
    shared.flush(&mut sequence);

    for (language, wanted) in new {
        new_language(&mut sequence, language, wanted, findings);
    }
    for (language, (screenshots, store_logos, changes)) in image_sets {
        sequence.image_writes(&language, screenshots, store_logos, changes);
    }
    removals(&mut sequence, desired, &stored, findings);
    sequence
}

/// Every language of the product in the Store's spelling, whichever answer named it.
fn stored_languages(remote: &RemoteProduct) -> BTreeSet<LanguageTag> {
    remote
        .listings
        .keys()
        .chain(remote.languages.iter().map(|it| &it.language))
        .cloned()
        .collect()
}

/// How many fields a step's line names before it only counts.
const NAMED_FIELDS: usize = 3;

/// Names the fields some changes of one object are about, for a step's line; what merely travels along is not named.
fn field_names(diff: &Diff) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in diff.changes.iter().filter_map(|it| it.path.field()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match names.split_at_checked(NAMED_FIELDS) {
        Some((first, rest)) if !rest.is_empty() => {
            format!("{} and {} more", first.join(", "), rest.len())
        }
        Some(_) | None => names.join(", "),
    }
}

/// The metadata request that is being gathered: availability, properties and the first listing travel together.
#[derive(Default)]
struct Shared {
    body: Map<String, Value>,
    changes: Vec<Change>,
    what: Vec<String>,
}

impl Shared {
    fn add(&mut self, module: &str, diff: Diff) {
        if !diff.changes.is_empty() {
            self.what
                .push(format!("{} of {module}", field_names(&diff)));
            self.body
                .insert(module.to_owned(), Value::Object(diff.body));
            self.changes.extend(diff.changes);
        }
    }

    /// Adds a listing's changes, in a request of its own unless it is the first.
    fn listing(&mut self, sequence: &mut Sequence, language: &LanguageTag, diff: Diff) {
        self.what
            .push(format!("{} of {language}", field_names(&diff)));
        let mut listing = Map::from_iter([("language".to_owned(), Value::from(language.as_str()))]);
        listing.extend(diff.body);
        self.body
            .insert("listings".to_owned(), Value::Object(listing));
        self.changes.extend(diff.changes);
        self.send(sequence, Some(language));
    }

    fn flush(&mut self, sequence: &mut Sequence) {
        if !self.body.is_empty() {
            self.send(sequence, None);
        }
    }

    fn send(&mut self, sequence: &mut Sequence, language: Option<&LanguageTag>) {
        let Self {
            body,
            changes,
            what,
        } = std::mem::take(self);
        let action = StepAction::PatchMetadata {
            language: language.cloned(),
            body: Value::Object(body),
        };
        sequence.write(action, format!("change {}", what.join("; ")), changes);
    }
}

/// The images of a listing that is there, and their changes.
type ImageSets = (ImageSet, ImageSet, Vec<Change>);

/// Compares the images of the languages that are there, and gives those to be written in their turn. A language without
/// its images, as a run cut off leaves one behind, locks every metadata write (trap 44), so it gets them first.
fn stored_images(
    sequence: &mut Sequence,
    desired: &DesiredProduct,
    remote: &RemoteProduct,
    stored: &BTreeSet<LanguageTag>,
    findings: &mut Findings,
) -> Vec<(LanguageTag, ImageSets)> {
    let mut in_turn = Vec::new();
    for (language, intent) in &desired.listings {
        let (ListingIntent::Present(wanted), Some(spelt)) = (intent, stored.get(language)) else {
            continue;
        };
        let live = remote.assets.get(language);
        let (screenshots, store_logos, changes) = listing_images(language, wanted, live, findings);
        let lacks = live.is_none_or(|it| it.screenshots.is_empty() || it.store_logos.is_empty());
        if lacks && (screenshots.changed || store_logos.changed) {
            sequence.image_writes(spelt, screenshots, store_logos, changes);
            let summary = format!("wait until the draft is ready with {language}");
            sequence.wait(StepAction::AwaitReady, summary);
        } else {
            in_turn.push((spelt.clone(), (screenshots, store_logos, changes)));
        }
    }
    in_turn
}

fn listing_images(
    language: &LanguageTag,
    wanted: &DesiredListing,
    live: Option<&RemoteAssets>,
    findings: &mut Findings,
) -> ImageSets {
    let nothing = RemoteAssets::default();
    let live = live.unwrap_or(&nothing);
    let mut diff = Diff::new(FieldPath::of_listing(language));
    let screenshots = images(
        &mut diff,
        "screenshots",
        &wanted.screenshots,
        &live.screenshots,
        findings,
    );
    let store_logos = images(
        &mut diff,
        "storeLogos",
        &wanted.store_logos,
        &live.store_logos,
        findings,
    );
    (screenshots, store_logos, diff.changes)
}

/// One new language: its texts in the request that adds it, then its images, then ready; each leaves the draft ready
/// before the next begins (trap 44).
fn new_language(
    sequence: &mut Sequence,
    language: &LanguageTag,
    wanted: &DesiredListing,
    findings: &mut Findings,
) {
    let path = FieldPath::of_listing(language);
    let count = |field: &Field<Vec<storectl_model::DesiredImage>>| field.set().map_or(0, Vec::len);
    let lacks: Vec<&str> = [
        ("description", wanted.description.set().is_some()),
        (
            "additionalLicenseTerms",
            wanted.additional_license_terms.set().is_some(),
        ),
        ("screenshots", count(&wanted.screenshots) > 0),
        ("storeLogos", count(&wanted.store_logos) > 0),
    ]
    .into_iter()
    .filter_map(|(name, there)| (!there).then_some(name))
    .collect();
    if !lacks.is_empty() {
        findings.conflict(
            path.clone(),
            path.clone(),
            format!(
                "{language} is new to the product, and a new language needs {}",
                lacks.join(", ")
            ),
            "name them, or take the language out: an incomplete language locks the whole draft",
        );
    }
    let mut diff = Diff::new(path.clone());
    listings::texts(&mut diff, wanted, &RemoteListing::default());
    let mut listing = Map::from_iter([("language".to_owned(), Value::from(language.as_str()))]);
    listing.extend(std::mem::take(&mut diff.body));
    let (screenshots, store_logos, image_changes) =
        listing_images(language, wanted, None, findings);
    let mut whole = listing.clone();
    for (name, set) in [("screenshots", &screenshots), ("storeLogos", &store_logos)] {
        if !set.uploads.is_empty() {
            whole.insert(
                name.to_owned(),
                set.uploads
                    .iter()
                    .map(|it| ImageValue::from(it).to_json())
                    .collect(),
            );
        }
    }
    whole.shift_remove("language");
    let after = ChangeValue::Object(Value::Object(whole));
    let added = Diff::new(path.clone())
        .record_as(path, Action::Add, ChangeValue::Unset, after, None)
        .clone();
    let body = json!({ "listingsToAdd": [language.as_str()], "listings": listing });
    let action = StepAction::PatchMetadata {
        language: Some(language.clone()),
        body,
    };
    sequence.write(
        action,
        format!("add {language} with its texts"),
        vec![added],
    );
    if !image_changes.is_empty() {
        sequence.image_writes_of_last(language, screenshots, store_logos);
    }
    sequence.wait(
        StepAction::AwaitReady,
        format!("wait until the draft is ready with {language}"),
    );
}

/// Removals come last, in one request, and never take the last language (trap 45).
fn removals(
    sequence: &mut Sequence,
    desired: &DesiredProduct,
    stored: &BTreeSet<LanguageTag>,
    findings: &mut Findings,
) {
    let gone: Vec<&LanguageTag> = stored
        .iter()
        .filter(|language| match desired.listings.get(*language) {
            Some(ListingIntent::Removed) => true,
            Some(ListingIntent::Present(_)) => false,
            None => desired.prune == Prune::Listings,
        })
        .collect();
    if gone.is_empty() {
        return;
    }
    let stays = stored.len() > gone.len()
        || desired
            .listings
            .values()
            .any(|it| matches!(it, ListingIntent::Present(_)));
    if !stays {
        findings.conflict(
            FieldPath::of_module(Module::Listings),
            FieldPath::of_module(Module::Listings),
            "every language of the product would go, and a product must keep one",
            "keep one language, or add the new one first",
        );
    }
    let changes = gone.iter().map(|language| {
        // Addresses and pointers speak the manifest's spelling where it has one.
        let named = desired.listings.get_key_value(*language);
        let path = FieldPath::of_listing(named.map_or(*language, |(named, _)| named));
        let class = Some(DestructiveClass::LanguageRemoved);
        let before = ChangeValue::word(language.as_str());
        Diff::new(path.clone())
            .record_as(path, Action::Remove, before, ChangeValue::Unset, class)
            .clone()
    });
    let changes = changes.collect();
    let names: Vec<&str> = gone.iter().map(|it| it.as_str()).collect();
    let body = json!({ "listingsToRemove": names });
    sequence.write(
        StepAction::PatchMetadata {
            language: None,
            body,
        },
        format!("remove {}", names.join(", ")),
        changes,
    );
}

fn acknowledge(changes: &mut [Change], desired: &DesiredProduct, more: &[Acknowledgement]) {
    for guard in changes.iter_mut().filter_map(|it| it.guard.as_mut()) {
        guard.acknowledged =
            desired.acknowledge.contains(&guard.token) || more.contains(&guard.token);
    }
}

/// What the Store says of a draft it does not call ready, and warnings of its answers.
fn store_warnings(remote: &RemoteProduct) -> impl Iterator<Item = Warning> {
    let unready = !remote.status.is_ready && remote.status.ongoing_submission.is_none();
    let general = unready.then(|| Warning {
        path: None,
        message: "the draft is not ready; apply tries to mend it".to_owned(),
    });
    let said = remote
        .status
        .messages
        .iter()
        .filter(move |_| remote.status.ongoing_submission.is_none());
    let said = said.chain(&remote.messages).map(|it| Warning {
        path: it.target.parse().ok(),
        message: format!("the Store says: {}", it.message),
    });
    let incomplete = remote
        .languages
        .iter()
        .filter(|it| it.is_complete == Some(false))
        .map(|it| Warning {
            path: Some(FieldPath::of_listing(&it.language)),
            message: "this listing is incomplete on the Store".to_owned(),
        });
    general.into_iter().chain(said).chain(incomplete)
}

/// A token in the manifest that opens nothing any more may be deleted there; it expires by itself.
fn stale_tokens<'a>(
    desired: &'a DesiredProduct,
    changes: &'a [Change],
) -> impl Iterator<Item = Warning> + 'a {
    let used: BTreeSet<&Acknowledgement> = changes
        .iter()
        .filter_map(|it| it.guard.as_ref())
        .map(|it| &it.token)
        .collect();
    desired
        .acknowledge
        .iter()
        .filter(move |token| !used.contains(token))
        .map(|token| Warning {
            path: Some(FieldPath::root().key("acknowledge")),
            message: format!("{token} has nothing to acknowledge any more and can be deleted"),
        })
}
