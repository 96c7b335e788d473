//! What the schema refuses, said to people: what was found, what was expected, what to write.

use serde_json::Value;

use super::generate;
use crate::{
    catalogue,
    checker::Checker,
    format,
    hint::Hint,
    pointer, suggest,
    vocabulary::{self, Advice},
};

/// Returns the scalar as it is written.
fn raw<'a>(checker: &Checker<'a>, at: &str) -> &'a str {
    let node = checker.document.index.get(at);
    node.map_or("", |it| checker.document.source.slice(&it.value))
}

fn describe(checker: &Checker<'_>, at: &str, value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => format!("`{}`", raw(checker, at)),
        Value::Number(_) => format!("the number {}", format::shorten(raw(checker, at))),
        Value::String(text) => format!("the string {}", checker.quote(at, text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
    }
}

/// Returns how messages name the value at a pointer.
fn named(at: &str) -> String {
    match at {
        "" => "the manifest".to_owned(),
        _ => format!("`{}`", pointer::address(at)),
    }
}

fn expectation(at: &str, expected: &[&str]) -> String {
    if at == "/availability/markets" {
        return "a list of markets, `all` or `{ allExcept: [...] }`".to_owned();
    }
    let text_too = expected.contains(&"string") && expected.contains(&"object");
    let mut labels: Vec<&str> = Vec::new();
    for name in expected {
        let label = match *name {
            "array" => "a list",
            "boolean" => "true or false",
            "string" => "a string",
            "null" => "null",
            "object" if pointer::is_within(at, "/vars") => "`{ secret: true }`",
            "object" if text_too => "`{ file: PATH }`",
            "object" => "a mapping",
            "integer" => "a whole number",
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
        None => "an unknown value".to_owned(),
    }
}

pub(super) fn wrong_type(checker: &mut Checker<'_>, at: &str, value: &Value, expected: &[&str]) {
    let named = named(at);
    let found = describe(checker, at, value);
    let wants = |name: &str| expected.contains(&name);
    let is_member = checker.document.key_location(at).is_some();
    match value {
        Value::Null if is_member => {
            let hint = why_not_cleared(at).map(str::to_owned);
            checker
                .report(
                    &catalogue::CANNOT_CLEAR,
                    at,
                    format!("{named} cannot be cleared"),
                )
                .hinted(hint);
        }
        Value::Number(_) | Value::Bool(_) if wants("string") => {
            let raw = raw(checker, at);
            let written = format::shorten(raw);
            checker
                .report(
                    &catalogue::QUOTE,
                    at,
                    format!("{named} is {found}, expected a string"),
                )
                .hinted(
                    Hint::text(format!("write \"{written}\" in quotes"))
                        .rewriting(raw, format!("\"{raw}\"")),
                );
        }
        _ => {
            let message = format!("{named} is {found}, expected {}", expectation(at, expected));
            let hint = one_level_too_high(at)
                .map(Hint::text)
                .or_else(|| type_hint(checker, at, value, &wants));
            checker
                .report(&catalogue::WRONG_TYPE, at, message)
                .hinted(hint);
        }
    }
}

fn type_hint(
    checker: &Checker<'_>,
    at: &str,
    value: &Value,
    wants: &dyn Fn(&str) -> bool,
) -> Option<Hint> {
    match value {
        Value::String(text) if wants("boolean") => {
            let meant = match text.to_ascii_lowercase().as_str() {
                "yes" | "on" | "y" | "true" | "1" => "true",
                "no" | "off" | "n" | "false" | "0" => "false",
                _ => return Some(Hint::text("write true or false, without quotes")),
            };
            let hint = format!("YAML 1.2 has only true and false; write {meant}");
            Some(Hint::text(hint).rewriting(text, meant))
        }
        Value::String(_) if wants("array") && checker.is_secret(at) => {
            Some(Hint::text("write it as a list"))
        }
        Value::String(text) if wants("array") => {
            let hint = format!("write it as a list: [{}]", format::shorten(text));
            Some(Hint::text(hint))
        }
        Value::Array(_) if wants("string") => {
            Some(Hint::text("write one string, without brackets"))
        }
        _ => None,
    }
}

/// Names the listing field that stands where a language belongs.
fn one_level_too_high(at: &str) -> Option<String> {
    let key = at
        .strip_prefix("/listings/")
        .filter(|it| !it.contains('/'))?;
    let is_field = definition("Listing").is_some_and(|it| it.get(key).is_some());
    is_field.then(|| format!("`{key}` belongs under a language: `listings.en-us.{key}`"))
}

/// Returns why the value at `at` cannot be cleared, and what to write instead.
fn why_not_cleared(at: &str) -> Option<&'static str> {
    Some(match at {
        "/packages" => {
            "a product needs at least one package: add one, or delete the key to keep the current packages"
        }
        "/listings" => {
            "a product needs at least one language: write `fr-fr: null` to remove one, or delete the key"
        }
        "/availability/markets" => {
            "a product needs at least one market: add one, write `all`, or delete the key"
        }
        "/availability" | "/properties" | "/properties/productDeclarations" => {
            "the Store requires its fields; delete the key to keep their values"
        }
        "/name" | "/vars" | "/sellerId" | "/prune" | "/acknowledge" | "/submission"
        | "/listingDefaults" => "delete the key",
        "/apiVersion" => "write `apiVersion: storectl/v1`",
        "/productId" => "write the product's GUID from Partner Center",
        _ if at.ends_with("/packageUrl") || at.ends_with("/errorValue") => "add a value",
        _ if at.ends_with("/freeTrial") => "write NO_FREE_TRIAL, or delete the key",
        _ if at.ends_with("/screenshots") || at.ends_with("/storeLogos") => {
            "the Store requires at least one image: add one, or delete the key to keep the current images"
        }
        _ => return None,
    })
}

/// Whether `null` would clear a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clearable {
    Yes,
    No,
}

