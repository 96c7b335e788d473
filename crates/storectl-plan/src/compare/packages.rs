//! Packages: which of the manifest's is which of the Store's, and what differs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use storectl_model::{
    DesiredErrorDetail, DesiredPackage, ErrorScenario, Field, FieldPath, Module, PackageId,
    RemotePackage,
};

use super::{
    base::BasePlace,
    equality::{Equality, canonical_text},
    fields::{Fields, Sided, raw_text},
    keyed::item_of,
    matching::{Identity, matches},
    package_body::{detail, new_body, stored, stored_body},
    sides::Sides,
};
use crate::{Action, ChangeValue, Origin, findings::Findings};

/// What the packages come to.
pub(crate) struct PackageComparison<'a> {
    /// Each package of the draft as it will be, in the order it is sent.
    pub(crate) packages: Vec<ComparedPackage<'a>>,
    /// Packages that go, as one object of changes; empty if none goes.
    pub(crate) removed: Fields<'a>,
    /// Packages of the base that are gone from manifest and draft alike.
    pub(crate) gone_alike: Vec<FieldPath>,
    /// How the difference is written.
    pub(crate) write: PackageWrite,
}

/// How packages are written (design.md §5, traps 51 and 52).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PackageWrite {
    /// The set is the same: one PATCH for each changed package.
    Patch,
    /// The set grew, shrank or cannot be matched: one PUT of every field of every package.
    Replace,
}

/// One package of the draft as it will be.
pub(crate) struct ComparedPackage<'a> {
    /// The stored package it is; `None` if it is new.
    pub(crate) stored: Option<StoredPackage>,
    /// What differs.
    pub(crate) fields: Fields<'a>,
    /// Every field as it will be.
    pub(crate) whole: Map<String, Value>,
}

/// What names a stored package.
pub(crate) struct StoredPackage {
    /// Its id, good for this run.
    pub(crate) id: PackageId,
    /// Architecture, type and languages, for people.
    pub(crate) label: String,
    /// Its fields before.
    pub(crate) body: Map<String, Value>,
}

impl StoredPackage {
    fn of(live: &RemotePackage) -> Self {
        Self {
            id: live.package_id.clone(),
            label: label(live),
            body: stored_body(live),
        }
    }
}

/// Visits the packages: the manifest's whole list beside the Store's.
pub(crate) fn packages<'a>(sides: Sides<'a>, findings: &mut Findings) -> PackageComparison<'a> {
    let live = &sides.live.packages;
    let theirs: Vec<Identity<'_>> = live.iter().map(Identity::of_stored).collect();
    let places = places(sides, &theirs);
    let place = |at: usize| places.get(at).cloned().unwrap_or(BasePlace::Nowhere);
    let list = FieldPath::of_module(Module::Packages);
    let mut removed = Fields::new(list.clone(), sides);
    let scope = &sides.desired.scope;
    let desired = match &sides.desired.packages {
        Some(desired) if scope.touches(&list) => desired,
        Some(_) | None => {
            let kept = live.iter().enumerate();
            return PackageComparison {
                packages: kept
                    .map(|(at, theirs)| compared_package(sides, at, place(at), None, theirs))
                    .collect(),
                removed,
                gone_alike: Vec::new(),
                write: PackageWrite::Patch,
            };
        }
    };
    let ours: Vec<Identity<'_>> = desired.iter().map(Identity::of_desired).collect();
    let matched = matches(&ours, &theirs);
    let is_same_set = desired.len() == live.len() && matched.iter().all(Option::is_some);
    let compared = desired.iter().zip(&matched).enumerate();
    let packages = compared.map(|(at, (ours, theirs))| {
        match theirs.and_then(|it| Some((it, live.get(it)?))) {
            Some((it, theirs)) => compared_package(sides, at, place(it), Some(ours), theirs),
            None => new_package(sides, at, &new_place(sides, ours, &places), ours),
        }
    });
    let packages = packages.collect();
    let kept: BTreeSet<usize> = matched.iter().flatten().copied().collect();
    let gone = (0..live.len()).filter(|at| !kept.contains(at));
    for (at, gone) in gone.filter_map(|at| Some((at, live.get(at)?))) {
        let path = list.clone().item(label(gone));
        let before = ChangeValue::Object(Value::Object(stored_body(gone)));
        let origin = origin_of_removed(sides, at, &place(at), gone);
        removed.record(path, Action::Remove, origin, before, ChangeValue::Unset);
    }
    if !is_same_set && !scope.manages(&list) {
        findings.conflict(
            list.clone(),
            list,
            "the manifest and the draft have different packages, but this run manages only some of their fields",
            "manage `packages` as a whole",
        );
    }
    PackageComparison {
        packages,
        removed,
        gone_alike: sides
            .base
            .map(|it| it.packages_gone(&places, &ours))
            .unwrap_or_default(),
        write: if is_same_set {
            PackageWrite::Patch
        } else {
            PackageWrite::Replace
        },
    }
}

