//! Category, contacts, declarations and hardware.

use serde_json::{Map, Value};
use storectl_model::{
    DesiredDeclarations, DesiredProperties, Field, FieldPath, Module, RemoteNotes,
    RemoteProperties, limits, subcategories,
};

use super::{
    equality::canonical_text,
    fields::{Fields, Held, Sided, is_something},
    keyed::{features, requirement_details},
    sides::Sides,
};
use crate::{Action, ChangeValue, Withheld, findings::Findings};

/// Visits the properties module, and gives it as it will be.
pub(crate) fn properties<'a>(
    sides: Sides<'a>,
    findings: &mut Findings,
) -> (Fields<'a>, RemoteProperties) {
    let DesiredProperties {
        is_privacy_policy_required,
        privacy_policy_url,
        website,
        support_contact_info,
        certification_notes,
        category,
        subcategory,
        product_declarations,
        is_system_feature_required,
        system_requirement_details,
    } = &sides.desired.properties;
    let live = &sides.live.properties;
    let mut fields = Fields::new(FieldPath::of_module(Module::Properties), sides);
    let it = &mut fields;
    let is_required = it.flag(
        "isPrivacyPolicyRequired",
        is_privacy_policy_required,
        live.is_privacy_policy_required,
    );
    let policy = privacy_policy(
        it,
        privacy_policy_url,
        live.privacy_policy_url.as_deref(),
        findings,
    );
    it.together(&[
        (
            "isPrivacyPolicyRequired",
            live.is_privacy_policy_required.into(),
        ),
        (
            "privacyPolicyUrl",
            live.privacy_policy_url.as_deref().into(),
        ),
    ]);
    // In the order of requests and plans.
    let after = RemoteProperties {
        is_privacy_policy_required: is_required,
        privacy_policy_url: policy,
        website: it.label("website", website, live.website.as_deref()),
        support_contact_info: it.label(
            "supportContactInfo",
            support_contact_info,
            live.support_contact_info.as_deref(),
        ),
        certification_notes: notes(it, certification_notes, live.certification_notes.as_ref()),
        category: it.word(
            "category",
            category.set().map(String::as_str),
            live.category.as_deref(),
        ),
        subcategory: subcategory_of(it, subcategory, live),
        product_declarations: declarations(it, product_declarations, &live.product_declarations),
        is_system_feature_required: features(
            it,
            is_system_feature_required,
            &live.is_system_feature_required,
        ),
        system_requirement_details: requirement_details(
            it,
            system_requirement_details,
            &live.system_requirement_details,
        ),
        extra: live.extra.clone(), // never sent
    };
    let path = it.path().clone();
    it.unknown(&path, &live.extra);
    (fields, after)
}

/// Visits the certification notes. Those of the Store are never shown: they may hold credentials.
fn notes(
    fields: &mut Fields<'_>,
    desired: &Field<String>,
    live: Option<&RemoteNotes>,
) -> Option<RemoteNotes> {
    const NAME: &str = "certificationNotes";
    let path = fields.at(NAME);
    if desired.is_managed() && fields.is_in_scope(&path) {
        // Whoever knows no more than that there are some leaves the field out of the scope.
        let live = live.and_then(RemoteNotes::text);
        let after = fields.text(NAME, desired, live, limits::CERTIFICATION_NOTES);
        return after.map(RemoteNotes::Text);
    }
    if desired.is_managed() && !fields.is_compared(&path) {
        return live.cloned();
    }
    let withheld = match live? {
        RemoteNotes::Text(text) if text.is_empty() => None,
        RemoteNotes::Text(text) => Some(Withheld::new(&canonical_text(text))),
        RemoteNotes::Present => Some(Withheld::PRESENT),
    };
    if let Some(withheld) = withheld {
        fields
            .unmanaged
            .push(Held::exact(path, ChangeValue::Withheld(withheld)));
    }
    live.cloned()
}

/// Returns whether an address is one the Store made for a policy whose text was pasted into Partner Center (field note
/// 18).
fn is_store_hosted(url: &str) -> bool {
    url.contains(".storeedgefd.dsx.mp.microsoft.com/")
        || url.contains("/draftsubmission/privacy_policy_")
}

