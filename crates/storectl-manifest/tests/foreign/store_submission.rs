//! The JSON of the archived action and of `msstore`.

use serde_json::{Value, json};
use storectl_manifest::{
    Adopted, DraftOptions, ForeignProduct, Layout, SubmissionError, from_draft,
    from_store_submission,
};

use crate::support::{adopt, omitted};

#[track_caller]
fn read(value: &Value) -> ForeignProduct {
    from_store_submission(&value.to_string()).unwrap()
}

#[track_caller]
fn manifest(value: &Value) -> Adopted {
    adopt(&read(value), &[], Layout::Single)
}

/// What the manifest says, but for the head.
#[track_caller]
fn said(value: &Value) -> Value {
    let mut said = manifest(value).manifest.value;
    let members = said.as_object_mut().unwrap();
    members.shift_remove("apiVersion");
    members.shift_remove("productId");
    said
}

#[test]
fn the_type_of_a_package_is_inferred_from_an_unambiguous_ending_with_a_remark() {
    for (url, package_type, remark) in [
        (
            "https://contoso.com/1.0/a.msi",
            json!("msi"),
            "`packages[0].packageType` is missing; inferred `msi` from the ending of the URL",
        ),
        (
            "https://contoso.com/1.0/A.EXE?x=1",
            json!("exe"),
            "`packages[0].packageType` is missing; inferred `exe` from the ending of the URL",
        ),
        (
            "https://contoso.com/1.0/download",
            Value::Null,
            "`packages[0].packageType` is missing, and the ending of the URL does not tell it; add `exe` or `msi`",
        ),
    ] {
        let update = json!({ "packages": [{ "packageUrl": url }] });
        let remarks = read(&update).remarks;
        let remarks: Vec<String> = remarks.iter().map(ToString::to_string).collect();
        assert_eq!(remarks, [remark]);
        assert_eq!(said(&update)["packages"][0]["packageType"], package_type);
    }
    let named = json!({ "packages": [{ "packageUrl": "https://contoso.com/1.0/a.exe", "packageType": "exe" }] });
    assert!(read(&named).remarks.is_empty());
}

#[test]
fn listings_are_read_as_an_object_a_list_and_by_language() {
    let expected = json!({ "listings": { "en-us": { "description": "Gears" } } });
    let listing = json!({ "language": "en-us", "description": "Gears" });
    for listings in [
        listing.clone(),
        json!([listing]),
        json!({ "en-us": { "description": "Gears" } }),
    ] {
        assert_eq!(said(&json!({ "listings": listings })), expected);
    }
}

#[test]
fn packages_and_metadata_come_together_and_in_an_answer() {
    let update = json!({
        "packages": [{ "packageUrl": "https://contoso.com/1.0/a.exe", "packageType": "exe" }],
        "availability": { "pricing": "FREE" },
        "properties": { "website": "https://contoso.com" },
    });
    let expected = said(&update);
    assert_eq!(expected["availability"]["pricing"], "FREE");
    assert_eq!(expected["properties"]["website"], "https://contoso.com");
    let answer = json!({ "isSuccess": true, "errors": [], "responseData": update });
    assert_eq!(said(&answer), expected);
}

#[test]
fn keys_are_read_in_any_case_and_written_in_the_manifests() {
    let update = json!({
        "ResponseData": {
            "Properties": { "WebSite": "https://contoso.com", "ProductDeclarations": { "PenAndInkSupport": true } },
            "Listings": [{ "Language": "en-us", "Requirements": [{ "MinimumHardware": "i5" }, {}] }],
        },
        "IsSuccess": true,
    });
    assert_eq!(
        said(&update),
        json!({
            "properties": {
                "website": "https://contoso.com",
                "productDeclarations": { "penAndInkSupport": true },
            },
            "listings": { "en-us": { "requirements": [{ "minimumHardware": "i5" }] } },
        })
    );
}

