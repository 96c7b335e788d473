//! Languages × texts: folded in Markdown, complete in JSON, a line in text.

use insta::assert_snapshot;
use serde_json::json;
use storectl_manifest::TextMatrix;
use storectl_report::{
    Command, Counts, DiagnosticsView, Foreign, ManifestTexts, Output, ProductView, Verbosity,
};

use crate::fixtures::{self, Fixture, MANIFEST, PRODUCT, matrix};

/// What a comment may have, with room below GitHub's 65,536.
const LIMIT: usize = 60_000;

/// Three languages: one lacks the news, one has another's.
const THREE: &str = "\
listingDefaults: { copyright: © Contoso }
listings:
  fr-fr: { shortDescription: Des engrenages pour tous, whatsNew: Gears turn both ways now and much faster than before }
  en-us: { shortDescription: Gears for everyone, whatsNew: Gears turn both ways now and much faster than before, searchTerms: [a, b] }
  de-de: { shortDescription: Zahnräder für alle, copyright: null }
";

/// What `validate` finds in a manifest of any name.
pub(crate) fn validated_of<'a>(manifest: Foreign<'a>, matrix: &'a TextMatrix) -> Output<'a> {
    let texts = ManifestTexts {
        manifest,
        in_repository: manifest,
        product_id: manifest,
        matrix,
    };
    Output::Diagnostics(DiagnosticsView {
        command: Command::Validate,
        shard: None,
        manifests: 2,
        products: Vec::new(),
        diagnostics: &[],
        unlisted: Counts::default(),
        localization: vec![texts.clone(), texts],
        names: std::collections::BTreeMap::new(),
        error: None,
    })
}

fn texts(matrix: &TextMatrix) -> ManifestTexts<'_> {
    ManifestTexts {
        manifest: Foreign::new(MANIFEST),
        in_repository: Foreign::new(MANIFEST),
        product_id: Foreign::new(PRODUCT),
        matrix,
    }
}

fn validated(matrices: &[TextMatrix]) -> Output<'_> {
    Output::Diagnostics(DiagnosticsView {
        command: Command::Validate,
        shard: None,
        manifests: matrices.len(),
        products: Vec::new(),
        diagnostics: &[],
        unlisted: Counts::default(),
        localization: matrices.iter().map(texts).collect(),
        names: std::collections::BTreeMap::new(),
        error: None,
    })
}

fn planned<'a>(fixture: &'a Fixture, matrix: &TextMatrix) -> ProductView<'a> {
    ProductView {
        localization: Some(matrix.clone()),
        ..fixture.product()
    }
}

