use proptest::prelude::*;
use serde_json::{Value, json};
use storectl_model::{ImageSize, LanguageTag, StoreMessage};

use super::{
    assets::{created_assets, listing_assets},
    metadata::{Metadata, metadata},
    packages::packages,
    reader::ObjectReader,
    status::{draft_status, ongoing, submission_status, submitted},
};

fn tag(code: &str) -> LanguageTag {
    code.parse().unwrap()
}

#[test]
fn names_are_read_in_any_case_and_known_names_inside_raw_items_take_the_contracts_spelling() {
    let data = json!({
        "Properties": {
            "WebSite": "https://contoso.com",
            "ProductDeclarations": { "DependsOnDriversOrNT": true, "UsesGenerativeAI": false, "Newer": 1 },
            "IsSystemFeatureRequired": [{ "HardwareItemType": "Touch", "IsRequired": true }],
        },
        "Listings": [{ "Language": "en-US", "Requirements": [{ "MinimumHardware": "x" }] }],
    });
    let read = metadata(data).unwrap();
    assert_eq!(
        read.properties.website.as_deref(),
        Some("https://contoso.com")
    );
    let declarations = Value::Object(read.properties.product_declarations);
    assert_eq!(
        declarations,
        json!({ "dependsOnDriversOrNT": true, "usesGenerativeAI": false, "Newer": 1 })
    );
    let features = read.properties.is_system_feature_required;
    assert_eq!(
        json!(features),
        json!([{ "hardwareItemType": "Touch", "isRequired": true }])
    );
    let (language, listing) = read.listings.first_key_value().unwrap();
    assert_eq!(language.as_str(), "en-US", "the Store's spelling is kept");
    assert_eq!(
        json!(listing.requirements),
        json!([{ "minimumHardware": "x" }])
    );
}

#[test]
fn error_details_take_the_contracts_spelling_at_every_depth() {
    let data = json!({ "packages": { "packageId": 72_541_436, "errorDetails": [
        { "ErrorScenario": "rebootRequired", "ErrorScenarioDetails": [{ "ErrorValue": "1", "errorUrl": null }] },
    ] } });
    let package = packages(data).unwrap().remove(0);
    assert_eq!(package.package_id.as_str(), "72541436");
    assert_eq!(
        json!(package.error_details),
        json!([{ "errorScenario": "rebootRequired", "errorScenarioDetails": [{ "errorValue": "1" }] }])
    );
}

#[test]
fn absent_null_and_empty_scalars_are_the_same_and_spaces_are_kept() {
    for website in [
        json!({}),
        json!({ "website": null }),
        json!({ "website": "" }),
    ] {
        let read = metadata(json!({ "listings": [], "properties": website })).unwrap();
        assert_eq!(read.properties.website, None);
    }
    let read =
        metadata(json!({ "listings": [], "properties": { "certificationNotes": "notes. " } }))
            .unwrap();
    assert_eq!(
        read.properties
            .certification_notes
            .as_ref()
            .and_then(|it| it.text()),
        Some("notes. ")
    );
}

#[test]
fn unknown_keys_are_carried_in_their_spelling_and_unknown_nulls_are_not() {
    let listing = json!({ "language": "en", "heroArts": [], "Trailers": [1], "later": null });
    let read = metadata(json!({ "listings": [listing], "properties": { "genres": [] } })).unwrap();
    let extra = &read.listings[&tag("EN")].extra;
    assert_eq!(json!(extra), json!({ "heroArts": [], "Trailers": [1] }));
    assert_eq!(json!(read.properties.extra), json!({ "genres": [] }));
}

#[test]
fn one_listing_may_stand_without_a_list_and_a_language_twice_is_read_once() {
    let read = metadata(json!({ "listings": { "language": "en", "description": "d" } })).unwrap();
    assert_eq!(read.listings.len(), 1);
    let twice = json!([{ "language": "en", "description": "d" }, { "language": "EN" }, null]);
    let read = metadata(json!({ "listings": twice })).unwrap();
    assert_eq!(read.listings[&tag("en")].description.as_deref(), Some("d"));
}

#[test]
fn a_name_in_two_spellings_is_read_once_as_the_contract_spells_it() {
    let data = json!({ "listings": [], "properties": {
        "Website": "https://other.example", "website": "https://contoso.com", "WEBSITE": null,
    } });
    let properties = metadata(data).unwrap().properties;
    assert_eq!(properties.website.as_deref(), Some("https://contoso.com"));
    assert!(
        properties.extra.is_empty(),
        "nothing is sent back beside it"
    );
    let only_other = json!({ "listings": [], "properties": { "Website": "w", "website": null } });
    let properties = metadata(only_other).unwrap().properties;
    assert_eq!(properties.website.as_deref(), Some("w"));
}

