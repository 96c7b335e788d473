//! Every layout is edited: outside the lines of the edited entry, every byte stays.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

#[path = "layouts/pen.rs"]
mod pen;

use std::ops::Range;

use pen::{Pen, Written};
use proptest::prelude::*;
use serde_json::{Value, json};
use storectl_manifest::{Change, Edit, EditError, edit, format, read};
use storectl_model::FieldPath;

/// How many cases each property tries; more in a longer run.
fn cases() -> ProptestConfig {
    let given = ProptestConfig::default();
    ProptestConfig {
        cases: given.cases.max(1_000),
        ..given
    }
}

/// What is edited: a manifest's addresses, with their pointers.
const ADDRESSES: [(&str, &str); 22] = [
    ("name", "/name"),
    ("sellerId", "/sellerId"),
    ("vars.version", "/vars/version"),
    ("vars.added", "/vars/added"),
    ("availability.markets", "/availability/markets"),
    ("availability.markets[1]", "/availability/markets/1"),
    ("availability.pricing", "/availability/pricing"),
    ("properties.website", "/properties/website"),
    ("properties.category", "/properties/category"),
    (
        "properties.productDeclarations.penAndInkSupport",
        "/properties/productDeclarations/penAndInkSupport",
    ),
    (
        "properties.isSystemFeatureRequired[Touch].isRequired",
        "/properties/isSystemFeatureRequired/0/isRequired",
    ),
    (
        "properties.isSystemFeatureRequired[Mouse].isRequired",
        "/properties/isSystemFeatureRequired/1/isRequired",
    ),
    ("listings.en-us", "/listings/en-us"),
    ("listings.en-us.description", "/listings/en-us/description"),
    (
        "listings.en-us.searchTerms[0]",
        "/listings/en-us/searchTerms/0",
    ),
    ("listings.en-us.searchTerms", "/listings/en-us/searchTerms"),
    ("listings.de-de.whatsNew", "/listings/de-de/whatsNew"),
    ("listings.ja-jp.whatsNew", "/listings/ja-jp/whatsNew"),
    ("packages[0].packageUrl", "/packages/0/packageUrl"),
    (
        "packages[0].errorDetails[rebootRequired].errorScenarioDetails[0].errorValue",
        "/packages/0/errorDetails/0/errorScenarioDetails/0/errorValue",
    ),
    ("packages[1].packageUrl", "/packages/1/packageUrl"),
    ("packages[1]", "/packages/1"),
];

fn texts() -> impl Strategy<Value = String> {
    const KNOWN: [&str; 15] = [
        "Gears",
        "1.4.2",
        "1.10",
        "NO",
        "a: b",
        "# a",
        "it's",
        "é 日本 😀",
        "a\n\nb\n",
        "  a\nb",
        "x # y",
        "{a}",
        "a\\b",
        "tab\there",
        "",
    ];
    prop_oneof![
        3 => prop::sample::select(&KNOWN[..]).prop_map(str::to_owned),
        1 => "[ -~é]{0,20}",
        1 => "([a-z #:-]{1,8}\n){1,3}[a-z]{0,4}",
    ]
}

