//! The writes that make a difference, in order.

use serde_json::{Map, Value, json};
use storectl_model::{FieldPath, LanguageTag};

use crate::{
    Action, Change, ChangeValue, ImageValue, StepAction,
    compare::{
        AddedListing, ComparedListing, Comparison, Fields, ImageSet, ListingImages,
        PackageComparison, PackageWrite,
    },
    order::StepBuilder,
};

/// Puts the writes of a comparison in order (design.md §5, steps 3 to 7).
pub(super) fn writes(comparison: Comparison<'_>) -> StepBuilder {
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
        gone_alike: _,     // of what agrees
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
        gone_alike: _, // of what agrees
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

/// One new language: its texts in the request that adds it, then its images, with which the draft can be ready again (trap 44).
/// The next write is tried; only where it is refused is there a wait.
fn new_language(builder: &mut StepBuilder, added: AddedListing<'_>) {
    let origin = added.origin();
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
        origin,
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
