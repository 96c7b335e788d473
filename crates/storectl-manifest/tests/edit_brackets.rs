//! What an edit keeps of a list between brackets: each comment beside its item, lines, tabs and empty lines.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

use serde_json::{Value, json};
use storectl_manifest::{Acknowledgment, Change, Edit, acknowledge, edit};

/// The list that is edited.
const FIELD: &str = "availability.markets";

fn edited(manifest: &str, address: &str, change: Change) -> String {
    let address = address.parse().unwrap();
    let bytes = edit(
        "storectl.yaml",
        manifest.as_bytes(),
        &[Edit { address, change }],
    );
    String::from_utf8(bytes.unwrap()).unwrap()
}

/// Sets the list, which is written as it is given, and returns how it is written then; with CRLF it is the same.
fn set(list: &str, items: Value) -> String {
    change(list, FIELD, Change::Set(items))
}

fn unset(list: &str, index: usize) -> String {
    change(list, &format!("{FIELD}[{index}]"), Change::Unset)
}

fn change(list: &str, address: &str, change: Change) -> String {
    let (head, foot) = ("availability:\n  markets: ", "\n  pricing: FREE\n");
    let manifest = format!("{head}{list}{foot}");
    let after = edited(&manifest, address, change.clone());
    let windows = edited(&manifest.replace('\n', "\r\n"), address, change);
    assert_eq!(windows, after.replace('\n', "\r\n"));
    let list = after
        .strip_prefix(head)
        .and_then(|it| it.strip_suffix(foot));
    list.unwrap_or_else(|| panic!("{after}")).to_owned()
}

const ABOVE: &str = "[
    # about A
    A,
    # about B
    B,
    # about C
    C, # behind C
  ]";

#[test]
fn comments_above_an_item_move_with_it() {
    assert_eq!(
        set(ABOVE, json!(["B", "A", "C"])),
        "[
    # about B
    B,
    # about A
    A,
    # about C
    C, # behind C
  ]"
    );
    assert_eq!(
        set(ABOVE, json!(["C", "A", "B"])),
        "[
    # about C
    C, # behind C
    # about A
    A,
    # about B
    B,
  ]"
    );
}

#[test]
fn comments_above_an_item_go_with_it() {
    let without_a = "[
    # about B
    B,
    # about C
    C, # behind C
  ]";
    assert_eq!(unset(ABOVE, 0), without_a);
    assert_eq!(set(ABOVE, json!(["B", "C"])), without_a);
    assert_eq!(
        unset(ABOVE, 2),
        "[
    # about A
    A,
    # about B
    B,
  ]"
    );
}

#[test]
fn a_new_item_comes_above_the_comments_of_the_next() {
    assert_eq!(
        set(ABOVE, json!(["X", "A", "B", "M", "C"])),
        "[
    X,
    # about A
    A,
    # about B
    B,
    M,
    # about C
    C, # behind C
  ]"
    );
    assert_eq!(
        set("[\n    # about A\n    A, B ]", json!(["X", "A", "B"])),
        "[\n    X,\n    # about A\n    A, B ]"
    );
}

#[test]
fn a_new_item_comes_below_the_comment_behind_the_one_before() {
    for (list, after) in [
        ("[A, # about A\n    B]", "[A, # about A\n    X,\n    B]"),
        ("[ A # a\n  , B # b\n  ]", "[ A # a\n  , X\n  , B # b\n  ]"),
    ] {
        assert_eq!(set(list, json!(["A", "X", "B"])), after);
    }
    for (list, after) in [
        ("[A, B # about B\n  ]", "[A, B, # about B\n    X\n  ]"),
        ("[ A # a\n  , B # b\n  ]", "[ A # a\n  , B # b\n  , X\n  ]"),
    ] {
        assert_eq!(set(list, json!(["A", "B", "X"])), after);
    }
}

