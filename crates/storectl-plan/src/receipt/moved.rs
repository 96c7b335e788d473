//! What moved in the Store since a submission, beside what the manifest manages.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use storectl_model::{
    DesiredProduct, FieldPath, LanguageTag, ListingIntent, Module, RemotePackage, Segment,
    SubmissionId,
};

use super::Receipt;
use crate::{
    Action, Base, Change, ChangeValue, MovedValue, Outcome, Unmanaged, Withheld,
    compare::{BasePlace, Comparison, Held, is_to_go, label_of_package},
};

/// The unmanaged values of a draft beside those of the last submission.
pub(crate) struct Watch<'a> {
    receipt: &'a Receipt,
    since: &'a SubmissionId,
    base: &'a Base,
    /// Of the draft, with `base` as its base.
    comparison: &'a Comparison<'a>,
    desired: &'a DesiredProduct,
}

/// An unmanaged value, and what it was at the last submission if that was something else.
pub(crate) struct Watched {
    held: Held,
    before: Option<Before>,
}

/// What an unmanaged value was.
struct Before {
    since: SubmissionId,
    value: Option<Value>,
    /// For the guards: a text or a list of which only the digest is known stands for itself by its digest.
    known: ChangeValue,
}

/// Lists, which may be cleared freely; what else a receipt keeps by its digest alone is a text, of which clearing is guarded.
const LISTS: [&str; 8] = [
    "productFeatures",
    "searchTerms",
    "requirements",
    "screenshots",
    "storeLogos",
    "architectures",
    "languages",
    "errorDetails",
];

impl<'a> Watch<'a> {
    /// Takes a draft that was compared with the receipt's outcome as its base; `None` where the receipt is of no accepted submission.
    pub(crate) fn new(
        receipt: &'a Receipt,
        base: &'a Base,
        comparison: &'a Comparison<'a>,
        desired: &'a DesiredProduct,
    ) -> Option<Self> {
        Some(Self {
            since: receipt.stage.submission()?,
            receipt,
            base,
            comparison,
            desired,
        })
    }

    /// Returns every unmanaged value, and what was there at the submission and is gone.
    pub(crate) fn values(&self) -> Vec<Watched> {
        let mut seen = BTreeSet::new();
        let mut watched: Vec<Watched> = Vec::new();
        for held in self.comparison.unmanaged() {
            let place = self.place(&held.path);
            let there = place.path(&held.path);
            let is_known = self.desired.scope.compares(&held.path);
            let is_moved =
                is_known && self.base.holds(&held.path, &place, &held.canonical) == Some(false);
            watched.push(Watched {
                held: held.clone(),
                before: is_moved.then(|| self.before(there.as_ref())),
            });
            seen.extend(there);
        }
        let kept = self.receipt.values.values.keys();
        let gone = kept.filter(|it| !seen.contains(*it)).filter_map(|it| {
            // What this plan clears is still there, as a subcategory that goes with its category.
            let shown = self.gone(it).filter(|it| !self.changes(it))?;
            Some(Watched {
                held: Held::exact(shown, ChangeValue::Unset),
                before: Some(self.before(Some(it))),
            })
        });
        watched.extend(gone);
        watched.extend(self.gone_packages());
        watched
    }

    /// The packages as they were, under the ids they have now: what the guards compare addresses with. Those that are gone have
    /// none.
    pub(crate) fn packages(&self, outcome: &Outcome) -> Vec<RemotePackage> {
        let mut packages = self.receipt.stored_packages();
        let compared = &self.comparison.packages.packages;
        for (now, compared) in outcome.packages.iter().zip(compared) {
            let at = compared.fields.place().package();
            let before = at.and_then(|it| packages.get_mut(it));
            if let (Some(before), Some(id)) = (before, &now.stored) {
                before.package_id = id.clone();
            }
        }
        packages
    }

    /// Everything that goes with a listing that is gone.
    pub(crate) fn gone_fields(&self) -> Vec<(FieldPath, ChangeValue)> {
        let kept = self.receipt.values.values.iter();
        let of_listings = kept.filter(|(path, _)| path.module() == Some(Module::Listings));
        of_listings
            .map(|(path, it)| (path.clone(), ChangeValue::word(it.digest.as_str())))
            .collect()
    }

    fn place(&self, path: &FieldPath) -> BasePlace {
        let package = BasePlace::At(path.object()).package();
        let compared = package.and_then(|it| self.comparison.packages.packages.get(it));
        compared.map_or(BasePlace::Same, |it| it.fields.place().clone())
    }

    fn before(&self, there: Option<&FieldPath>) -> Before {
        let kept = there.and_then(|it| Some((it, self.receipt.values.values.get(it)?)));
        let known = match kept {
            None => ChangeValue::Unset,
            Some((path, kept)) => match (&kept.value, kept.characters) {
                (Some(value), _) => of_json(value),
                (None, Some(characters)) => {
                    ChangeValue::Withheld(Withheld::kept_by_digest(&kept.digest, characters))
                }
                (None, None) if path.field().is_some_and(|it| LISTS.contains(&it)) => {
                    ChangeValue::items([kept.digest.as_str()])
                }
                (None, None) => ChangeValue::text(kept.digest.as_str()),
            },
        };
        Before {
            since: self.since.clone(),
            value: kept.map_or(Some(Value::Null), |(_, it)| it.value.clone()),
            known,
        }
    }

    /// Whether the plan changes a field.
    fn changes(&self, path: &FieldPath) -> bool {
        let mut changes = self.comparison.objects().flat_map(|it| &it.changes);
        changes.any(|it| it.path == *path)
    }

