//! Each kind of field changes its own line, or its own file.

use serde_json::{Value, json};
use storectl_sandbox::Product;

use super::{set, updated};
use crate::support::Store;

type Drift = fn(&mut Product);

#[test]
fn each_kind_of_field_changes_its_own_lines_and_nothing_else() {
    let cases: &[(Drift, &str)] = &[
        (
            |it| {
                it.properties
                    .insert("supportContactInfo".to_owned(), "help@contoso.com".into());
            },
            "-  supportContactInfo: support@contoso.com
+  supportContactInfo: help@contoso.com",
        ),
        // Cleared: it stays managed.
        (
            |it| {
                it.properties.insert("website".to_owned(), "".into());
            },
            "-  website: https://www.contoso.com
+  website: null",
        ),
        (
            |it| {
                it.availability
                    .insert("enableInFutureMarkets".to_owned(), false.into());
            },
            "-  enableInFutureMarkets: true
+  enableInFutureMarkets: false",
        ),
        // A set keeps its order.
        (
            |it| {
                let markets = json!(["CA", "FR", "NO", "US"]);
                it.availability.insert("markets".to_owned(), markets);
            },
            "-  markets: [\"NO\", US, DE, CA]   # Norway first: it pays
+  markets: [\"NO\", US, CA, FR]   # Norway first: it pays",
        ),
        (
            |it| {
                let declarations = it.properties.get_mut("productDeclarations").unwrap();
                declarations["penAndInkSupport"] = true.into();
            },
            "-  productDeclarations: { accessibilitySupport: false, penAndInkSupport: false }   # asked every year
+  productDeclarations: { accessibilitySupport: false, penAndInkSupport: true }   # asked every year",
        ),
        (
            |it| flag(it, "Touch", false),
            "-    - { hardwareItemType: Touch, isRequired: true }   # since 1.0
+    - { hardwareItemType: Touch, isRequired: false }   # since 1.0",
        ),
        (
            |it| set(it, "en-us", "shortDescription", "Gears for ${all} \"of\" you"),
            "-    shortDescription: Gears for everyone
+    shortDescription: Gears for $${all} \"of\" you",
        ),
        (
            |it| set(it, "en-us", "searchTerms", json!(["gears", "cogs", "workshop inventory"])),
            "-    searchTerms: [widgets, gears, workshop inventory]   # at most seven
+    searchTerms: [gears, cogs, workshop inventory]   # at most seven",
        ),
        (
            |it| {
                let features = json!(["Counts gears as you add them", "Sells what is left"]);
                set(it, "en-us", "productFeatures", features);
            },
            "-      - Orders what runs out
+      - Sells what is left",
        ),
        // A default of two languages, of which one differs now.
        (
            |it| set(it, "de-de", "copyright", "© Contoso GmbH"),
            "+    copyright: © Contoso GmbH",
        ),
        // A default that both languages have lost.
        (
            |it| {
                set(it, "de-de", "developedBy", "Fabrikam");
                set(it, "en-us", "developedBy", "Fabrikam");
            },
            "-  developedBy: Contoso Ltd
+  developedBy: Fabrikam",
        ),
        // A text in a file.
        (
            |it| set(it, "de-de", "description", "Zahnräder.\r\n\r\nFür alle."),
            "-Contoso Widgets hält jedes Zahnrad Ihrer Werkstatt an einem Ort.
+Zahnräder.
-Planen, zählen und bestellen Sie, ohne vom Schreibtisch aufzustehen.
+Für alle.",
        ),
    ];
    for (change, lines) in cases {
        let (_, run, changed) = updated(&Store::start(), change);
        assert_eq!(changed, *lines, "{}", run.stderr);
        for line in changed.lines() {
            assert!(run.stdout.contains(line), "{}", run.stdout);
        }
        assert!(
            run.stderr.contains("updated 1 of 1 manifest"),
            "{}",
            run.stderr
        );
    }
}

/// Sets whether the product requires a feature of the hardware.
fn flag(product: &mut Product, kind: &str, is_required: bool) {
    let features = product.properties["isSystemFeatureRequired"].as_array();
    let mut features = features.unwrap().clone();
    let feature = features
        .iter_mut()
        .find(|it| it["hardwareItemType"] == kind);
    feature.unwrap()["isRequired"] = is_required.into();
    product
        .properties
        .insert("isSystemFeatureRequired".to_owned(), Value::Array(features));
}