/// A manifest's value, most of its parts there.
fn values() -> impl Strategy<Value = Value> {
    (prop::collection::vec(texts(), 10), any::<u32>()).prop_map(|(texts, parts)| {
        let text = |at: usize| texts.get(at).cloned().unwrap_or_default();
        let mut value = json!({
            "apiVersion": "storectl/v1",
            "name": text(0),
            "vars": { "version": text(1), "channel": text(2) },
            "availability": { "markets": ["US", "NO", "CA"], "pricing": "PAID" },
            "properties": {
                "website": text(3),
                "productDeclarations": { "penAndInkSupport": false },
                "isSystemFeatureRequired": [
                    { "hardwareItemType": "Touch", "isRequired": true },
                    { "hardwareItemType": "Mouse", "isRequired": false, "isRecommended": true },
                ],
            },
            "listings": {
                "en-us": { "description": text(4), "searchTerms": [text(5), text(6)], "copyright": null },
                "de-de": { "whatsNew": text(7) },
                "fr-fr": null,
            },
            "packages": [
                {
                    "packageUrl": text(8),
                    "languages": ["en-us"],
                    "errorDetails": [{
                        "errorScenario": "rebootRequired",
                        "errorScenarioDetails": [{ "errorValue": text(9) }],
                    }],
                },
                { "packageUrl": "b" },
            ],
        });
        let droppable = [
            "/name", "/vars", "/availability/pricing", "/properties/website", "/properties/isSystemFeatureRequired",
            "/listings/en-us/searchTerms", "/listings/de-de/whatsNew", "/listings/fr-fr", "/packages", "/availability/markets",
        ];
        for (bit, pointer) in droppable.into_iter().enumerate() {
            let (parent, name) = pointer.rsplit_once('/').unwrap_or_default();
            if parts >> bit & 3 == 3
                && let Some(Value::Object(members)) = value.pointer_mut(parent)
            {
                members.shift_remove(name);
            }
        }
        value
    })
}

/// How the file is stored.
#[derive(Clone, Copy, Debug)]
struct Storage {
    is_windows: bool,
    has_mark: bool,
    has_final_end: bool,
}

fn storages() -> impl Strategy<Value = Storage> {
    (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(is_windows, has_mark, has_final_end)| Storage {
            is_windows,
            has_mark,
            has_final_end,
        },
    )
}

fn manifests() -> impl Strategy<Value = Written> {
    (
        values(),
        prop::collection::vec(any::<u8>(), 0..600),
        storages(),
    )
        .prop_filter_map(
            "storectl reads it as it was meant",
            |(value, choices, storage)| {
                let mut written = Pen::write(choices, &value);
                if !storage.has_final_end {
                    let end = written.text.trim_end_matches('\n').len();
                    written.text.truncate(end);
                }
                if storage.is_windows {
                    let shift = |text: &str, at: usize| {
                        at + text[..at.min(text.len())].matches('\n').count()
                    };
                    let text = written.text.clone();
                    for it in written.entries.values_mut() {
                        *it = shift(&text, it.start)..shift(&text, it.end);
                    }
                    written.text = text.replace('\n', "\r\n");
                }
                if storage.has_mark {
                    written.text.insert(0, '\u{feff}');
                    for it in written.entries.values_mut() {
                        *it = it.start + 3..it.end + 3;
                    }
                }
                read("storectl.yaml", written.text.as_bytes()).ok()?;
                Some(written)
            },
        )
}

/// The lines that an entry occupies, with the comments below it that are deeper, and empty lines, which a block scalar may keep.
fn lines(text: &str, entry: &Range<usize>) -> Range<usize> {
    let start = text[..entry.start].rfind('\n').map_or(0, |it| it + 1);
    let end = entry.end.min(text.len());
    let is_ended = text[..end].ends_with('\n');
    let mut end = if is_ended {
        end
    } else {
        text[end..].find('\n').map_or(text.len(), |it| end + it + 1)
    };
    let mut at = end;
    for line in text[end..].split_inclusive('\n') {
        at += line.len();
        let column = line.len() - line.trim_start().len();
        match line.trim_start() {
            comment if comment.starts_with('#') && column > entry.start - start => end = at,
            "" => end = at,
            _ => break,
        }
    }
    start..end
}

/// Returns how many bytes two texts have in common at their start and, of the rest, at their end.
fn common(one: &[u8], other: &[u8]) -> (usize, usize) {
    let start = one
        .iter()
        .zip(other)
        .take_while(|(one, other)| one == other)
        .count();
    let ends = one[start..].iter().rev().zip(other[start..].iter().rev());
    (start, ends.take_while(|(one, other)| one == other).count())
}

/// Returns whether a text holds every character of another, in order.
fn is_within(one: &str, other: &str) -> bool {
    let mut other = other.chars();
    one.chars().all(|it| other.any(|found| found == it))
}

fn edited(text: &str, address: &str, change: Change) -> Result<String, EditError> {
    let address: FieldPath = address.parse().unwrap();
    let bytes = edit(
        "storectl.yaml",
        text.as_bytes(),
        &[Edit { address, change }],
    )?;
    Ok(String::from_utf8(bytes).unwrap())
}

