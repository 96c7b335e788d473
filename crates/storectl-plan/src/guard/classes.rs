//! Which change is destructive, and why.

use serde_json::Value;
use storectl_model::{DestructiveClass, Module};

use super::{
    coverage::Coverage,
    installers::{Installers, host},
    version,
};
use crate::{Action, Change, ChangeValue};

/// From this length on, in characters, a text that loses more than half of them is guarded (design.md §6).
const LONG_TEXT: usize = 200;

/// Returns the classes of a change, the most severe first; none if it is not destructive.
pub(super) fn classes(
    change: &Change,
    coverage: &Coverage,
    installers: Installers<'_>,
) -> Vec<DestructiveClass> {
    let Some(module) = change.path.module() else {
        return Vec::new();
    };
    let Some(field) = change.path.field() else {
        return of_whole(module, change, coverage, installers);
    };
    match (module, field) {
        (Module::Packages, "packageUrl") => of_package_url(change, installers),
        (_, field) => of_field(module, field, change, coverage)
            .into_iter()
            .collect(),
    }
}

/// The classes of a listing or a package as a whole.
fn of_whole(
    module: Module,
    change: &Change,
    coverage: &Coverage,
    installers: Installers<'_>,
) -> Vec<DestructiveClass> {
    match (module, change.action) {
        (Module::Listings, Action::Remove) => vec![DestructiveClass::LanguageRemoved],
        (Module::Packages, Action::Remove) => {
            let had = |name| stored_words(&change.before, name);
            let architectures = coverage.lacks_architecture(had("architectures"));
            let languages = coverage.lacks_language(had("languages"));
            let lost = [
                (true, DestructiveClass::PackageRemoved),
                (architectures, DestructiveClass::ArchitectureUncovered),
                (languages, DestructiveClass::LanguageUncovered),
            ];
            lost.into_iter()
                .filter_map(|(applies, class)| applies.then_some(class))
                .collect()
        }
        (Module::Packages, Action::Add) if installers.is_from_another_host(&change.path) => {
            vec![DestructiveClass::InstallerHostChanged]
        }
        (
            Module::Listings | Module::Packages | Module::Availability | Module::Properties,
            Action::Add | Action::Change | Action::Clear | Action::Reorder | Action::Remove,
        ) => Vec::new(),
    }
}

fn of_package_url(change: &Change, installers: Installers<'_>) -> Vec<DestructiveClass> {
    let package = change.path.object();
    let Some(before) = installers.address_before(&package) else {
        // Of a package that moved in, each field is a change.
        let is_another = installers.is_from_another_host(&package);
        let class = is_another.then_some(DestructiveClass::InstallerHostChanged);
        return class.into_iter().collect();
    };
    let after = installers.address_after(&package);
    let found = [
        (
            host(before) != host(after),
            DestructiveClass::InstallerHostChanged,
        ),
        (
            version::is_lowered(before, after),
            DestructiveClass::VersionLowered,
        ),
    ];
    found
        .into_iter()
        .filter_map(|(applies, class)| applies.then_some(class))
        .collect()
}

fn of_field(
    module: Module,
    field: &str,
    change: &Change,
    coverage: &Coverage,
) -> Option<DestructiveClass> {
    let had_one = !change.before.is_unset();
    match (module, field) {
        (Module::Availability, "markets") => {
            loses_item(change).then_some(DestructiveClass::MarketRemoved)
        }
        (Module::Availability, "discoverability") => {
            had_one.then_some(DestructiveClass::DiscoverabilityChanged)
        }
        (Module::Availability, "pricing") => had_one.then_some(DestructiveClass::PricingChanged),
        (Module::Availability, "freeTrial") => had_one.then_some(DestructiveClass::TrialChanged),
        (Module::Properties, "category") => had_one.then_some(DestructiveClass::CategoryChanged),
        (Module::Properties, "privacyPolicyUrl") if change.after.is_unset() => {
            had_one.then_some(DestructiveClass::PrivacyPolicyCleared)
        }
        (Module::Packages, "architectures") => coverage
            .lacks_architecture(items(&change.before))
            .then_some(DestructiveClass::ArchitectureUncovered),
        (Module::Packages, "languages") => coverage
            .lacks_language(items(&change.before))
            .then_some(DestructiveClass::LanguageUncovered),
        // A category without subcategories clears it, which the category's own token covers. The others are written for
        // one version and often get shorter (27 % of release notes shrink by more than half).
        (_, "subcategory" | "whatsNew" | "certificationNotes") => None,
        (Module::Availability | Module::Properties | Module::Listings | Module::Packages, _) => {
            of_text(change)
        }
    }
}

/// The class of a text that loses something.
fn of_text(change: &Change) -> Option<DestructiveClass> {
    match (&change.before, &change.after) {
        (
            ChangeValue::Text(_) | ChangeValue::Word(_) | ChangeValue::Withheld(_),
            ChangeValue::Unset,
        ) => Some(DestructiveClass::TextCleared),
        (before, after) => {
            let (before, after) = (characters(before)?, characters(after)?);
            (before >= LONG_TEXT && after * 2 < before).then_some(DestructiveClass::TextShrunk)
        }
    }
}

/// The length of a text, as far as it is known; `None` of a secret, and of what is no text.
fn characters(value: &ChangeValue) -> Option<usize> {
    match value {
        ChangeValue::Text(text) => Some(text.chars().count()),
        ChangeValue::Withheld(withheld) => withheld.length(),
        ChangeValue::Unset
        | ChangeValue::Flag(_)
        | ChangeValue::Word(_)
        | ChangeValue::Items(_)
        | ChangeValue::Image(_)
        | ChangeValue::Images(_)
        | ChangeValue::Object(_) => None,
    }
}

fn items(value: &ChangeValue) -> Vec<&str> {
    match value {
        ChangeValue::Items(items) => items.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The words of a list of a stored package.
fn stored_words<'a>(package: &'a ChangeValue, name: &str) -> Vec<&'a str> {
    let ChangeValue::Object(package) = package else {
        return Vec::new();
    };
    let items = package.get(name).and_then(Value::as_array);
    items
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

fn loses_item(change: &Change) -> bool {
    let after = items(&change.after);
    items(&change.before)
        .iter()
        .any(|gone| !after.iter().any(|it| it.eq_ignore_ascii_case(gone)))
}
