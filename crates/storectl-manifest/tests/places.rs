//! Where a value is to be written so that nothing else changes.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod support;

use std::path::Path;

use storectl_manifest::{Checked, Variables, check, read};

const HEAD: &str = "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\n";

fn checked_with(body: &str, vars: &Variables, texts: &[(&str, &str)]) -> Checked {
    let document = read("store/storectl.yaml", format!("{HEAD}{body}").as_bytes()).unwrap();
    let mut files = support::files(&document, vars, Path::new("nowhere"));
    for (path, text) in texts {
        let text = Ok((*text).to_owned());
        files.texts.insert((*path).to_owned(), text);
    }
    check(&document, &files, vars)
}

#[test]
fn a_value_is_written_where_it_changes_no_other_language() {
    let texts = [
        ("shared.md", "Gears"),
        ("texts/en-us.md", "Gears for all"),
        ("texts/fr-fr.md", "Des engrenages"),
        ("notes.md", "Sign in."),
    ];
    let it = checked_with(
        "properties:\n  certificationNotes: { file: notes.md }\n\
         listingDefaults:\n  copyright: Contoso\n  additionalLicenseTerms: { file: shared.md }\n  searchTerms: [gears]\n\
         \x20 description: { file: 'texts/${language}.md' }\n\
         listings:\n  en-us:\n    copyright: Other\n    shortDescription: { file: shared.md }\n  fr-fr: {}\n",
        &Variables::default(),
        &texts,
    );
    let place = |pointer: &str| it.sources.place_to_write(pointer).unwrap().short();
    let english = "store/storectl.yaml:11:3";
    let french = "store/storectl.yaml:14:3";
    for (pointer, expected) in [
        ("/listings/en-us/copyright", "store/storectl.yaml:12:16"),
        ("/listings/fr-fr/copyright", french),
        ("/listings/en-us/searchTerms", english),
        ("/listings/fr-fr/searchTerms", french),
        // Files of one field, and of several.
        ("/listings/fr-fr/description", "store/texts/fr-fr.md:1:1"),
        ("/properties/certificationNotes", "store/notes.md:1:1"),
        (
            "/listings/en-us/shortDescription",
            "store/storectl.yaml:13:5",
        ),
        ("/listings/en-us/additionalLicenseTerms", english),
    ] {
        assert_eq!(place(pointer), expected, "{pointer}");
    }
}