/// Visits the policy's address. One that the Store hosts is nobody's choice of words and cannot be compared; changing
/// it on every run would submit a new version for ever (trap 31).
fn privacy_policy(
    fields: &mut Fields<'_>,
    desired: &Field<String>,
    live: Option<&str>,
    findings: &mut Findings,
) -> Option<String> {
    const NAME: &str = "privacyPolicyUrl";
    let theirs = live.unwrap_or_default();
    match desired {
        Field::Set(ours) if is_store_hosted(theirs) && ours != theirs => findings.warn(
            fields.at(NAME),
            format!(
                "the Store hosts this policy at {theirs}, so it cannot be compared with {ours} in the manifest; to use your URL, first remove the policy text in Partner Center"
            ),
        ),
        Field::Absent | Field::Clear | Field::Set(_) => {
            fields.label(NAME, desired, live);
        }
    }
    fields.text_after(NAME, live)
}

/// Visits the subcategory, after the category. The two are one to the service (trap 40). A category without subcategories
/// needs an empty one: moving there clears the old one, which is a change of its own. Where the manifest names one, the
/// rules judge the pair.
fn subcategory_of(
    fields: &mut Fields<'_>,
    desired: &Field<String>,
    live: &RemoteProperties,
) -> Option<String> {
    const NAME: &str = "subcategory";
    let subcategory = live.subcategory.as_deref();
    fields.label(NAME, desired, subcategory);
    fields.together(&[
        ("category", live.category.as_deref().into()),
        (NAME, subcategory.into()),
    ]);
    let moved_to = fields.body.get("category").and_then(Value::as_str);
    let has_none = moved_to
        .and_then(subcategories)
        .is_some_and(<[&str]>::is_empty);
    let path = fields.at(NAME);
    let is_named = desired.set().is_some() && fields.is_in_scope(&path);
    if has_none && !is_named {
        fields.body.insert(NAME.to_owned(), "".into());
        if let Some(at) = fields.unmanaged.iter().position(|it| it.path == path) {
            let before = fields.unmanaged.remove(at).shown;
            // The category decides it.
            let origin = fields
                .changes
                .iter()
                .find(|it| it.path.field() == Some("category"));
            let origin = origin.and_then(|it| it.origin);
            fields.record(path, Action::Clear, origin, before, ChangeValue::Unset);
        }
    }
    fields.text_after(NAME, subcategory)
}

/// The object goes out whole, unknown keys included: naming one declaration must not reset the AI declaration (trap
/// 38).
fn declarations(
    fields: &mut Fields<'_>,
    desired: &DesiredDeclarations,
    live: &Map<String, Value>,
) -> Map<String, Value> {
    const NAME: &str = "productDeclarations";
    let DesiredDeclarations {
        depends_on_drivers_or_nt,
        accessibility_support,
        pen_and_ink_support,
    } = desired;
    let known = [
        ("dependsOnDriversOrNT", depends_on_drivers_or_nt),
        ("accessibilitySupport", accessibility_support),
        ("penAndInkSupport", pen_and_ink_support),
    ];
    let mut whole = live.clone();
    let mut is_changed = false;
    for (name, field) in known {
        let path = fields.at(NAME).key(name);
        let desired = field.set().copied();
        let theirs = live.get(name).and_then(Value::as_bool);
        let is_managed = desired.is_some() && fields.is_in_scope(&path);
        // An unset declaration is off, and one that is off says nothing.
        let held = theirs.filter(|it| *it || is_managed);
        let flag = |it: Option<bool>| it.map_or(ChangeValue::Unset, ChangeValue::Flag);
        let sided = |it: Option<bool>| Sided::new(flag(it), flag(it));
        if fields
            .visit(path, desired.map(|it| sided(Some(it))), sided(held))
            .is_some()
        {
            whole.insert(name.to_owned(), desired.unwrap_or_default().into());
            is_changed = true;
        }
        // The three are required in the object, and the service's default for each is false.
        whole.entry(name.to_owned()).or_insert(Value::Bool(false));
    }
    let unknown = live
        .iter()
        .filter(|(name, value)| !known.iter().any(|(it, _)| it == name) && is_something(value));
    for (name, value) in unknown {
        let path = fields.at(NAME).key(name.clone());
        let held = Held::exact(path, ChangeValue::object(value.clone()));
        fields.unmanaged.push(held);
    }
    if is_changed {
        fields.body.insert(NAME.to_owned(), Value::Object(whole));
    }
    fields.object_after(NAME, live)
}
