//! Whatever is edited: only that differs, every comment stays, and editing twice is editing once.

use proptest::prelude::*;
use serde_json::{Map, Value};
use storectl_manifest::{Change, Edit, EditError, edit, format, read};
use storectl_model::FieldPath;

/// Addresses of every kind: texts, words, flags, lists, items of keyed and plain lists, objects, languages, variables.
const ADDRESSES: [&str; 22] = [
    "name",
    "vars.version",
    "vars.channel",
    "availability.markets",
    "availability.markets[0]",
    "availability.pricing",
    "properties.website",
    "properties.productDeclarations",
    "properties.productDeclarations.penAndInkSupport",
    "properties.isSystemFeatureRequired[Touch].isRequired",
    "properties.systemRequirementDetails[Memory].minimumRequirement",
    "listingDefaults.copyright",
    "listings.en-us",
    "listings.en-us.description",
    "listings.en-us.searchTerms",
    "listings.en-us.searchTerms[1]",
    "listings.de-de.whatsNew",
    "listings.ja-jp.requirements[0].minimumHardware",
    "packages[0].packageUrl",
    "packages[0].languages",
    "packages[0].errorDetails[rebootRequired].errorScenarioDetails",
    "acknowledge",
];

/// Texts that YAML has its own ideas of, and some that it has not.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zé日 ]{0,12}",
        "[ -~]{0,16}",
        r"[a#:\-\[\]{},&*!|>'%@`\\\n \t]{0,12}",
        "([a-z #:-]{0,8}\n){1,4}[a-z]{0,4}",
        prop::sample::select(
            &[
                "NO",
                "yes",
                "1.10",
                "2026-01-01",
                "~",
                "null",
                "0x1F",
                "${version}",
                "- a",
                "# a",
                "a #b",
                "---",
                "...",
                "=",
                "<<",
                "\u{2028}",
                "\u{85}",
                "\r\n"
            ][..]
        )
        .prop_map(str::to_owned),
    ]
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i32>().prop_map(Value::from),
        6 => texts().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((texts(), inner), 0..4).prop_map(|it| {
                let members: Map<String, Value> =
                    it.into_iter().filter(|(name, _)| is_key(name)).collect();
                Value::Object(members)
            }),
        ]
    })
}

/// Whether storectl reads it as a key: no merge key.
fn is_key(name: &str) -> bool {
    name != "<<"
}

/// A manifest with comments everywhere, in one of several layouts.
fn manifests() -> impl Strategy<Value = String> {
    let lines = prop::collection::vec(
        prop::sample::select(
            &[
                "# a comment\n",
                "\n",
                "name: Contoso # named\n",
                "vars: { version: 1.4.2, channel: \"beta\" } # vars\n",
                "vars:\n  # the version\n  version: '1.4.2' # quoted\n  channel: beta\n",
                "availability: # sold\n    markets: [US, # first\n      CA]\n    # price\n    pricing: PAID\n",
                "properties:\n  website: https://contoso.com\n  productDeclarations: {penAndInkSupport: false}\n  isSystemFeatureRequired:\n  # touch\n  - hardwareItemType: Touch\n    isRequired: true # yes\n  # mouse\n  - { hardwareItemType: Mouse, isRequired: false }\n",
                "listingDefaults:\n  copyright: |\n    © Contoso\n    # not a comment\n\n",
                "listings:\n  # English\n  en-us:\n    description: >-\n      Folded\n      text # not a comment\n\n      more\n    searchTerms:\n      # first\n      - gears # a\n      - 'widgets'   # b\n      # the end of the terms\n    # the end of English\n  # German\n  DE-de: {} # empty\n",
                "listings: {en-us: {description: \"a\\\n  b\", searchTerms: [a, 'b']}} # flow\n",
                "packages:\n-   packageUrl: https://contoso.com/a.exe # url\n    # languages\n    languages:\n    - en-us\n-\n    # lonely dash\n    packageUrl: b\n",
                "packages: [{packageUrl: a, languages: [x, y]}, {packageUrl: b}]\n",
            ][..],
        ),
        0..9,
    );
    (lines, any::<bool>(), any::<bool>()).prop_filter_map(
        "a manifest with a key twice is refused",
        |(lines, is_windows, has_end)| {
            let mut text = "apiVersion: storectl/v1\n".to_owned() + &lines.concat();
            if is_windows {
                text = text.replace('\n', "\r\n");
            }
            if !has_end {
                text.truncate(text.trim_end().len());
            }
            read("storectl.yaml", text.as_bytes()).ok().map(|_| text)
        },
    )
}

