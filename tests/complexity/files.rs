//! A text file that many fields name is looked at once: the work grows with the manifest and its files, not with their product.

use storectl_manifest::{Diagnostic, FileKind, Files, Variables, check, read};

use crate::{counting, show, work};

/// The largest text that is read, in bytes.
const LARGEST: usize = 1024 * 1024;

/// The work of checking a manifest of so many languages, unknown ones among them, whose descriptions are all `text`.
fn of_references(references: usize, text: &str) -> f64 {
    let head =
        "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\nlistings:\n";
    let manifest = (0..references).fold(head.to_owned(), |text, it| {
        text + &format!("  x{it}: {{ description: {{ file: big.txt }} }}\n")
    });
    let document = match read("storectl.yaml", manifest.as_bytes()) {
        Ok(document) => document,
        Err(found) => panic!("{found:?}"),
    };
    let vars = Variables::default();
    let mut files = Files::default();
    let named = document.file_references(&vars);
    assert_eq!(named.len(), references);
    assert!(named.iter().all(|it| it.kind == FileKind::Text));
    files
        .texts
        .insert("big.txt".to_owned(), Ok(text.to_owned()));
    work(|| check(&document, &files, &vars))
}

#[test]
fn a_text_that_many_fields_name_is_looked_at_once() {
    let _alone = counting();
    for (name, text) in [
        ("one line", "a".repeat(LARGEST)),
        ("short lines", "a b\n".repeat(LARGEST / 4)),
        ("not ASCII", "\u{e9}\n".repeat(LARGEST / 3)),
        ("variables", "${language} ".repeat(LARGEST / 12)),
    ] {
        of_references(1, &text); // what is built once
        let (few, many) = (of_references(2, &text), of_references(200, &text));
        let without = of_references(200, "short");
        #[expect(clippy::cast_precision_loss, reason = "a ratio is wanted")]
        let allowed = few + without + LARGEST as f64;
        assert!(
            many < allowed,
            "{name}: {many} for 200 fields, {few} for 2, {without} for a short text"
        );
    }
}

#[test]
fn to_see_which_files_are_named_no_text_of_the_manifest_is_copied() {
    let _alone = counting();
    let head = "listings:\n  en-us:\n    whatsNew: { file: news.txt }\n    description: ";
    let manifest = format!("{head}{}\n", "word ".repeat(LARGEST / 10));
    let Ok(document) = read("storectl.yaml", manifest.as_bytes()) else {
        panic!("{head}");
    };
    let vars = Variables::default();
    assert_eq!(document.file_references(&vars).len(), 1);
    let copied = work(|| document.file_references(&vars));
    assert!(copied < 10_000.0, "{copied} for a text of half a MiB");
}

/// Fifteen languages that the Store knows.
const LANGUAGES: [&str; 15] = [
    "en-us", "de-de", "fr-fr", "es-es", "it-it", "nl-nl", "pl-pl", "pt-br", "ja-jp", "ko-kr",
    "zh-cn", "da-dk", "fi-fi", "sv-se", "cs-cz",
];

/// What is found in a manifest whose first `languages` take every text from one file.
fn found_in(languages: usize, text: &str) -> Vec<Diagnostic> {
    let head =
        "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\nlistings:\n";
    let listing = |manifest: String, it: &&str| {
        let file = "{ file: big.txt }";
        manifest
            + &format!(
                "  {it}: {{ description: {file}, shortDescription: {file}, whatsNew: {file} }}\n"
            )
    };
    let named = LANGUAGES.iter().take(languages);
    let manifest = named.fold(head.to_owned(), listing);
    let Ok(document) = read("storectl.yaml", manifest.as_bytes()) else {
        panic!("{manifest}");
    };
    let mut files = Files::default();
    let text = text.to_owned();
    files.texts.insert("big.txt".to_owned(), Ok(text));
    check(&document, &files, &Variables::default()).diagnostics
}

#[test]
fn of_a_long_line_that_many_languages_name_each_diagnostic_shows_a_part() {
    let _alone = counting();
    // Each address holds a password, and each mask of one is counted.
    let line = "https://user:password@www.contoso.com ".repeat(LARGEST / 38);
    let found = found_in(LANGUAGES.len(), &line);
    assert!(found.len() >= LANGUAGES.len() * 3);
    show(&found).unwrap(); // what is built once
    let long = work(|| show(&found).unwrap());
    let cut: String = line.chars().take(100_000).collect();
    let found = found_in(LANGUAGES.len(), &cut);
    let short = work(|| show(&found).unwrap());
    assert!(long < short * 1.5, "{long} for 1 MiB, {short} for a tenth");
}