/// Reports a value of which nothing is written.
pub(super) fn blank(checker: &mut Checker<'_>, at: &str, clearable: Clearable) {
    let message = format!("{} has no value", named(at));
    let name = pointer::split(at).map_or(String::new(), |(_, name)| format::shorten(&name));
    let hint = if checker.document.key_location(at).is_none() {
        "add a value, or remove the item".to_owned()
    } else if clearable == Clearable::No {
        why_not_cleared(at).map_or_else(
            || "add a value, or delete the key".to_owned(),
            str::to_owned,
        )
    } else if at.starts_with("/listings/") && at.matches('/').count() == 2 {
        format!(
            "write `{name}: null` to remove the language from the Store, or `{name}: {{}}` to keep it"
        )
    } else {
        format!("write `{name}: null` to clear it, or delete the key to keep the Store's value")
    };
    checker
        .report_key(&catalogue::BLANK, at, message)
        .hinted(hint);
}

/// Reports a number that is too small or too large.
pub(super) fn out_of_range(checker: &mut Checker<'_>, at: &str, value: &Value, expected: &str) {
    let value = describe(checker, at, value);
    let message = format!("`{}` is {value}, expected {expected}", pointer::address(at));
    checker.report(&catalogue::WRONG_TYPE, at, message);
}

pub(super) fn unknown_word(checker: &mut Checker<'_>, at: &str, value: &Value, options: &Value) {
    let options: Vec<String> = options
        .as_array()
        .into_iter()
        .flatten()
        .filter(|it| !it.is_null())
        .map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned))
        .collect();
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let named = named(at);
    let Some(word) = value.as_str() else {
        if value.is_null() {
            return wrong_type(checker, at, value, &["string"]);
        }
        let found = describe(checker, at, value);
        let message = format!("{named} is {found}, expected {}", some_of(&options));
        let hint = format!("use one of {}", some_of(&options));
        checker
            .report(&catalogue::WRONG_TYPE, at, message)
            .hinted(hint);
        return;
    };
    let quoted = checker.quote(at, word);
    if at == "/apiVersion" {
        let message = format!("this release of storectl does not support version {quoted}");
        checker.report(&catalogue::API_VERSION_UNKNOWN, at, message);
        return;
    }
    if word.is_empty() {
        checker
            .report(
                &catalogue::EMPTY_TEXT,
                at,
                format!("{named} is an empty string"),
            )
            .hinted(format!(
                "write one of {}, or delete the key",
                some_of(&options)
            ));
        return;
    }
    let message = format!("invalid value {quoted} in {named}");
    let hint = if checker.is_secret(at) {
        None
    } else {
        let listed = (at == "/availability/markets" && word != "all").then(|| {
            format!(
                "write a list, such as [{}], or `all`",
                format::shorten(word)
            )
        });
        listed
            .map(Hint::text)
            .or_else(|| market_hint(at, word))
            .or_else(|| category_hint(at, word).map(Hint::text))
            .or_else(|| suggest::did_you_mean(word, options.iter().copied()))
    };
    checker
        .report(&catalogue::UNKNOWN_WORD, at, message)
        .hinted(hint.unwrap_or_else(|| Hint::text(format!("use one of {}", some_of(&options)))));
}