#[test]
fn what_says_nothing_is_left_out() {
    let features = storectl_model::HardwareFeature::WORDS.iter().map(|it| {
        json!({ "hardwareItemType": it, "isRequired": *it == "Touch", "isRecommended": false })
    });
    let update = json!({
        "availability": null,
        "properties": {
            "website": "",
            "isSystemFeatureRequired": features.collect::<Value>(),
            "systemRequirementDetails": [
                { "hardwareItemType": "Memory", "minimumRequirement": "4GB", "recommendedRequirement": "" },
                { "hardwareItemType": "DirectX", "minimumRequirement": "", "recommendedRequirement": "" },
            ],
        },
        "listings": [{ "language": "en-us", "whatsNew": null, "searchTerms": [], "requirements": [{}], "copyright": "c" }],
        "listingLanguages": [{ "language": "en-us", "isComplete": true }],
    });
    assert!(omitted(&read(&update)).is_empty());
    assert_eq!(
        said(&update),
        json!({
            "properties": {
                "isSystemFeatureRequired": [{ "hardwareItemType": "Touch", "isRequired": true }],
                "systemRequirementDetails": [{ "hardwareItemType": "Memory", "minimumRequirement": "4GB" }],
            },
            "listings": { "en-us": { "copyright": "c" } },
        })
    );
}

#[test]
fn features_that_a_person_turned_off_stay_off() {
    let update = json!({ "properties": {
        "isSystemFeatureRequired": [{ "hardwareItemType": "Touch", "isRequired": false }],
    } });
    assert_eq!(said(&update), update);
}

#[test]
fn a_language_to_remove_is_null_and_one_to_add_without_texts_is_named() {
    let update = json!({
        "listings": { "language": "en-us", "copyright": "c" },
        "listingsToAdd": ["en-us", "en-au"],
        "listingsToRemove": ["en-gb"],
    });
    assert_eq!(
        omitted(&read(&update)),
        ["listings.en-au: there are no texts of the language"]
    );
    assert_eq!(
        said(&update),
        json!({ "listings": { "en-us": { "copyright": "c" }, "en-gb": null } })
    );
}

#[test]
fn a_listing_without_texts_is_named() {
    for listings in [
        json!([{ "language": "en-us", "copyright": "c" }, { "language": "de-de" }]),
        json!([{ "language": "en-us", "copyright": "c" }, { "Language": "de-de", "description": "", "whatsNew": null, "searchTerms": [] }]),
        json!({ "en-us": { "copyright": "c" }, "de-de": {} }),
    ] {
        let update = json!({ "listings": listings, "listingLanguages": ["en-us", "de-de"] });
        assert_eq!(
            omitted(&read(&update)),
            ["listings.de-de: there are no texts of the language"],
            "{update}"
        );
        assert_eq!(
            said(&update),
            json!({ "listings": { "en-us": { "copyright": "c" } } })
        );
    }
}

#[test]
fn values_that_languages_share_are_lifted_past_a_removed_one() {
    let listing = |it: &str| json!({ "language": it, "copyright": "c" });
    let update = json!({
        "listings": [listing("en-us"), listing("de-de")],
        "listingsToRemove": ["af"],
    });
    let said = said(&update);
    assert_eq!(said["listingDefaults"], json!({ "copyright": "c" }));
    assert_eq!(said["listings"]["af"], Value::Null);
}

#[test]
fn what_a_manifest_cannot_name_and_what_has_another_form_is_named() {
    let update = json!({
        "surprise": 1,
        "packages": [3, { "packageUrl": "https://contoso.com/1.0/a.exe", "packageType": "exe" }, {}],
        "availability": [],
        "properties": {
            "isSystemFeatureRequired": [{ "isRequired": true }, { "hardwareItemType": "Touch", "isRequired": true }, { "hardwareItemType": "Touch" }],
        },
        "listings": [
            { "description": "no language" },
            { "language": "en-us", "description": { "file": "../../secret" }, "shortDescription": "s" },
            { "language": "EN-us" },
        ],
        "listingsToRemove": ["en-us", 5],
    });
    assert_eq!(
        omitted(&read(&update)),
        [
            "surprise: a manifest has no field for it",
            "listingsToRemove[1]: it names no language",
            "listings[0]: it names no language",
            "availability: it is not of the expected form",
            "listings.en-us.description: it is not of the expected form",
            "listingsToRemove[0]: it is not of the expected form",
            "listings[2]: it is not of the expected form",
            "packages[0]: it is not of the expected form",
            "packages[2]: it is not of the expected form",
            "properties.isSystemFeatureRequired[0]: it is not of the expected form",
            "properties.isSystemFeatureRequired[2]: it is not of the expected form",
        ]
    );
    let adopted = manifest(&update);
    assert_eq!(
        adopted.manifest.value["packages"].as_array().unwrap().len(),
        1
    );
    assert_eq!(
        adopted.manifest.value["listings"],
        json!({ "en-us": { "shortDescription": "s" } })
    );
    assert!(adopted.unknown.is_empty());
    let unknown = json!({ "packages": [{ "packageUrl": "https://contoso.com/1.0/a.exe", "packageId": "7" }], "properties": { "genres": [1] } });
    let unknown: Vec<String> = manifest(&unknown)
        .unknown
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(unknown, ["packages[0].packageId", "properties.genres"]);
}

