//! Category, contacts, declarations and hardware.

use std::collections::BTreeMap;

use storectl_model::{
    CATEGORIES, DesiredDeclarations, DesiredFeature, DesiredProperties, DesiredRequirementDetail,
    Field, HardwareFeature, RequirementKind, subcategories,
};

use super::{text, url};
use crate::{
    codes,
    judge::Judge,
    pointer,
    raw::{Declarations, Feature, Inline, List, Must, Null, Properties, RequirementDetail},
    words,
};

const AT: &str = "/properties";

fn at(name: &str) -> String {
    pointer::join(AT, name)
}

pub(super) fn properties(judge: &mut Judge<'_>, raw: Properties) -> DesiredProperties {
    let Properties {
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
    } = raw;
    let declarations = product_declarations.0.unwrap_or_default();
    let desired = DesiredProperties {
        is_privacy_policy_required: is_privacy_policy_required.map(Some),
        privacy_policy_url: url::nullable(judge, &at("privacyPolicyUrl"), privacy_policy_url),
        website: url::nullable(judge, &at("website"), website),
        support_contact_info: url::or_email(judge, &at("supportContactInfo"), support_contact_info),
        certification_notes: text::nullable(judge, &at("certificationNotes"), certification_notes),
        category: category.map(|it| Some(it.0)),
        subcategory: subcategory.0.map(|it| it.0),
        product_declarations: self::declarations(declarations),
        is_system_feature_required: features(judge, is_system_feature_required),
        system_requirement_details: details(judge, system_requirement_details),
    };
    judge_hosted(judge, desired.privacy_policy_url.set());
    judge_category(judge, &desired);
    judge_privacy(judge, &desired);
    desired
}

fn declarations(raw: Declarations) -> DesiredDeclarations {
    let Declarations {
        depends_on_drivers_or_nt,
        accessibility_support,
        pen_and_ink_support,
    } = raw;
    DesiredDeclarations {
        depends_on_drivers_or_nt: depends_on_drivers_or_nt.map(Some),
        accessibility_support: accessibility_support.map(Some),
        pen_and_ink_support: pen_and_ink_support.map(Some),
    }
}

/// Category and subcategory must fit where the manifest names both.
fn judge_category(judge: &mut Judge<'_>, desired: &DesiredProperties) {
    let Some(category) = desired.category.set() else {
        return;
    };
    let Some(own) = subcategories(category) else {
        return;
    };
    let at = at("subcategory");
    match &desired.subcategory {
        Field::Absent => {}
        Field::Clear if own.is_empty() => {}
        Field::Clear => {
            let message = format!("category `{category}` needs a subcategory");
            judge
                .report(&codes::SUBCATEGORY_REQUIRED, &at, message)
                .hinted(format!("use one of {}", own.join(", ")));
        }
        Field::Set(_) if own.is_empty() => {
            let message = format!("category `{category}` has no subcategories");
            judge.report(&codes::NO_SUBCATEGORIES, &at, message);
        }
        Field::Set(subcategory) if own.contains(&subcategory.as_str()) => {}
        Field::Set(subcategory) => {
            let message = format!("`{subcategory}` is no subcategory of `{category}`");
            let home = CATEGORIES
                .iter()
                .find(|(_, subs)| subs.contains(&subcategory.as_str()))
                .map_or(String::new(), |(name, _)| {
                    format!("; `{subcategory}` belongs to {name}")
                });
            judge
                .report(&codes::FOREIGN_SUBCATEGORY, &at, message)
                .hinted(format!("use one of {}{home}", own.join(", ")));
        }
    }
}

fn judge_privacy(judge: &mut Judge<'_>, desired: &DesiredProperties) {
    if desired.is_privacy_policy_required == Field::Set(true)
        && desired.privacy_policy_url == Field::Clear
    {
        let demand = judge.place(&at("isPrivacyPolicyRequired"));
        judge
            .report(
                &codes::PRIVACY_POLICY,
                &at("privacyPolicyUrl"),
                "`properties.privacyPolicyUrl` is cleared while a privacy policy is required"
                    .to_owned(),
            )
            .with(demand, "required here");
    }
}

fn judge_hosted(judge: &mut Judge<'_>, policy: Option<&String>) {
    let url = policy.and_then(|it| url::parse(it));
    let hosted = url.is_some_and(|it| {
        let host = it.host_str().unwrap_or_default();
        host.ends_with(".dsx.mp.microsoft.com") && it.path().contains("/draftsubmission/")
    });
    if hosted {
        judge.report(
            &codes::HOSTED_POLICY,
            &at("privacyPolicyUrl"),
            "`properties.privacyPolicyUrl` is the Store's own copy of a pasted policy".to_owned(),
        );
    }
}