/// Names the market whose code is not its usual one, or whose name was written out.
fn market_hint(at: &str, word: &str) -> Option<Hint> {
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
    Some(Hint::text(format!("{} is `{}`", found.1, found.0)).replacing(word, found.0))
}

/// Names the category of a subcategory that stands in its place.
fn category_hint(at: &str, word: &str) -> Option<String> {
    let (category, _) = storectl_model::CATEGORIES
        .iter()
        .find(|(_, subs)| at == "/properties/category" && subs.contains(&word))?;
    Some(format!("`{word}` is a subcategory of `{category}`"))
}

/// Names the first of the words that are allowed, and where all of them are.
fn some_of(options: &[&str]) -> String {
    const SHOWN: usize = 12;
    let shown = format::some_of(options, SHOWN);
    if options.len() > SHOWN {
        format!("{shown} (`storectl schema`)")
    } else {
        shown
    }
}

pub(super) fn unknown_key(checker: &mut Checker<'_>, at: &str, key: &str, known: &[&'static str]) {
    let pointer = pointer::join(at, key);
    let shown = format::shorten(key);
    let message = match at {
        "" => format!("unknown key `{shown}`"),
        _ => format!("unknown key `{shown}` in {}", named(at)),
    };
    let hint = key_hint(key, known);
    checker
        .report_key(&catalogue::UNKNOWN_KEY, &pointer, message)
        .hinted(hint);
}

fn key_hint(key: &str, known: &[&'static str]) -> Option<Hint> {
    if let Some(exact) = known.iter().find(|it| it.eq_ignore_ascii_case(key)) {
        return Some(Hint::did_you_mean(key, exact));
    }
    let is_text = known.contains(&"file") || known.contains(&"changelog");
    if is_text {
        // Not a key of another tool: what is given says already which text it is.
        let text = "a text is a string, `{ file: PATH }` or `{ changelog: FILE }`";
        let near = suggest::did_you_mean(key, known.iter().copied());
        return near.or_else(|| Some(Hint::text(text)));
    }
    let advised = match vocabulary::advice(key) {
        Some(Advice::Hint(hint)) => Some(Hint::text(hint)),
        Some(Advice::Key(right)) if known.contains(&right) => {
            Some(Hint::text(format!("write `{right}`")).replacing(key, right))
        }
        Some(Advice::Key(right)) => home_of(right)
            .map(|home| Hint::text(format!("write `{right}`, which belongs in `{home}`"))),
        None => None,
    };
    advised
        .or_else(|| suggest::did_you_mean(key, known.iter().copied()))
        .or_else(|| home_of(key).map(|home| Hint::text(format!("`{key}` belongs in `{home}`"))))
        .or_else(|| {
            (!known.is_empty() && known.len() <= 14)
                .then(|| Hint::text(format!("valid keys are {}", some_of(known))))
        })
}

/// Returns the properties of a definition of the schema.
fn definition(name: &str) -> Option<&'static Value> {
    let definitions = generate::get().get("definitions")?;
    definitions.get(name)?.get("properties")
}

/// Returns where a key that stands in the wrong place belongs.
fn home_of(key: &str) -> Option<&'static str> {
    let homes = [
        ("Availability", "availability"),
        ("Properties", "properties"),
        ("Declarations", "properties.productDeclarations"),
        ("Listing", "listings.LANGUAGE"),
        ("Package", "packages[]"),
        ("Submission", "submission"),
    ];
    if generate::get()
        .pointer("/properties")
        .is_some_and(|it| it.get(key).is_some())
    {
        return Some("the top level of the manifest");
    }
    homes
        .iter()
        .find(|(name, _)| definition(name).is_some_and(|it| it.get(key).is_some()))
        .map(|(_, home)| *home)
}

/// Returns whether `key` is there in a near spelling, which is reported as an unknown key.
pub(super) fn is_misspelled(value: &Value, key: &str) -> bool {
    /// A mapping of more keys is not searched: no mapping of the schema that requires a key has so many.
    const MOST: usize = 100;
    let keys = value.as_object().into_iter().flatten().map(|(key, _)| key);
    keys.into_iter()
        .take(MOST)
        .any(|it| suggest::nearest(it, [key]).is_some())
}

pub(super) fn missing_key(checker: &mut Checker<'_>, at: &str, key: &str) {
    let message = format!("missing key `{key}` in {}", named(at));
    let hint = match key {
        "apiVersion" => "add `apiVersion: storectl/v1`".to_owned(),
        "productId" => {
            "add `productId:` with the GUID from the product's URL in Partner Center".to_owned()
        }
        _ => format!("add `{key}`"),
    };
    checker
        .report(&catalogue::MISSING_KEY, at, message)
        .hinted(hint);
}