/// Where each package of the draft is in the base.
fn places(sides: Sides<'_>, live: &[Identity<'_>]) -> Vec<BasePlace> {
    match sides.base {
        Some(base) => base.places(live),
        None => vec![BasePlace::Nowhere; live.len()],
    }
}

/// Where a package that the draft lacks is in the base: where no package of the draft is.
fn new_place(sides: Sides<'_>, desired: &DesiredPackage, taken: &[BasePlace]) -> BasePlace {
    let found = sides
        .base
        .and_then(|it| it.places(&[Identity::of_desired(desired)]).pop());
    found
        .filter(|it| !taken.contains(it))
        .unwrap_or(BasePlace::Nowhere)
}

/// Tells who removed a package that the draft has and the manifest does not.
fn origin_of_removed(
    sides: Sides<'_>,
    at: usize,
    place: &BasePlace,
    live: &RemotePackage,
) -> Option<Origin> {
    let base = sides.base?;
    let object = FieldPath::of_package(at);
    let held = package(sides, at, place.clone(), None, live).unmanaged;
    let held = held.iter().map(|it| (&it.path, &it.canonical));
    Some(base.origin_of_removed(&object, place, held))
}

fn compared_package<'a>(
    sides: Sides<'a>,
    at: usize,
    place: BasePlace,
    desired: Option<&DesiredPackage>,
    live: &RemotePackage,
) -> ComparedPackage<'a> {
    let fields = package(sides, at, place, desired, live);
    let stored = StoredPackage::of(live);
    let mut whole = stored.body.clone();
    whole.extend(
        fields
            .body
            .iter()
            .map(|(name, it)| (name.clone(), it.clone())),
    );
    ComparedPackage {
        stored: Some(stored),
        fields,
        whole,
    }
}

/// A package that the Store does not have: it inherits nothing.
fn new_package<'a>(
    sides: Sides<'a>,
    at: usize,
    place: &BasePlace,
    desired: &DesiredPackage,
) -> ComparedPackage<'a> {
    let path = FieldPath::of_package(at);
    let whole = new_body(desired);
    let nothing = stored(PackageId::unassigned(), &Map::new());
    let named = package(sides, at, place.clone(), Some(desired), &nothing).named;
    let mut fields = Fields::of_package(path.clone(), sides, place.clone());
    let after = ChangeValue::Object(Value::Object(whole.clone()));
    let origin = sides.base.map(|base| {
        let named = named.iter().map(|it| (&it.path, &it.canonical));
        base.origin_of_added(&path, place, named)
    });
    fields.record(path, Action::Add, origin, ChangeValue::Unset, after);
    fields.named = named;
    ComparedPackage {
        stored: None,
        fields,
        whole,
    }
}

/// Names a stored package for people: architecture, type and languages, and never its passing id.
pub(crate) fn label(package: &RemotePackage) -> String {
    Identity::of_stored(package).label()
}

