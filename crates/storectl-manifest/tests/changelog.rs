//! Texts from a changelog, and from the first file that exists.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod support;

use std::path::Path;

use storectl_manifest::{Checked, Variables, check, read};
use storectl_model::{Field, LanguageTag, ListingIntent};

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

fn whats_new(checked: &Checked, language: &str) -> Field<String> {
    let product = checked.product.as_ref().unwrap();
    match &product.listings[&language.parse::<LanguageTag>().unwrap()] {
        ListingIntent::Present(listing) => listing.whats_new.clone(),
        ListingIntent::Removed => panic!("{language} is removed"),
    }
}

fn place(checked: &Checked, pointer: &str) -> String {
    checked.sources.locate(pointer).unwrap().short()
}

const CHANGELOG: &str = "# Changelog\r\n\r\n## [1.5.0] - 2026-11-26\r\n\r\n### Added\r\n\r\n- **Gears** in `${HOME}`\r\n\r\n## 1.4\r\n\r\nWidgets\r\n";

#[test]
fn a_changelog_gives_the_section_of_the_version_as_plain_text_found_at_its_heading() {
    let body = "vars: { version: \"1.5\" }\nlistings: { en-us: { whatsNew: { changelog: ../CHANGELOG.md } } }\n";
    let vars = Variables::default();
    let it = checked_with(body, &vars, &[("../CHANGELOG.md", CHANGELOG)]);
    assert_eq!(
        whats_new(&it, "en-us"),
        Field::Set("Added\n\n- Gears in ${HOME}".to_owned())
    );
    assert_eq!(place(&it, "/listings/en-us/whatsNew"), "CHANGELOG.md:3:4");
}

#[test]
fn a_version_given_for_the_run_picks_the_section_and_is_recorded() {
    let body = "vars: { version: 1.5.0 }\nlistingDefaults: { whatsNew: { changelog: c.md } }\nlistings: { en-us: {} }\n";
    let vars = Variables {
        explicit: [("version".to_owned(), "1.4.0".to_owned())].into(),
        ..Variables::default()
    };
    let it = checked_with(body, &vars, &[("c.md", CHANGELOG)]);
    assert_eq!(whats_new(&it, "en-us"), Field::Set("Widgets".to_owned()));
    let [used] = it.variables.as_slice() else {
        panic!("{:?}", it.variables);
    };
    assert_eq!(
        (used.value.as_deref(), used.overridden.as_deref()),
        (Some("1.4.0"), Some("1.5.0"))
    );
}

#[test]
fn of_several_files_the_first_that_exists_is_the_text() {
    let body = "listingDefaults: { whatsNew: { file: [\"${language}.txt\", other.txt] } }\nlistings: { en-us: {}, de-de: {} }\n";
    let texts = [("de-de.txt", "Deutsch"), ("other.txt", "In ${language}")];
    let it = checked_with(body, &Variables::default(), &texts);
    let set = |text: &str| Field::Set(text.to_owned());
    assert_eq!(whats_new(&it, "de-de"), set("Deutsch"));
    assert_eq!(whats_new(&it, "en-us"), set("In en-us"));
    assert_eq!(
        place(&it, "/listings/en-us/whatsNew"),
        "store/other.txt:1:1"
    );
}
