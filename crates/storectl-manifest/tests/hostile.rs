//! Whatever the bytes, reading and checking answers with diagnostics at real places, and never panics.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod support;

use std::{fs, path::Path};

use proptest::prelude::*;
use storectl_manifest::{Diagnostic, Files, Location, Variables, check, read};
use support::samples;

fn codes(found: &[Diagnostic]) -> Vec<&str> {
    found.iter().map(|it| it.code.as_str()).collect()
}

fn assert_place(place: &Location) {
    let text = &place.file.text;
    assert!(place.line >= 1 && place.column >= 1, "{place:?}");
    assert!(text.is_char_boundary(place.span.start) && text.is_char_boundary(place.span.end));
    assert!(place.span.start <= place.span.end && place.span.end <= text.len());
    let start = text[..place.span.start].rfind('\n').map_or(0, |it| it + 1);
    assert_eq!(place.line, text[..start].matches('\n').count() + 1);
    assert_eq!(
        place.column,
        text[start..place.span.start].chars().count() + 1
    );
}

/// Runs both phases and looks at every place they give.
fn survive(bytes: &[u8]) {
    let found = match read("storectl.yaml", bytes) {
        Err(found) => {
            assert!(!found.is_empty());
            found
        }
        Ok(document) => {
            let vars = Variables::default();
            let files = support::files(&document, &vars, Path::new("nowhere"));
            let checked = check(&document, &files, &vars);
            for pointer in [
                "",
                "/listings/en-us/description",
                "/packages/0/packageUrl",
                "/x/y~1z",
            ] {
                assert_place(&checked.sources.locate(pointer).unwrap());
            }
            checked.diagnostics
        }
    };
    for it in &found {
        assert_place(&it.location);
        for (place, _) in &it.related {
            assert_place(place);
        }
    }
}

#[test]
fn a_manifest_over_a_mebibyte_is_refused_unread() {
    let bytes = vec![b'#'; 1024 * 1024 + 1];
    assert_eq!(codes(&read("m.yaml", &bytes).unwrap_err()), ["STC0003"]);
}

#[test]
fn a_long_default_sort_title_is_not_copied_into_hundreds_of_languages() {
    let check_with = |length: usize, languages: usize| {
        let listings = (0..languages).fold(String::new(), |text, it| {
            format!("{text}  aa-{it:04}: {{}}\n")
        });
        let manifest = format!(
            "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\n\
             listingDefaults: {{ sortTitle: {} }}\nlistings:\n{listings}",
            "x".repeat(length)
        );
        let document = read("m.yaml", manifest.as_bytes()).unwrap();
        check(&document, &Files::default(), &Variables::default()).diagnostics
    };
    let refused = |found: &[Diagnostic]| codes(found).contains(&"STC0003");
    assert!(refused(&check_with(100_000, 400)));
    assert!(!refused(&check_with(100_000, 2)));
    assert!(!refused(&check_with(1_000, 400)));
}

#[test]
fn a_hundred_thousand_levels_are_one_diagnostic() {
    for opening in ["[", "{a: ", "- ", "? ", "[{a: "] {
        let text = opening.repeat(100_000);
        let found = read("m.yaml", text.as_bytes()).unwrap_err();
        assert_eq!(codes(&found).last(), Some(&"STC0010"), "{opening}");
        for it in &found {
            assert_place(&it.location);
        }
    }
    let stairs = (0..1_000).fold(String::new(), |text, it| text + &" ".repeat(it) + "a:\n");
    assert_eq!(
        codes(&read("m.yaml", stairs.as_bytes()).unwrap_err()),
        ["STC0010"]
    );
}

