//! What a good manifest becomes: desired state, and the place of every part of it.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod support;

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;

use storectl_manifest::{
    Checked, Document, Files, Precedence, UnusedExplicit, Variables, catalogue, check, read,
};
use storectl_model::{Field, ListingIntent, MARKETS};
use support::{judge, render, samples};

const HEAD: &str = "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\n";

fn checked_with(body: &str, vars: &Variables, texts: &[(&str, &str)]) -> Checked {
    let document = read("store/storectl.yaml", format!("{HEAD}{body}").as_bytes()).unwrap();
    let mut files = support::files(&document, vars, Path::new("nowhere"));
    for (path, text) in texts {
        files
            .texts
            .insert((*path).to_owned(), Ok((*text).to_owned()));
    }
    check(&document, &files, vars)
}

fn checked(body: &str) -> Checked {
    checked_with(body, &Variables::default(), &[])
}

fn listing(checked: &Checked, language: &str) -> storectl_model::DesiredListing {
    let product = checked.product.clone().unwrap();
    match &product.listings[&language.parse().unwrap()] {
        ListingIntent::Present(listing) => (**listing).clone(),
        ListingIntent::Removed => panic!("{language} is removed"),
    }
}

fn place(checked: &Checked, pointer: &str) -> String {
    checked.sources.locate(pointer).unwrap().short()
}

#[test]
fn the_manifest_of_the_contract_becomes_this_product() {
    let path = samples("valid")
        .into_iter()
        .find(|it| it.ends_with("contract.yaml"))
        .unwrap();
    insta::assert_debug_snapshot!(judge(&path).unwrap().product.unwrap());
}

#[test]
fn the_manifest_of_the_contract_names_these_files() {
    let path = samples("valid")
        .into_iter()
        .find(|it| it.ends_with("contract.yaml"))
        .unwrap();
    let document = read("storectl.yaml", &fs::read(path).unwrap()).unwrap();
    let named = document.file_references(&Variables::default());
    let named: Vec<_> = named
        .iter()
        .map(|it| (it.pointer.as_str(), it.path.as_str()))
        .collect();
    assert_eq!(
        named,
        [
            ("/listings/en-us/description/file", "texts/description.md"),
            (
                "/listings/en-us/additionalLicenseTerms/file",
                "texts/license.txt"
            ),
            ("/listings/en-us/screenshots/0", "images/1366x768.png"),
            ("/listings/en-us/screenshots/1", "images/1920x1080.png"),
            ("/listings/en-us/storeLogos/0", "images/2160x2160.png"),
        ]
    );
}

#[test]
fn absent_keeps_null_clears_and_a_value_sets() {
    let it = checked("properties: { website: null, supportContactInfo: a@b.co }\n");
    let properties = it.product.unwrap().properties;
    assert_eq!(properties.certification_notes, Field::Absent);
    assert_eq!(properties.website, Field::Clear);
    assert_eq!(
        properties.support_contact_info,
        Field::Set("a@b.co".to_owned())
    );
}

#[test]
fn norway_is_a_market_and_all_are_all() {
    let markets = |body: &str| checked(body).product.unwrap().availability.markets;
    assert!(
        markets("availability: { markets: [NO] }\n")
            .set()
            .unwrap()
            .contains("NO")
    );
    assert_eq!(
        markets("availability: { markets: all }\n")
            .set()
            .unwrap()
            .len(),
        MARKETS.len()
    );
    let most = markets("availability: { markets: { allExcept: [CN, RU] } }\n");
    assert_eq!(most.set().unwrap().len(), MARKETS.len() - 2);
}

#[test]
fn defaults_lie_under_each_listing_that_stays_and_are_found_where_they_stand() {
    let it = checked(
        "listingDefaults: { copyright: Contoso, screenshots: [1366x768.png], developedBy: Contoso Ltd }\n\
         listings:\n  en-us: { copyright: Other, developedBy: null }\n  fr-fr: {}\n  de-de: null\n",
    );
    let english = listing(&it, "EN-US");
    assert_eq!(english.copyright, Field::Set("Other".to_owned()));
    assert_eq!(english.developed_by, Field::Clear);
    assert_eq!(english.screenshots.set().unwrap().len(), 1);
    assert_eq!(
        listing(&it, "fr-fr").copyright,
        Field::Set("Contoso".to_owned())
    );
    assert_eq!(
        it.product.as_ref().unwrap().listings[&"de-de".parse().unwrap()],
        ListingIntent::Removed
    );
    assert_eq!(
        place(&it, "/listings/en-us/copyright"),
        "store/storectl.yaml:5:23"
    );
    assert_eq!(
        place(&it, "/listings/fr-fr/copyright"),
        "store/storectl.yaml:3:31"
    );
    assert_eq!(
        place(&it, "/listings/fr-fr/screenshots/0"),
        "store/storectl.yaml:3:54"
    );
    assert_eq!(
        place(&it, "/listings/fr-fr/description"),
        "store/storectl.yaml:6:3"
    );
    assert_eq!(
        place(&it, "/listings/it-it/description"),
        "store/storectl.yaml:4:1"
    );
}

