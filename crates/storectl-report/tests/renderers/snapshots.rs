//! Snapshots of drafts: what is written is read back, and plans the same.

use std::collections::BTreeSet;

use proptest::{collection, option, prelude::*};
use serde_json::{Map, Value, json};
use storectl_model::{
    AssetContent, DesiredAvailability, DesiredListing, DesiredProduct, DesiredProperties, Digest,
    DraftStatus, Field, ImageSize, LanguageTag, ListingIntent, ListingLanguage, Prune,
    RememberedSecrets, RemoteAsset, RemoteAssets, RemoteAvailability, RemoteListing, RemoteNotes,
    RemotePackage, RemoteProduct, RemoteProperties, Scope, SecretValues, StoreMessage, SubmitMode,
    WaitFor,
};
use storectl_plan::{
    ChangeValue, EndedSubmission, Memory, PlanOptions, PriorWork, ProductPlan, SubmissionEnd,
    SubmissionNews, SubmissionOutcome, Withheld, plan, plan_hash,
};
use storectl_report::json::{ImageFacts, LiveProduct, LiveSnapshot, live, read_live, write};

pub(crate) const PRODUCT: &str = "3e31a9f9-84e8-4d2d-9eba-487878d02ebf";

/// A text as the Store may hold it: absent, empty, or anything, line ends, controls and emoji included.
fn text() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        Just(None),
        Just(Some(String::new())),
        "[ -~\u{e9}\u{1f600}\u{202e}\u{0}\r\n]{0,30}".prop_map(Some),
        any::<String>().prop_map(Some),
    ]
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    collection::vec(any::<String>(), 0..4)
}

