//! A text is edited where it lives.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use storectl_manifest::{
    Change, Edit, EditError, PlacedEdits, UnsetSecrets, Variables, place_edits, read,
};

const MANIFEST: &str = r#"apiVersion: storectl/v1
vars: { version: "1.4.2", notes: notes }
properties:
  certificationNotes: { file: notes.md }
listingDefaults:
  copyright: Contoso
  additionalLicenseTerms: { file: ../shared/terms.txt }
  description: { file: "texts/${language}.md" }
  whatsNew: { file: "${notes}/${version}/${language}.txt" }
listings:
  EN-us:
    shortDescription: { file: ./notes.md }
    copyright: Other
  de-de:
    description: { file: de.md }
    additionalLicenseTerms: null
    shortDescription: { file: "${typo}.txt" }
  ja-jp:
    shortDescription: { file: a/../b.txt }
    sortTitle: { file: b.txt }
  fr-fr: null
"#;

fn placed(edits: &[(&str, Value)]) -> Result<PlacedEdits, EditError> {
    let document = read("store/storectl.yaml", MANIFEST.as_bytes()).unwrap();
    let edits: Vec<Edit> = edits
        .iter()
        .map(|(address, value)| Edit {
            address: address.parse().unwrap(),
            change: Change::Set(value.clone()),
        })
        .collect();
    place_edits(&document, &Variables::default(), &edits)
}

/// Lists what becomes of edits: `ADDRESS=VALUE` in the manifest, `PATH: TEXT` in a file.
fn shown(edits: &[(&str, Value)]) -> Vec<String> {
    let placed = match placed(edits) {
        Ok(placed) => placed,
        Err(error) => return vec![error.to_string()],
    };
    let manifest = placed.manifest.into_iter().map(|it| match it.change {
        Change::Set(value) => format!("{}={value}", it.address),
        Change::Unset => format!("no {}", it.address),
    });
    let files = placed.files.into_iter();
    manifest
        .chain(files.map(|it| format!("{}: {}", it.path, it.text)))
        .collect()
}

#[test]
fn a_text_is_edited_in_its_own_file() {
    for (address, place) in [
        // Named by the field itself.
        ("listings.de-de.description", "de.md: x"),
        // Inherited, for its language as the manifest spells it.
        ("listings.en-us.description", "texts/EN-us.md: x"),
        ("listings.ja-jp.whatsNew", "notes/1.4.2/ja-jp.txt: x"),
    ] {
        assert_eq!(shown(&[(address, json!("x"))]), [place], "{address}");
    }
}

#[test]
fn a_text_that_no_file_holds_is_edited_in_the_manifest() {
    for address in [
        // Written there, or not at all.
        "listings.en-us.copyright",
        "listings.ja-jp.copyright",
        "vars.version",
        "properties.website",
        // Inherited as it is: the language gets its own.
        "listings.de-de.copyright",
        // Cleared.
        "listings.de-de.additionalLicenseTerms",
        // A path that names no file.
        "listings.de-de.shortDescription",
    ] {
        let edit = format!("{address}=\"x\"");
        assert_eq!(shown(&[(address, json!("x"))]), [edit]);
    }
}

#[test]
fn what_is_no_text_is_edited_in_the_manifest() {
    for value in [json!(null), json!({ "file": "other.md" })] {
        let edit = format!("listings.de-de.description={value}");
        assert_eq!(shown(&[("listings.de-de.description", value)]), [edit]);
    }
}

