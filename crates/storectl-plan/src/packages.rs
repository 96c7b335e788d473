//! Packages: which of the manifest's is which of the Store's, and whether patches do or the set must be replaced.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use storectl_model::{
    DesiredErrorDetail, DesiredPackage, ErrorScenario, Field, FieldPath, LanguageTag, Module,
    PackageId, RemotePackage,
};
use url::Url;

use crate::{
    Action, Change, ChangeValue, DestructiveClass,
    diff::{Diff, Prose, raw_text},
    keyed::item_of,
    matching::matches,
    modules::Findings,
    package_body::{complete, detail, stored_body, whole_body},
};

/// What is to be sent for the packages.
pub(crate) enum PackageWrites {
    /// One PATCH for each changed package; none where nothing differs.
    Patches(Vec<PackagePatch>),
    /// One PUT of the whole set, and every change it carries out.
    Replacement { body: Value, changes: Vec<Change> },
}

/// The changed fields of one package.
pub(crate) struct PackagePatch {
    pub(crate) package: PackageId,
    pub(crate) label: String,
    pub(crate) diff: Diff,
}

/// Compares the manifest's whole list with the Store's.
///
/// Patches where the set is the same; the whole set, every field of every package filled in from live, where it grew,
/// shrank or cannot be matched (design.md §5, traps 51 and 52).
pub(crate) fn packages(
    desired: &[DesiredPackage],
    live: &[RemotePackage],
    findings: &mut Findings,
) -> PackageWrites {
    let matched = matches(desired, live);
    let same_set = desired.len() == live.len() && matched.iter().all(Option::is_some);
    let diffs = desired
        .iter()
        .zip(&matched)
        .enumerate()
        .map(|(at, (ours, theirs))| {
            let theirs = theirs.and_then(|index| live.get(index));
            (
                at,
                ours,
                theirs,
                theirs.map(|theirs| package(at, ours, theirs)),
            )
        });
    if same_set {
        let patches = diffs.filter_map(|(_, _, theirs, diff)| {
            let (theirs, diff) = (theirs?, diff?);
            let patch = PackagePatch {
                package: theirs.package_id.clone(),
                label: label(theirs),
                diff,
            };
            (!patch.diff.changes.is_empty()).then_some(patch)
        });
        return PackageWrites::Patches(patches.collect());
    }

    let mut changes = Vec::new();
    let mut bodies = Vec::new();
    for (at, ours, theirs, diff) in diffs {
        let whole = whole_body(theirs, ours, diff.as_ref());
        complete(at, &whole, theirs.is_some(), findings);
        match diff {
            Some(diff) => changes.extend(diff.changes),
            None => changes.push(
                Diff::new(FieldPath::of_package(at))
                    .record(
                        FieldPath::of_package(at),
                        ChangeValue::Unset,
                        ChangeValue::Object(whole.clone()),
                        None,
                    )
                    .clone(),
            ),
        }
        bodies.push(whole);
    }
    let kept: BTreeSet<usize> = matched.into_iter().flatten().collect();
    for (_, gone) in live.iter().enumerate().filter(|(at, _)| !kept.contains(at)) {
        let path = FieldPath::of_module(Module::Packages).item(label(gone));
        let before = ChangeValue::Object(Value::Object(stored_body(gone)));
        let class = Some(DestructiveClass::PackageRemoved);
        changes.push(
            Diff::new(path.clone())
                .record_as(path, Action::Remove, before, ChangeValue::Unset, class)
                .clone(),
        );
    }
    PackageWrites::Replacement {
        body: json!({ "packages": bodies }),
        changes,
    }
}

