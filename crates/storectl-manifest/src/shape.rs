//! The schema's verdict in our own words and codes.

use std::collections::HashSet;

use jsonschema::{
    ValidationError,
    error::{TypeKind, ValidationErrorKind},
};
use serde_json::Value;

use crate::{codes, judge::Judge, pointer, schema, words};

/// What the schema found.
#[derive(Default)]
pub(crate) struct Shape {
    /// Pointers of values that cannot be read; reported. The root's is there where nothing can.
    pub(crate) refused: HashSet<String>,
    /// Faults the rules word better: lengths, list sizes, languages.
    pub(crate) deferred: Vec<Deferred>,
}

/// A fault left to the rules.
pub(crate) struct Deferred {
    pub(crate) pointer: String,
    /// What the schema says, should no rule speak.
    pub(crate) message: String,
}

/// The most faults of shape told at once: nobody reads more, and a hostile manifest could hold hundreds of thousands.
const MOST: usize = 1_000;

/// Checks `value` against the schema and reports what it refuses, but nothing at the pointers in `broken`.
pub(crate) fn validate(judge: &mut Judge<'_>, value: &Value, broken: &HashSet<String>) -> Shape {
    let mut shape = Shape::default();
    let Some(validator) = schema::validator() else {
        judge.report(&codes::SHAPE, "", "the schema cannot be used".to_owned());
        return shape;
    };
    let mut errors = validator.iter_errors(value);
    for error in errors.by_ref().take(MOST) {
        report(judge, &mut shape, &error, broken);
    }
    if errors.next().is_some() {
        let message = format!(
            "more than {MOST} values do not fit the schema; the rest are told once these are mended"
        );
        judge.report(&codes::SHAPE, "", message);
        shape.refused.insert(String::new());
    }
    shape
}

/// Takes the value at `at` out of `value`; of a list, the whole list, so that pointers stay true.
pub(crate) fn leave_out(value: &mut Value, at: &str) {
    let mut at = at.to_owned();
    while let Some((parent, name)) = pointer::split(&at) {
        match value.pointer_mut(parent) {
            Some(Value::Object(members)) => {
                members.swap_remove(&name);
                return;
            }
            Some(_) | None => at = parent.to_owned(),
        }
    }
}

fn report(
    judge: &mut Judge<'_>,
    shape: &mut Shape,
    error: &ValidationError<'_>,
    broken: &HashSet<String>,
) {
    let at = error.instance_path().as_str();
    if broken.contains(at) || shape.refused.contains(at) {
        return;
    }
    match error.kind() {
        ValidationErrorKind::AnyOf { context } => any_of(judge, shape, error, context, broken),
        ValidationErrorKind::Type { kind } => {
            let words = sibling(error, "enum").filter(|_| !error.instance().is_null());
            match words {
                Some(words) => unknown_word(judge, at, error.instance(), words),
                None => wrong_type(judge, at, error.instance(), &type_names(kind)),
            }
            shape.refused.insert(at.to_owned());
        }
        // A fixed amount of Memory and the like: its rule knows which hardware.
        ValidationErrorKind::Enum { .. } if at.ends_with("Requirement") => {
            shape.deferred.push(Deferred {
                pointer: at.to_owned(),
                message: error.masked().to_string(),
            });
        }
        ValidationErrorKind::Enum { options } => {
            unknown_word(judge, at, error.instance(), options);
            shape.refused.insert(at.to_owned());
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let known = known_keys(error);
            for key in unexpected {
                unknown_key(judge, at, key, &known);
                shape.refused.insert(pointer::join(at, key));
            }
        }
        ValidationErrorKind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            if !is_misspelt(error.instance(), key) {
                missing_key(judge, at, key);
            }
        }
        ValidationErrorKind::MaxLength { .. }
        | ValidationErrorKind::MinLength { .. }
        | ValidationErrorKind::MaxItems { .. }
        | ValidationErrorKind::MinItems { .. }
        | ValidationErrorKind::UniqueItems
        | ValidationErrorKind::Pattern { .. }
        | ValidationErrorKind::PropertyNames { .. } => shape.deferred.push(Deferred {
            pointer: at.to_owned(),
            message: error.masked().to_string(),
        }),
        _ => {
            let message = format!("`{}`: {}", pointer::address(at), error.masked());
            judge.report(&codes::SHAPE, at, message);
            shape.refused.insert(at.to_owned());
        }
    }
}