#[test]
fn a_text_file_is_read_without_its_final_newline_and_found_at_its_first_line() {
    let body = "listings: { en-us: { description: { file: texts/d.md } } }\n";
    let it = checked_with(
        body,
        &Variables::default(),
        &[("texts/d.md", "one\r\n\r\ntwo  \r\n\r\n")],
    );
    assert_eq!(
        listing(&it, "en-us").description,
        Field::Set("one\n\ntwo  \n".to_owned())
    );
    assert_eq!(
        place(&it, "/listings/en-us/description"),
        "store/texts/d.md:1:1"
    );
}

#[test]
fn inline_texts_keep_what_yaml_says_spaces_included() {
    let it = checked(
        "listings:\n  en-us:\n    description: |\n      one\n\n      two\n    whatsNew: \"end \"\n",
    );
    assert_eq!(
        listing(&it, "en-us").description,
        Field::Set("one\n\ntwo".to_owned())
    );
    assert_eq!(
        listing(&it, "en-us").whats_new,
        Field::Set("end ".to_owned())
    );
}

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_manifest() {
    let name = |explicit: &[(&str, &str)], environment: &[(&str, &str)]| {
        let map = |it: &[(&str, &str)]| -> BTreeMap<String, String> {
            it.iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect()
        };
        let vars = Variables {
            explicit: map(explicit),
            environment: map(environment),
            ..Variables::default()
        };
        let it = checked_with(
            "vars: { version: a }\nname: ${version} $${version}\n",
            &vars,
            &[],
        );
        it.product.unwrap().name.unwrap()
    };
    assert_eq!(name(&[], &[]), "a ${version}");
    assert_eq!(name(&[], &[("VERSION", "b")]), "b ${version}");
    assert_eq!(
        name(&[("version", "c")], &[("version", "b"), ("unused", "x")]),
        "c ${version}"
    );
}

#[test]
fn a_manifest_of_another_time_takes_a_given_value_only_where_it_has_none() {
    let given = |name: &str, value: &str| BTreeMap::from([(name.to_owned(), value.to_owned())]);
    let of_base = |body: &str, explicit| {
        let vars = Variables {
            explicit,
            environment: given("VERSION", "of environment"),
            unused: UnusedExplicit::Allowed,
            precedence: Precedence::Manifest,
            ..Variables::default()
        };
        checked_with(body, &vars, &[]).product.unwrap().name
    };
    let own = "vars: { version: own }\nname: ${version}\n";
    assert_eq!(of_base(own, given("version", "of flag")).unwrap(), "own");
    let none = "name: ${version}\n";
    assert_eq!(
        of_base(none, given("version", "of flag")).unwrap(),
        "of flag"
    );
    assert_eq!(of_base(none, BTreeMap::new()).unwrap(), "of environment");
}

#[test]
fn a_secret_of_another_time_that_nobody_gives_is_no_fault() {
    let body =
        "vars: { key: { secret: true } }\nproperties: { certificationNotes: \"demo / ${key}\" }\n";
    let of = |precedence| {
        let vars = Variables {
            precedence,
            ..Variables::default()
        };
        checked_with(body, &vars, &[]).product
    };
    assert!(of(Precedence::Given).is_none());
    let secrets = of(Precedence::Manifest).unwrap().secrets;
    let secrets: Vec<String> = secrets.iter().map(ToString::to_string).collect();
    assert_eq!(secrets, ["properties.certificationNotes"]);
}

#[test]
fn paths_take_variables_and_hostile_ones_are_never_asked_for() {
    let body = "vars: { up: /etc, dir: images }\nlistings: { en-us: { screenshots: [\"${dir}/1.png\", \"${up}/1.png\", \"${none}/1.png\"] } }\n";
    let document = read("storectl.yaml", format!("{HEAD}{body}").as_bytes()).unwrap();
    let paths: Vec<String> = document
        .file_references(&Variables::default())
        .into_iter()
        .map(|it| it.path)
        .collect();
    assert_eq!(paths, ["images/1.png"]);
}

#[test]
fn a_file_the_caller_forgot_is_a_diagnostic() {
    let document = read(
        "storectl.yaml",
        format!("{HEAD}listings: {{ en-us: {{ description: {{ file: a.md }} }} }}\n").as_bytes(),
    )
    .unwrap();
    let it = check(&document, &Files::default(), &Variables::default());
    assert_eq!(it.diagnostics[0].code.as_str(), "STC0409");
    assert!(it.product.is_none());
}

#[test]
fn a_flag_used_nowhere_hides_no_other_fault() {
    let vars = Variables {
        explicit: BTreeMap::from([("x".to_owned(), "y".to_owned())]),
        ..Variables::default()
    };
    let it = checked_with("nmae: x\n", &vars, &[]);
    let found: Vec<&str> = it.diagnostics.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(found, ["STC0103", "STC0201"]);
}

