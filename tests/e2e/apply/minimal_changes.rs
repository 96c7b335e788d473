//! What a manifest does not name stays as it was.

use crate::support::{Store, Workplace, apply};

#[test]
fn one_feature_one_url_and_one_text_change_exactly_those() {
    let store = Store::start();
    let before = store.product();
    let workplace = Workplace::at(
        &store,
        "
properties:
  isSystemFeatureRequired: [{ hardwareItemType: Camera, isRequired: true, isRecommended: false }]
listings:
  en-us: { whatsNew: Gears now turn both ways and the search finds them. }
packages:
  - packageUrl: https://www.contoso.com/downloads/1.2/setup.exe
",
    );
    workplace.run(&apply(&[])).exits(0);

    let mut expected = before.clone();
    let url = "https://www.contoso.com/downloads/1.2/setup.exe";
    expected.packages[0]
        .fields
        .insert("packageUrl".into(), url.into());
    let features = expected.properties["isSystemFeatureRequired"]
        .as_array_mut()
        .unwrap();
    assert_eq!(features.len(), 9);
    features
        .iter_mut()
        .find(|it| it["hardwareItemType"] == "Camera")
        .unwrap()["isRequired"] = true.into();
    let english = expected
        .listings
        .iter_mut()
        .find(|it| it.language == "en-us")
        .unwrap();
    english.fields.insert(
        "whatsNew".into(),
        "Gears now turn both ways and the search finds them.".into(),
    );

    let after = store.product();
    assert_eq!(after.availability, expected.availability);
    assert_eq!(
        after.properties, expected.properties,
        "the AI declaration and the eight other features included"
    );
    assert_eq!(after.listings, expected.listings);
    assert_eq!(after.packages, expected.packages);
    let writes = store.writes(0);
    assert!(
        writes
            .iter()
            .all(|it| it.method == "PATCH" || it.method == "POST"),
        "PATCH only, beside commit and submit"
    );
    assert_eq!(after.submissions.len(), 1);
    assert_eq!(
        after.submissions[0].packages[0].fields["packageUrl"], url,
        "the submission publishes the new package"
    );
}

#[test]
fn the_last_of_250_languages_is_one_change() {
    let store = Store::start();
    let mut product = store.product();
    let model = product.listing("en-us").unwrap().clone();
    let codes = storectl_model::LANGUAGES
        .iter()
        .flat_map(|(_, codes)| codes.iter())
        .map(|it| it.to_lowercase());
    let codes: Vec<String> = codes
        .filter(|it| it != "en-us" && it != "de-de")
        .take(248)
        .collect();
    for code in &codes {
        product.listings.push(storectl_sandbox::Listing {
            language: code.clone(),
            ..model.clone()
        });
    }
    store.sandbox.put_product(product.clone());

    let last = codes.last().unwrap();
    let text = "Gears now turn both ways and the search finds them.";
    let workplace = Workplace::at(
        &store,
        &format!("listings:\n  {last}: {{ whatsNew: {text} }}\n"),
    );
    let plan = workplace
        .run(&["plan", "--format", "json", "--detailed-exitcode"])
        .exits(2)
        .json();
    assert_eq!(plan["summary"]["change"], 1);
    assert_eq!(plan["products"][0]["changes"].as_array().unwrap().len(), 1);
    assert_eq!(
        plan["products"][0]["changes"][0]["address"],
        format!("listings.{last}.whatsNew")
    );

    workplace.run(&apply(&[])).exits(0);
    product
        .listings
        .iter_mut()
        .find(|it| it.language == *last)
        .unwrap()
        .fields
        .insert("whatsNew".into(), text.into());
    assert_eq!(store.product().listings, product.listings);
}