/// Reads the address of an edit in a value, as the manifest's documentation says.
fn find<'v>(value: &'v Value, address: &FieldPath) -> Option<&'v Value> {
    use storectl_model::Segment;
    let mut here = value;
    for segment in address.segments() {
        here = match segment {
            Segment::Key(key) => here.get(key.as_ref())?,
            Segment::Language(language) => {
                let mut members = here.as_object()?.iter();
                members
                    .find(|(key, _)| key.eq_ignore_ascii_case(language.as_str()))?
                    .1
            }
            Segment::Index(index) => here.get(index)?,
            Segment::Item(kind) => here.as_array()?.iter().find(|it| {
                let keys = ["hardwareItemType", "errorScenario"];
                keys.iter()
                    .any(|key| it.get(key).and_then(Value::as_str) == Some(kind))
            })?,
        };
    }
    Some(here)
}

/// The comments of a manifest that hold only letters, found without a parser: every line's end after ` # `.
fn comments(text: &str) -> Vec<String> {
    let found = text.lines().filter_map(|line| {
        let at = if line.trim_start().starts_with("# ") {
            line.find("# ")?
        } else {
            line.find(" # ")? + 1
        };
        Some(line[at..].trim_end().to_owned())
    });
    found.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn a_value_that_is_set_is_there_and_nothing_else_differs(
        text in manifests(),
        address in prop::sample::select(&ADDRESSES[..]),
        value in values(),
    ) {
        let address: FieldPath = address.parse().unwrap();
        let edits = [Edit { address: address.clone(), change: Change::Set(value.clone()) }];
        let before = read("storectl.yaml", text.as_bytes()).unwrap();
        let bytes = match edit("storectl.yaml", text.as_bytes(), &edits) {
            Ok(bytes) => bytes,
            Err(EditError::NoSuchItem { .. } | EditError::Removed { .. }) => return Ok(()),
            Err(error) => return Err(TestCaseError::fail(format!("{error}"))),
        };
        let after = read("storectl.yaml", &bytes);
        let after = after.map_err(|it| TestCaseError::fail(format!("{it:?}")))?;
        let found = find(after.value(), &address).cloned();
        let same = |one: &Value, other: &Value| match (one.as_str(), other.as_str()) {
            (Some(one), Some(other)) => one.trim_end_matches('\n') == other.trim_end_matches('\n'),
            _ => one == other,
        };
        prop_assert!(found.as_ref().is_some_and(|it| same(it, &value)), "{found:?} is not {value:?}");
        // Everything else: with the value of before put back, the manifest is what it was, or has a new parent.
        if let Some(old) = find(before.value(), &address) {
            let undo = [Edit { address: address.clone(), change: Change::Set(old.clone()) }];
            let undone = edit("storectl.yaml", &bytes, &undo);
            let undone = undone.map_err(|it| TestCaseError::fail(it.to_string()))?;
            let undone = read("storectl.yaml", &undone).unwrap();
            prop_assert!(
                undone.value() == before.value() || old.is_string(),
                "{}\nis not\n{}", undone.value(), before.value()
            );
        }
        let twice = edit("storectl.yaml", &bytes, &edits);
        prop_assert_eq!(twice.unwrap(), bytes, "twice is not once");
    }

    #[test]
    fn a_key_that_is_unset_is_gone_and_setting_a_new_one_keeps_every_line(
        text in manifests(),
        address in prop::sample::select(&ADDRESSES[..]),
        value in texts(),
    ) {
        let address: FieldPath = address.parse().unwrap();
        let before = read("storectl.yaml", text.as_bytes()).unwrap();
        let unset = [Edit { address: address.clone(), change: Change::Unset }];
        let set = [Edit { address: address.clone(), change: Change::Set(Value::from(value)) }];
        match edit("storectl.yaml", text.as_bytes(), &unset) {
            Ok(bytes) => {
                let after = read("storectl.yaml", &bytes).unwrap();
                let is_language = address.to_string() == "listings.en-us";
                let is_item = address.to_string().ends_with(']');
                prop_assert!(is_item || is_language || find(after.value(), &address).is_none());
                if find(before.value(), &address).is_none() {
                    prop_assert_eq!(String::from_utf8(bytes).unwrap(), text.clone());
                }
            }
            Err(EditError::NoSuchItem { .. }) => {}
            Err(error) => return Err(TestCaseError::fail(format!("{error}"))),
        }
        if find(before.value(), &address).is_none()
            && let Ok(bytes) = edit("storectl.yaml", text.as_bytes(), &set)
        {
            let edited = String::from_utf8(bytes).unwrap();
            let mut kept = comments(&edited).into_iter();
            for comment in comments(&text).into_iter().filter(|it| !it.contains("not a comment")) {
                prop_assert!(kept.any(|it| it.contains(&comment)), "{comment} is gone from\n{edited}");
            }
        }
    }

    #[test]
    fn the_canonical_layout_keeps_the_value_and_has_a_canonical_layout_itself(text in manifests()) {
        let once = format("storectl.yaml", text.as_bytes());
        let once = once.map_err(|it| TestCaseError::fail(it.to_string()))?;
        let twice = format("storectl.yaml", &once).unwrap();
        let [once, twice] = [once, twice].map(|it| String::from_utf8(it).unwrap());
        prop_assert_eq!(twice, once);
    }
}
