//! Edits keep everything else as it is.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

use serde_json::{Value, json};
use storectl_manifest::{Change, Edit, EditError, edit};

const MANIFEST: &str = r#"# yaml-language-server: $schema=../schema.json
# Owned by the release team.
apiVersion: storectl/v1
productId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf # ours

vars:
  version: "1.4.2" # set by the release

availability:
  markets: [US, CA, "NO"]   # more to come
  pricing: 'PAID'

properties: { website: "https://contoso.com", category: Tools }

listings:
  # The first language.
  en-us:
    description: |
      Gears.

      # not a comment
    whatsNew: Faster # short
    searchTerms:
      - gears # first
      # the second
      - widgets
    # screenshots: [later.png]
  # To be removed.
  fr-fr: null
  DE-de:
    shortDescription: >-
      Zahnräder
      für alle
packages:
  - packageUrl: https://contoso.com/${version}/setup.exe
    packageType: exe
    languages: [en-us]
"#;

/// Returns the lines that an edit removes and adds.
fn edited(address: &str, change: Change) -> String {
    let edits = [Edit {
        address: address.parse().unwrap(),
        change,
    }];
    let bytes = edit("storectl.yaml", MANIFEST.as_bytes(), &edits).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let diff = similar::TextDiff::from_lines(MANIFEST, &text);
    let changes = diff.iter_all_changes();
    let changes = changes.filter(|it| it.tag() != similar::ChangeTag::Equal);
    let shown = changes.flat_map(|it| [it.tag().to_string(), it.value().to_owned()]);
    shown.collect()
}

fn set(address: &str, value: Value) -> String {
    edited(address, Change::Set(value))
}

fn unset(address: &str) -> String {
    edited(address, Change::Unset)
}