fn value_of(text: &str) -> Value {
    read("storectl.yaml", text.as_bytes())
        .unwrap()
        .value()
        .clone()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn outside_the_lines_of_what_is_set_every_byte_stays(
        written in manifests(),
        (address, pointer) in prop::sample::select(&ADDRESSES[..]),
        new in prop_oneof![4 => texts().prop_map(Value::from), 1 => Just(json!(["a", "b: c"])), 1 => Just(Value::Null)],
    ) {
        let text = &written.text;
        let before = value_of(text);
        let after = match edited(text, address, Change::Set(new.clone())) {
            Ok(after) => after,
            Err(EditError::NoSuchItem { .. }) => return Ok(()),
            Err(error) => return Err(TestCaseError::fail(format!("{error}\n{text}"))),
        };
        // The entry itself, or the nearest that it is in.
        let mut known = pointer;
        while before.pointer(known).is_none() {
            known = known.rsplit_once('/').map_or("", |it| it.0);
        }
        let region = match written.entries.get(known) {
            Some(entry) => lines(text, entry),
            None => 0..text.len(),
        };
        // An item between brackets begins with the comma after the one before.
        let before_it = pointer.strip_suffix("/1").map(|list| format!("{list}/0"));
        let above = before_it.and_then(|it| written.entries.get(&it));
        let region = above.map_or(region.start, |it| it.start)..region.end;
        // A new entry at the end of the file ends the line before it.
        let is_new = known != pointer;
        prop_assert!(
            after.starts_with(&text[..region.start]), "above changed\n{text}\n----\n{after}");
        prop_assert!(is_new || after.ends_with(&text[region.end..]), "below changed\n{text}\n----\n{after}");
        let is_empty = before.pointer(known).is_some_and(|it| !it.is_object() && !it.is_array() || *it == json!({}) || *it == json!([]));
        prop_assert!(
            !is_new || is_empty || is_within(text, &after), "something went\n{text}\n----\n{after}");
        let twice = edited(&after, address, Change::Set(new));
        prop_assert_eq!(twice.unwrap(), after);
    }

    #[test]
    fn what_is_unset_goes_and_nothing_else(
        written in manifests(),
        (address, pointer) in prop::sample::select(&ADDRESSES[..]),
    ) {
        let text = &written.text;
        let before = value_of(text);
        let after = match edited(text, address, Change::Unset) {
            Ok(after) => after,
            Err(EditError::NoSuchItem { .. }) => return Ok(()),
            Err(error) => return Err(TestCaseError::fail(format!("{error}\n{text}"))),
        };
        if before.pointer(pointer).is_none() {
            prop_assert_eq!(&after, text);
            return Ok(());
        }
        let (parent, _) = pointer.rsplit_once('/').unwrap();
        let siblings = before.pointer(parent).map_or(0, |it| it.as_object().map_or(0, serde_json::Map::len).max(it.as_array().map_or(0, Vec::len)));
        if siblings > 1 {
            let (start, end) = common(text.as_bytes(), after.as_bytes());
            prop_assert!(start + end >= after.len(), "something came\n{text}\n----\n{after}");
            prop_assert_eq!(value_of(&after).as_object().map_or(0, serde_json::Map::len), before.as_object().map_or(0, |it| it.len() - usize::from(parent.is_empty())));
        }
    }

    #[test]
    fn every_layout_has_a_canonical_one(written in manifests()) {
        let text = &written.text;
        let once = format("storectl.yaml", text.as_bytes());
        let once = once.map_err(|it| TestCaseError::fail(format!("{it}\n{text}")))?;
        let once = String::from_utf8(once).unwrap();
        prop_assert_eq!(value_of(&once), value_of(text));
        let twice = format("storectl.yaml", once.as_bytes());
        let twice = twice.map_err(|it| TestCaseError::fail(format!("{it}\n{text}\n----\n{once}")))?;
        prop_assert_eq!(String::from_utf8(twice).unwrap(), once, "{}", text);
    }
}