/// Names a stored package for people: architecture, type and languages, and never its passing id.
fn label(package: &RemotePackage) -> String {
    let words = package
        .architectures
        .iter()
        .chain(&package.package_type)
        .chain(&package.languages);
    words.map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// The changed fields of one package, with what must travel beside them (trap 40).
fn package(at: usize, desired: &DesiredPackage, live: &RemotePackage) -> Diff {
    let DesiredPackage {
        package_url,
        package_type,
        architecture,
        languages,
        is_silent_install,
        installer_parameters,
        generic_doc_url,
        error_details,
    } = desired;
    let mut diff = Diff::new(FieldPath::of_package(at));

    let host_moved = host(package_url) != live.package_url.as_deref().and_then(host);
    let class = host_moved.then_some(DestructiveClass::InstallerHostChanged);
    diff.word(
        "packageUrl",
        Some(package_url),
        live.package_url.as_deref(),
        class,
    );
    if let Some(wanted) = languages.set() {
        let ours: BTreeSet<&str> = wanted.iter().map(LanguageTag::key).collect();
        let theirs: BTreeSet<String> = live
            .languages
            .iter()
            .map(|it| it.to_ascii_lowercase())
            .collect();
        if !ours.iter().copied().eq(theirs.iter().map(String::as_str)) {
            let body: Value = wanted.iter().map(|it| Value::from(it.as_str())).collect();
            diff.record(
                diff.at("languages"),
                ChangeValue::items(live.languages.as_slice()),
                ChangeValue::items(wanted.iter().map(LanguageTag::as_str)),
                None,
            );
            diff.body.insert("languages".to_owned(), body);
        }
    }
    if let Some(wanted) = architecture.set()
        && !matches!(live.architectures.as_slice(), [only] if only == wanted.as_str())
    {
        diff.record(
            diff.at("architectures"),
            ChangeValue::items(live.architectures.as_slice()),
            ChangeValue::items([wanted.as_str()]),
            None,
        );
        diff.body
            .insert("architectures".to_owned(), json!([wanted.as_str()]));
    }
    diff.switch("isSilentInstall", is_silent_install, live.is_silent_install);
    diff.text(
        "installerParameters",
        installer_parameters,
        live.installer_parameters.as_deref(),
        None,
        Prose::Label,
    );
    diff.text(
        "genericDocUrl",
        generic_doc_url,
        live.generic_doc_url.as_deref(),
        None,
        Prose::Label,
    );
    scenarios(&mut diff, error_details, &live.error_details);
    diff.word(
        "packageType",
        package_type.set().map(|it| it.as_str()),
        live.package_type.as_deref(),
        None,
    );

    diff.together(&[
        ("isSilentInstall", live.is_silent_install.into()),
        (
            "installerParameters",
            live.installer_parameters.as_deref().into(),
        ),
    ]);
    diff.together(&[
        ("packageType", live.package_type.as_deref().into()),
        ("genericDocUrl", live.generic_doc_url.as_deref().into()),
    ]);
    diff
}

fn host(url: &str) -> Option<String> {
    Url::parse(url)
        .ok()?
        .host_str()
        .map(str::to_ascii_lowercase)
}

/// The array goes out whole, built from the live one: scenarios not named stay (trap 53). A scenario without details
/// equals an absent one (trap 27).
fn scenarios(
    diff: &mut Diff,
    desired: &Field<BTreeMap<ErrorScenario, Field<Vec<DesiredErrorDetail>>>>,
    live: &[Map<String, Value>],
) {
    const NAME: &str = "errorDetails";
    let none = Field::Clear;
    let mut items = live.to_vec();
    let mut changed = false;
    for scenario in ErrorScenario::ALL {
        let wanted = match desired {
            Field::Absent => return,
            Field::Clear => &none,
            Field::Set(named) => match named.get(scenario) {
                Some(wanted) => wanted,
                None => continue,
            },
        };
        let wanted: &[DesiredErrorDetail] = match wanted {
            Field::Absent => continue,
            Field::Clear => &[],
            Field::Set(details) => details,
        };
        let theirs = live
            .iter()
            .find(|item| raw_text(item, "errorScenario").eq_ignore_ascii_case(scenario.as_str()))
            .and_then(|item| item.get("errorScenarioDetails"))
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let pairs = theirs
            .iter()
            .filter_map(Value::as_object)
            .map(|it| (raw_text(it, "errorValue"), raw_text(it, "errorUrl")));
        if wanted
            .iter()
            .map(|it| {
                (
                    it.error_value.as_str(),
                    it.error_url.as_deref().unwrap_or_default(),
                )
            })
            .eq(pairs)
        {
            continue;
        }
        let body: Vec<Value> = wanted.iter().map(detail).collect();
        diff.record(
            diff.at(NAME).item(scenario.as_str()),
            ChangeValue::object(theirs.into()),
            ChangeValue::object(body.clone().into()),
            None,
        );
        let item = item_of(
            &mut items,
            "errorScenario",
            scenario.as_str(),
            || json!({ "errorScenario": scenario.as_str() }),
        );
        item.insert("errorScenarioDetails".to_owned(), body.into());
        changed = true;
    }
    if changed {
        diff.body.insert(
            NAME.to_owned(),
            items.into_iter().map(Value::Object).collect(),
        );
    }
}
