//! Writing listings: every rule, once broken and once kept; adding and removing languages.

use serde_json::{Value, json};

use crate::support::{Client, long, png};

async fn listing(field: &str, good: Value, bad: Value) {
    let body = |value| json!({ "listings": { "language": "en-us", field: value } });
    Client::new()
        .await
        .patch("metadata", body(good))
        .await
        .data();
    Client::new()
        .await
        .patch("metadata", body(bad))
        .await
        .refused(field);
}

#[tokio::test]
async fn texts_have_their_limits() {
    listing("description", json!(long(10_000)), json!(long(10_001))).await;
    listing("whatsNew", json!(long(1500)), json!(long(1501))).await;
    listing("shortDescription", json!(long(1000)), json!(long(1001))).await;
    listing(
        "additionalLicenseTerms",
        json!(long(10_000)),
        json!(long(10_001)),
    )
    .await;
    listing("copyright", json!(long(200)), json!(long(201))).await;
    listing("developedBy", json!(long(255)), json!(long(256))).await;
    listing("contactInfo", json!(long(200)), json!(long(201))).await;
    listing("sortTitle", json!(long(5000)), json!(1)).await;
}

#[tokio::test]
async fn required_texts_cannot_be_emptied() {
    listing("description", json!("d"), json!("")).await;
    listing("additionalLicenseTerms", json!("l"), json!("")).await;
}

#[tokio::test]
async fn features_have_their_limits() {
    listing(
        "productFeatures",
        json!(vec!["f"; 20]),
        json!(vec!["f"; 21]),
    )
    .await;
    listing("productFeatures", json!([long(200)]), json!([long(201)])).await;
}

#[tokio::test]
async fn search_terms_have_their_limits() {
    listing("searchTerms", json!(vec!["t"; 7]), json!(vec!["t"; 8])).await;
    listing("searchTerms", json!([long(30)]), json!([long(31)])).await;
}

#[tokio::test]
async fn search_terms_hold_21_unique_words() {
    let terms = |words: std::ops::Range<u32>| {
        let words: Vec<String> = words.map(|it| format!("w{it}")).collect();
        words
            .chunks(4)
            .map(|chunk| chunk.join(" "))
            .collect::<Vec<_>>()
    };
    listing("searchTerms", json!(terms(0..21)), json!(terms(0..22))).await;
    let repeated = json!(["a A b", "B a", "c", "d", "e", "f", "g h i"]);
    listing("searchTerms", repeated, json!("a")).await;
}

#[tokio::test]
async fn requirements_hold_11_texts_in_all() {
    let pair = |a: &str, b: &str| json!({ "minimumHardware": a, "recommendedHardware": b });
    let mut items = vec![pair("a", "b"); 5];
    items.push(pair("a", ""));
    let too_many = vec![pair("a", "b"); 6];
    listing("requirements", json!(items), json!(too_many)).await;
    listing("requirements", json!([{}]), json!([pair(&long(201), "")])).await;
}

#[tokio::test]
async fn listings_is_one_object() {
    let client = Client::new().await;
    let body = json!({ "listings": [{ "language": "en-us", "whatsNew": "n" }] });
    client.patch("metadata", body).await.refused("listings");
    client
        .patch("metadata", json!({ "listings": { "whatsNew": "n" } }))
        .await
        .refused("language");
}

#[tokio::test]
async fn a_language_is_found_whatever_its_case() {
    let client = Client::new().await;
    let body = json!({ "listings": { "language": "EN-US", "whatsNew": "n" } });
    client.patch("metadata", body).await.data();
    let listing = client.listing("en-us").await;
    assert_eq!(
        (&listing["language"], &listing["whatsNew"]),
        (&json!("en-us"), &json!("n"))
    );
}

#[tokio::test]
async fn a_language_that_was_not_added_cannot_be_written() {
    let body = json!({ "listings": { "language": "fr-fr", "whatsNew": "n" } });
    Client::new()
        .await
        .patch("metadata", body)
        .await
        .refused("fr-fr");
}