#[test]
fn where_a_move_would_part_a_comment_from_its_item_each_item_gets_a_line() {
    for (list, items, after) in [
        (
            "[\n    A, # about A\n    B, C,\n  ]",
            json!(["B", "C", "A"]),
            "[\n    B,\n    C,\n    A, # about A\n  ]",
        ),
        (
            "[ A,\n    B,\n    C # about C\n  ]",
            json!(["C", "A", "B"]),
            "[\n    C, # about C\n    A,\n    B\n  ]",
        ),
        (
            "[ A # a\n  , B # b\n  , C # c\n  ]",
            json!(["B", "C", "A"]),
            "[\n    B, # b\n    C, # c\n    A # a\n  ]",
        ),
        (
            "[A, # about A\n    B, # about B\n    C]",
            json!(["B", "A", "C"]),
            "[\n    B, # about B\n    A, # about A\n    C\n  ]",
        ),
        // Each item as it is written; the comments of the brackets stay there, and one apart from the item below it.
        (
            "[ # all\n      # apart\n\n      # over A\n      'A', \"B\", # behind B\n      C\n      # the end\n  ]",
            json!(["B", "A", "C"]),
            "[ # all\n      # apart\n\n      \"B\", # behind B\n      # over A\n      'A',\n      C\n      # the end\n  ]",
        ),
    ] {
        assert_eq!(set(list, items), after, "{list}");
    }
}

#[test]
fn a_list_beside_a_dash_gets_an_item_a_line() {
    let manifest = "packages:\n- languages: [en-us, # English\n    de-de]\n";
    let languages = Change::Set(json!(["de-de", "en-us"]));
    assert_eq!(
        edited(manifest, "packages[0].languages", languages),
        "packages:\n- languages: [\n    de-de,\n    en-us # English\n  ]\n"
    );
    let manifest = "acknowledge: [D-aaaaaa, # one\n  D-bbbbbb]\n";
    let tokens = Change::Set(json!(["D-bbbbbb", "D-aaaaaa"]));
    assert_eq!(
        edited(manifest, "acknowledge", tokens),
        "acknowledge: [\n  D-bbbbbb,\n  D-aaaaaa # one\n]\n"
    );
}

#[test]
fn the_comment_of_an_item_that_goes_goes_with_it_and_no_other() {
    let led = "[ A # a\n  , B # b\n  , C # c\n  ]";
    for (list, index, after) in [
        (led, 0, "[ B # b\n  , C # c\n  ]"),
        (led, 1, "[ A # a\n  , C # c\n  ]"),
        (led, 2, "[ A # a\n  , B # b\n  ]"),
        ("[ A # a\n  , B # b\n  , C ]", 2, "[ A # a\n  , B # b\n  ]"),
        (
            "[A, # about A\n    B, # about B\n    C]",
            0,
            "[\n    B, # about B\n    C]",
        ),
        (
            "[A, # about A\n    B, # about B\n    C]",
            2,
            "[A, # about A\n    B, # about B\n    ]",
        ),
        (
            "[A, # about A\n    B , # about B\n    # about C\n    C ,]",
            2,
            "[A, # about A\n    B , # about B\n    ]",
        ),
        (
            "[A, # about A\n    # over B\n    B\n    , C]",
            1,
            "[A, # about A\n    C]",
        ),
        (
            "[A\n    # over B\n    , B\n    , C]",
            0,
            "[\n    # over B\n    B\n    , C]",
        ),
        (
            "[A # a\n    , B # b\n    # over C\n    , C]",
            1,
            "[A # a\n    ,\n    # over C\n    C]",
        ),
        // A comment of several items stays.
        (
            "[\n    # both\n    A, B, # both\n    C\n  ]",
            0,
            "[\n    # both\n    B, # both\n    C\n  ]",
        ),
        (
            "[\n    # both\n    A, B, # both\n    C\n  ]",
            1,
            "[\n    # both\n    A, # both\n    C\n  ]",
        ),
    ] {
        assert_eq!(unset(list, index), after, "{list}");
    }
}

#[test]
fn no_blanks_are_left_at_the_end_of_a_line() {
    assert_eq!(
        set("[\n    A, B,\n    C\n  ]", json!(["A", "C"])),
        "[\n    A,\n    C\n  ]"
    );
}

#[test]
fn empty_lines_between_all_items_separate_them() {
    let apart = "[\n    A,\n\n    B, # b\n\n    C,\n  ]";
    for (items, after) in [
        (
            json!(["C", "A", "B"]),
            "[\n    C,\n\n    A,\n\n    B, # b\n  ]",
        ),
        (
            json!(["B", "C", "A"]),
            "[\n    B, # b\n\n    C,\n\n    A,\n  ]",
        ),
        (json!(["A", "C"]), "[\n    A,\n\n    C,\n  ]"),
        (json!(["A", "B"]), "[\n    A,\n\n    B, # b\n  ]"),
        (json!(["B", "C"]), "[\n    B, # b\n\n    C,\n  ]"),
        (
            json!(["X", "A", "B", "C", "M"]),
            "[\n    X,\n\n    A,\n\n    B, # b\n\n    C,\n\n    M,\n  ]",
        ),
    ] {
        assert_eq!(set(apart, items), after);
    }
}

