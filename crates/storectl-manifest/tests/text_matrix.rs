//! Languages × texts: what each listing says, against a count by hand.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use storectl_manifest::{
    Files, ListingText, PresentText, SourceMap, TextCell, TextGap, TextMatrix, TextOrigin,
    Variables, check, read,
};
use storectl_model::{DesiredProduct, LanguageTag, RemoteListing};

/// What a manifest says, and where.
struct Manifest {
    product: DesiredProduct,
    sources: SourceMap,
}

impl Manifest {
    fn read(defaults: &Value, listings: &Value) -> Self {
        let vars = json!({ "word": { "secret": true }, "plain": "x" });
        let manifest = json!({
            "apiVersion": "storectl/v1",
            "productId": "3e31a9f9-84e8-4d2d-9eba-487878d02ebf",
            "vars": vars,
            "name": "${plain}",
            "properties": { "certificationNotes": "${word}" },
            "listingDefaults": defaults,
            "listings": listings,
        });
        let document = read("storectl.yaml", manifest.to_string().as_bytes()).unwrap();
        let vars = Variables {
            environment: [("word".to_owned(), "hunter2-hunter2".to_owned())].into(),
            ..Variables::default()
        };
        let checked = check(&document, &Files::default(), &vars);
        let product = checked.product;
        Self {
            product: product.unwrap_or_else(|| panic!("{:?}", checked.diagnostics)),
            sources: checked.sources,
        }
    }

    fn matrix(&self) -> TextMatrix {
        TextMatrix::of_manifest(&self.product, &self.sources)
    }

    fn with_store(&self, listing: &RemoteListing) -> TextMatrix {
        TextMatrix::of_outcome(&self.product, &self.sources, |_| Some(listing))
    }
}

fn tag(code: &str) -> LanguageTag {
    code.parse().unwrap()
}

#[track_caller]
fn cell(matrix: &TextMatrix, language: &str, field: ListingText) -> TextCell {
    let mut rows = matrix.rows().iter();
    let row = rows.find(|it| it.language.as_str() == language).unwrap();
    row.cell(field).clone()
}

fn present(origin: TextOrigin, length: usize) -> TextCell {
    TextCell::Present(PresentText {
        origin,
        length: Some(length),
        identical_to: None,
    })
}

const NEWS: &str = "Gears turn both ways now and much faster than before.";

#[test]
fn each_text_is_of_the_listing_of_the_defaults_cleared_or_absent() {
    let matrix = Manifest::read(
        &json!({ "copyright": "© Contoso", "developedBy": "Contoso" }),
        &json!({
            "en-us": { "description": "Gears 🙂", "developedBy": null },
            "de-de": { "copyright": "© Contoso GmbH" },
            "ja-jp": null,
        }),
    )
    .matrix();
    let languages: Vec<&str> = matrix
        .rows()
        .iter()
        .map(|it| it.language.as_str())
        .collect();
    assert_eq!(languages, ["en-us", "de-de"]);
    for (language, field, found) in [
        (
            "en-us",
            ListingText::Description,
            present(TextOrigin::Listing, 7),
        ),
        ("de-de", ListingText::Description, TextCell::Absent),
        (
            "en-us",
            ListingText::Copyright,
            present(TextOrigin::Defaults, 9),
        ),
        (
            "de-de",
            ListingText::Copyright,
            present(TextOrigin::Listing, 14),
        ),
        ("en-us", ListingText::DevelopedBy, TextCell::Cleared),
        (
            "de-de",
            ListingText::DevelopedBy,
            present(TextOrigin::Defaults, 7),
        ),
    ] {
        assert_eq!(
            cell(&matrix, language, field),
            found,
            "{language} {field:?}"
        );
    }
    let fields: Vec<_> = matrix.fields().map(ListingText::as_str).collect();
    assert_eq!(fields, ["description", "copyright", "developedBy"]);
}

#[test]
fn lists_count_their_items_and_requirements_their_texts() {
    let matrix = Manifest::read(
        &json!({}),
        &json!({ "en-us": {
            "searchTerms": ["one gear", "two"],
            "requirements": [
                { "minimumHardware": "Pentium", "recommendedHardware": "Core" },
                { "minimumHardware": "Mouse" },
            ],
        }}),
    )
    .matrix();
    assert_eq!(
        cell(&matrix, "en-us", ListingText::SearchTerms),
        present(TextOrigin::Listing, 2)
    );
    assert_eq!(
        cell(&matrix, "en-us", ListingText::Requirements),
        present(TextOrigin::Listing, 3)
    );
}

