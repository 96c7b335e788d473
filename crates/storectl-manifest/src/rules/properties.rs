//! Category, contacts, declarations and hardware.

use std::collections::BTreeMap;

use storectl_model::{
    CATEGORIES, DesiredDeclarations, DesiredFeature, DesiredProperties, DesiredRequirementDetail,
    Field, HardwareFeature, RequirementKind, subcategories,
};

use super::{list::keyed, text, url};
use crate::{
    catalogue,
    checker::Checker,
    hint::Hint,
    pointer,
    raw::{Clearable, Declarations, Feature, Inline, List, NonNull, Properties, RequirementDetail},
};

const AT: &str = "/properties";

fn at(name: &str) -> String {
    pointer::join(AT, name)
}

pub(super) fn properties(checker: &mut Checker<'_>, raw: Properties) -> DesiredProperties {
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
        privacy_policy_url: url::clearable(checker, &at("privacyPolicyUrl"), privacy_policy_url),
        website: url::clearable(checker, &at("website"), website),
        support_contact_info: url::or_email(
            checker,
            &at("supportContactInfo"),
            support_contact_info,
        ),
        certification_notes: text::clearable(
            checker,
            &at("certificationNotes"),
            certification_notes,
        ),
        category: category.map(|it| Some(it.0)),
        subcategory: subcategory.0.map(|it| it.0),
        product_declarations: self::declarations(declarations),
        is_system_feature_required: features(checker, is_system_feature_required),
        system_requirement_details: details(checker, system_requirement_details),
    };
    check_hosted(checker, desired.privacy_policy_url.set());
    check_category(checker, &desired);
    check_privacy(checker, &desired);
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
fn check_category(checker: &mut Checker<'_>, desired: &DesiredProperties) {
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
            checker
                .report(&catalogue::SUBCATEGORY_REQUIRED, &at, message)
                .hinted(format!("use one of {}", own.join(", ")));
        }
        Field::Set(_) if own.is_empty() => {
            let message = format!("category `{category}` has no subcategories");
            checker.report(&catalogue::NO_SUBCATEGORIES, &at, message);
        }
        Field::Set(subcategory) if own.contains(&subcategory.as_str()) => {}
        Field::Set(subcategory) => {
            let message = format!("`{subcategory}` is not a subcategory of `{category}`");
            let home = CATEGORIES
                .iter()
                .find(|(_, subs)| subs.contains(&subcategory.as_str()))
                .map_or(String::new(), |(name, _)| {
                    format!("; `{subcategory}` belongs to {name}")
                });
            checker
                .report(&catalogue::FOREIGN_SUBCATEGORY, &at, message)
                .hinted(format!("use one of {}{home}", own.join(", ")));
        }
    }
}

fn check_privacy(checker: &mut Checker<'_>, desired: &DesiredProperties) {
    if desired.is_privacy_policy_required == Field::Set(true)
        && desired.privacy_policy_url == Field::Clear
    {
        let demand = checker.place(&at("isPrivacyPolicyRequired"));
        checker
            .report(
                &catalogue::PRIVACY_POLICY,
                &at("privacyPolicyUrl"),
                "`properties.privacyPolicyUrl` is cleared, but a privacy policy is required"
                    .to_owned(),
            )
            .with(demand, "required here");
    }
}

fn check_hosted(checker: &mut Checker<'_>, policy: Option<&String>) {
    let url = policy.and_then(|it| url::parse(it));
    let hosted = url.is_some_and(|it| {
        let host = it.host_str().unwrap_or_default();
        host.ends_with(".dsx.mp.microsoft.com") && it.path().contains("/draftsubmission/")
    });
    if hosted {
        checker.report(
            &catalogue::HOSTED_POLICY,
            &at("privacyPolicyUrl"),
            "`properties.privacyPolicyUrl` is the Store's copy of a pasted policy".to_owned(),
        );
    }
}

fn features(
    checker: &mut Checker<'_>,
    raw: Clearable<List<Feature>>,
) -> Field<BTreeMap<HardwareFeature, DesiredFeature>> {
    keyed(
        checker,
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
    checker: &mut Checker<'_>,
    raw: Clearable<List<RequirementDetail>>,
) -> Field<BTreeMap<RequirementKind, DesiredRequirementDetail>> {
    let list = at("systemRequirementDetails");
    keyed(
        checker,
        &list,
        "hardwareItemType",
        raw,
        |checker, at, item: RequirementDetail| {
            let RequirementDetail {
                hardware_item_type: NonNull(kind),
                minimum_requirement,
                recommended_requirement,
            } = item;
            let kind = kind?.0;
            let minimum = pointer::join(at, "minimumRequirement");
            let recommended = pointer::join(at, "recommendedRequirement");
            let detail = DesiredRequirementDetail {
                minimum_requirement: amount(checker, &minimum, kind, minimum_requirement),
                recommended_requirement: amount(
                    checker,
                    &recommended,
                    kind,
                    recommended_requirement,
                ),
            };
            Some((kind, detail))
        },
    )
}

fn amount<const MAX: usize>(
    checker: &mut Checker<'_>,
    at: &str,
    kind: RequirementKind,
    raw: Clearable<Inline<MAX>>,
) -> Field<String> {
    let field = text::inline(checker, at, raw);
    if let (Field::Set(written), Some(allowed)) = (&field, kind.allowed_values())
        && !allowed.contains(&written.as_str())
    {
        let quoted = checker.quote(at, written);
        let message = format!("{quoted} is not a valid amount of {kind}");
        let squeezed: String = written.chars().filter(|it| !it.is_whitespace()).collect();
        let exact = allowed.iter().find(|it| it.eq_ignore_ascii_case(&squeezed));
        let hint = match exact {
            Some(it) => Hint::did_you_mean(written, it),
            None => Hint::text(format!("use one of {}", allowed.join(", "))),
        };
        checker
            .report(&catalogue::REQUIREMENT_VALUE, at, message)
            .hinted(hint);
    }
    field
}