/// Members that this version does not know, null and empty ones included.
fn unknown() -> impl Strategy<Value = Map<String, Value>> {
    let value = prop_oneof![
        Just(Value::Null),
        Just(json!([])),
        Just(json!({ "a": [null, {}, ""] })),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    collection::vec(("x[A-Za-z😀 ]{0,5}", value), 0..3).prop_map(|it| it.into_iter().collect())
}

fn objects() -> impl Strategy<Value = Vec<Map<String, Value>>> {
    collection::vec(unknown(), 0..3)
}

fn digest() -> impl Strategy<Value = Digest> {
    any::<[u8; 8]>().prop_map(|bytes| Digest::of(&bytes))
}

prop_compose! {
    fn availability()(
        markets in texts(), discoverability in text(), enable_in_future_markets in any::<Option<bool>>(), pricing in text(),
        free_trial in text(), extra in unknown(),
    ) -> RemoteAvailability {
        RemoteAvailability { markets, discoverability, enable_in_future_markets, pricing, free_trial, extra }
    }
}

prop_compose! {
    fn properties()(
        is_privacy_policy_required in any::<Option<bool>>(), addresses in [text(), text(), text()], notes in text(),
        [category, subcategory] in [text(), text()], product_declarations in unknown(),
        is_system_feature_required in objects(), system_requirement_details in objects(), extra in unknown(),
    ) -> RemoteProperties {
        let [privacy_policy_url, website, support_contact_info] = addresses;
        RemoteProperties {
            is_privacy_policy_required, privacy_policy_url, website, support_contact_info,
            certification_notes: notes.map(RemoteNotes::from), category, subcategory, product_declarations,
            is_system_feature_required, system_requirement_details, extra,
        }
    }
}

prop_compose! {
    fn listing()(
        [description, whats_new, short_description] in [text(), text(), text()], [product_features, search_terms] in [texts(), texts()],
        [additional_license_terms, copyright, developed_by] in [text(), text(), text()], [sort_title, contact_info] in [text(), text()],
        requirements in objects(), extra in unknown(),
    ) -> RemoteListing {
        RemoteListing {
            description, whats_new, product_features, short_description, search_terms, additional_license_terms, copyright,
            developed_by, sort_title, requirements, contact_info, extra,
        }
    }
}

prop_compose! {
    fn package()(
        id in "[0-9a-f]{1,8}", [package_url, installer_parameters, generic_doc_url, package_type] in [text(), text(), text(), text()],
        [languages, architectures] in [texts(), texts()], is_silent_install in any::<Option<bool>>(), error_details in objects(), extra in unknown(),
    ) -> RemotePackage {
        RemotePackage {
            package_id: id.parse().unwrap(), package_url, languages, architectures, is_silent_install, installer_parameters,
            generic_doc_url, error_details, package_type, extra,
        }
    }
}

prop_compose! {
    fn asset()(id in "[0-9]{1,12}", path in "[a-z/]{0,9}", size in option::of((1..9999_u32, 1..9999_u32))) -> RemoteAsset {
        RemoteAsset {
            id: id.parse().unwrap(),
            url: format!("https://store.example/{path}"),
            size: size.map(|(width, height)| ImageSize { width, height }),
            content: AssetContent::Unread,
        }
    }
}

fn assets() -> impl Strategy<Value = RemoteAssets> {
    let lists = (
        collection::vec(asset(), 0..4),
        collection::vec(asset(), 0..3),
    );
    lists.prop_map(|(screenshots, store_logos)| RemoteAssets {
        screenshots,
        store_logos,
    })
}

fn language() -> impl Strategy<Value = LanguageTag> {
    "[a-z]{2,3}(-[A-Za-z]{2,4})?".prop_map(|it| it.parse().unwrap())
}

prop_compose! {
    fn message()([code, message, target] in [any::<String>(), any::<String>(), any::<String>()]) -> StoreMessage {
        StoreMessage { code, message, target }
    }
}

prop_compose! {
    fn draft()(
        is_ready in any::<bool>(), ongoing in option::of("[0-9]{1,19}"), [of_status, messages] in [
            collection::vec(message(), 0..2), collection::vec(message(), 0..2)
        ],
        availability in availability(), properties in properties(), listings in collection::btree_map(language(), listing(), 0..12),
        languages in collection::vec((language(), any::<Option<bool>>()), 0..4), packages in collection::vec(package(), 0..4),
        assets in collection::btree_map(language(), assets(), 0..4),
    ) -> RemoteProduct {
        let languages = languages.into_iter().map(|(language, is_complete)| ListingLanguage { language, is_complete });
        RemoteProduct {
            status: DraftStatus { is_ready, ongoing_submission: ongoing.map(|it| it.parse().unwrap()), messages: of_status },
            availability, properties, listings, languages: languages.collect(), packages, assets, messages,
        }
    }
}

prop_compose! {
    fn facts()(content in option::of(digest()), pixels in option::of(digest()), unread in text()) -> ImageFacts {
        ImageFacts { content, pixels, unread }
    }
}

fn news() -> impl Strategy<Value = SubmissionNews> {
    prop::sample::select(vec![
        SubmissionNews::Silence,
        SubmissionNews::NotFound,
        SubmissionNews::Outcome(SubmissionOutcome::InProgress),
        SubmissionNews::Outcome(SubmissionOutcome::Published),
        SubmissionNews::Outcome(SubmissionOutcome::Failed),
        SubmissionNews::Outcome(SubmissionOutcome::Unknown),
    ])
}

prop_compose! {
    fn product()(
        remote in draft(), submission in option::of(("[0-9]{1,19}", news())), ended in option::of(any::<bool>()),
        images in collection::btree_map("[0-9]{1,12}", facts(), 0..4),
    ) -> LiveProduct {
        let end = |published| if published { SubmissionEnd::Published } else { SubmissionEnd::Failed };
        let images = images.into_iter().map(|(id, facts)| (id.parse().unwrap(), facts));
        LiveProduct {
            product: PRODUCT.parse().unwrap(),
            seller: "123456892".parse().unwrap(),
            remote,
            submission: submission.map(|(id, news)| (id.parse().unwrap(), news)),
            ended: ended.map(|it| EndedSubmission { id: "1152921505700520061".parse().unwrap(), end: end(it) }),
            images: images.collect(),
            masked: BTreeSet::new(),
            withheld: BTreeSet::new(),
        }
    }
}

/// The manifest that wants some of what another draft holds, and manages neither certification notes nor the rest.
fn wanting(other: &RemoteProduct) -> DesiredProduct {
    let text = |value: &Option<String>| match value.as_deref() {
        None => Field::Absent,
        Some("") => Field::Clear,
        Some(text) => Field::Set(text.to_owned()),
    };
    let listings = other.listings.iter().map(|(language, listing)| {
        let listing = DesiredListing {
            description: text(&listing.description),
            whats_new: text(&listing.whats_new),
            search_terms: Field::Set(listing.search_terms.clone()),
            ..DesiredListing::default()
        };
        (language.clone(), ListingIntent::Present(Box::new(listing)))
    });
    let mut desired = DesiredProduct {
        product_id: PRODUCT.parse().unwrap(),
        seller_id: None,
        name: None,
        availability: DesiredAvailability::default(),
        properties: DesiredProperties::default(),
        listings: listings.collect(),
        packages: None,
        prune: Prune::Keep,
        acknowledge: BTreeSet::new(),
        submit: None,
        wait: None,
        scope: Scope::EVERYTHING,
        secrets: BTreeSet::new(),
        remembered_secrets: RememberedSecrets::default(),
        secret_values: SecretValues::default(),
    };
    desired.properties.website = text(&other.properties.website);
    desired.availability.markets = Field::Set(other.availability.markets.iter().cloned().collect());
    desired
}

fn plan_of(desired: &DesiredProduct, remote: &RemoteProduct) -> ProductPlan {
    let prior = PriorWork::default();
    let options = PlanOptions {
        submit: SubmitMode::Auto,
        wait: WaitFor::Submitted,
        prior: &prior,
        acknowledge: &[],
        unmatched: &[],
        memory: Memory::NONE,
    };
    plan(desired, remote, &options)
}

pub(crate) fn snapshot(products: Vec<LiveProduct>) -> LiveSnapshot {
    LiveSnapshot {
        endpoint: "https://api.store.microsoft.com".to_owned(),
        read_at: 1_790_258_531,
        products,
    }
}

/// Writes a snapshot, and reads what was written.
fn kept(product: &LiveProduct, desired: &DesiredProduct) -> LiveSnapshot {
    let document = live(&snapshot(vec![product.clone()]), &[desired], "0.1.0");
    read_live(&write(&document)).unwrap()
}

/// The same, of certification notes no more than that there are some; an empty text is none.
fn with_notes_present(mut product: LiveProduct) -> LiveProduct {
    let notes = &mut product.remote.properties.certification_notes;
    if let Some(RemoteNotes::Text(text)) = notes
        && !text.is_empty()
    {
        *notes = Some(RemoteNotes::Present);
    }
    product
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_a_snapshot_keeps_is_what_was_read(product in product()) {
        let loaded = kept(&product, &wanting(&RemoteProduct::default()));
        prop_assert_eq!(loaded, snapshot(vec![with_notes_present(product)]));
    }

    #[test]
    fn a_plan_of_a_loaded_draft_is_the_plan_of_the_draft(product in product(), wanted in draft()) {
        let desired = wanting(&wanted);
        let loaded = kept(&product, &desired).products.remove(0).remote;
        let (mut original, loaded) = (plan_of(&desired, &product.remote), plan_of(&desired, &loaded));
        // It covers the outcome, of certification notes no more than that there are some.
        prop_assert_eq!(plan_hash([&loaded]), plan_hash([&original]));
        original.outcome = loaded.outcome.clone();
        for it in &mut original.unmanaged {
            if let ChangeValue::Withheld(_) = it.value {
                it.value = ChangeValue::Withheld(Withheld::PRESENT);
            }
        }
        prop_assert_eq!(loaded, original);
    }
}