#[test]
fn what_the_manifest_does_not_manage_and_the_store_has_is_present() {
    let stored = RemoteListing {
        description: Some("Gears\r\n".to_owned()),
        whats_new: Some(String::new()),
        copyright: Some("theirs".to_owned()),
        // As the service answers where there are fewer.
        product_features: vec!["one".to_owned(), String::new(), String::new()],
        requirements: vec![Map::new()],
        ..RemoteListing::default()
    };
    let matrix =
        Manifest::read(&json!({}), &json!({ "en-us": { "copyright": null } })).with_store(&stored);
    for (field, found) in [
        (ListingText::Description, present(TextOrigin::Store, 5)),
        (ListingText::ProductFeatures, present(TextOrigin::Store, 1)),
        (ListingText::WhatsNew, TextCell::Absent),
        (ListingText::Requirements, TextCell::Absent),
        (ListingText::Copyright, TextCell::Cleared),
    ] {
        assert_eq!(cell(&matrix, "en-us", field), found, "{field:?}");
    }
}

#[test]
fn what_a_run_leaves_out_is_what_the_store_has() {
    let mut manifest = Manifest::read(
        &json!({}),
        &json!({ "en-us": { "whatsNew": "mine", "copyright": "mine" } }),
    );
    let only = vec!["listings.*.whatsNew".parse().unwrap()];
    manifest.product = manifest.product.only(only);
    let stored = RemoteListing {
        copyright: Some("theirs!".to_owned()),
        ..RemoteListing::default()
    };
    let matrix = manifest.with_store(&stored);
    assert_eq!(
        cell(&matrix, "en-us", ListingText::WhatsNew),
        present(TextOrigin::Listing, 4)
    );
    assert_eq!(
        cell(&matrix, "en-us", ListingText::Copyright),
        present(TextOrigin::Store, 7)
    );
}

#[test]
fn a_language_that_the_outcome_lacks_has_no_row() {
    let manifest = Manifest::read(&json!({}), &json!({ "en-us": {}, "de-de": {} }));
    let listing = RemoteListing::default();
    let matrix = TextMatrix::of_outcome(&manifest.product, &manifest.sources, |language| {
        (language.as_str() == "de-de").then_some(&listing)
    });
    assert_eq!(matrix.rows().len(), 1);
}

#[test]
fn a_text_that_is_another_languages_names_it_across_manifest_and_store() {
    let stored = RemoteListing {
        whats_new: Some(NEWS.to_owned()),
        ..RemoteListing::default()
    };
    let matrix = Manifest::read(
        &json!({}),
        &json!({ "fr-fr": { "whatsNew": NEWS }, "en-us": {}, "fr-ca": {}, "de-de": { "whatsNew": "neu" } }),
    )
    .with_store(&stored);
    let original = |language| match cell(&matrix, language, ListingText::WhatsNew) {
        TextCell::Present(text) => text.identical_to,
        other => panic!("{other:?}"),
    };
    assert_eq!(original("fr-fr"), None);
    assert_eq!(original("en-us"), Some(tag("fr-fr")));
    assert_eq!(original("fr-ca"), None, "the same primary language");
    assert_eq!(original("de-de"), None);
}

#[test]
fn of_a_text_that_holds_a_secret_no_length_is_told() {
    let matrix = Manifest::read(
        &json!({ "copyright": "by ${word}" }),
        &json!({ "en-us": { "shortDescription": "Gears, ${plain}" } }),
    )
    .with_store(&RemoteListing {
        // By somebody else's hand.
        description: Some("use hunter2-hunter2 to sign in".to_owned()),
        ..RemoteListing::default()
    });
    for (field, is_told) in [
        (ListingText::Copyright, false),
        (ListingText::Description, false),
        (ListingText::ShortDescription, true),
    ] {
        match cell(&matrix, "en-us", field) {
            TextCell::Present(text) => assert_eq!(text.length.is_some(), is_told, "{field:?}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_text_that_most_languages_have_is_missing_in_the_others_unless_they_clear_it() {
    let full = json!({ "whatsNew": "new", "copyright": "c", "contactInfo": "us" });
    let matrix = Manifest::read(
        &json!({}),
        &json!({
            "en-us": full, "fr-fr": full, "es-es": full, "it-it": { "contactInfo": "us" },
            "de-de": { "contactInfo": null, "sortTitle": "Gears" },
        }),
    )
    .matrix();
    let (it, de) = (tag("it-it"), tag("de-de"));
    assert_eq!(
        matrix.gaps(),
        [TextGap {
            fields: vec![ListingText::WhatsNew, ListingText::Copyright],
            missing: vec![&it, &de],
            present: 3,
        }]
    );
}

/// Languages in an order that is neither theirs nor the alphabet's; some share a primary language.
const LANGUAGES: [&str; 6] = ["fr-fr", "en-us", "fr-ca", "de-de", "en-gb", "ar-sa"];

/// What a field may say: nothing, `null`, or one of a few texts.
fn said(may_be_null: bool) -> impl Strategy<Value = Option<Value>> {
    let long = format!("{NEWS} 🙂");
    prop_oneof![
        2 => Just(None),
        1 => Just(may_be_null.then_some(Value::Null)),
        4 => prop::sample::select(vec!["Gears".to_owned(), "🙂".to_owned(), NEWS.to_owned(), long])
            .prop_map(|it| Some(Value::from(it))),
    ]
}

fn listing() -> impl Strategy<Value = Map<String, Value>> {
    let texts = (said(false), said(true), said(true), said(true));
    texts.prop_map(|(description, short, news, copyright)| {
        let members = [
            ("description", description),
            ("shortDescription", short),
            ("whatsNew", news),
            ("copyright", copyright),
        ];
        let said = members
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), value?)));
        said.collect()
    })
}