/// Reports an empty list of a field that `null` clears; tells whether it was.
pub(super) fn report_empty<T, const MAX: usize>(
    judge: &mut Judge<'_>,
    at: &str,
    list: &List<T, MAX>,
) -> bool {
    if list.0.is_empty() {
        let message = format!("`{}` is an empty list", pointer::address(at));
        judge.report(&codes::EMPTY_LIST, at, message);
    }
    list.0.is_empty()
}

/// Reports an item whose key an earlier one has.
pub(super) fn report_twice(judge: &mut Judge<'_>, at: &str, key: &str, first: &str) {
    let first = judge.place(first);
    judge
        .report(
            &codes::DUPLICATE_KIND,
            at,
            format!("`{key}` is named twice"),
        )
        .with(first, "first here");
}

/// Reads a list keyed by kind: `null` is all cleared, an empty list names nothing.
pub(super) fn keyed<T, K: Ord + Copy + std::fmt::Display, V>(
    judge: &mut Judge<'_>,
    at: &str,
    key_name: &str,
    raw: Null<List<T>>,
    mut read: impl FnMut(&mut Judge<'_>, &str, T) -> Option<(K, V)>,
) -> Field<BTreeMap<K, V>> {
    let list = match raw.0 {
        Field::Absent => return Field::Absent,
        Field::Clear => return Field::Clear,
        Field::Set(list) => list,
    };
    if report_empty(judge, at, &list) {
        return Field::Absent;
    }
    let mut items: BTreeMap<K, V> = BTreeMap::new();
    let mut places: BTreeMap<K, String> = BTreeMap::new();
    for (index, item) in list.0.into_iter().enumerate() {
        let at = pointer::item(at, index);
        let Some((key, value)) = read(judge, &at, item) else {
            continue;
        };
        let key_at = pointer::join(&at, key_name);
        if let Some(first) = places.get(&key) {
            report_twice(judge, &key_at, &key.to_string(), first);
        } else {
            places.insert(key, key_at);
            items.insert(key, value);
        }
    }
    Field::Set(items)
}

fn features(
    judge: &mut Judge<'_>,
    raw: Null<List<Feature>>,
) -> Field<BTreeMap<HardwareFeature, DesiredFeature>> {
    keyed(
        judge,
        &at("isSystemFeatureRequired"),
        "hardwareItemType",
        raw,
        |_, _, item: Feature| {
            let feature = DesiredFeature {
                is_required: item.is_required.0,
                is_recommended: item.is_recommended.0,
            };
            Some((item.hardware_item_type.0?.0, feature))
        },
    )
}

fn details(
    judge: &mut Judge<'_>,
    raw: Null<List<RequirementDetail>>,
) -> Field<BTreeMap<RequirementKind, DesiredRequirementDetail>> {
    let list = at("systemRequirementDetails");
    keyed(
        judge,
        &list,
        "hardwareItemType",
        raw,
        |judge, at, item: RequirementDetail| {
            let RequirementDetail {
                hardware_item_type: Must(kind),
                minimum_requirement,
                recommended_requirement,
            } = item;
            let kind = kind?.0;
            let minimum = pointer::join(at, "minimumRequirement");
            let recommended = pointer::join(at, "recommendedRequirement");
            let detail = DesiredRequirementDetail {
                minimum_requirement: amount(judge, &minimum, kind, minimum_requirement),
                recommended_requirement: amount(judge, &recommended, kind, recommended_requirement),
            };
            Some((kind, detail))
        },
    )
}

fn amount<const MAX: usize>(
    judge: &mut Judge<'_>,
    at: &str,
    kind: RequirementKind,
    raw: Null<Inline<MAX>>,
) -> Field<String> {
    let field = text::inline(judge, at, raw);
    if let (Field::Set(written), Some(allowed)) = (&field, kind.allowed_values())
        && !allowed.contains(&written.as_str())
    {
        let message = format!(
            "`{}` is no amount of {kind} the Store takes",
            words::shorten(written)
        );
        let squeezed: String = written.chars().filter(|it| !it.is_whitespace()).collect();
        let exact = allowed.iter().find(|it| it.eq_ignore_ascii_case(&squeezed));
        let hint = match exact {
            Some(it) => format!("did you mean `{it}`?"),
            None => format!("use one of {}", allowed.join(", ")),
        };
        judge
            .report(&codes::REQUIREMENT_VALUE, at, message)
            .hinted(hint);
    }
    field
}
