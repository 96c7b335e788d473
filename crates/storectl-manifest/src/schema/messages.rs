//! What the schema refuses, said to people: what was found, what was expected, what to write.

use serde_json::Value;

use super::generate;
use crate::{catalogue, checker::Checker, format, pointer, suggest};

/// Gives the scalar as it is written.
fn raw<'a>(checker: &Checker<'a>, at: &str) -> &'a str {
    let node = checker.document.index.get(at);
    node.map_or("", |it| checker.document.source.slice(&it.value))
}

fn describe(checker: &Checker<'_>, at: &str, value: &Value) -> String {
    match value {
        Value::Null if raw(checker, at).is_empty() => "empty".to_owned(),
        Value::Null => "null".to_owned(),
        Value::Bool(_) => format!("`{}`", raw(checker, at)),
        Value::Number(_) => format!("the number {}", format::shorten(raw(checker, at))),
        Value::String(text) => format!("the text `{}`", format::shorten(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
    }
}

fn expectation(at: &str, expected: &[&str]) -> String {
    if at == "/availability/markets" {
        return "a list of markets, `all` or `{ allExcept: [...] }`".to_owned();
    }
    let file_too = expected.contains(&"string") && expected.contains(&"object");
    let mut labels: Vec<&str> = Vec::new();
    for name in expected {
        let label = match *name {
            "array" => "a list",
            "boolean" => "true or false",
            "string" => "a text",
            "null" => "null",
            "object" if file_too => "`{ file: PATH }`",
            "object" => "a mapping",
            _ => "a number",
        };
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels.sort_by_key(|it| *it == "null");
    match labels.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((last, _)) => (*last).to_owned(),
        None => "something else".to_owned(),
    }
}

pub(super) fn wrong_type(checker: &mut Checker<'_>, at: &str, value: &Value, expected: &[&str]) {
    let address = match at {
        "" => "the manifest".to_owned(),
        _ => format!("`{}`", pointer::address(at)),
    };
    let found = describe(checker, at, value);
    let written = format::shorten(raw(checker, at));
    let wants = |name: &str| expected.contains(&name);
    let is_member = checker.document.key_location(at).is_some();
    match value {
        Value::Null if is_member => {
            let message = if written.is_empty() {
                format!("{address} has no value, and null cannot clear it")
            } else {
                format!("{address} cannot be cleared")
            };
            let hint = clearing_hint(at);
            checker
                .report(&catalogue::CANNOT_CLEAR, at, message)
                .hinted(hint.map(str::to_owned));
        }
        Value::Number(_) | Value::Bool(_) if wants("string") => {
            let message = format!("{address} is {found}, where a text is meant");
            checker
                .report(&catalogue::QUOTE, at, message)
                .hinted(format!("write \"{written}\" in quotes"));
        }
        _ => {
            let message = format!(
                "{address} is {found}, expected {}",
                expectation(at, expected)
            );
            let hint = type_hint(value, &wants);
            checker
                .report(&catalogue::WRONG_TYPE, at, message)
                .hinted(hint);
        }
    }
}

fn type_hint(value: &Value, wants: &dyn Fn(&str) -> bool) -> Option<String> {
    match value {
        Value::String(text) if wants("boolean") => {
            let meant = match text.to_ascii_lowercase().as_str() {
                "yes" | "on" | "y" | "true" | "1" => "true",
                "no" | "off" | "n" | "false" | "0" => "false",
                _ => return Some("write true or false, without quotes".to_owned()),
            };
            Some(format!("YAML 1.2 knows true and false only: write {meant}"))
        }
        Value::String(text) if wants("array") => {
            Some(format!("write it as a list: [{}]", format::shorten(text)))
        }
        Value::Array(_) if wants("string") => Some("write one text, without brackets".to_owned()),
        _ => None,
    }
}

/// Gives why `null` is refused at `at`, and what to write instead.
fn clearing_hint(at: &str) -> Option<&'static str> {
    Some(match at {
        "/packages" => {
            "a product has at least one package: name it, or leave the key out to keep the packages there are"
        }
        "/listings" => {
            "a product has at least one language: write `fr-fr: null` to remove one, or leave the key out"
        }
        "/availability/markets" => {
            "a product is sold in at least one market: name it, write `all`, or leave the key out"
        }
        "/availability" | "/properties" | "/properties/productDeclarations" => {
            "the Store needs what is in it: leave the key out to keep it all"
        }
        "/name" | "/vars" | "/sellerId" | "/prune" | "/acknowledge" | "/submission"
        | "/listingDefaults" => "leave the key out",
        "/apiVersion" => "write `apiVersion: storectl/v1`",
        _ if at.ends_with("/packageUrl") || at.ends_with("/errorValue") => "give a value",
        _ if at.ends_with("/freeTrial") => "write NO_FREE_TRIAL, or leave the key out",
        _ => return None,
    })
}

pub(super) fn unknown_word(checker: &mut Checker<'_>, at: &str, value: &Value, options: &Value) {
    let options: Vec<&str> = options
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let address = pointer::address(at);
    let Some(word) = value.as_str() else {
        if value.is_null() {
            return wrong_type(checker, at, value, &["string"]);
        }
        let message = format!(
            "`{address}` is {}, expected a word",
            describe(checker, at, value)
        );
        let hint = format!("use one of {}", some_of(&options));
        checker
            .report(&catalogue::WRONG_TYPE, at, message)
            .hinted(hint);
        return;
    };
    if at == "/apiVersion" {
        let message = format!(
            "`{}` is no version this storectl knows",
            format::shorten(word)
        );
        checker.report(&catalogue::API_VERSION_UNKNOWN, at, message);
        return;
    }
    if word.is_empty() {
        let message = format!("`{address}` is an empty text");
        checker
            .report(&catalogue::EMPTY_TEXT, at, message)
            .hinted(format!(
                "write one of {}, or leave the key out",
                some_of(&options)
            ));
        return;
    }
    let message = format!("unknown word `{}` in `{address}`", format::shorten(word));
    let listed = (at == "/availability/markets" && word != "all").then(|| {
        format!(
            "write a list, such as [{}], or `all`",
            format::shorten(word)
        )
    });
    let named = listed
        .or_else(|| market_hint(at, word))
        .or_else(|| category_hint(at, word));
    let hint = named.or_else(|| suggest::did_you_mean(word, options.iter().copied()));
    checker
        .report(&catalogue::UNKNOWN_WORD, at, message)
        .hinted(hint.unwrap_or_else(|| format!("use one of {}", some_of(&options))));
}

/// Names the market whose code is not its usual one, or whose name was written out.
fn market_hint(at: &str, word: &str) -> Option<String> {
    if !at.starts_with("/availability/markets") {
        return None;
    }
    let usual = match word.to_ascii_uppercase().as_str() {
        "UK" => Some("GB"),
        "EL" => Some("GR"),
        _ => None,
    };
    let found = storectl_model::MARKETS
        .iter()
        .find(|(code, name)| usual == Some(*code) || name.eq_ignore_ascii_case(word))?;
    Some(format!("{} is `{}`", found.1, found.0))
}

/// Names the category of a subcategory that stands in its place.
fn category_hint(at: &str, word: &str) -> Option<String> {
    let (category, _) = storectl_model::CATEGORIES
        .iter()
        .find(|(_, subs)| at == "/properties/category" && subs.contains(&word))?;
    Some(format!("`{word}` is a subcategory of `{category}`"))
}

fn some_of(options: &[&str]) -> String {
    const SHOWN: usize = 12;
    let shown: Vec<String> = options
        .iter()
        .take(SHOWN)
        .map(|it| format!("`{it}`"))
        .collect();
    let more = options.len().saturating_sub(SHOWN);
    if more > 0 {
        format!("{} and {more} more (`storectl schema`)", shown.join(", "))
    } else {
        shown.join(", ")
    }
}

pub(super) fn unknown_key(checker: &mut Checker<'_>, at: &str, key: &str, known: &[&'static str]) {
    let pointer = pointer::join(at, key);
    let message = if at.is_empty() {
        format!("unknown key `{}`", format::shorten(key))
    } else {
        format!(
            "unknown key `{}` in `{}`",
            format::shorten(key),
            pointer::address(at)
        )
    };
    let elsewhere = || home_of(key).map(|home| format!("`{key}` belongs under `{home}`"));
    // Live and undocumented (field note 17): carried along when an object is sent whole, never managed.
    let carried = matches!(key, "heroArts" | "trailers" | "genres" | "usesGenerativeAI").then(|| {
        "the submission API does not document it: remove it, storectl keeps what the Store holds".to_owned()
    });
    let hint = carried
        .or_else(|| suggest::did_you_mean(key, known.iter().copied()))
        .or_else(elsewhere)
        .or_else(|| {
            (!known.is_empty() && known.len() <= 14)
                .then(|| format!("the keys here are {}", some_of(known)))
        });
    checker
        .report_key(&catalogue::UNKNOWN_KEY, &pointer, message)
        .hinted(hint);
}