/// Goes into the branch that was meant: the first whose type fits.
fn any_of(
    judge: &mut Judge<'_>,
    shape: &mut Shape,
    error: &ValidationError<'_>,
    context: &[Vec<ValidationError<'static>>],
    broken: &HashSet<String>,
) {
    let at = error.instance_path().as_str();
    let mut expected = Vec::new();
    let mut meant = None;
    for branch in context {
        let wrong = branch.iter().find_map(|it| match it.kind() {
            ValidationErrorKind::Type { kind } if it.instance_path().as_str() == at => Some(kind),
            _ => None,
        });
        match wrong {
            Some(kind) => expected.extend(type_names(kind)),
            None => meant = meant.or(Some(branch)),
        }
    }
    let Some(branch) = meant else {
        wrong_type(judge, at, error.instance(), &expected);
        shape.refused.insert(at.to_owned());
        return;
    };
    let words_only = context.iter().flatten().all(|it| {
        matches!(
            it.kind(),
            ValidationErrorKind::Enum { .. } | ValidationErrorKind::Pattern { .. }
        ) && it.instance_path().as_str() == at
    });
    if words_only {
        // A language: its rule tells a malformed code from one that is only unknown.
        shape.deferred.push(Deferred {
            pointer: at.to_owned(),
            message: error.masked().to_string(),
        });
        return;
    }
    for inner in branch {
        report(judge, shape, inner, broken);
    }
}

fn type_names(kind: &TypeKind) -> Vec<&'static str> {
    let name = |it: jsonschema::JsonType| match it {
        jsonschema::JsonType::Array => "array",
        jsonschema::JsonType::Boolean => "boolean",
        jsonschema::JsonType::Integer | jsonschema::JsonType::Number => "number",
        jsonschema::JsonType::Null => "null",
        jsonschema::JsonType::Object => "object",
        jsonschema::JsonType::String => "string",
    };
    match kind {
        TypeKind::Single(one) => vec![name(*one)],
        TypeKind::Multiple(several) => several.iter().map(name).collect(),
    }
}

/// Gives the scalar as it is written.
fn raw<'a>(judge: &Judge<'a>, at: &str) -> &'a str {
    let node = judge.document.index.get(at);
    node.map_or("", |it| judge.document.source.slice(&it.value))
}

