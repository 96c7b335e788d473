//! What holds for every product: a draft planned against a manifest that says the same is empty.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Map;
use storectl_model::{
    Architecture, DesiredAvailability, DesiredDeclarations, DesiredErrorDetail, DesiredFeature,
    DesiredListing, DesiredPackage, DesiredProduct, DesiredProperties, DesiredRequirementDetail,
    ErrorScenario, Field, HardwareFeature, ListingIntent, RemotePackage, RemoteProduct,
    RequirementKind, SubmitMode,
};
use storectl_plan::{
    Base, Memory, Outcome, OutcomePackage, PlanOptions, ProductPlan, differences, plan, plan_hash,
    verify,
};

use crate::fixtures::*;

fn text(value: Option<&String>) -> Field<String> {
    match value {
        Some(text) if !text.is_empty() => Field::Set(text.clone()),
        Some(_) | None => Field::Clear,
    }
}

fn notes(properties: &storectl_model::RemoteProperties) -> Option<String> {
    let notes = properties.certification_notes.as_ref()?;
    notes.text().map(str::to_owned)
}

fn flag(item: &Map<String, serde_json::Value>, name: &str) -> Field<bool> {
    Field::Set(
        item.get(name)
            .and_then(serde_json::Value::as_bool)
            .unwrap_or_default(),
    )
}

/// The manifest that says what the draft holds, naming every field.
fn adopt(remote: &RemoteProduct) -> DesiredProduct {
    let (availability, properties) = (&remote.availability, &remote.properties);
    DesiredProduct {
        availability: DesiredAvailability {
            markets: Field::Set(availability.markets.iter().cloned().collect()),
            discoverability: availability
                .discoverability
                .as_deref()
                .map_or(Field::Absent, |it| Field::Set(it.parse().unwrap())),
            enable_in_future_markets: availability
                .enable_in_future_markets
                .map_or(Field::Absent, Field::Set),
            pricing: availability
                .pricing
                .as_deref()
                .map_or(Field::Absent, |it| Field::Set(it.parse().unwrap())),
            free_trial: availability
                .free_trial
                .as_deref()
                .map_or(Field::Absent, |it| Field::Set(it.parse().unwrap())),
        },
        properties: DesiredProperties {
            is_privacy_policy_required: properties
                .is_privacy_policy_required
                .map_or(Field::Absent, Field::Set),
            privacy_policy_url: text(properties.privacy_policy_url.as_ref()),
            website: text(properties.website.as_ref()),
            support_contact_info: text(properties.support_contact_info.as_ref()),
            certification_notes: text(notes(properties).as_ref()),
            category: text(properties.category.as_ref()),
            subcategory: text(properties.subcategory.as_ref()),
            product_declarations: DesiredDeclarations {
                depends_on_drivers_or_nt: flag(
                    &properties.product_declarations,
                    "dependsOnDriversOrNT",
                ),
                accessibility_support: flag(
                    &properties.product_declarations,
                    "accessibilitySupport",
                ),
                pen_and_ink_support: flag(&properties.product_declarations, "penAndInkSupport"),
            },
            is_system_feature_required: Field::Set(features(properties)),
            system_requirement_details: Field::Set(amounts(properties)),
        },
        listings: remote
            .listings
            .iter()
            .map(|(tag, live)| {
                (
                    tag.clone(),
                    ListingIntent::Present(Box::new(adopt_listing(live))),
                )
            })
            .collect(),
        packages: Some(remote.packages.iter().map(adopt_package).collect()),
        ..nothing()
    }
}

fn features(
    properties: &storectl_model::RemoteProperties,
) -> BTreeMap<HardwareFeature, DesiredFeature> {
    let item = |it: &Map<String, serde_json::Value>| {
        let kind = it["hardwareItemType"].as_str().unwrap().parse().unwrap();
        (
            kind,
            DesiredFeature {
                is_required: flag(it, "isRequired"),
                is_recommended: flag(it, "isRecommended"),
            },
        )
    };
    properties
        .is_system_feature_required
        .iter()
        .map(item)
        .collect()
}

fn amounts(
    properties: &storectl_model::RemoteProperties,
) -> BTreeMap<RequirementKind, DesiredRequirementDetail> {
    let get = |it: &Map<String, serde_json::Value>, name: &str| {
        text(
            it.get(name)
                .and_then(|it| it.as_str())
                .map(str::to_owned)
                .as_ref(),
        )
    };
    let item = |it: &Map<String, serde_json::Value>| {
        let kind = it["hardwareItemType"].as_str().unwrap().parse().unwrap();
        let wanted = DesiredRequirementDetail {
            minimum_requirement: get(it, "minimumRequirement"),
            recommended_requirement: get(it, "recommendedRequirement"),
        };
        (kind, wanted)
    };
    properties
        .system_requirement_details
        .iter()
        .map(item)
        .collect()
}

