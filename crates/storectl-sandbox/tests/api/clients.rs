//! Requests as other clients of the API shape them; the fixtures are made by hand from their sources.

use serde_json::json;

use crate::support::Client;

/// msstore-cli: names in Pascal case, every null written, the whole module in a PUT (field note 4).
const MSSTORE_CLI: &str = r#"{
    "Availability": null,
    "Properties": {
        "IsPrivacyPolicyRequired": true,
        "PrivacyPolicyUrl": "https://www.contoso.com/privacy",
        "WebSite": null,
        "SupportContactInfo": "support@contoso.com",
        "CertificationNotes": null,
        "Category": "DeveloperTools",
        "SubCategory": "Database",
        "ProductDeclarations": {
            "DependsOnDriversOrNT": false,
            "AccessibilitySupport": false,
            "PenAndInkSupport": false
        },
        "IsSystemFeatureRequired": [
            { "IsRequired": true, "IsRecommended": false, "HardwareItemType": "Touch" }
        ],
        "SystemRequirementDetails": [
            { "MinimumRequirement": "1GB", "RecommendedRequirement": "4GB", "HardwareItemType": "Memory" }
        ]
    },
    "Listings": {
        "Language": "en-us",
        "Description": "Gears",
        "WhatsNew": null,
        "ProductFeatures": [],
        "ShortDescription": null,
        "SearchTerms": [],
        "AdditionalLicenseTerms": "None",
        "Copyright": null,
        "DevelopedBy": null,
        "SortTitle": null,
        "Requirements": [{}],
        "ContactInfo": null
    },
    "ListingsToAdd": null,
    "ListingsToRemove": null
}"#;

#[tokio::test]
async fn the_metadata_of_msstore_cli_is_accepted_where_other_clients_are() {
    let client = Client::new().await;
    client
        .call("PUT", "metadata", MSSTORE_CLI)
        .await
        .refused("Availability: unknown field");

    let client = Client::reading("other-clients=accepted").await;
    client.call("PUT", "metadata", MSSTORE_CLI).await.data();
    let product = client.kept();
    assert_eq!(product.properties["category"], "DeveloperTools");
    assert_eq!(product.properties.get("website"), None);
    // The module that was null is as it was; what the typed round trip dropped is gone (field notes, 1.4).
    assert_eq!(product.availability["pricing"], "PAID");
    assert_eq!(
        product.properties["productDeclarations"]["usesGenerativeAI"],
        false
    );
}

/// store-submission: the README's own example names no `packageType` and no `installerParameters` (field note 36).
#[tokio::test]
async fn the_packages_of_store_submission_are_accepted_where_other_clients_are() {
    let body = json!({ "packages": [{
        "packageUrl": "https://www.contoso.com/downloads/1.1/setup.msi",
        "languages": ["en-us"],
        "architectures": ["X64"],
        "isSilentInstall": true,
    }]});
    let client = Client::new().await;
    client
        .put("packages", body.clone())
        .await
        .refused("packages[0].packageType");

    let client = Client::reading("other-clients=accepted").await;
    client.put("packages", body).await.data();
    assert_eq!(client.package().await["packageType"], "msi");
}

/// store-submission counts `Content-Length` in UTF-16 units: a text beyond ASCII cuts the body short.
#[tokio::test]
async fn a_body_cut_short_by_its_length_in_utf16_is_refused() {
    let body = json!({ "listings": { "language": "de-de", "whatsNew": "Schnellere Zahnräder" } });
    let body = body.to_string();
    let announced = body.encode_utf16().count();
    let sent = String::from_utf8_lossy(&body.as_bytes()[..announced]).into_owned();
    for reading in ["", "other-clients=accepted", "failure-status=200"] {
        let client = Client::reading(reading).await;
        let answer = client.call("PATCH", "metadata", sent.clone()).await;
        assert_eq!(answer.status, 400, "{reading}");
        assert!(answer.text.contains("not JSON"), "{}", answer.text);
    }
}

/// Public release scripts commit images by their ids alone, or with an empty list of logos (field note 106).
#[tokio::test]
async fn a_commit_of_images_by_id_alone_is_accepted_where_other_clients_are() {
    let commit = |client: &Client| {
        let screenshots = client.kept().listings[0].screenshots.clone();
        let ids: Vec<_> = screenshots
            .iter()
            .rev()
            .map(|it| json!({ "id": it.id }))
            .collect();
        json!({ "listingAssets": { "language": "en-us", "screenshots": ids, "storeLogos": [] } })
    };
    let client = Client::new().await;
    client
        .put("listings/assets/commit", commit(&client))
        .await
        .refused("storeLogos");

    let client = Client::reading("other-clients=accepted").await;
    let before = client.kept().listings[0].clone();
    client
        .put("listings/assets/commit", commit(&client))
        .await
        .data();
    let after = client.kept().listings[0].clone();
    assert_eq!(after.screenshots[0], before.screenshots[1]);
    assert_eq!(after.store_logos, before.store_logos);
}
