//! The properties module (store-api.md, Update Current Draft Submission Metadata).

use serde_json::{Value, json};

use super::check::{Check, is_email, is_url};
use super::module::{Module, find, in_order};
use crate::fields::Fields;
use crate::interpretations::{Interpretations, NestedObjects, OldSubcategory};
use crate::tables::members::{DECLARATIONS, Member, Need, PROPERTIES};
use crate::tables::{self, limits, words};

pub(crate) const MODULE: Module = Module {
    target: "properties",
    members: PROPERTIES,
    key: None,
    defaults,
    fields,
    pairs,
    settle,
    normalize,
};

/// A valid module with nothing declared. The category is the sandbox's choice: the contract
/// requires one and names no default.
pub(crate) fn defaults() -> Fields {
    normalize(Fields::from_iter([
        ("isPrivacyPolicyRequired".to_owned(), json!(false)),
        ("category".to_owned(), json!("Productivity")),
    ]))
}

fn fields(check: &mut Check) {
    check.flag("isPrivacyPolicyRequired");
    check.url("privacyPolicyUrl");
    check.url("website");
    if let Some(contact) = check.text("supportContactInfo")
        && !contact.is_empty()
        && !is_url(contact)
        && !is_email(contact)
    {
        check.refuse("supportContactInfo", "must be a valid URL or email address");
    }
    let categories: Vec<&str> = tables::CATEGORIES.iter().map(|(name, _)| *name).collect();
    check.choice("category", &categories);
    check.text("subcategory");
    check.list("genres");
    declarations(check);
    features(check);
    requirements(check);
}

fn declarations(check: &mut Check) {
    let Some(members) = check.object("productDeclarations") else {
        return;
    };
    // An object that replaces the old one must have everything the contract requires of it.
    let replaced = check.interpretations.nested_objects == NestedObjects::Replaced;
    for Member { name, need, .. } in DECLARATIONS {
        let rule = match (members.get(*name), need) {
            (Some(Value::Bool(_)), _) => continue,
            (Some(_), _) => "must be true or false",
            (None, Need::Required) if replaced => "a value is required",
            (None, _) => continue,
        };
        check.refuse(format_args!("productDeclarations.{name}"), rule);
    }
}

fn features(check: &mut Check) {
    for (field, _, item) in check.keyed(
        "isSystemFeatureRequired",
        "hardwareItemType",
        words::FEATURES,
    ) {
        for name in ["isRequired", "isRecommended"] {
            if !item.get(name).is_some_and(Value::is_boolean) {
                check.refuse(format_args!("{field}.{name}"), "must be true or false");
            }
        }
    }
}

fn requirements(check: &mut Check) {
    let items = check.keyed(
        "systemRequirementDetails",
        "hardwareItemType",
        words::REQUIREMENTS,
    );
    for (field, kind, item) in items {
        for name in ["minimumRequirement", "recommendedRequirement"] {
            let field = format!("{field}.{name}");
            match (item.get(name).and_then(Value::as_str), kind) {
                (None, _) => check.refuse(field, "a string is required"),
                (Some(""), _) => {}
                (Some(text), "Memory") => check.one_of(field, text, words::MEMORY),
                (Some(text), "DirectX") => check.one_of(field, text, words::DIRECTX),
                (Some(text), "Video_Memory") => check.one_of(field, text, words::VIDEO_MEMORY),
                (Some(text), _) => check.length(field, text, limits::SYSTEM_REQUIREMENT),
            }
        }
    }
}

fn pairs(check: &mut Check, merged: &Fields) {
    let text = |name: &str| merged.get(name).and_then(Value::as_str);
    let policy_required = merged.get("isPrivacyPolicyRequired") == Some(&Value::Bool(true));
    if check.touches(&["isPrivacyPolicyRequired", "privacyPolicyUrl"])
        && policy_required
        && text("privacyPolicyUrl").is_none()
    {
        check.refuse(
            "privacyPolicyUrl",
            "a value is required if isPrivacyPolicyRequired is true",
        );
    }
    if check.touches(&["category", "subcategory"]) {
        let allowed = tables::CATEGORIES
            .iter()
            .find(|(name, _)| Some(*name) == text("category"));
        match (allowed, text("subcategory")) {
            (Some((category, [])), Some(_)) => {
                check.refuse("subcategory", format_args!("category {category} has none"));
            }
            (Some((category, allowed)), None) if !allowed.is_empty() => {
                check.refuse(
                    "subcategory",
                    format_args!("a value is required with {category}"),
                );
            }
            (Some((_, allowed)), Some(subcategory)) => {
                check.one_of("subcategory", subcategory, allowed);
            }
            (Some(_) | None, None) | (None, Some(_)) => {}
        }
    }
}

/// Drops the old subcategory where the new category has none and none was sent.
fn settle(mut merged: Fields, sent: &Fields, interpretations: &Interpretations) -> Fields {
    let none = |category: &str| {
        let known = tables::CATEGORIES
            .iter()
            .find(|(name, _)| *name == category);
        known.is_some_and(|(_, allowed)| allowed.is_empty())
    };
    let category = sent.get("category").and_then(Value::as_str);
    if interpretations.old_subcategory == OldSubcategory::Dropped
        && category.is_some_and(none)
        && !sent.contains_key("subcategory")
    {
        merged.shift_remove("subcategory");
    }
    merged
}

fn normalize(mut fields: Fields) -> Fields {
    let declarations = match fields.get("productDeclarations") {
        Some(Value::Object(members)) => members.clone(),
        _ => Fields::new(),
    };
    let mut complete: Fields = DECLARATIONS
        .iter()
        .map(|it| (it.name.to_owned(), Value::Bool(false)))
        .collect();
    complete.extend(declarations);
    fields.insert("productDeclarations".to_owned(), Value::Object(complete));

    let features = fields.get("isSystemFeatureRequired").cloned();
    let complete = words::FEATURES.iter().map(|kind| {
        let item = find(features.as_ref(), "hardwareItemType", kind);
        let flag = |name| item.and_then(|it| it.get(name)) == Some(&Value::Bool(true));
        json!({
            "isRequired": flag("isRequired"),
            "isRecommended": flag("isRecommended"),
            "hardwareItemType": kind,
        })
    });
    fields.insert("isSystemFeatureRequired".to_owned(), complete.collect());

    let requirements = fields.get("systemRequirementDetails").cloned();
    let complete = words::REQUIREMENTS.iter().map(|kind| {
        let item = find(requirements.as_ref(), "hardwareItemType", kind);
        let text = |name| {
            item.and_then(|it| it.get(name))
                .cloned()
                .unwrap_or_else(|| json!(""))
        };
        json!({
            "minimumRequirement": text("minimumRequirement"),
            "recommendedRequirement": text("recommendedRequirement"),
            "hardwareItemType": kind,
        })
    });
    fields.insert("systemRequirementDetails".to_owned(), complete.collect());
    fields.entry("genres").or_insert_with(|| json!([]));
    in_order(fields, PROPERTIES)
}