    /// Returns where the draft has nothing any more of what was there at the submission, unless the manifest decides it.
    fn gone(&self, kept: &FieldPath) -> Option<FieldPath> {
        if let Some(language) = kept.language() {
            let is_whole = kept.field().is_none();
            if self.is_published(language) {
                let is_decided = is_whole || self.manages_images(kept) || self.names(kept);
                return (!is_decided).then(|| kept.clone());
            }
            let intent = self.desired.listings.get(language);
            let is_named_to_go = matches!(intent, Some(ListingIntent::Removed));
            let is_decided = is_named_to_go || is_to_go(self.desired, language);
            return (is_whole && !is_decided).then(|| kept.clone());
        }
        match BasePlace::At(kept.object()).package() {
            None => (!self.names(kept)).then(|| kept.clone()),
            Some(package) => {
                let compared = self.comparison.packages.packages.iter();
                let mut here = compared.filter(|it| it.fields.place().package() == Some(package));
                let now = here.next()?;
                // It may be one that the plan adds again, because somebody removed it.
                let shown = kept.rebased(&kept.object(), now.fields.path())?;
                (!self.names(&shown)).then_some(shown)
            }
        }
    }

    /// Whether the draft has a language, or the plan adds it (again: somebody removed it, and what the manifest does not name
    /// of it went with it).
    fn is_published(&self, language: &LanguageTag) -> bool {
        let stays = self.comparison.listings.iter().map(|it| &it.language);
        let added = self.comparison.added.iter().map(|it| it.language);
        stays.chain(added).any(|it| it == language)
    }

    /// Packages that were submitted and are gone, where the manifest does not manage packages.
    fn gone_packages(&self) -> Vec<Watched> {
        let list = FieldPath::of_module(Module::Packages);
        if self.desired.packages.is_some() && self.desired.scope.touches(&list) {
            return Vec::new();
        }
        let compared = self.comparison.packages.packages.iter();
        let here: BTreeSet<usize> = compared
            .filter_map(|it| it.fields.place().package())
            .collect();
        let stored = self.receipt.stored_packages();
        let facts: BTreeMap<usize, &RemotePackage> = stored.iter().enumerate().collect();
        let gone = facts.into_iter().filter(|(at, _)| !here.contains(at));
        gone.map(|(at, package)| {
            let facts = self
                .receipt
                .values
                .packages
                .get(at)
                .cloned()
                .unwrap_or_default();
            let value = Value::Object(facts);
            Watched {
                held: Held::exact(
                    list.clone().item(label_of_package(package)),
                    ChangeValue::Unset,
                ),
                before: Some(Before {
                    since: self.since.clone(),
                    value: Some(value.clone()),
                    known: ChangeValue::object(value),
                }),
            }
        })
        .collect()
    }

    /// Whether the manifest decides a field, also where what the Store holds in it is not known.
    fn names(&self, path: &FieldPath) -> bool {
        !self.desired.scope.compares(path) || self.comparison.named().any(|it| it.path == *path)
    }

    fn manages_images(&self, path: &FieldPath) -> bool {
        let listing = path.language().and_then(|it| self.desired.listings.get(it));
        let Some(ListingIntent::Present(listing)) = listing else {
            return false;
        };
        let is_named = match path.field() {
            Some("screenshots") => listing.screenshots.is_managed(),
            Some("storeLogos") => listing.store_logos.is_managed(),
            Some(_) | None => false,
        };
        is_named && self.desired.scope.manages(path)
    }
}

impl BasePlace {
    /// Returns the index of the package that is there.
    fn package(&self) -> Option<usize> {
        let Self::At(path) = self else { return None };
        match (path.module()?, path.segments()) {
            (Module::Packages, [_, Segment::Index(at)]) => Some(*at),
            _ => None,
        }
    }
}

impl Watched {
    /// Takes a value that nothing is known of.
    pub(crate) fn unknown(held: Held) -> Self {
        Self { held, before: None }
    }

    /// Returns the move as a change, for the guards; `None` if nothing moved.
    pub(crate) fn change(&self) -> Option<Change> {
        let before = self.before.as_ref()?.known.clone();
        let after = self.held.shown.clone();
        let action = match (&before, &after) {
            (ChangeValue::Unset, _) => Action::Add,
            (_, ChangeValue::Unset) if self.held.path.field().is_none() => Action::Remove,
            (_, ChangeValue::Unset) => Action::Clear,
            (_, _) => Action::Change,
        };
        Some(Change {
            path: self.held.path.clone(),
            action,
            origin: None,
            base: None,
            before,
            after,
            guard: None,
            limit: None,
        })
    }

    /// Returns what a plan says of it; `guarded` is its change after the guards.
    pub(crate) fn unmanaged(
        self,
        will_publish: bool,
        guarded: Option<Change>,
        desired: &DesiredProduct,
    ) -> Unmanaged {
        let Self { held, before } = self;
        let is_secret = held.path.field().is_some() && desired.holds_secret(&held.path);
        let value = if is_secret {
            held.shown.into_secret()
        } else {
            held.shown.masked()
        };
        Unmanaged {
            value,
            path: held.path,
            will_publish,
            moved: before.map(|it| MovedValue {
                since: it.since,
                before: it.value.filter(|it| !is_secret || it.is_null()),
                guard: guarded.and_then(|it| it.guard),
            }),
        }
    }
}

/// A value that a receipt holds in the clear.
fn of_json(value: &Value) -> ChangeValue {
    match value {
        Value::Null => ChangeValue::Unset,
        Value::Bool(on) => ChangeValue::Flag(*on),
        Value::String(word) => ChangeValue::word(word),
        Value::Array(items) => ChangeValue::items(items.iter().filter_map(Value::as_str)),
        Value::Number(_) | Value::Object(_) => ChangeValue::object(value.clone()),
    }
}
