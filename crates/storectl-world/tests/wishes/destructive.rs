//! What loses something, at its borders (design.md §6), and what equals what.

use serde_json::{Value, json};
use storectl_sandbox::{Listing, Product};
use storectl_world::{
    content::{Content, of_product},
    wish::{destructive, losses},
};

fn content(values: &Value) -> Content {
    let values = values.as_object().unwrap().clone();
    values.into_iter().collect()
}

/// The classes of a change of one value; null where there is none.
fn classes(address: &str, before: &Value, after: &Value) -> Vec<&'static str> {
    let side = |value: &Value| {
        let mut side = content(&json!({ address: value }));
        side.retain(|_, value| !value.is_null());
        side
    };
    let found = destructive(&side(before), &side(after));
    found.into_iter().map(|(class, _)| class).collect()
}

#[test]
fn texts_are_guarded_from_200_characters_and_more_than_half() {
    let text = |length: usize| json!("ä".repeat(length));
    let cases = [
        (200, 100, vec![]),
        (200, 99, vec!["text-shrunk"]),
        (199, 1, vec![]),
        (201, 100, vec!["text-shrunk"]),
    ];
    for (before, after, expected) in cases {
        let (before, after) = (text(before), text(after));
        for address in ["properties.website", "availability.anything"] {
            assert_eq!(classes(address, &before, &after), expected);
        }
        for address in ["properties.certificationNotes", "properties.subcategory"] {
            assert_eq!(classes(address, &before, &after), [""; 0]);
            assert_eq!(classes(address, &before, &Value::Null), [""; 0]);
        }
    }
    let cleared = classes("properties.website", &text(1), &Value::Null);
    assert_eq!(cleared, ["text-cleared"]);
}

#[test]
fn what_is_new_or_grows_loses_nothing() {
    let (us, both) = (json!(["US"]), json!(["DE", "US"]));
    assert_eq!(classes("availability.markets", &us, &both), [""; 0]);
    assert_eq!(
        classes("availability.markets", &both, &us),
        ["market-removed"]
    );
    let (free, paid) = (json!("FREE"), json!("PAID"));
    assert_eq!(
        classes("availability.pricing", &Value::Null, &paid),
        [""; 0]
    );
    assert_eq!(
        classes("availability.pricing", &free, &paid),
        ["pricing-changed"]
    );
    let policy = json!("https://contoso.com/privacy");
    let other = json!("https://contoso.com/policy");
    let address = "properties.privacyPolicyUrl";
    assert_eq!(classes(address, &policy, &other), [""; 0]);
    assert_eq!(
        classes(address, &policy, &Value::Null),
        ["privacy-policy-cleared"]
    );
}

#[test]
fn a_language_that_goes_is_one_loss() {
    let before = content(&json!({
        "listings.en-us": true,
        "listings.de-de": true,
        "listings.de-de.description": "Zahnräder",
    }));
    let after = content(&json!({ "listings.en-us": true }));
    let lost = vec![("language-removed", "listings.de-de".to_owned())];
    assert_eq!(destructive(&before, &after), lost);
}

#[test]
fn packages_are_judged_together() {
    let package = |architecture: &str, url: &str| {
        json!({
            "packageUrl": format!("https://{url}/setup.exe"),
            "packageType": "exe",
            "architectures": [architecture],
            "languages": ["en-us"],
        })
    };
    let (old, arm) = (
        package("X64", "a.com/1.2.0"),
        package("Arm64", "a.com/1.2.0"),
    );
    let cases = [
        (package("X64", "a.com/1.10.0"), vec![]),
        (package("X64", "a.com/1.2"), vec![]),
        (package("X64", "a.com/1.1.9"), vec!["version-lowered"]),
        (
            package("X64", "b.com/1.2.0"),
            vec!["installer-host-changed"],
        ),
        (
            package("X86", "a.com/1.2.0"),
            vec!["architecture-uncovered"],
        ),
    ];
    for (new, expected) in cases {
        assert_eq!(classes("packages", &json!([old]), &json!([new])), expected);
    }
    let gone = classes("packages", &json!([old, arm]), &json!([old]));
    assert_eq!(gone, ["architecture-uncovered", "package-removed"]);
    let joined = classes("packages", &json!([old]), &json!([old, arm]));
    assert_eq!(joined, [""; 0]);
}

/// What goes and what comes where packages change.
fn lost(before: &Value, after: &Value) -> Vec<(&'static str, Value, Value)> {
    let side = |it: &Value| content(&json!({ "packages": it }));
    let lost = losses(&side(before), &side(after));
    let lost = lost.into_iter().map(|it| (it.class, it.goes, it.comes));
    lost.collect()
}

#[test]
fn what_a_token_allows_is_what_goes_and_what_comes() {
    let before = content(&json!({
        "availability.pricing": "FREE",
        "listings.de-de": true,
        "listings.de-de.description": "Zahnräder",
        "listings.de-de.whatsNew": "Neu",
    }));
    let after = content(&json!({ "availability.pricing": "PAID" }));
    let found = losses(&before, &after).into_iter();
    let found: Vec<_> = found.map(|it| (it.address, it.goes, it.comes)).collect();
    let language = json!({
        "listings.de-de.description": "Zahnräder",
        "listings.de-de.whatsNew": "Neu",
    });
    let expected = [
        ("availability.pricing", json!("FREE"), json!("PAID")),
        ("listings.de-de", language, Value::Null),
    ];
    let expected = expected.map(|(address, goes, comes)| (address.to_owned(), goes, comes));
    assert_eq!(found, expected);

    let package = |architecture: &str, url: &str| {
        json!({
            "packageUrl": format!("https://{url}/setup.exe"),
            "packageType": "exe",
            "architectures": [architecture],
        })
    };
    let old = package("X64", "a.com/1.2");
    // The host is what is allowed, not one version's address.
    let other_host = lost(&json!([old]), &json!([package("X64", "b.com/1.3")]));
    let class = "installer-host-changed";
    assert_eq!(other_host, [(class, json!("a.com"), json!("b.com"))]);
    let removed = lost(&json!([old, package("X86", "a.com/1.2")]), &json!([old]));
    let gone = package("X86", "a.com/1.2");
    let none = json!([]);
    assert_eq!(
        removed,
        [
            ("package-removed", gone.clone(), none.clone()),
            ("architecture-uncovered", gone, none),
        ]
    );
}

#[test]
fn equal_is_equal() {
    let mut one = Product::empty("one");
    let mut other = one.clone();
    let mut listing = Listing::empty("pt-br");
    listing
        .fields
        .insert("description".to_owned(), json!("a\r\nb\r\n"));
    one.listings.push(listing);
    let mut listing = Listing::empty("pt-BR");
    listing
        .fields
        .insert("description".to_owned(), json!("a\nb"));
    listing.fields.insert("whatsNew".to_owned(), json!(""));
    other.listings.push(listing);
    one.availability
        .insert("markets".to_owned(), json!(["US", "DE"]));
    other
        .availability
        .insert("markets".to_owned(), json!(["DE", "US"]));
    // The service answers all items, off.
    other
        .properties
        .insert("isSystemFeatureRequired".to_owned(), json!([]));
    assert_eq!(of_product(&one), of_product(&other));
    let listing = other.listings.first_mut().unwrap();
    listing
        .fields
        .insert("description".to_owned(), json!("a\nb "));
    assert_ne!(of_product(&one), of_product(&other));
}