#[test]
fn values_of_the_wrong_type_and_over_a_limit_stand_as_comments() {
    let update = json!({
        "properties": { "website": 5, "supportContactInfo": "support@contoso.com" },
        "listings": { "language": "en-us", "whatsNew": "x".repeat(1_501), "copyright": ["c"] },
    });
    let adopted = manifest(&update);
    let mut refused: Vec<String> = adopted
        .refused
        .iter()
        .map(|it| it.path.to_string())
        .collect();
    refused.sort();
    assert_eq!(
        refused,
        [
            "listings.en-us.copyright",
            "listings.en-us.whatsNew",
            "properties.website"
        ]
    );
    let yaml = adopted.manifest.to_yaml();
    assert!(
        yaml.contains("# storectl does not manage properties.website: 5 ("),
        "{yaml}"
    );
}

#[test]
fn of_a_list_of_far_too_many_items_the_first_ones_are_read() {
    let items =
        (0..50_000).map(|it| json!({ "hardwareItemType": it.to_string(), "isRequired": true }));
    let update = json!({ "properties": { "isSystemFeatureRequired": items.collect::<Value>() } });
    let product = read(&update);
    assert_eq!(
        omitted(&product),
        [
            "properties.isSystemFeatureRequired beyond its first 100 items: it is not of the expected form"
        ]
    );
    assert_eq!(product.draft.fields.len(), 100);
}

#[test]
fn a_code_of_another_system_is_the_stores_language() {
    let update = json!({ "listings": { "language": "pt_BR", "copyright": "c" } });
    assert_eq!(
        said(&update)["listings"],
        json!({ "pt-br": { "copyright": "c" } })
    );
}

#[test]
fn what_is_no_update_says_what_it_is() {
    let error = |text: &str| from_store_submission(text).unwrap_err();
    assert_eq!(error("[]"), SubmissionError::NoModule);
    assert_eq!(error("{}"), SubmissionError::NoModule);
    assert_eq!(error("5"), SubmissionError::NoModule);
    assert_eq!(error(r#"{"isSuccess": true}"#), SubmissionError::NoModule);
    assert_eq!(
        error(r#"{"isSuccess": false}"#),
        SubmissionError::FailedAnswer
    );
    assert_eq!(
        error(r#"{"responseData": null}"#),
        SubmissionError::FailedAnswer
    );
    assert_eq!(
        error(r#"{"ApplicationPackages": []}"#),
        SubmissionError::PackagedApp
    );
    assert!(matches!(
        error("{\n'a'}"),
        SubmissionError::Json {
            line: 2,
            column: 1,
            ..
        }
    ));
}

#[test]
fn without_a_product_the_manifest_asks_for_it_in_its_place() {
    let product = read(&json!({ "properties": { "website": "https://contoso.com" } }));
    let adopted = from_draft(&product.draft, &DraftOptions::default()).unwrap();
    let yaml = adopted.manifest.to_yaml();
    let (_, said) = yaml.split_once('\n').unwrap();
    assert_eq!(
        said,
        "apiVersion: storectl/v1\n# productId: the GUID in the product's URL in Partner Center\n\nproperties:\n  website: https://contoso.com\n"
    );
}