#[test]
fn a_file_of_several_fields_is_not_edited_for_one_of_them() {
    let refused = |address: &str| shown(&[(address, json!("x"))]).join("\n");
    insta::assert_snapshot!(
        [
            "listings.en-us.additionalLicenseTerms",
            "properties.certificationNotes",
            "listings.ja-jp.sortTitle",
            "listingDefaults.description",
        ]
        .map(refused)
        .join("\n"),
        @"
    `listings.en-us.additionalLicenseTerms` is in shared/terms.txt, which is also the text of `listings.ja-jp.additionalLicenseTerms`; edit the file to change all of them, or give the field its own: `listings.en-us.additionalLicenseTerms={file: PATH}`
    `properties.certificationNotes` is in store/notes.md, which is also the text of `listings.EN-us.shortDescription`; edit the file to change all of them, or give the field its own: `properties.certificationNotes={file: PATH}`
    `listings.ja-jp.sortTitle` is in store/b.txt, which is also the text of `listings.ja-jp.shortDescription`; edit the file to change all of them, or give the field its own: `listings.ja-jp.sortTitle={file: PATH}`
    `listingDefaults.description` is a file of each language, `texts/${language}.md`; set the text of a language: `listings.EN-us.description`, `listings.ja-jp.description`
    "
    );
}

#[test]
fn a_file_is_edited_for_all_of_its_fields() {
    let terms = "../shared/terms.txt: x".to_owned();
    let default = shown(&[("listingDefaults.additionalLicenseTerms", json!("x"))]);
    assert_eq!(default, std::slice::from_ref(&terms));
    let english = ("listings.en-us.additionalLicenseTerms", json!("x"));
    let japanese = ("listings.ja-jp.additionalLicenseTerms", json!("x"));
    assert_eq!(shown(&[english.clone(), japanese]), [terms]);
    let other = ("listings.ja-jp.additionalLicenseTerms", json!("y"));
    let error = placed(&[english, other]).unwrap_err();
    assert!(matches!(error, EditError::SharedFile { .. }));
}

#[test]
fn edits_build_on_each_other() {
    // A variable of the path counts as it is in the end.
    assert_eq!(
        shown(&[
            ("listings.en-us.whatsNew", json!("x")),
            ("vars.version", json!("1.5.0")),
        ]),
        ["vars.version=\"1.5.0\"", "notes/1.5.0/EN-us.txt: x"]
    );
    // Another file of its own, then its text.
    let terms = "listings.en-us.additionalLicenseTerms";
    assert_eq!(
        shown(&[(terms, json!({ "file": "en.txt" })), (terms, json!("x"))]),
        [
            format!("{terms}={{\"file\":\"en.txt\"}}"),
            "en.txt: x".to_owned()
        ]
    );
    // The text in the manifest in place of the file.
    let description = "listings.de-de.description";
    assert_eq!(
        shown(&[
            (description, json!("x")),
            (description, Value::Null),
            (description, json!("y")),
        ]),
        [
            format!("{description}=null"),
            format!("{description}=\"y\"")
        ]
    );
}

#[test]
fn a_new_language_takes_its_text_from_its_own_file() {
    assert_eq!(
        shown(&[("listings.no-no.description", json!("x"))]),
        ["listings.no-no={}", "texts/no-no.md: x"]
    );
    assert_eq!(
        shown(&[("listings.no-no.copyright", json!("x"))]),
        ["listings.no-no.copyright=\"x\""]
    );
}

#[test]
fn a_path_is_that_of_the_run_s_variables() {
    let document = read("storectl.yaml", MANIFEST.as_bytes()).unwrap();
    let vars = Variables {
        explicit: BTreeMap::from([("version".to_owned(), "2.0.0".to_owned())]),
        unset_secrets: UnsetSecrets::StandIn,
        ..Variables::default()
    };
    let edits = [Edit {
        address: "listings.en-us.whatsNew".parse().unwrap(),
        change: Change::Set(json!("x")),
    }];
    let placed = place_edits(&document, &vars, &edits).unwrap();
    assert_eq!(placed.files.first().unwrap().path, "notes/2.0.0/EN-us.txt");
}

#[test]
fn a_removed_language_has_no_text() {
    let error = placed(&[("listings.fr-fr.description", json!("x"))]).unwrap_err();
    assert_eq!(error.to_string(), "fr-fr is removed by line 21");
}