#[test]
fn what_is_not_answered_is_not_taken_for_an_empty_draft() {
    for nothing in [
        Value::Null,
        json!({}),
        json!({ "packages": null, "listings": null }),
    ] {
        assert_eq!(
            metadata(nothing.clone()).unwrap_err().field,
            "responseData.listings"
        );
        assert_eq!(
            packages(nothing.clone()).unwrap_err().field,
            "responseData.packages"
        );
        let assets = listing_assets(nothing).unwrap_err();
        assert_eq!(assets.field, "responseData.listingAssets");
    }
    assert_eq!(
        metadata(json!({ "listings": [] })).unwrap(),
        Metadata::default()
    );
    assert!(packages(json!({ "packages": [] })).unwrap().is_empty());
    assert!(
        listing_assets(json!({ "listingAssets": [] }))
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_listed_language_says_whether_it_is_complete_if_known() {
    let list = json!([{ "language": "en", "isComplete": false }, { "Language": "es" }, "fr"]);
    let read = metadata(json!({ "listings": [], "listingLanguages": list }))
        .unwrap()
        .languages
        .unwrap();
    let read: Vec<_> = read
        .iter()
        .map(|it| (it.language.as_str(), it.is_complete))
        .collect();
    assert_eq!(read, [("en", Some(false)), ("es", None), ("fr", None)]);
}

#[test]
fn images_keep_order_address_and_size() {
    let image = json!({ "id": "a", "assetUrl": "https://x.example/a", "imageSize": { "width": 10, "height": "20" } });
    let data = json!({ "listingAssets": { "language": "en", "screenshots": [image, { "id": "b", "assetUrl": "u" }] } });
    let read = listing_assets(data).unwrap().remove(&tag("en")).unwrap();
    let sizes: Vec<_> = read.screenshots.iter().map(|it| it.size).collect();
    assert_eq!(
        sizes,
        [
            Some(ImageSize {
                width: 10,
                height: 20
            }),
            None
        ]
    );
    assert!(read.store_logos.is_empty());
}

#[test]
fn an_upload_address_must_be_https_or_on_this_machine() {
    let slots = |url: &str| {
        let slot = json!({ "id": "a", "primaryAssetUploadUrl": url });
        created_assets(json!({ "listingAssets": { "storeLogos": [slot] } }))
    };
    assert!(slots("https://x.example/a?sig=1").is_ok());
    assert!(slots("http://127.0.0.1:1/a?sig=1").is_ok());
    let error = slots("http://x.example/a?sig=CANARY").unwrap_err();
    assert_eq!(
        error.field,
        "responseData.listingAssets[0].storeLogos[0].primaryAssetUploadUrl"
    );
    assert!(!error.what.contains("CANARY"));
}

#[test]
fn what_cannot_be_read_is_named_by_its_path() {
    for (read, field) in [
        (metadata(json!([])).map(drop), "responseData"),
        (
            metadata(json!({ "availability": "x" })).map(drop),
            "responseData.availability",
        ),
        (
            metadata(json!({ "availability": { "enableInFutureMarkets": "maybe" } })).map(drop),
            "responseData.availability.enableInFutureMarkets",
        ),
        (
            metadata(json!({ "listings": [{}] })).map(drop),
            "responseData.listings[0].language",
        ),
        (
            metadata(json!({ "listings": [{ "language": "en/us" }] })).map(drop),
            "responseData.listings[0].language",
        ),
        (
            metadata(json!({ "listings": [{ "language": "en", "searchTerms": ["a", {}] }] }))
                .map(drop),
            "responseData.listings[0].searchTerms[1]",
        ),
        (
            packages(json!({ "packages": [{ "packageUrl": "u" }] })).map(drop),
            "responseData.packages[0].packageId",
        ),
        (
            listing_assets(
                json!({ "listingAssets": [{ "language": "en", "screenshots": [{ "id": "a" }] }] }),
            )
            .map(drop),
            "responseData.listingAssets[0].screenshots[0].assetUrl",
        ),
        (
            draft_status(json!({ "ongoingSubmissionId": "a/b" }), Vec::new()).map(drop),
            "responseData.ongoingSubmissionId",
        ),
    ] {
        assert_eq!(read.unwrap_err().field, field);
    }
}

#[test]
fn a_message_about_something_else_names_no_submission() {
    for message in [
        "",
        "SubmissionId: 5",
        "In-Progress.",
        "In-Progress. SubmissionId: ",
        "in-progress submissionid: /",
    ] {
        let said = [StoreMessage {
            message: message.to_owned(),
            ..StoreMessage::default()
        }];
        let mut fields = ObjectReader::of(Value::Null, "").unwrap();
        assert_eq!(ongoing(&mut fields, &said).unwrap(), None, "{message}");
    }
}

/// Any JSON, its names drawn from those the decoders look for, so that they get past the first.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(json!("en-us")),
        Just(json!("https://x.example/?sig=1")),
        Just(json!("In-Progress SubmissionId:é7")),
    ];
    leaf.prop_recursive(5, 48, 6, |inner| {
        let name = prop_oneof![
            proptest::sample::select(vec![
                "availability",
                "markets",
                "properties",
                "productDeclarations",
                "listings",
                "Language",
                "language",
                "searchTerms",
                "requirements",
                "listingLanguages",
                "isComplete",
                "packages",
                "packageId",
                "errorDetails",
                "listingAssets",
                "screenshots",
                "storeLogos",
                "id",
                "assetUrl",
                "imageSize",
                "width",
                "height",
                "primaryAssetUploadUrl",
                "httpHeaders",
                "isReady",
                "ongoingSubmissionId",
                "publishingStatus",
                "errors",
                "isSuccess",
                "responseData",
                "message",
            ])
            .prop_map(str::to_owned),
            ".{0,4}",
        ];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::vec((name, inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_json_makes_a_decoder_panic(data in any_json(), message in ".{0,60}") {
        let said = vec![StoreMessage { message, ..StoreMessage::default() }];
        let _ = metadata(data.clone());
        let _ = packages(data.clone());
        let _ = listing_assets(data.clone());
        let _ = created_assets(data.clone());
        let _ = draft_status(data.clone(), said.clone());
        let _ = submission_status(data.clone(), said.clone());
        let _ = submitted(data, &said);
    }
}