#[test]
fn the_examples_of_each_explanation_have_the_fault_and_lack_it() {
    let found = |example: &str| {
        let head = if example.contains("apiVersion") || example.contains("productId") {
            ""
        } else {
            HEAD
        };
        match read("storectl.yaml", format!("{head}{example}").as_bytes()) {
            Err(found) => found,
            Ok(document) => {
                let vars = Variables::default();
                let files = support::files(&document, &vars, Path::new("nowhere"));
                check(&document, &files, &vars).diagnostics
            }
        }
    };
    for it in catalogue() {
        let has = |example: &str| found(example).iter().any(|found| found.code == it.code);
        if let Some(bad) = it.example_bad {
            assert!(has(bad), "{}:\n{bad}{}", it.code, render(&found(bad)));
        }
        if let Some(good) = it.example_good {
            assert!(!has(good), "{}:\n{good}", it.code);
        }
    }
}

#[test]
fn each_finding_is_of_its_explanations_severity() {
    let faults = ["valid", "invalid"]
        .iter()
        .flat_map(|it| samples(it))
        .flat_map(|path| match judge(&path) {
            Ok(checked) => checked.diagnostics,
            Err(found) => found,
        });
    for it in faults {
        let explained = catalogue()
            .iter()
            .find(|known| known.code == it.code)
            .unwrap();
        assert_eq!(it.severity, explained.severity);
        assert!(!it.message.ends_with('.') && it.hint.is_some());
    }
}

#[test]
fn every_key_of_every_sample_is_where_the_document_says() {
    fn walk(document: &Document, value: &Value, at: &str) {
        match value {
            Value::Object(members) => {
                for (key, member) in members {
                    let at = format!("{at}/{key}");
                    let place = document.key_location(&at).unwrap();
                    assert_eq!(place.file.text[place.span].trim_matches('"'), key, "{at}");
                    assert!(document.location(&at).is_some());
                    walk(document, member, &at);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    walk(document, item, &format!("{at}/{index}"));
                }
            }
            Value::String(text) => {
                let place = document.location(at).unwrap();
                let written = &place.file.text[place.span];
                let quoted = written.starts_with(['"', '\'']);
                // A block scalar is shown by its first line.
                let first = text.lines().next().unwrap_or_default();
                assert!(quoted || first.starts_with(written), "{at}: {written}");
                assert!(!written.is_empty());
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    for path in samples("valid") {
        let text = fs::read_to_string(path).unwrap();
        let text = text.trim_start_matches('\u{feff}');
        for before in ["", "# é 日本 😀\n", "# é 😀\r\n\r\n"] {
            let document = read("m.yaml", format!("{before}{text}").as_bytes()).unwrap();
            walk(&document, document.value(), "");
        }
    }
}

#[test]
fn one_final_line_end_is_ignored_however_the_text_is_written() {
    let written = [
        "whatsNew: |\n      First line\n      Second line\n",
        "whatsNew: \"First line\\nSecond line\\n\"\n",
        "whatsNew: { file: wn.txt }\n",
    ];
    for whats_new in written {
        let body = format!("listings:\n  en-us:\n    {whats_new}");
        let it = checked_with(
            &body,
            &Variables::default(),
            &[("wn.txt", "First line\r\nSecond line\r\n")],
        );
        assert_eq!(
            listing(&it, "en-us").whats_new,
            Field::Set("First line\nSecond line".to_owned()),
            "{whats_new}"
        );
    }
}

#[test]
fn the_language_of_a_listing_is_built_in() {
    let body = "listingDefaults: { whatsNew: { file: \"l/${language}.txt\" }, copyright: \"In ${language}\" }\nlistings: { en-us: {}, de-de: {} }\n";
    let texts = [
        ("l/en-us.txt", "A in ${language}\n"),
        ("l/de-de.txt", "B\n"),
    ];
    let it = checked_with(body, &Variables::default(), &texts);
    let set = |text: &str| Field::Set(text.to_owned());
    assert_eq!(listing(&it, "en-us").whats_new, set("A in en-us"));
    assert_eq!(listing(&it, "de-de").whats_new, set("B"));
    assert_eq!(listing(&it, "de-de").copyright, set("In de-de"));
    assert_eq!(
        place(&it, "/listings/de-de/whatsNew"),
        "store/l/de-de.txt:1:1"
    );
    assert_eq!(
        place(&it, "/listings/de-de/copyright"),
        "store/storectl.yaml:3:72"
    );
}

#[test]
fn a_pair_of_surrogates_is_one_character() {
    let json = r#"{"apiVersion":"storectl/v1","productId":"3e31a9f9-84e8-4d2d-9eba-487878d02ebf","listings":{"en-us":{"whatsNew":"json works \ud83d\ude00 and \/ slash"}}}"#;
    let document = read("storectl.yaml", json.as_bytes()).unwrap();
    let it = check(&document, &Files::default(), &Variables::default());
    assert_eq!(
        listing(&it, "en-us").whats_new,
        Field::Set("json works 😀 and / slash".to_owned())
    );
}