fn describe(judge: &Judge<'_>, at: &str, value: &Value) -> String {
    match value {
        Value::Null if raw(judge, at).is_empty() => "empty".to_owned(),
        Value::Null => "null".to_owned(),
        Value::Bool(_) => format!("`{}`", raw(judge, at)),
        Value::Number(_) => format!("the number {}", raw(judge, at)),
        Value::String(text) => format!("the text `{}`", words::shorten(text)),
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

fn wrong_type(judge: &mut Judge<'_>, at: &str, value: &Value, expected: &[&str]) {
    let address = match at {
        "" => "the manifest".to_owned(),
        _ => format!("`{}`", pointer::address(at)),
    };
    let found = describe(judge, at, value);
    let written = raw(judge, at).to_owned();
    let wants = |name: &str| expected.contains(&name);
    let is_member = judge.document.key_location(at).is_some();
    match value {
        Value::Null if is_member => {
            let message = if written.is_empty() {
                format!("{address} has no value, and null cannot clear it")
            } else {
                format!("{address} cannot be cleared")
            };
            let hint = clearing_hint(at);
            judge
                .report(&codes::CANNOT_CLEAR, at, message)
                .hinted(hint.map(str::to_owned));
        }
        Value::Number(_) | Value::Bool(_) if wants("string") => {
            let message = format!("{address} is {found}, where a text is meant");
            judge
                .report(&codes::QUOTE, at, message)
                .hinted(format!("write \"{written}\" in quotes"));
        }
        _ => {
            let message = format!(
                "{address} is {found}, expected {}",
                expectation(at, expected)
            );
            let hint = type_hint(value, &wants);
            judge.report(&codes::WRONG_TYPE, at, message).hinted(hint);
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
            Some(format!("write it as a list: [{}]", words::shorten(text)))
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

fn unknown_word(judge: &mut Judge<'_>, at: &str, value: &Value, options: &Value) {
    let options: Vec<&str> = options
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let address = pointer::address(at);
    let Some(word) = value.as_str() else {
        if value.is_null() {
            return wrong_type(judge, at, value, &["string"]);
        }
        let message = format!(
            "`{address}` is {}, expected a word",
            describe(judge, at, value)
        );
        let hint = format!("use one of {}", some_of(&options));
        judge.report(&codes::WRONG_TYPE, at, message).hinted(hint);
        return;
    };
    if at == "/apiVersion" {
        let message = format!(
            "`{}` is no version this storectl knows",
            words::shorten(word)
        );
        judge.report(&codes::API_VERSION_UNKNOWN, at, message);
        return;
    }
    if word.is_empty() {
        let message = format!("`{address}` is an empty text");
        judge
            .report(&codes::EMPTY_TEXT, at, message)
            .hinted(format!(
                "write one of {}, or leave the key out",
                some_of(&options)
            ));
        return;
    }
    let message = format!("unknown word `{}` in `{address}`", words::shorten(word));
    let listed = (at == "/availability/markets" && word != "all")
        .then(|| format!("write a list, such as [{}], or `all`", words::shorten(word)));
    let named = listed
        .or_else(|| market_hint(at, word))
        .or_else(|| category_hint(at, word));
    let hint = named.or_else(|| words::did_you_mean(word, options.iter().copied()));
    judge
        .report(&codes::UNKNOWN_WORD, at, message)
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

/// Gives what stands beside the keyword of the schema that refused the value.
fn sibling(error: &ValidationError<'_>, keyword: &str) -> Option<&'static Value> {
    let (parent, _) = error.schema_path().as_str().rsplit_once('/')?;
    schema::get().pointer(parent)?.get(keyword)
}

/// Gives the keys the schema knows where it refused one.
fn known_keys(error: &ValidationError<'_>) -> Vec<&'static str> {
    let keys = sibling(error, "properties").and_then(Value::as_object);
    keys.into_iter()
        .flatten()
        .map(|(key, _)| key.as_str())
        .collect()
}

fn unknown_key(judge: &mut Judge<'_>, at: &str, key: &str, known: &[&'static str]) {
    let pointer = pointer::join(at, key);
    let message = if at.is_empty() {
        format!("unknown key `{}`", words::shorten(key))
    } else {
        format!(
            "unknown key `{}` in `{}`",
            words::shorten(key),
            pointer::address(at)
        )
    };
    let elsewhere = || home_of(key).map(|home| format!("`{key}` belongs under `{home}`"));
    let hint = words::did_you_mean(key, known.iter().copied())
        .or_else(elsewhere)
        .or_else(|| {
            (!known.is_empty() && known.len() <= 14)
                .then(|| format!("the keys here are {}", some_of(known)))
        });
    judge
        .report_key(&codes::UNKNOWN_KEY, &pointer, message)
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
    let definitions = schema::get().get("definitions")?;
    homes
        .iter()
        .find(|(name, _)| {
            let properties = definitions.get(name).and_then(|it| it.get("properties"));
            properties.is_some_and(|it| it.get(key).is_some())
        })
        .map(|(_, home)| *home)
}

/// Tells whether `key` is there in a near spelling, which is reported as an unknown key.
fn is_misspelt(value: &Value, key: &str) -> bool {
    let keys = value.as_object().into_iter().flatten().map(|(key, _)| key);
    keys.into_iter()
        .any(|it| words::nearest(it, [key]).is_some())
}

fn missing_key(judge: &mut Judge<'_>, at: &str, key: &str) {
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
    judge.report(&codes::MISSING_KEY, at, message).hinted(hint);
}
