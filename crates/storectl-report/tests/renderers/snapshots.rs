//! Snapshots of drafts: what is written is read back, and plans the same.

use std::collections::{BTreeMap, BTreeSet};

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
use storectl_report::json::{
    ImageFacts, LiveError, LiveProduct, LiveSnapshot, live, read_live, write,
};

const PRODUCT: &str = "3e31a9f9-84e8-4d2d-9eba-487878d02ebf";

/// A text as the Store may hold it: absent, empty, or anything, line ends, controls and emoji included.
fn text() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        Just(None),
        Just(Some(String::new())),
        "[ -~\u{e9}\u{1f600}\u{202e}\u{0}\r\n]{0,30}".prop_map(Some),
        any::<String>().prop_map(Some),
    ]
}

fn flag() -> impl Strategy<Value = Option<bool>> {
    any::<Option<bool>>()
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
        markets in texts(), discoverability in text(), enable_in_future_markets in flag(), pricing in text(),
        free_trial in text(), extra in unknown(),
    ) -> RemoteAvailability {
        RemoteAvailability { markets, discoverability, enable_in_future_markets, pricing, free_trial, extra }
    }
}

prop_compose! {
    fn properties()(
        is_privacy_policy_required in flag(), addresses in [text(), text(), text()], notes in text(),
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
        [languages, architectures] in [texts(), texts()], is_silent_install in flag(), error_details in objects(), extra in unknown(),
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
        languages in collection::vec((language(), flag()), 0..4), packages in collection::vec(package(), 0..4),
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

fn snapshot(products: Vec<LiveProduct>) -> LiveSnapshot {
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

/// The document of a snapshot of an empty draft, with something else at a place.
fn with(pointer: &str, value: Value) -> String {
    let product = LiveProduct {
        product: PRODUCT.parse().unwrap(),
        seller: "123456892".parse().unwrap(),
        remote: RemoteProduct::default(),
        submission: None,
        ended: None,
        images: BTreeMap::new(),
        masked: BTreeSet::new(),
        withheld: BTreeSet::new(),
    };
    let desired = wanting(&RemoteProduct::default());
    let mut document = live(&snapshot(vec![product]), &[&desired], "0.1.0");
    *document.pointer_mut(pointer).unwrap() = value;
    document.to_string()
}

#[track_caller]
fn is_refused(pointer: &str, value: Value, reason: &str) {
    let error = read_live(&with(pointer, value)).unwrap_err();
    assert_eq!(error.to_string(), reason);
}

#[test]
fn a_document_that_is_no_snapshot_is_refused_with_its_reason() {
    is_refused(
        "/format",
        json!("storectl.plan"),
        "its format is not storectl.live",
    );
    is_refused(
        "/formatVersion",
        json!("2.0"),
        "its version is 2.0, but this version of storectl reads 1.x",
    );
    is_refused(
        "/readAt",
        json!("yesterday"),
        "`yesterday` is not a time in UTC",
    );
    is_refused(
        "/products/0/productId",
        json!("../x"),
        "`../x` is not an ID or an address",
    );
    is_refused(
        "/products/0/submission",
        json!({ "id": "1", "status": "MAYBE" }),
        "`MAYBE` is not a state of a submission",
    );
    is_refused(
        "/products/0/endedSubmission",
        json!({ "id": "1", "status": "INPROGRESS" }),
        "`INPROGRESS` is not a state of a submission",
    );
    is_refused(
        "/products/0/images",
        json!({ "1": { "digest": "sha1:00" } }),
        "`sha1:00` is not a digest",
    );
}

#[test]
fn a_language_or_a_product_that_is_there_twice_is_refused_whatever_its_case() {
    let listings = json!([{ "language": "en-us" }, { "language": "EN-US" }]);
    is_refused(
        "/products/0/draft/listings",
        listings,
        "`EN-US` is there twice",
    );
    let mut document: Value =
        serde_json::from_str(&with("/readAt", json!("2026-09-24T14:02:11Z"))).unwrap();
    let mut again = document["products"][0].clone();
    again["productId"] = PRODUCT.to_ascii_uppercase().into();
    document["products"].as_array_mut().unwrap().push(again);
    let error = read_live(&document.to_string()).unwrap_err();
    assert!(matches!(error, LiveError::Invalid(_)), "{error}");
}

#[test]
fn a_malformed_document_is_named_by_its_place_and_not_quoted() {
    let error = read_live("{\n  \"format\": \"storectl.live\", hunter2 }").unwrap_err();
    assert_eq!(error.to_string(), "it is not JSON (line 2, column 30)");
    let deep = format!("{{\"format\":{}", "[".repeat(100_000));
    let error = read_live(&deep).unwrap_err().to_string();
    assert!(error.len() < 80, "{error}");
}

#[track_caller]
fn is_too_much(pointer: &str, value: Value) {
    let error = read_live(&with(pointer, value)).unwrap_err();
    assert!(matches!(error, LiveError::TooMuch(_)), "{error}");
}

#[test]
fn more_of_anything_than_a_product_has_is_refused() {
    let many = |one: fn(usize) -> Value| -> Value { (0..=2_000).map(one).collect() };
    let language = |at| json!({ "language": format!("a{at}") });
    is_too_much("/products/0/draft/listings", many(language));
    is_too_much(
        "/products/0/withheld",
        many(|at| format!("properties.x{at}").into()),
    );
    let members = (0..=10_000).map(|at| (format!("x{at}"), Value::Null));
    is_too_much(
        "/products/0/draft/properties",
        Value::Object(members.collect()),
    );
    is_too_much("/endpoint", "x".repeat(256 * 1024 + 1).into());
    // Unknown fields are ignored, and no larger.
    is_too_much(
        "/tool",
        json!({ "name": "", "version": "", "news": [many(|_| Value::Null)] }),
    );
}

#[test]
fn no_signature_and_no_password_of_any_address_is_kept() {
    let signed = "https://user:hunter2@store.example/a.png?sv=1&sig=hunter2&token=hunter2";
    let mut remote = RemoteProduct::default();
    remote.properties.website = Some(signed.to_owned());
    let unknown = json!([{ "address": signed }]);
    remote.properties.extra.insert("news".to_owned(), unknown);
    let image = RemoteAsset {
        id: "1".parse().unwrap(),
        url: signed.to_owned(),
        size: None,
        content: AssetContent::Unread,
    };
    let assets = RemoteAssets {
        screenshots: vec![image],
        store_logos: Vec::new(),
    };
    remote.assets.insert("en-us".parse().unwrap(), assets);
    let message = StoreMessage {
        code: "warning".to_owned(),
        message: format!("cannot read {signed}"),
        target: "listings".to_owned(),
    };
    remote.status.messages = vec![message.clone()];
    remote.messages = vec![message];
    let facts = ImageFacts {
        unread: Some(format!("{signed} answered 403")),
        ..ImageFacts::default()
    };
    let product = LiveProduct {
        product: PRODUCT.parse().unwrap(),
        seller: "123456892".parse().unwrap(),
        remote,
        submission: None,
        ended: None,
        images: BTreeMap::from([("1".parse().unwrap(), facts)]),
        masked: BTreeSet::new(),
        withheld: BTreeSet::new(),
    };
    let desired = wanting(&RemoteProduct::default());
    let text = write(&live(&snapshot(vec![product]), &[&desired], "0.1.0"));
    assert!(!text.contains("hunter2"), "{text}");
    assert!(text.contains("store.example/a.png"), "{text}");
}