/// Visits the fields of one package, with what must travel beside them (trap 40).
fn package<'a>(
    sides: Sides<'a>,
    at: usize,
    place: BasePlace,
    desired: Option<&DesiredPackage>,
    live: &RemotePackage,
) -> Fields<'a> {
    let nothing = DesiredPackage::default();
    let DesiredPackage {
        package_url,
        package_type,
        architecture,
        languages,
        is_silent_install,
        installer_parameters,
        generic_doc_url,
        error_details,
        // storectl's own: never sent, so never compared with live.
        expect: _,
    } = desired.unwrap_or(&nothing);
    let RemotePackage {
        package_id: _,
        package_url: live_url,
        languages: live_languages,
        architectures: live_architectures,
        is_silent_install: live_silent,
        installer_parameters: live_parameters,
        generic_doc_url: live_doc_url,
        error_details: live_details,
        package_type: live_type,
        extra,
    } = live;
    let mut fields = Fields::of_package(FieldPath::of_package(at), sides, place);
    let url = desired.map(|_| package_url.as_str());
    fields.word("packageUrl", url, live_url.as_deref());
    let words = languages
        .set()
        .map(|it| it.iter().map(ToString::to_string).collect());
    fields.set("languages", words, live_languages, Equality::Languages);
    let words = architecture.set().map(|it| vec![it.to_string()]);
    fields.set("architectures", words, live_architectures, Equality::Exact);
    fields.flag("isSilentInstall", is_silent_install, *live_silent);
    fields.label(
        "installerParameters",
        installer_parameters,
        live_parameters.as_deref(),
    );
    fields.label("genericDocUrl", generic_doc_url, live_doc_url.as_deref());
    scenarios(&mut fields, error_details, live_details);
    fields.word(
        "packageType",
        package_type.set().map(|it| it.as_str()),
        live_type.as_deref(),
    );
    fields.together(&[
        ("isSilentInstall", (*live_silent).into()),
        ("installerParameters", live_parameters.as_deref().into()),
    ]);
    fields.together(&[
        ("packageType", live_type.as_deref().into()),
        ("genericDocUrl", live_doc_url.as_deref().into()),
    ]);
    let path = fields.path().clone();
    fields.unknown(&path, extra);
    fields
}

/// Visits exit codes by scenario. The array goes out whole, built from the live one: scenarios not named stay (trap
/// 53). A scenario without details equals an absent one (trap 27).
fn scenarios(
    fields: &mut Fields<'_>,
    desired: &Field<BTreeMap<ErrorScenario, Field<Vec<DesiredErrorDetail>>>>,
    live: &[Map<String, Value>],
) {
    const NAME: &str = "errorDetails";
    let mut items = live.to_vec();
    let mut is_changed = false;
    for scenario in ErrorScenario::ALL {
        let ours: Option<Vec<Value>> = match desired {
            Field::Absent => None,
            Field::Clear => Some(Vec::new()),
            Field::Set(named) => named
                .get(scenario)
                .and_then(|it| it.or_clear(Vec::new()))
                .map(|it| it.iter().map(detail).collect()),
        };
        let stored = live
            .iter()
            .find(|it| raw_text(it, "errorScenario").eq_ignore_ascii_case(scenario.as_str()));
        let theirs = stored
            .and_then(|it| it.get("errorScenarioDetails"))
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let path = fields.at(NAME).item(scenario.as_str());
        let desired = ours.clone().map(codes);
        if fields.visit(path, desired, codes(theirs)).is_some() {
            let new = || json!({ "errorScenario": scenario.as_str() });
            let item = item_of(&mut items, "errorScenario", scenario.as_str(), new);
            item.insert(
                "errorScenarioDetails".to_owned(),
                ours.unwrap_or_default().into(),
            );
            is_changed = true;
        }
    }
    if is_changed {
        let items = items.into_iter().map(Value::Object).collect();
        fields.body.insert(NAME.to_owned(), items);
    }
}

/// The exit codes of a scenario; they are the same where each code and its address are.
fn codes(details: Vec<Value>) -> Sided {
    let pairs = details.iter().filter_map(Value::as_object);
    let pairs = pairs
        .map(|it| json!(["errorValue", "errorUrl"].map(|name| canonical_text(raw_text(it, name)))));
    let canonical = ChangeValue::object(pairs.collect());
    Sided::new(ChangeValue::object(details.into()), canonical)
}