/// Gives where a key that stands in the wrong place belongs.
fn home_of(key: &str) -> Option<&'static str> {
    let homes = [
        ("Availability", "availability"),
        ("Properties", "properties"),
        ("Declarations", "properties.productDeclarations"),
        ("Listing", "listings.LANGUAGE"),
        ("Package", "packages[]"),
        ("Submission", "submission"),
    ];
    let definitions = generate::get().get("definitions")?;
    homes
        .iter()
        .find(|(name, _)| {
            let properties = definitions.get(name).and_then(|it| it.get("properties"));
            properties.is_some_and(|it| it.get(key).is_some())
        })
        .map(|(_, home)| *home)
}

/// Tells whether `key` is there in a near spelling, which is reported as an unknown key.
pub(super) fn is_misspelt(value: &Value, key: &str) -> bool {
    let keys = value.as_object().into_iter().flatten().map(|(key, _)| key);
    keys.into_iter()
        .any(|it| suggest::nearest(it, [key]).is_some())
}

pub(super) fn missing_key(checker: &mut Checker<'_>, at: &str, key: &str) {
    let message = format!(
        "`{key}` is missing in {}",
        match at {
            "" => "the manifest".to_owned(),
            _ => format!("`{}`", pointer::address(at)),
        }
    );
    let hint = match key {
        "apiVersion" => "add `apiVersion: storectl/v1`".to_owned(),
        "productId" => "add `productId:` with the product's GUID of Partner Center".to_owned(),
        _ => format!("add `{key}`"),
    };
    checker
        .report(&catalogue::MISSING_KEY, at, message)
        .hinted(hint);
}