#[test]
fn a_value_is_written_like_the_one_before_and_the_comment_stays() {
    let changes = [
        set("vars.version", json!("1.5.0")),
        set("availability.pricing", json!("FREE")),
        set("availability.markets", json!(["CA", "NO", "SE"])),
        set("properties.category", json!("Games, {all}")),
        set("listings.en-us.whatsNew", json!("One\n\nTwo")),
        set("listings.EN-US.description", json!("Wheels.\n\nMore.\n")),
        set("listings.de-de.shortDescription", json!("Räder")),
        set(
            "listings.en-us.searchTerms",
            json!(["wheels", "widgets", "x"]),
        ),
        set(
            "listings.fr-fr",
            json!({ "whatsNew": { "file": "fr.txt" } }),
        ),
        set("packages[0].languages[1]", json!("de-de")),
        set("availability.markets[1]", json!("SE")),
        set("listings.en-us.whatsNew", Value::Null),
        set("listings.en-us", Value::Null),
    ];
    insta::assert_snapshot!(changes.join("\n"), @r#"
        -  version: "1.4.2" # set by the release
        +  version: "1.5.0" # set by the release

        -  pricing: 'PAID'
        +  pricing: 'FREE'

        -  markets: [US, CA, "NO"]   # more to come
        +  markets: [CA, "NO", SE]   # more to come

        -properties: { website: "https://contoso.com", category: Tools }
        +properties: { website: "https://contoso.com", category: "Games, {all}" }

        -    whatsNew: Faster # short
        +    whatsNew: |- # short
        +      One
        +
        +      Two

        -      Gears.
        +      Wheels.
        -      # not a comment
        +      More.

        -    shortDescription: >-
        -      Zahnräder
        -      für alle
        +    shortDescription: |-
        +      Räder

        -      - gears # first
        +      - wheels
        +      - x

        -  fr-fr: null
        +  fr-fr:
        +    whatsNew: { file: fr.txt }

        -    languages: [en-us]
        +    languages: [en-us, de-de]

        -  markets: [US, CA, "NO"]   # more to come
        +  markets: [US, SE, "NO"]   # more to come

        -    whatsNew: Faster # short
        +    whatsNew: null # short

        -  en-us:
        -    description: |
        -      Gears.
        -
        -      # not a comment
        -    whatsNew: Faster # short
        -    searchTerms:
        -      - gears # first
        -      # the second
        -      - widgets
        +  en-us: null
        "#);
}

#[test]
fn a_new_key_comes_where_it_belongs() {
    let changes = [
        set("sellerId", json!("123")),
        set("submission.wait", json!("published")),
        set("listings.en-us.shortDescription", json!("Gears")),
        set("listings.en-us.storeLogos", json!(["a.png", "b.png"])),
        set("listings.ja-jp.whatsNew", json!("新しい")),
        set("properties.supportContactInfo", json!("a@b.c")),
        set(
            "properties.isSystemFeatureRequired[Touch].isRequired",
            json!(true),
        ),
        set("packages[0].installerParameters", json!("/S")),
        set("packages[1].packageUrl", json!("https://contoso.com/b.exe")),
        set("acknowledge[0]", json!("D-7k2fq3")),
    ];
    insta::assert_snapshot!(changes.join("\n"), @r#"
        +sellerId: "123"

        +submission: { wait: published }

        +    shortDescription: Gears

        +    storeLogos: [a.png, b.png]

        +  ja-jp:
        +    whatsNew: 新しい

        -properties: { website: "https://contoso.com", category: Tools }
        +properties: { website: "https://contoso.com", supportContactInfo: a@b.c, category: Tools }

        -properties: { website: "https://contoso.com", category: Tools }
        +properties: { website: "https://contoso.com", category: Tools, isSystemFeatureRequired: [{ hardwareItemType: Touch, isRequired: true }] }

        +    installerParameters: /S

        +  - packageUrl: https://contoso.com/b.exe

        +acknowledge: [D-7k2fq3]
        "#);
}

#[test]
fn a_key_goes_with_its_comment() {
    let changes = [
        unset("productId"),
        unset("vars.version"),
        unset("listings.en-us"),
        unset("listings.en-us.searchTerms"),
        unset("listings.en-us.searchTerms[1]"),
        unset("listings.de-de.shortDescription"),
        unset("packages[0].packageUrl"),
        unset("packages"),
        unset("availability.markets[0]"),
        unset("properties.category"),
        unset("name"),
    ];
    insta::assert_snapshot!(changes.join("\n"), @r#"
        -productId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf # ours

        -vars:
        -  version: "1.4.2" # set by the release
        -

        -  # The first language.
        -  en-us:
        -    description: |
        -      Gears.
        -
        -      # not a comment
        -    whatsNew: Faster # short
        -    searchTerms:
        -      - gears # first
        -      # the second
        -      - widgets
        -    # screenshots: [later.png]

        -    searchTerms:
        -      - gears # first
        -      # the second
        -      - widgets

        -      # the second
        -      - widgets

        -  DE-de:
        -    shortDescription: >-
        -      Zahnräder
        -      für alle
        +  DE-de: {}

        -  - packageUrl: https://contoso.com/${version}/setup.exe
        -    packageType: exe
        +  - packageType: exe

        -packages:
        -  - packageUrl: https://contoso.com/${version}/setup.exe
        -    packageType: exe
        -    languages: [en-us]

        -  markets: [US, CA, "NO"]   # more to come
        +  markets: [CA, "NO"]   # more to come

        -properties: { website: "https://contoso.com", category: Tools }
        +properties: { website: "https://contoso.com" }
        "#);
}

#[test]
fn what_a_manifest_cannot_have_is_refused() {
    let refused = |address: &str| {
        let edits = [Edit {
            address: address.parse().unwrap(),
            change: Change::Set(json!("x")),
        }];
        edit("storectl.yaml", MANIFEST.as_bytes(), &edits)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refused("listings.fr-fr.whatsNew"),
        "fr-fr is removed by line 29"
    );
    assert_eq!(
        refused("properties.webside"),
        "`properties.webside` is not a field of a manifest"
    );
    assert!(refused("packages[2].packageUrl").contains("the list has 1 item;"));
    let broken = edit("storectl.yaml", b"a: [", &[]);
    assert!(matches!(broken, Err(EditError::Unreadable(_))));
}

#[test]
fn line_ends_and_the_byte_order_mark_stay() {
    let text = format!("\u{feff}{}", MANIFEST.replace('\n', "\r\n"));
    let edits = [Edit {
        address: "listings.en-us.whatsNew".parse().unwrap(),
        change: Change::Set(json!("One\nTwo")),
    }];
    let bytes = edit("storectl.yaml", text.as_bytes(), &edits).unwrap();
    let edited = String::from_utf8(bytes).unwrap();
    assert!(edited.starts_with('\u{feff}'));
    assert!(
        edited.contains("whatsNew: |- # short\r\n      One\r\n      Two\r\n"),
        "{edited}"
    );
    assert_eq!(edited.matches('\n').count(), edited.matches("\r\n").count());
}

#[test]
fn what_a_program_wrote_gets_an_entry_a_line() {
    let text = "{\n  \"apiVersion\": \"storectl/v1\",\n  \"vars\": {\n    \"a\": \"\\ud83d\\ude00\"\n  }\n}\n";
    let edits = [("name", "Contoso"), ("vars.b", "2")].map(|(address, value)| Edit {
        address: address.parse().unwrap(),
        change: Change::Set(json!(value)),
    });
    let bytes = edit("storectl.json", text.as_bytes(), &edits).unwrap();
    insta::assert_snapshot!(String::from_utf8(bytes).unwrap(), @r#"
    {
      "apiVersion": "storectl/v1",
      "name": "Contoso",
      "vars": {
        "a": "\ud83d\ude00",
        "b": "2"
      }
    }
    "#);
}