#[test]
fn indentation_by_tabs_stays() {
    let manifest =
        |list: &str| format!("{{\n\t\"availability\": {{\n\t\t\"markets\": {list}\n\t}}\n}}\n");
    let before = manifest("[\"A\",\n\t\t\t\"B\",\n\t\t\t\"C\"]");
    let lines = manifest("[\n\t\t\t\"A\",\n\t\t\t\"B\",\n\t\t\t\"C\"\n\t\t]");
    for (before, items, after) in [
        (&before, json!(["A", "C"]), "[\"A\",\n\t\t\t\"C\"]"),
        (&before, json!(["A", "B"]), "[\"A\",\n\t\t\t\"B\"]"),
        (
            &before,
            json!(["A", "B", "X", "C"]),
            "[\"A\",\n\t\t\t\"B\",\n\t\t\t\"X\",\n\t\t\t\"C\"]",
        ),
        (
            &lines,
            json!(["C", "A", "B"]),
            "[\n\t\t\t\"C\",\n\t\t\t\"A\",\n\t\t\t\"B\"\n\t\t]",
        ),
        (
            &lines,
            json!(["B", "C", "A"]),
            "[\n\t\t\t\"B\",\n\t\t\t\"C\",\n\t\t\t\"A\"\n\t\t]",
        ),
        (
            &lines,
            json!(["X", "A", "C", "M"]),
            "[\n\t\t\t\"X\",\n\t\t\t\"A\",\n\t\t\t\"C\",\n\t\t\t\"M\"\n\t\t]",
        ),
        (&lines, json!(["C"]), "[\n\t\t\t\"C\"\n\t\t]"),
    ] {
        assert_eq!(edited(before, FIELD, Change::Set(items)), manifest(after));
    }
    let priced = edited(&lines, "availability.pricing", Change::Set(json!("FREE")));
    assert!(
        priced.ends_with("\t\t],\n\t\t\"pricing\": \"FREE\"\n\t}\n}\n"),
        "{priced}"
    );
}

#[test]
fn members_between_braces_take_their_comments_along_too() {
    let manifest = "properties: {
  # about the website
  website: https://a.b, # behind it
  # about the address
  supportContactInfo: https://c.d
}
";
    assert_eq!(
        edited(manifest, "properties.website", Change::Unset),
        "properties: {\n  # about the address\n  supportContactInfo: https://c.d\n}\n"
    );
    assert_eq!(
        edited(
            manifest,
            "properties.privacyPolicyUrl",
            Change::Set(json!("https://e.f"))
        ),
        "properties: {\n  privacyPolicyUrl: https://e.f,\n  # about the website\n  website: https://a.b, # behind it\n  # about the address\n  supportContactInfo: https://c.d\n}\n"
    );
}

#[test]
fn a_token_with_a_line_between_brackets_has_its_comment() {
    const COMMENT: &str = "   # listings.fr-fr: removes the language";
    let tokens = [Acknowledgment {
        token: "D-7k2fq3".parse().unwrap(),
        allows: "listings.fr-fr: removes the language".to_owned(),
    }];
    for (before, after) in [
        (
            "acknowledge: [\n  D-zzzzzz, # old\n]\n",
            format!("acknowledge: [\n  D-zzzzzz, # old\n  D-7k2fq3,{COMMENT}\n]\n"),
        ),
        (
            "acknowledge: [\n  # old\n  D-zzzzzz\n]\n",
            format!("acknowledge: [\n  # old\n  D-zzzzzz,\n  D-7k2fq3{COMMENT}\n]\n"),
        ),
        // Its comment could be about another there.
        (
            "acknowledge: [D-aaaaaa,\n  D-zzzzzz]\n",
            "acknowledge: [D-aaaaaa,\n  D-zzzzzz, D-7k2fq3]\n".to_owned(),
        ),
    ] {
        for (before, after) in [
            (before.to_owned(), after.clone()),
            (before.replace('\n', "\r\n"), after.replace('\n', "\r\n")),
        ] {
            let acknowledged = acknowledge("storectl.yaml", before.as_bytes(), &tokens).unwrap();
            assert_eq!(String::from_utf8(acknowledged).unwrap(), after);
        }
    }
}
