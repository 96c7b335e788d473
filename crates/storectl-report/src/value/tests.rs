//! What is shown of two values.

use super::*;
use serde_json::json;

fn change(action: Action, before: ChangeValue, after: ChangeValue) -> Change {
    Change {
        path: "availability.markets".parse().unwrap(),
        action,
        origin: None,
        base: None,
        before,
        after,
        guard: None,
        limit: None,
    }
}

fn size(width: u32, height: u32) -> ImageSize {
    ImageSize { width, height }
}

fn stored(of: Option<(u32, u32)>) -> ImageValue {
    ImageValue::Stored {
        id: "11529".parse().unwrap(),
        size: of.map(|(width, height)| size(width, height)),
    }
}

fn texts(items: &[&str]) -> Vec<String> {
    items.iter().map(|&it| it.to_owned()).collect()
}

#[test]
fn a_list_shows_what_goes_and_what_comes() {
    let change = change(
        Action::Change,
        ChangeValue::items(["US", "CN", "NO"]),
        ChangeValue::items(["NO", "US", "SE"]),
    );
    let expected = Body::Items {
        gone: texts(&["\"CN\""]),
        added: texts(&["\"SE\""]),
    };
    assert_eq!(body(&change), expected);
}

#[test]
fn an_unset_list_has_no_items() {
    let change = change(
        Action::Add,
        ChangeValue::Unset,
        ChangeValue::items(["two words"]),
    );
    let expected = Body::Items {
        gone: vec![],
        added: texts(&["\"two words\""]),
    };
    assert_eq!(body(&change), expected);
}

#[test]
fn an_object_shows_the_fields_that_differ() {
    let change = change(
        Action::Change,
        ChangeValue::Object(json!({"a": 1, "b": {"c": "x"}, "d": true})),
        ChangeValue::Object(json!({"a": 1, "b": {"c": "y"}})),
    );
    let Body::Fields(fields) = body(&change) else {
        panic!("not fields")
    };
    let paths: Vec<&str> = fields.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(paths, ["b.c", "d"]);
}

#[test]
fn an_image_is_named_by_path_or_id_with_its_size() {
    let change = change(
        Action::Change,
        ChangeValue::Image(stored(Some((1920, 1080)))),
        ChangeValue::Image(ImageValue::File {
            path: "1.png".to_owned(),
            digest: storectl_model::Digest::of(b"1"),
            bytes: 1_120_000,
            size: size(2560, 1440),
        }),
    );
    let expected = Body::Scalars {
        before: "image 11529, 1920×1080".to_owned(),
        after: "\"1.png\", 2560×1440, 1.1 MB".to_owned(),
    };
    assert_eq!(body(&change), expected);
}

#[test]
fn a_new_language_names_its_images_by_their_places() {
    let image = json!({"path": "1.png", "sha256": "ab", "bytes": 900, "width": 64, "height": 36});
    let after = json!({"description": "Gears", "screenshots": [image]});
    let change = change(Action::Add, ChangeValue::Unset, ChangeValue::Object(after));
    let line = |path: &str, after: &str| FieldLine {
        path: path.to_owned(),
        before: None,
        after: Some(after.to_owned()),
    };
    let expected = Body::Fields(vec![
        line("description", "\"Gears\""),
        line("screenshots[0]", "\"1.png\", 64×36, 900 B"),
    ]);
    assert_eq!(body(&change), expected);
}

#[test]
fn images_in_another_order_show_the_new_one() {
    let change = change(
        Action::Reorder,
        ChangeValue::items(["11", "12"]),
        ChangeValue::items(["b.png", "a.png"]),
    );
    let expected = Body::Order {
        before: vec![],
        after: texts(&["\"b.png\"", "\"a.png\""]),
    };
    assert_eq!(body(&change), expected);
}

#[test]
fn an_image_that_goes_has_no_other_side() {
    let change = change(
        Action::Remove,
        ChangeValue::Image(stored(None)),
        ChangeValue::Unset,
    );
    let expected = Body::Items {
        gone: texts(&["image 11529"]),
        added: vec![],
    };
    assert_eq!(body(&change), expected);
}

#[test]
fn a_removed_object_names_what_goes_with_it() {
    let value = json!({"description": "…", "searchTerms": ["a", "b"], "copyright": null});
    let change = change(
        Action::Remove,
        ChangeValue::Object(value),
        ChangeValue::Unset,
    );
    assert_eq!(
        body(&change),
        Body::Loses(texts(&["description", "searchTerms (2)"]))
    );
}

#[test]
fn of_long_texts_the_difference_is_shown_and_not_their_beginning() {
    let text = |it: &str| ChangeValue::Text(it.to_owned());
    let sides = |old: &str, new: &str| brief_sides(&text(old), &text(new));
    assert_eq!(
        sides("Gears", "More gears"),
        ["\"Gears\"", "\"More gears\""]
    );
    let long = "Contoso Notes keeps your notes in sync on all of the many devices that you";
    assert_eq!(
        sides(&format!("{long} own"), &format!("{long} have")),
        ["\"…devices that you own\"", "\"…devices that you have\""]
    );
    assert_eq!(
        sides("Notes\n\nOld\nend", "Notes\n\nNew\nend"),
        ["\"Old\" (line 3 of 4)", "\"New\" (line 3 of 4)"]
    );
    assert_eq!(
        sides("Notes\nOld", "Notes"),
        ["\"Old\" (line 2 of 2)", "(ends after 1 line)"]
    );
}
