//! Which requests are approved ones, or parts of them.

use serde_json::{Value, json};

use super::*;

#[test]
fn parts_of_metadata_travel_together_or_apart_and_languages_in_any_case() {
    let approved = plan(
        &[],
        &[
            step(
                "patch-metadata",
                json!({ "properties": { "website": "b" }, "listings": { "language": "en-US", "title": "t" } }),
                &[],
            ),
            step(
                "patch-metadata",
                json!({ "availability": { "markets": ["US"] }, "listingsToAdd": ["fr-FR", "it-IT"] }),
                &[],
            ),
            // Another kind of request with the same parts approves none of them.
            step(
                "upload-assets",
                json!({ "properties": { "category": "Games" } }),
                &[],
            ),
        ],
    );
    for (part_of_it, expected) in [
        (
            json!({ "properties": { "website": "b" }, "availability": { "markets": ["US"] } }),
            true,
        ),
        (
            json!({ "listings": { "language": "en-us", "title": "t" } }),
            true,
        ),
        (json!({ "listingsToAdd": ["it-it"] }), true),
        (json!({ "properties": { "website": "c" } }), false),
        (json!({ "properties": { "category": "Games" } }), false),
        (
            json!({ "listings": { "language": "de-de", "title": "t" } }),
            false,
        ),
        (
            json!({ "listings": { "language": "en-us", "title": "t", "copyright": "c" } }),
            false,
        ),
        (json!({ "listingsToAdd": ["de-de"] }), false),
        (json!({ "listingsToRemove": ["it-it"] }), false),
    ] {
        let planned = request("patch-metadata", part_of_it.clone());
        let is_approved = against(&approved, &planned).is_empty();
        assert_eq!(is_approved, expected, "{part_of_it}");
    }
}

#[test]
fn a_package_is_patched_as_approved_by_its_address_and_with_nothing_more() {
    let changes = ["packages[0].packageUrl", "packages[1].packageUrl"]
        .map(|it| change(it, json!("a"), json!("b")));
    let patch = |content, change| plan(&changes, &[step("patch-package", content, &[change])]);
    let both = ["same packages[0].packageUrl", "same packages[1].packageUrl"];
    let approved = patch(json!({ "packageUrl": "b", "installerParameters": "/S" }), 0);
    assert_eq!(
        against(&approved, &patch(json!({ "packageUrl": "b" }), 0)),
        both
    );
    for (content, change) in [
        (json!({ "packageUrl": "b" }), 1),
        (json!({ "packageUrl": "c" }), 0),
        (json!({ "packageUrl": "b", "isSilentInstall": true }), 0),
    ] {
        let found = against(&approved, &patch(content.clone(), change));
        assert_eq!(found[0], "new patch-package", "{content}");
        assert_eq!(found[1..], both);
    }
}

#[test]
fn images_are_uploaded_and_committed_for_the_approved_languages_only() {
    let upload = |language: &str, screenshots: Value| {
        request(
            "upload-assets",
            json!({ "language": language, "screenshots": screenshots }),
        )
    };
    let approved = upload("en-US", json!(["1.png", "2.png"]));
    assert_eq!(
        against(&approved, &upload("en-us", json!(["2.png"]))),
        NOTHING
    );
    let new = ["new upload-assets"];
    assert_eq!(against(&approved, &upload("en-us", json!(["3.png"]))), new);
    assert_eq!(against(&approved, &upload("de-de", json!(["2.png"]))), new);

    let commit = |language: &str, id: &str| {
        request(
            "commit-assets",
            json!({ "language": language, "screenshots": [id] }),
        )
    };
    let approved = commit("en-US", "1");
    assert_eq!(
        against(&approved, &commit("en-us", "2")),
        NOTHING,
        "ids are new after each commit"
    );
    assert_eq!(
        against(&approved, &commit("de-de", "1")),
        ["new commit-assets"]
    );
}

#[test]
fn any_other_request_is_approved_as_a_whole() {
    let approved = request("replace-packages", json!({ "packages": ["a", "b"] }));
    assert_eq!(against(&approved, &approved), NOTHING);
    let part_of_it = request("replace-packages", json!({ "packages": ["a"] }));
    assert_eq!(against(&approved, &part_of_it), ["new replace-packages"]);
}

/// The service fills in items of lists that say nothing (field notes 14 and 16).
#[test]
fn items_that_say_nothing_may_be_there_or_not_and_others_may_not() {
    let with = |member: &str, items: Value| {
        request("patch-metadata", json!({ "properties": { member: items } }))
    };
    let feature = "isSystemFeatureRequired";
    let touch = json!({ "hardwareItemType": "Touch", "isRequired": true });
    let approved = with(feature, json!([touch]));
    for (beside_it, is_approved) in [
        (
            json!({ "hardwareItemType": "Mouse", "isRequired": false }),
            true,
        ),
        (
            json!({ "hardwareItemType": "Mouse", "isRequired": null }),
            true,
        ),
        (
            json!({ "hardwareItemType": "Mouse", "minimumRequirement": "" }),
            true,
        ),
        (
            json!({ "errorScenario": "rebootRequired", "errorScenarioDetails": [] }),
            true,
        ),
        (
            json!({ "errorScenario": "rebootRequired", "errorScenarioDetails": [{}] }),
            true,
        ),
        (
            json!({ "hardwareItemType": "Mouse", "isRequired": true }),
            false,
        ),
        (
            json!({ "hardwareItemType": "Mouse", "minimumRequirement": "1GB" }),
            false,
        ),
        (
            json!({ "errorScenario": "rebootRequired", "errorScenarioDetails": [1] }),
            false,
        ),
    ] {
        let planned = with(feature, json!([touch, beside_it]));
        let found = against(&approved, &planned).is_empty();
        assert_eq!(found, is_approved, "{beside_it}");
    }
    let missing = with(feature, json!([]));
    assert_eq!(against(&approved, &missing), NOTHING, "a part of it");
    let another = request("patch-metadata", json!({ "properties": { "website": "" } }));
    assert_eq!(against(&approved, &another), NOTHING, "an empty text");
}