fn adopt_listing(live: &storectl_model::RemoteListing) -> DesiredListing {
    DesiredListing {
        description: text(live.description.as_ref()),
        whats_new: text(live.whats_new.as_ref()),
        product_features: Field::Set(live.product_features.clone()),
        short_description: text(live.short_description.as_ref()),
        search_terms: Field::Set(live.search_terms.clone()),
        additional_license_terms: text(live.additional_license_terms.as_ref()),
        copyright: text(live.copyright.as_ref()),
        developed_by: text(live.developed_by.as_ref()),
        sort_title: text(live.sort_title.as_ref()),
        requirements: Field::Clear,
        contact_info: text(live.contact_info.as_ref()),
        screenshots: Field::Absent,
        store_logos: Field::Absent,
    }
}

fn adopt_package(live: &storectl_model::RemotePackage) -> DesiredPackage {
    let scenario = |it: &Map<String, serde_json::Value>| {
        let kind: ErrorScenario = it["errorScenario"].as_str().unwrap().parse().unwrap();
        let details = it["errorScenarioDetails"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| DesiredErrorDetail {
                error_value: it["errorValue"].as_str().unwrap().to_owned(),
                error_url: it["errorUrl"].as_str().map(str::to_owned),
            });
        (kind, Field::Set(details.collect()))
    };
    DesiredPackage {
        package_url: live.package_url.clone().unwrap(),
        package_type: live
            .package_type
            .as_deref()
            .map_or(Field::Absent, |it| Field::Set(it.parse().unwrap())),
        architecture: live
            .architectures
            .first()
            .map_or(Field::Absent, |it| Field::Set(it.parse().unwrap())),
        languages: Field::Set(
            live.languages
                .iter()
                .map(|it| it.parse().unwrap())
                .collect(),
        ),
        is_silent_install: live.is_silent_install.map_or(Field::Absent, Field::Set),
        installer_parameters: text(live.installer_parameters.as_ref()),
        generic_doc_url: text(live.generic_doc_url.as_ref()),
        error_details: Field::Set(live.error_details.iter().map(scenario).collect()),
        expect: storectl_model::Expect::default(),
    }
}

/// The draft that a plan leads to, as it would be read.
fn draft_after(plan: &ProductPlan, before: &RemoteProduct) -> RemoteProduct {
    let Outcome {
        availability,
        properties,
        listings,
        packages,
        values: _, // the others, flattened
    } = plan.outcome.clone();
    RemoteProduct {
        availability,
        properties,
        languages: Vec::new(),
        listings: listings
            .into_iter()
            .map(|(tag, it)| (tag, it.texts))
            .collect(),
        packages: packages.iter().enumerate().map(package_after).collect(),
        ..before.clone()
    }
}

fn package_after((at, package): (usize, &OutcomePackage)) -> RemotePackage {
    let text = |name: &str| Some(package.text(name).to_owned()).filter(|it| !it.is_empty());
    let words = |name: &str| package.words(name).into_iter().map(str::to_owned).collect();
    let details = package.fields["errorDetails"].as_array().unwrap();
    RemotePackage {
        package_id: format!("after-{at}").parse().unwrap(),
        package_url: text("packageUrl"),
        languages: words("languages"),
        architectures: words("architectures"),
        is_silent_install: package.fields["isSilentInstall"].as_bool(),
        installer_parameters: text("installerParameters"),
        generic_doc_url: text("genericDocUrl"),
        error_details: details.iter().cloned().map(object).collect(),
        package_type: text("packageType"),
        extra: package
            .fields
            .get("somethingNew")
            .map(|it| ("somethingNew".to_owned(), it.clone()))
            .into_iter()
            .collect(),
    }
}

fn any_text() -> impl Strategy<Value = Option<String>> {
    proptest::option::of("[ -~\u{e9}\u{1f600}\n]{0,30}")
}