fn plan(products: Vec<ProductView<'_>>) -> Output<'_> {
    Output::Plan(fixtures::view(products))
}

#[test]
fn validate_says_in_one_line_what_most_languages_have() {
    let three = [matrix(THREE)];
    assert_snapshot!(fixtures::text(&validated(&three), Verbosity::Normal), @r#"
        note: de-de has no whatsNew; 2 of 3 languages do
        1 manifest: no errors, no warnings
        "#);
    let brief = fixtures::text(&validated(&three), Verbosity::Brief);
    assert_eq!(brief, "1 manifest: no errors, no warnings\n");
}

#[test]
fn of_several_manifests_the_line_names_the_manifest() {
    let several = [matrix(THREE), matrix("listings: { en-us: {} }\n")];
    let text = fixtures::text(&validated(&several), Verbosity::Normal);
    let line = format!("note: {MANIFEST}: de-de has no whatsNew; 2 of 3 languages do\n");
    assert!(text.starts_with(&line), "{text}");
}

#[test]
fn asked_for_more_the_text_is_the_whole_table() {
    assert_snapshot!(fixtures::text(&validated(&[matrix(THREE)]), Verbosity::Full), @r#"
        Texts by language: 3 languages, 1 text missing, 1 text identical
                 shortDescription  whatsNew          searchTerms  copyright
          fr-fr  24/1,000          52/1,500          —            9/200 ↓
          en-us  18/1,000          52/1,500 = fr-fr  2/7          9/200 ↓
          de-de  18/1,000          —                 —            cleared
          — none · ↓ from listingDefaults · = the same text as
        note: de-de has no whatsNew; 2 of 3 languages do
        1 manifest: no errors, no warnings
        "#);
}

#[test]
fn markdown_folds_the_table() {
    assert_snapshot!(fixtures::markdown(&validated(&[matrix(THREE)])), @r#"
        <!-- storectl:validate v=1 product= hash= -->
        ✅ 1 manifest: no errors, no warnings.

        <details><summary><b>Texts by language</b>: 3 languages, 1 text missing, 1 text identical</summary>

        - note: `de-de` has no whatsNew; 2 of 3 languages do

        |  | shortDescription | whatsNew | searchTerms | copyright |
        | --- | --: | --: | --: | --: |
        | `fr-fr` | 24/1,000 | 52/1,500 | — | 9/200 ↓ |
        | `en-us` | 18/1,000 | 52/1,500 = `fr-fr` | 2/7 | 9/200 ↓ |
        | `de-de` | 18/1,000 | — | — | cleared |

        `—` none · `↓` from listingDefaults · `=` the same text as

        </details>
        "#);
}

#[test]
fn json_carries_every_text_of_every_language() {
    let document = fixtures::document(&validated(&[matrix(THREE)]));
    let entry = &document["localization"][0];
    assert_eq!(entry["manifest"], MANIFEST);
    assert_eq!(entry["productId"], PRODUCT);
    let texts = &entry["texts"];
    assert_eq!(texts["fields"].as_array().unwrap().len(), 11);
    assert_eq!(texts["fields"][3]["unit"], "items");
    let english = &texts["languages"][1];
    assert_eq!(english["language"], "en-us");
    assert_eq!(english["texts"].as_object().unwrap().len(), 11);
    let german = &texts["languages"][2];
    for (text, expected) in [
        (
            &english["texts"]["whatsNew"],
            json!({ "state": "own", "length": 52, "identicalTo": "fr-fr" }),
        ),
        (
            &english["texts"]["copyright"],
            json!({ "state": "defaults", "length": 9, "identicalTo": null }),
        ),
        (
            &english["texts"]["description"],
            json!({ "state": "absent", "length": null, "identicalTo": null }),
        ),
        (
            &german["texts"]["copyright"],
            json!({ "state": "cleared", "length": null, "identicalTo": null }),
        ),
    ] {
        assert_eq!(*text, expected);
    }
}

#[test]
fn a_single_language_is_nothing_to_compare_for_people() {
    let one = [matrix("listings: { en-us: { whatsNew: Gears } }\n")];
    assert!(!fixtures::markdown(&validated(&one)).contains("Texts by language"));
    for verbosity in [Verbosity::Normal, Verbosity::Full] {
        let text = fixtures::text(&validated(&one), verbosity);
        assert_eq!(text, "1 manifest: no errors, no warnings\n");
    }
    let document = fixtures::document(&validated(&one));
    let texts = &document["localization"][0]["texts"];
    assert_eq!(texts["languages"][0]["texts"]["whatsNew"]["length"], 5);
}

#[test]
fn a_plan_shows_it_where_there_is_something_else_to_say() {
    let (changed, quiet) = (fixtures::texts(), Fixture::unchanged());
    let three = matrix(THREE);
    let line = "  note: de-de has no whatsNew; 2 of 3 languages do\n";
    let text =
        |fixture, verbosity| fixtures::text(&plan(vec![planned(fixture, &three)]), verbosity);
    assert!(text(&changed, Verbosity::Normal).contains(line));
    assert!(!text(&changed, Verbosity::Normal).contains("Texts by language"));
    assert!(text(&changed, Verbosity::Full).contains("  Texts by language: 3 languages"));
    assert!(text(&quiet, Verbosity::Full).contains("  Texts by language: 3 languages"));
    assert!(!text(&quiet, Verbosity::Normal).contains("whatsNew"));
}

#[test]
fn a_plans_markdown_folds_it_and_a_fleets_leaves_it_out_of_products_without_news() {
    let (changed, quiet) = (fixtures::texts(), Fixture::unchanged());
    let three = matrix(THREE);
    let folded = "<details><summary><b>Texts by language</b>";
    let count = |products| fixtures::markdown(&plan(products)).matches(folded).count();
    assert_eq!(count(vec![planned(&changed, &three)]), 1);
    assert_eq!(count(vec![planned(&quiet, &three)]), 1);
    assert_eq!(
        count(vec![planned(&changed, &three), planned(&quiet, &three)]),
        1
    );
    let fleet = plan(vec![planned(&changed, &three), planned(&changed, &three)]);
    let fleet = fixtures::markdown(&fleet);
    assert_eq!(fleet.matches("\n#### Contoso Notes\n").count(), 2);
    assert_eq!(fleet.matches(folded).count(), 2);
}

#[test]
fn a_plans_json_carries_it_and_no_plan_has_none() {
    let changed = fixtures::texts();
    let document = fixtures::document(&plan(vec![planned(&changed, &matrix(THREE))]));
    let texts = &document["products"][0]["localization"];
    assert_eq!(texts["languages"][0]["language"], "fr-fr");
    let document = fixtures::document(&plan(vec![changed.product()]));
    assert!(document["products"][0]["localization"].is_null());
}

/// As many languages as a manifest may have, each with every text; the last lacks one, and the one before has another's.
fn five_hundred() -> TextMatrix {
    let long = "word ".repeat(30);
    let listing = |at: usize| {
        let news = match at {
            0 | 497 => "news: the same in two languages, word for word, by mistake".to_owned(),
            _ => format!("news {at} {long}"),
        };
        let news = if at == 499 {
            String::new()
        } else {
            format!("whatsNew: '{news}', ")
        };
        let language = format!("{}-{at:03}", ["aa", "bb", "cc"][at % 3]);
        format!(
            "  {language}: {{ {news}description: '{at} {long}', shortDescription: '{at} {long}', additionalLicenseTerms: l, \
             copyright: c, developedBy: d, sortTitle: s, contactInfo: x, searchTerms: [a], productFeatures: [f], \
             requirements: [{{ minimumHardware: m }}] }}\n"
        )
    };
    matrix(&format!(
        "listings:\n{}",
        (0..500).map(listing).collect::<String>()
    ))
}

#[test]
fn of_500_languages_a_comment_shows_those_with_something_to_say_and_counts_the_rest() {
    let all = five_hundred();
    assert_eq!(all.rows().len(), 500);
    let text = fixtures::markdown(&validated(std::slice::from_ref(&all)));
    assert!(text.encode_utf16().count() <= LIMIT / 3);
    assert!(
        text.contains("500 languages, 1 text missing, 1 text identical"),
        "{text}"
    );
    for shown in [
        "| `bb-499` |",
        "| `cc-497` |",
        "| `aa-000` |",
        "_and 440 more_",
    ] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    let many: Vec<TextMatrix> = (0..10).map(|_| all.clone()).collect();
    let text = fixtures::markdown(&validated(&many));
    assert!(text.encode_utf16().count() <= LIMIT);
    assert!(text.contains(" more text tables"), "{text}");
    let document = fixtures::document(&validated(&many));
    assert_eq!(document["localization"].as_array().unwrap().len(), 10);
}