#[test]
fn a_manifest_of_nothing_but_faults_is_answered_soon() {
    let head = "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\n";
    let count = |body: &str| {
        let document = read("m.yaml", format!("{head}{body}\n").as_bytes()).unwrap();
        let checked = check(&document, &Files::default(), &Variables::default());
        assert!(checked.product.is_none());
        checked.diagnostics.len()
    };
    let keys = (0..3_000).fold(String::new(), |text, it| format!("{text}k{it}: x\n"));
    assert_eq!(count(&keys), 3_000);
    for item in ["5", "''", "é", "null", "{}"] {
        let list = format!("[{}]", vec![item; 3_000].join(","));
        assert!(count(&format!("listings: {{ en-us: {{ searchTerms: {list} }} }}")) > 0);
        assert!(count(&format!("availability: {{ markets: {list} }}")) > 0);
        assert!(count(&format!("packages: {list}")) > 0);
    }
    assert_eq!(
        count(&format!("listings: {{ {}: {{}} }}", "x".repeat(400))),
        1
    );
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_move_no_place() {
    let text = "\u{feff}apiVersion: storectl/v1\r\nproductId: café\r\nnmae: x\r\n";
    let document = read("m.yaml", text.as_bytes()).unwrap();
    let checked = check(&document, &Files::default(), &Variables::default());
    let places: Vec<String> = checked
        .diagnostics
        .iter()
        .map(|it| it.location.short())
        .collect();
    assert_eq!(places, ["m.yaml:2:12", "m.yaml:3:1"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        survive(&bytes);
    }

    #[test]
    fn any_text_of_yaml_signs_is_survived(text in "([a-c]|: |- |\n|\r\n|  |\\[|\\]|\\{|\\}|, |\"|'|\\||>|#|&a|\\*a|!t|<<|---|\\.\\.\\.|\\?|é|日|😀|\t|\\$\\{a\\}|~|1){0,80}") {
        survive(text.as_bytes());
    }

    #[test]
    fn any_value_anywhere_is_survived(
        key in "(availability|properties|listings|listingDefaults|packages|vars|name|prune|submission|acknowledge)",
        inner in "(en-us|markets|category|subcategory|description|screenshots|requirements|isSystemFeatureRequired|packageUrl|file|submit)",
        value in "(null|~|true|1\\.10|x|''|\\[\\]|\\{\\}|\\[null\\]|\\[\\{\\}\\]|\\[\\[x\\]\\]|\\{ file: x \\}|\\{ file: null \\}|\\$\\{v\\}|\\[US, 5\\])",
    ) {
        let head = "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\n";
        survive(format!("{head}{key}: {value}\n").as_bytes());
        survive(format!("{head}{key}: {{ {inner}: {value} }}\n").as_bytes());
        survive(format!("{head}{key}: [{{ {inner}: {value} }}]\n").as_bytes());
        survive(format!("{head}{key}: {{ en-us: {{ {inner}: {value} }} }}\n").as_bytes());
    }

    #[test]
    fn a_mutated_manifest_is_survived(
        sample in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        len in 0_usize..12,
        put in "(|null|\n|\n  |: |- |\\[|\\{|x|é|\"|\t|\\$\\{|5|<<: *a|\u{0}){0,3}",
    ) {
        let all: Vec<_> = ["valid", "invalid"].iter().flat_map(|it| samples(it)).collect();
        let mut bytes = fs::read(sample.get(&all)).unwrap();
        if !bytes.is_empty() {
            let from = at.index(bytes.len());
            let to = (from + len).min(bytes.len());
            bytes.splice(from..to, put.bytes());
        }
        survive(&bytes);
    }

    #[test]
    fn what_another_writer_writes_is_read_back_the_same(
        texts in proptest::collection::btree_map("[a-z]{1,4}", "(\\PC|NO|yes|1\\.10|~|: |- |#|\n|\t| ){0,12}", 0..8),
    ) {
        // For a writer of YAML 1.1 these two end a line, and it indents what follows; in YAML 1.2 they are characters.
        let is_line_end = |text: &String| text.contains(['\u{2028}', '\u{2029}']);
        prop_assume!(!texts.values().any(is_line_end));
        let value = serde_json::json!(texts);
        let written = serde_yaml::to_string(&value).unwrap();
        match read("m.yaml", written.as_bytes()) {
            Ok(document) => prop_assert_eq!(document.value(), &value, "{}", written),
            Err(found) => prop_assert!(false, "{written}: {found:?}"),
        }
    }
}