#[tokio::test]
async fn a_put_replaces_one_language_and_no_other() {
    let client = Client::new().await;
    let body = json!({ "listings": {
        "language": "en-us", "description": "d", "additionalLicenseTerms": "l", "heroArts": [],
    }});
    client.put("metadata", body).await.data();
    let listing = client.listing("en-us").await;
    assert_eq!(
        (listing.get("whatsNew"), &listing["searchTerms"]),
        (None, &json!([]))
    );
    assert_eq!(
        client.listing("de-de").await["shortDescription"],
        "Zahnräder für alle"
    );
    assert_eq!(
        client.assets("en-us").await["screenshots"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let body = json!({ "listings": { "language": "en-us", "description": "d" } });
    client
        .put("metadata", body)
        .await
        .refused("additionalLicenseTerms");
}

#[tokio::test]
async fn fields_seen_live_and_not_documented_are_kept() {
    let client = Client::new().await;
    let body = json!({ "listings": {
        "language": "en-us", "trailers": [{ "title": "t" }], "heroArts": [],
    }});
    client.patch("metadata", body).await.data();
    client
        .patch(
            "metadata",
            json!({ "listings": { "language": "en-us", "whatsNew": "n" } }),
        )
        .await
        .data();
    let listing = client.listing("en-us").await;
    assert_eq!(listing["trailers"], json!([{ "title": "t" }]));
}

#[tokio::test]
async fn spaces_at_the_end_are_kept() {
    let client = Client::new().await;
    client
        .patch(
            "metadata",
            json!({ "listings": { "language": "en-us", "whatsNew": "n \n" } }),
        )
        .await
        .data();
    assert_eq!(client.listing("en-us").await["whatsNew"], "n \n");
}

#[tokio::test]
async fn languages_to_add_are_new_and_of_the_table() {
    let add = |languages: Value| json!({ "listingsToAdd": languages });
    Client::new()
        .await
        .patch("metadata", add(json!(["fil-ph", "IG-latn"])))
        .await
        .data();
    Client::new()
        .await
        .patch("metadata", add(json!(["EN-us"])))
        .await
        .refused("already exists");
    Client::new()
        .await
        .patch("metadata", add(json!(["xx"])))
        .await
        .refused("not supported");
    Client::new()
        .await
        .patch("metadata", add(json!(["fr", "FR"])))
        .await
        .refused("already exists");
    Client::new()
        .await
        .patch("metadata", add(json!("fr")))
        .await
        .refused("array of strings");
    Client::new()
        .await
        .patch(
            "metadata",
            json!({ "listingsToAdd": [], "listingsToRemove": [] }),
        )
        .await
        .refused("neither adds nor removes");
}

#[tokio::test]
async fn a_language_added_alone_locks_the_draft_until_it_is_complete() {
    let client = Client::new().await;
    client
        .patch("metadata", json!({ "listingsToAdd": ["fr-fr"] }))
        .await
        .data();
    let status = client.call("GET", "status", "").await;
    assert_eq!(status.json["responseData"]["isReady"], false);
    assert_eq!(status.json["errors"][0]["target"], "listings");
    let data = client
        .get("metadata/listings?includelanguagelist=true")
        .await;
    assert_eq!(
        data["listingLanguages"][2],
        json!({ "language": "fr-fr", "isComplete": false })
    );
    let texts = json!({ "listings": { "language": "fr-fr", "description": "d" } });
    client
        .patch("metadata", texts)
        .await
        .refused("fr-fr is incomplete");
}

#[tokio::test]
async fn a_language_added_with_its_texts_is_completed_by_its_images() {
    let client = Client::new().await;
    let body = json!({
        "listingsToAdd": ["fr-fr"],
        "listings": { "language": "fr-fr", "description": "d", "additionalLicenseTerms": "l" },
    });
    client.patch("metadata", body).await.data();
    client.commit_images("fr-fr").await;
    assert_eq!(client.get("status").await, json!({ "isReady": true }));
}

#[tokio::test]
async fn adding_and_writing_at_once_may_be_refused() {
    let client = Client::reading("new-language=separate").await;
    let body = json!({
        "listingsToAdd": ["fr-fr"],
        "listings": { "language": "fr-fr", "description": "d", "additionalLicenseTerms": "l" },
    });
    client.patch("metadata", body).await.refused("fr-fr");
}

#[tokio::test]
async fn a_language_is_removed_with_its_images() {
    let client = Client::new().await;
    client
        .patch("metadata", json!({ "listingsToRemove": ["DE-DE"] }))
        .await
        .data();
    assert_eq!(
        client.get("metadata/listings").await["listings"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(client.assets("de-de").await, Value::Null);
}

#[tokio::test]
async fn an_image_that_was_asked_for_goes_with_its_language() {
    let client = Client::new().await;
    let (id, url) = client.slot("de-de", "Logo").await;
    assert_eq!(client.upload(&url, png(300, 300)).await.status, 201);
    let texts = json!({ "language": "de-de", "description": "d", "additionalLicenseTerms": "t" });
    for body in [
        json!({ "listingsToRemove": ["DE-DE"] }),
        json!({ "listingsToAdd": ["de-de"], "listings": texts }),
    ] {
        client.patch("metadata", body).await.data();
    }
    let logos = json!([{ "id": id, "assetUrl": url }]);
    let commit = json!({ "listingAssets": { "language": "de-de", "storeLogos": logos } });
    client
        .put("listings/assets/commit", commit)
        .await
        .refused("neither a kept nor a new image of de-de");
}

#[tokio::test]
async fn what_cannot_be_removed_is_refused() {
    let refuse = async |body: Value, why: &str| {
        Client::new()
            .await
            .patch("metadata", body)
            .await
            .refused(why);
    };
    refuse(json!({ "listingsToRemove": ["fr-fr"] }), "fr-fr").await;
    refuse(
        json!({ "listingsToRemove": ["en-us", "de-de"] }),
        "only language",
    )
    .await;
    refuse(
        json!({ "listingsToAdd": ["fr"], "listingsToRemove": ["fr"] }),
        "also added",
    )
    .await;
    let written = json!({ "language": "de-de", "whatsNew": "n" });
    refuse(
        json!({ "listings": written, "listingsToRemove": ["de-de"] }),
        "also written",
    )
    .await;
}
