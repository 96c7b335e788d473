//! What holds for every manifest: applied, the draft is what it wants, and a second apply has nothing to write.

use std::collections::BTreeMap;

use proptest::prelude::*;
use storectl_model::{
    Architecture, DesiredFeature, DesiredListing, DesiredPackage, DesiredProduct,
    DesiredRequirement, DesiredRequirementDetail, Discoverability, Expect, Field, HardwareFeature,
    ListingIntent, PackageType, Pricing, RequirementKind,
};
use storectl_plan::StepOutcome;

use crate::support::*;

fn field<T: Clone + std::fmt::Debug>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Field<T>> {
    prop_oneof![2 => Just(Field::Absent), 3 => value.prop_map(Field::Set)]
}

fn clearable<T: Clone + std::fmt::Debug>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Field<T>> {
    prop_oneof![2 => Just(Field::Absent), 1 => Just(Field::Clear), 3 => value.prop_map(Field::Set)]
}

/// A text that starts with a letter, trailing spaces and emoji welcome: the service trims nothing (trap 29).
fn text() -> impl Strategy<Value = String> {
    "[A-Za-z][A-Za-z \u{e9}\u{1f600}\n]{0,25}"
}

fn features() -> impl Strategy<Value = Field<BTreeMap<HardwareFeature, DesiredFeature>>> {
    let feature =
        (field(any::<bool>()), field(any::<bool>())).prop_map(|(is_required, is_recommended)| {
            DesiredFeature {
                is_required,
                is_recommended,
            }
        });
    clearable(proptest::collection::btree_map(
        proptest::sample::select(HardwareFeature::ALL),
        feature,
        1..4,
    ))
}

fn amounts() -> impl Strategy<Value = Field<BTreeMap<RequirementKind, DesiredRequirementDetail>>> {
    let amount = |kind: RequirementKind| match kind.allowed_values() {
        Some(values) => clearable(proptest::sample::select(values).prop_map(str::to_owned)).boxed(),
        None => clearable("[A-Z][a-z]{1,9}").boxed(),
    };
    let one = proptest::sample::select(RequirementKind::ALL).prop_flat_map(move |kind| {
        (Just(kind), amount(kind), amount(kind)).prop_map(
            |(kind, minimum_requirement, recommended_requirement)| {
                (
                    kind,
                    DesiredRequirementDetail {
                        minimum_requirement,
                        recommended_requirement,
                    },
                )
            },
        )
    });
    field(proptest::collection::vec(one, 1..4).prop_map(|it| it.into_iter().collect()))
}

prop_compose! {
    fn listing()(
        description in field(text()), whats_new in clearable(text()), short_description in clearable(text()),
        product_features in clearable(proptest::collection::vec(text(), 0..4)),
        search_terms in clearable(proptest::collection::vec("[a-z]{1,10}", 0..7)),
        additional_license_terms in field(text()), copyright in clearable(text()), developed_by in clearable(text()),
        sort_title in clearable(text()), contact_info in clearable(text()),
        requirements in clearable(proptest::collection::vec((text(), proptest::option::of(text())), 0..4)),
    ) -> DesiredListing {
        let requirements = requirements.map(|items| {
            let item = |(minimum, recommended_hardware)| DesiredRequirement { minimum_hardware: Some(minimum), recommended_hardware };
            items.into_iter().map(item).collect()
        });
        DesiredListing {
            description, whats_new, product_features, short_description, search_terms, additional_license_terms, copyright,
            developed_by, sort_title, requirements, contact_info, screenshots: Field::Absent, store_logos: Field::Absent,
        }
    }
}

prop_compose! {
    fn package(architecture: Architecture)(
        version in 1..9u8, silent in any::<bool>(), parameters in "/[A-Za-z]{1,9}", document in any::<bool>(),
        expected in proptest::option::of("[1-9]\\.[0-9]"),
    ) -> DesiredPackage {
        let document = if document { "https://docs.contoso.com/a" } else { "https://docs.contoso.com/b" };
        DesiredPackage {
            package_url: format!("https://www.contoso.com/downloads/1.{version}/{architecture}.exe"),
            package_type: Field::Set(PackageType::Exe),
            architecture: Field::Set(architecture),
            languages: Field::Set(["en-us".parse().unwrap()].into()),
            is_silent_install: Field::Set(silent),
            installer_parameters: Field::Set(parameters),
            generic_doc_url: Field::Set(document.to_owned()),
            error_details: Field::Absent,
            // Never compared with live, so it never stands in the way of convergence.
            expect: Expect { version: expected, ..Expect::default() },
        }
    }
}

fn packages() -> impl Strategy<Value = Option<Vec<DesiredPackage>>> {
    let some = proptest::sample::subsequence(&Architecture::ALL[1..4], 1..4);
    proptest::option::of(some.prop_flat_map(|it| it.into_iter().map(package).collect::<Vec<_>>()))
}

prop_compose! {
    fn manifest()(
        website in clearable(Just("https://www.contoso.com/else".to_owned())), notes in clearable(text()),
        pen in field(any::<bool>()), features in features(), amounts in amounts(),
        pricing in field(proptest::sample::select(Pricing::ALL)), seen in field(proptest::sample::select(Discoverability::ALL)),
        markets in field(proptest::collection::btree_set(proptest::sample::select(storectl_model::MARKETS).prop_map(|it| it.0.to_owned()), 1..9)),
        english in proptest::option::of(listing()), german in proptest::option::of(prop_oneof![
            listing().prop_map(|it| ListingIntent::Present(Box::new(it))), Just(ListingIntent::Removed)]),
        packages in packages(),
    ) -> DesiredProduct {
        let mut desired = nothing();
        desired.properties.website = website;
        desired.properties.certification_notes = notes;
        desired.properties.product_declarations.pen_and_ink_support = pen;
        desired.properties.is_system_feature_required = features;
        desired.properties.system_requirement_details = amounts;
        desired.availability.pricing = pricing;
        desired.availability.discoverability = seen;
        desired.availability.markets = markets;
        desired.listings.extend(english.map(|it| ("EN-us".parse().unwrap(), ListingIntent::Present(Box::new(it)))));
        desired.listings.extend(german.map(|it| ("de-de".parse().unwrap(), it)));
        desired.packages = packages;
        desired
    }
}

/// Applies `desired`, agreeing to everything, and tells whether there was anything to do.
async fn applies(world: &World, mut desired: DesiredProduct) -> Result<bool, TestCaseError> {
    let plan = world.plan(&desired).await;
    desired.acknowledge.extend(
        plan.changes
            .iter()
            .filter_map(|it| it.guard.as_ref())
            .filter_map(|it| it.token().cloned()),
    );
    let report = world.run(&desired).await;
    for step in &report.steps {
        prop_assert!(matches!(step.outcome, StepOutcome::Done), "{:#?}", step);
    }
    let again = world.plan(&desired).await;
    prop_assert!(again.changes.is_empty(), "{:#?}", again.changes);
    prop_assert!(again.steps.is_empty());
    Ok(!plan.changes.is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn apply_then_plan_is_empty_and_the_draft_is_submitted_once(desired in manifest()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let world = World::new();
        let changed = runtime.block_on(applies(&world, desired))?;
        prop_assert_eq!(world.product().submissions.len(), usize::from(changed));
        if let Some(submission) = world.product().submissions.last() {
            prop_assert_eq!(&submission.packages, &world.product().packages, "never the old binaries");
        }
    }
}
