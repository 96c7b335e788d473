//! Category, contacts, declarations and hardware.

use serde_json::{Map, Value};
use storectl_model::{
    DesiredDeclarations, DesiredProperties, Field, FieldPath, Module, RemoteProperties, limits,
    subcategories,
};

use super::{
    equality::canonical_text,
    fields::{Fields, Held, Sided, is_something},
    keyed::{features, requirement_details},
    sides::Sides,
};
use crate::{Action, ChangeValue, Withheld, WithheldReason, findings::Findings};

/// Visits the properties module.
pub(crate) fn properties<'a>(sides: Sides<'a>, findings: &mut Findings) -> Fields<'a> {
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
    let RemoteProperties {
        is_privacy_policy_required: live_required,
        privacy_policy_url: live_policy,
        website: live_website,
        support_contact_info: live_contact,
        certification_notes: live_notes,
        category: live_category,
        subcategory: live_subcategory,
        product_declarations: live_declarations,
        is_system_feature_required: live_features,
        system_requirement_details: live_details,
        extra,
    } = &sides.live.properties;
    let mut fields = Fields::new(FieldPath::of_module(Module::Properties), sides);
    fields.flag(
        "isPrivacyPolicyRequired",
        is_privacy_policy_required,
        *live_required,
    );
    privacy_policy(
        &mut fields,
        privacy_policy_url,
        live_policy.as_deref(),
        findings,
    );
    fields.together(&[
        ("isPrivacyPolicyRequired", (*live_required).into()),
        ("privacyPolicyUrl", live_policy.as_deref().into()),
    ]);
    fields.label("website", website, live_website.as_deref());
    fields.label(
        "supportContactInfo",
        support_contact_info,
        live_contact.as_deref(),
    );
    notes(&mut fields, certification_notes, live_notes.as_deref());
    fields.word(
        "category",
        category.set().map(String::as_str),
        live_category.as_deref(),
    );
    fields.label("subcategory", subcategory, live_subcategory.as_deref());
    category_pair(
        &mut fields,
        subcategory,
        live_category.as_deref(),
        live_subcategory.as_deref(),
    );
    declarations(&mut fields, product_declarations, live_declarations);
    features(&mut fields, is_system_feature_required, live_features);
    requirement_details(&mut fields, system_requirement_details, live_details);
    let path = fields.path().clone();
    fields.unknown(&path, extra);
    fields
}

/// Visits the certification notes, which are never shown where the manifest does not manage them: they may hold
/// credentials.
fn notes(fields: &mut Fields<'_>, desired: &Field<String>, live: Option<&str>) {
    let path = fields.at("certificationNotes");
    let is_managed = desired.is_managed() && fields.is_in_scope(&path);
    match live.unwrap_or_default() {
        _ if is_managed => fields.text(
            "certificationNotes",
            desired,
            live,
            limits::CERTIFICATION_NOTES,
        ),
        "" => {}
        notes => {
            let notes = Withheld::new(WithheldReason::CertificationNotes, &canonical_text(notes));
            let notes = Held::exact(path, ChangeValue::Withheld(notes));
            fields.unmanaged.push(notes);
        }
    }
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
) {
    let theirs = live.unwrap_or_default();
    match desired {
        Field::Set(ours) if is_store_hosted(theirs) && ours != theirs => findings.warn(
            fields.at("privacyPolicyUrl"),
            format!(
                "the Store hosts this policy at {theirs}, so it cannot be compared with {ours} in the manifest; to use your URL, first remove the policy text in Partner Center"
            ),
        ),
        Field::Absent | Field::Clear | Field::Set(_) => {
            fields.label("privacyPolicyUrl", desired, live);
        }
    }
}

/// A category and its subcategory are one to the service (trap 40). A category without subcategories needs an empty
/// one: moving there clears the old one, which is a change of its own. Where the manifest names one, the rules judge
/// the pair.
fn category_pair(
    fields: &mut Fields<'_>,
    desired: &Field<String>,
    category: Option<&str>,
    subcategory: Option<&str>,
) {
    fields.together(&[
        ("category", category.into()),
        ("subcategory", subcategory.into()),
    ]);
    let moved_to = fields.body.get("category").and_then(Value::as_str);
    let has_none = moved_to
        .and_then(subcategories)
        .is_some_and(<[&str]>::is_empty);
    let path = fields.at("subcategory");
    if !has_none || (desired.set().is_some() && fields.is_in_scope(&path)) {
        return;
    }
    fields.body.insert("subcategory".to_owned(), "".into());
    if let Some(at) = fields.unmanaged.iter().position(|it| it.path == path) {
        let before = fields.unmanaged.remove(at).shown;
        fields.record(path, Action::Clear, before, ChangeValue::Unset);
    }
}

/// The object goes out whole, unknown keys included: naming one declaration must not reset the AI declaration (trap
/// 38).
fn declarations(fields: &mut Fields<'_>, desired: &DesiredDeclarations, live: &Map<String, Value>) {
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
}
