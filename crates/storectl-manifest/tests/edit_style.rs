//! What an edit keeps of how a manifest is written: JSON, quotes between brackets, the comments of items that move.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

use serde_json::{Value, json};
use storectl_manifest::{Change, Edit, edit};

/// Makes all of these edits of a manifest.
fn all(manifest: &str, edits: &[(&str, Value)]) -> String {
    let edits: Vec<Edit> = edits
        .iter()
        .map(|(address, value)| Edit {
            address: address.parse().unwrap(),
            change: Change::Set(value.clone()),
        })
        .collect();
    let bytes = edit("storectl.yaml", manifest.as_bytes(), &edits).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_manifest_in_json_stays_json() {
    let before = r#"{
  "apiVersion": "storectl/v1",
  "productId": "3e31a9f9-84e8-4d2d-9eba-487878d02ebf",
  "availability": { "markets": ["US", "NO"], "pricing": "PAID" },
  "listings": {
    "en-us": { "shortDescription": "Gears" }
  },
  "packages": [ { "packageUrl": "https://www.contoso.com/1.1/setup.exe" } ],
  "acknowledge": [
    "D-7k2fq3",
    "D-abcdef",
    "D-zzzzzz"
  ]
}
"#;
    let edited = all(
        before,
        &[
            ("availability.markets", json!(["US", "NO", "SE"])),
            ("availability.pricing", json!("FREE")),
            (
                "listings.en-us.shortDescription",
                json!("Say \"gears\"\n\u{2028}"),
            ),
            ("listings.en-us.whatsNew", json!({ "file": "new.txt" })),
            ("listings.de-de", Value::Null),
            ("acknowledge", json!(["D-zzzzzz", "D-7k2fq3"])),
            (
                "packages[0].errorDetails[rebootRequired].errorScenarioDetails",
                json!([{ "errorValue": "1" }]),
            ),
        ],
    );
    serde_json::from_str::<Value>(&edited).unwrap_or_else(|error| panic!("{error}: {edited}"));
}

#[test]
fn a_text_between_brackets_keeps_its_quotes() {
    let before = "apiVersion: storectl/v1
productId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf
properties: { website: \"https://a.b\", supportContactInfo: 'a@b.c', certificationNotes: plain }
";
    let edited = all(
        before,
        &[
            ("properties.website", json!("https://c.d")),
            ("properties.supportContactInfo", json!("it's")),
            ("properties.certificationNotes", json!("other")),
        ],
    );
    assert!(
        edited.ends_with(
            "{ website: \"https://c.d\", supportContactInfo: 'it''s', certificationNotes: other }\n"
        ),
        "{edited}"
    );
}

#[test]
fn an_item_that_moves_takes_its_comments_along() {
    let before = "apiVersion: storectl/v1
listings:
  en-us:
    searchTerms:
      # above a
      - a # first
      - b # second
      - c
    productFeatures: [
      one, # 1
      two, # 2
      three # 3
    ]
packages:
  - packageUrl: https://a.b/1
    # type of the first
    packageType: exe
  # The second.
  - packageUrl: https://a.b/2
";
    let moved = |address: &str, value: Value| all(before, &[(address, value)]);
    let terms = "listings.en-us.searchTerms";
    let features = "listings.en-us.productFeatures";
    for (edited, lines) in [
        (
            moved(terms, json!(["b", "a", "c"])),
            "      - b # second\n      # above a\n      - a # first\n      - c\n",
        ),
        (
            moved(terms, json!(["b", "c", "a"])),
            "      - b # second\n      - c\n      # above a\n      - a # first\n",
        ),
        (
            moved(terms, json!(["c", "d", "a"])),
            "      - c\n      - d\n      # above a\n      - a # first\n",
        ),
        (
            moved(features, json!(["two", "three", "one"])),
            "[\n      two, # 2\n      three, # 3\n      one # 1\n    ]",
        ),
        (
            moved(features, json!(["three", "one", "two"])),
            "[\n      three, # 3\n      one, # 1\n      two, # 2\n    ]",
        ),
        (
            moved(
                "packages",
                json!([
                    { "packageUrl": "https://a.b/2" },
                    { "packageUrl": "https://a.b/1", "packageType": "exe" },
                ]),
            ),
            "packages:\n  # The second.\n  - packageUrl: https://a.b/2\n  - packageUrl: https://a.b/1\n    # type of the first\n    packageType: exe\n",
        ),
    ] {
        assert!(edited.contains(lines), "{edited}");
    }
    let windows = all(
        &before.replace('\n', "\r\n"),
        &[(terms, json!(["c", "b", "a"]))],
    );
    let lines = "      - c\r\n      - b # second\r\n      # above a\r\n      - a # first\r\n";
    assert!(windows.contains(lines), "{windows}");
}