/// Says of one cell what the rules say, by looking at everything again.
fn by_hand(
    defaults: &Map<String, Value>,
    listings: &[(&str, Map<String, Value>)],
    at: usize,
    field: ListingText,
) -> TextCell {
    let name = field.as_str();
    let own = |at: usize| listings[at].1.get(name);
    let (value, origin) = match (own(at), defaults.get(name)) {
        (Some(own), _) => (own, TextOrigin::Listing),
        (None, Some(default)) => (default, TextOrigin::Defaults),
        (None, None) => return TextCell::Absent,
    };
    let Some(text) = value.as_str() else {
        return TextCell::Cleared;
    };
    let is_compared =
        origin == TextOrigin::Listing && name != "copyright" && text.chars().count() >= 40;
    let first = (0..at).find(|it| is_compared && own(*it) == Some(value));
    let primary = |at: usize| listings[at].0.split('-').next();
    let first = first.filter(|it| primary(*it) != primary(at));
    TextCell::Present(PresentText {
        origin,
        length: Some(text.chars().count()),
        identical_to: first.map(|it| tag(listings[it].0)),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_matrix_is_what_a_count_by_hand_gives(
        defaults in listing(),
        listings in prop::collection::vec(listing(), LANGUAGES.len()),
        count in 1..=LANGUAGES.len(),
    ) {
        let listings: Vec<_> = LANGUAGES.into_iter().zip(listings).take(count).collect();
        let members: Map<String, Value> = listings
            .iter()
            .map(|(language, it)| ((*language).to_owned(), Value::Object(it.clone())))
            .collect();
        let matrix = Manifest::read(&Value::Object(defaults.clone()), &Value::Object(members)).matrix();
        prop_assert_eq!(matrix.rows().len(), count);
        for (at, row) in matrix.rows().iter().enumerate() {
            prop_assert_eq!(row.language.as_str(), listings[at].0);
            for (field, cell) in row.cells() {
                prop_assert_eq!(cell, &by_hand(&defaults, &listings, at, field));
            }
        }
    }

    /// One fact, one form: the rule that warns and the matrix that shows never differ.
    #[test]
    fn a_warning_of_an_untranslated_text_stands_in_the_matrix_and_the_other_way_round(
        listings in prop::collection::vec(listing(), LANGUAGES.len()),
    ) {
        let members: Map<String, Value> = LANGUAGES
            .into_iter()
            .zip(listings)
            .map(|(language, it)| (language.to_owned(), Value::Object(it)))
            .collect();
        let document = json!({
            "apiVersion": "storectl/v1",
            "productId": "3e31a9f9-84e8-4d2d-9eba-487878d02ebf",
            "listings": members,
        });
        let document = read("storectl.yaml", document.to_string().as_bytes()).unwrap();
        let checked = check(&document, &Files::default(), &Variables::default());
        let warned = checked.diagnostics.iter().filter(|it| it.code.as_str() == "STC0609");
        let mut warned: Vec<String> = warned.map(|it| it.pointer.clone()).collect();
        let matrix = TextMatrix::of_manifest(&checked.product.unwrap(), &checked.sources);
        let mut shown = Vec::new();
        for row in matrix.rows() {
            for (field, cell) in row.cells() {
                if let TextCell::Present(PresentText { identical_to: Some(_), .. }) = cell {
                    shown.push(format!("/listings/{}/{}", row.language, field.as_str()));
                }
            }
        }
        warned.sort();
        shown.sort();
        prop_assert_eq!(warned, shown);
    }
}