prop_compose! {
    fn product()(
        website in any_text(), notes in any_text(), copyright in any_text(), whats_new in any_text(),
        terms in proptest::collection::vec("[a-z ]{1,12}", 0..7),
        markets in proptest::collection::vec(proptest::sample::select(storectl_model::MARKETS), 1..20),
        touch: bool, ai: bool,
        architectures in proptest::sample::subsequence(Architecture::ALL, 1..4),
        extra_language in proptest::option::of("[a-z]{2}-[A-Z]{2}"),
    ) -> RemoteProduct {
        let mut remote = live();
        remote.properties.website = website;
        remote.properties.certification_notes = notes.map(Into::into);
        remote.properties.is_system_feature_required[0].insert("isRequired".into(), touch.into());
        remote.properties.product_declarations.insert("usesGenerativeAI".into(), ai.into());
        remote.availability.markets = markets.into_iter().map(|(code, _)| code.to_owned()).collect();
        remote.packages = architectures.iter().enumerate()
            .map(|(at, it)| package(&at.to_string(), it.as_str(), &format!("https://contoso.com/1.0/{it}.exe"))).collect();
        for live in remote.listings.values_mut() {
            live.copyright.clone_from(&copyright);
            live.whats_new.clone_from(&whats_new);
            live.search_terms.clone_from(&terms);
        }
        if let Some(tag) = extra_language {
            remote.listings.insert(language(&tag), listing(&tag));
        }
        remote
    }
}

proptest! {
    #[test]
    fn planning_a_draft_against_itself_is_empty(remote in product()) {
        let plan = plan(&adopt(&remote), &remote, &OPTIONS);
        prop_assert!(plan.changes.is_empty(), "{:?}", plan.changes);
        prop_assert!(plan.steps.is_empty());
        prop_assert!(plan.blockers.is_empty());
    }

    #[test]
    fn naming_nothing_changes_nothing(remote in product()) {
        prop_assert!(differences(&nothing(), &remote).is_empty());
    }

    #[test]
    fn a_draft_after_the_steps_needs_no_more(ours in product(), theirs in product()) {
        let desired = adopt(&ours);
        let first = plan(&desired, &theirs, &OPTIONS);
        let after = draft_after(&first, &theirs);
        prop_assert_eq!(differences(&desired, &after), []);
        prop_assert_eq!(plan(&desired, &after, &OPTIONS).steps, []);
    }

    #[test]
    fn a_draft_after_the_steps_is_proven(ours in product(), theirs in product()) {
        let desired = adopt(&ours);
        let first = plan(&desired, &theirs, &OPTIONS);
        let after = draft_after(&first, &theirs);
        let unproven = verify(&desired, &first, &after, &BTreeMap::new()).err();
        prop_assert_eq!(unproven, None);
    }

    #[test]
    fn the_same_inputs_give_the_same_plan(ours in product(), theirs in product()) {
        prop_assert_eq!(plan(&adopt(&ours), &theirs, &OPTIONS), plan(&adopt(&ours), &theirs, &OPTIONS));
    }

    #[test]
    fn submit_comes_once_and_last_and_after_a_commit(ours in product(), theirs in product()) {
        let plan = plan(&adopt(&ours), &theirs, &OPTIONS);
        let kinds: Vec<_> = plan.steps.iter().map(|it| it.action.kind()).collect();
        prop_assert_eq!(kinds.iter().filter(|it| **it == "submit").count(), usize::from(!kinds.is_empty()));
        if let Some(last) = kinds.last() {
            prop_assert_eq!(*last, "submit");
            prop_assert!(kinds.contains(&"commit-packages"));
        }
    }
}

proptest! {
    // Each case plans four products.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn neither_base_nor_receipt_is_part_of_what_is_approved(
        ours in product(), theirs in product(), submitted in product(), older in product(),
    ) {
        let mut desired = adopt(&ours);
        // So that values are unmanaged, and move.
        desired.properties = DesiredProperties::default();
        let hash = |memory| {
            // What a receipt decides is whether `auto` submits a draft that matches.
            let options = PlanOptions { submit: SubmitMode::Always, memory, ..OPTIONS };
            plan_hash([&plan(&desired, &theirs, &options)])
        };
        let receipt = receipt_of(&submitted, &desired);
        let submitted = Memory { base: Some(&Base::of_receipt(&receipt)), receipt: Some(&receipt), ..Memory::NONE };
        let revision = Memory { base: Some(&Base::of_manifest(&adopt(&older))), ..Memory::NONE };
        let nothing = hash(Memory::NONE);
        prop_assert_eq!(hash(submitted), nothing.clone());
        prop_assert_eq!(hash(revision), nothing);
    }
}
