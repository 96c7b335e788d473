//! What the schema refuses, reported under our own codes.

use std::collections::{BTreeMap, HashSet};

use jsonschema::{
    ValidationError,
    error::{TypeKind, ValidationErrorKind},
};
use serde_json::Value;

use super::{
    generate,
    messages::{
        Clearable, blank, is_misspelled, missing_key, out_of_range, unknown_key, unknown_word,
        wrong_type,
    },
};
use crate::{catalogue, checker::Checker, pointer};

/// What the schema found.
#[derive(Default)]
pub(crate) struct SchemaErrors {
    /// Pointers of values that cannot be read; reported. The root's is there where nothing can.
    pub(crate) refused: HashSet<String>,
    /// Faults the rules word better: lengths, list sizes, languages.
    pub(crate) deferred: Vec<Deferred>,
    /// Values of which nothing is written, and whether null would clear them.
    blanks: BTreeMap<String, Clearable>,
}

/// A fault left to the rules.
pub(crate) struct Deferred {
    pub(crate) pointer: String,
    /// What the schema says, should no rule speak.
    pub(crate) message: String,
}

/// How many values the schema refuses before it stops: nobody reads more, and a hostile manifest could hold hundreds of
/// thousands.
const MOST: usize = 1_000;

/// Checks `value` against the schema and reports what it refuses, but nothing at the pointers in `broken`; reports
/// values of which nothing is written, whether or not the schema takes null there.
pub(crate) fn validate(
    checker: &mut Checker<'_>,
    value: &Value,
    broken: &HashSet<String>,
) -> SchemaErrors {
    let mut found = SchemaErrors::default();
    let Some(validator) = generate::validator() else {
        checker.report(
            &catalogue::SHAPE,
            "",
            "the schema cannot be used".to_owned(),
        );
        return found;
    };
    found.blanks = checker
        .document
        .blanks
        .iter()
        .map(|it| (it.clone(), Clearable::Yes))
        .collect();
    // To look for errors takes longer than to see that there are none, as in most manifests.
    if !validator.is_valid(value) {
        report_all(checker, &mut found, validator.iter_errors(value), broken);
    }
    for (at, clearable) in std::mem::take(&mut found.blanks) {
        if !broken.contains(&at) && !found.refused.contains(&at) {
            blank(checker, &at, clearable);
        }
    }
    found
}

fn report_all<'v>(
    checker: &mut Checker<'_>,
    found: &mut SchemaErrors,
    mut refusals: impl Iterator<Item = ValidationError<'v>>,
    broken: &HashSet<String>,
) {
    for error in refusals.by_ref().take(MOST) {
        report(checker, found, &error, broken);
    }
    if refusals.next().is_some() {
        let message =
            format!("more than {MOST} values do not match the schema; fix these to see the rest");
        checker.report(&catalogue::SHAPE, "", message);
        found.refused.insert(String::new());
    }
}

/// Takes the values at `pointers` out of `value`; of a list, the whole list, so that pointers stay true.
pub(crate) fn remove(value: &mut Value, pointers: &HashSet<String>) {
    for at in pointers {
        let mut at = at.clone();
        while let Some((parent, name)) = pointer::split(&at) {
            if let Some(Value::Object(members)) = value.pointer_mut(parent) {
                members.swap_remove(&name);
                break;
            }
            at = parent.to_owned();
        }
    }
}

fn report(
    checker: &mut Checker<'_>,
    errors: &mut SchemaErrors,
    error: &ValidationError<'_>,
    broken: &HashSet<String>,
) {
    let at = error.instance_path().as_str();
    if broken.contains(at) || errors.refused.contains(at) {
        return;
    }
    if let Some(clearable) = errors.blanks.get_mut(at) {
        *clearable = Clearable::No;
        return;
    }
    match error.kind() {
        ValidationErrorKind::AnyOf { context } => any_of(checker, errors, error, context, broken),
        ValidationErrorKind::Type { kind } => {
            let words = sibling(error, "enum").filter(|_| !error.instance().is_null());
            match words {
                Some(words) => unknown_word(checker, at, error.instance(), words),
                None => wrong_type(checker, at, error.instance(), &type_names(kind)),
            }
            errors.refused.insert(at.to_owned());
        }
        // A fixed amount of Memory and the like: its rule knows which hardware.
        ValidationErrorKind::Enum { .. } if at.ends_with("Requirement") => {
            errors.deferred.push(Deferred {
                pointer: at.to_owned(),
                message: error.masked().to_string(),
            });
        }
        ValidationErrorKind::Enum { options } => {
            unknown_word(checker, at, error.instance(), options);
            errors.refused.insert(at.to_owned());
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let known = known_keys(error);
            for key in unexpected {
                unknown_key(checker, at, key, &known);
                errors.refused.insert(pointer::join(at, key));
            }
        }
        ValidationErrorKind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            if !is_misspelled(error.instance(), key) {
                missing_key(checker, at, key);
            }
        }
        ValidationErrorKind::Minimum { limit } => {
            out_of_range(checker, at, error.instance(), &format!("at least {limit}"));
            errors.refused.insert(at.to_owned());
        }
        ValidationErrorKind::Maximum { limit } => {
            out_of_range(checker, at, error.instance(), &format!("at most {limit}"));
            errors.refused.insert(at.to_owned());
        }
        ValidationErrorKind::MaxLength { .. }
        | ValidationErrorKind::MinLength { .. }
        | ValidationErrorKind::MaxItems { .. }
        | ValidationErrorKind::MinItems { .. }
        | ValidationErrorKind::UniqueItems
        | ValidationErrorKind::Pattern { .. }
        | ValidationErrorKind::PropertyNames { .. } => errors.deferred.push(Deferred {
            pointer: at.to_owned(),
            message: error.masked().to_string(),
        }),
        _ => {
            let message = format!("`{}`: {}", pointer::address(at), error.masked());
            checker.report(&catalogue::SHAPE, at, message);
            errors.refused.insert(at.to_owned());
        }
    }
}

/// Goes into the intended branch.
fn any_of(
    checker: &mut Checker<'_>,
    errors: &mut SchemaErrors,
    error: &ValidationError<'_>,
    context: &[Vec<ValidationError<'static>>],
    broken: &HashSet<String>,
) {
    let at = error.instance_path().as_str();
    let mut expected = Vec::new();
    let mut fitting: Vec<&Vec<ValidationError<'static>>> = Vec::new();
    for branch in context {
        let wrong = branch.iter().find_map(|it| match it.kind() {
            ValidationErrorKind::Type { kind } if it.instance_path().as_str() == at => Some(kind),
            _ => None,
        });
        match wrong {
            Some(kind) => expected.extend(type_names(kind)),
            None => fitting.push(branch),
        }
    }
    let Some(branch) = meant(&fitting, error.instance()) else {
        wrong_type(checker, at, error.instance(), &expected);
        errors.refused.insert(at.to_owned());
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
        errors.deferred.push(Deferred {
            pointer: at.to_owned(),
            message: error.masked().to_string(),
        });
        return;
    }
    for inner in branch {
        report(checker, errors, inner, broken);
    }
}

/// Returns the intended branch, of those whose type fits: the first that knows every key, else the first whose key is
/// misspelled, else the first.
fn meant<'b>(
    fitting: &[&'b Vec<ValidationError<'static>>],
    value: &Value,
) -> Option<&'b Vec<ValidationError<'static>>> {
    let knows_keys = |branch: &Vec<ValidationError<'static>>| {
        let is_unknown = |it: &ValidationError<'_>| {
            matches!(it.kind(), ValidationErrorKind::AdditionalProperties { .. })
        };
        !branch.iter().any(is_unknown)
    };
    let lacks_misspelled = |branch: &Vec<ValidationError<'static>>| {
        branch.iter().any(|it| match it.kind() {
            ValidationErrorKind::Required { property } => {
                is_misspelled(value, property.as_str().unwrap_or_default())
            }
            _ => false,
        })
    };
    let find = |is_it: &dyn Fn(&Vec<ValidationError<'static>>) -> bool| {
        fitting.iter().copied().find(|it| is_it(it))
    };
    find(&knows_keys)
        .or_else(|| find(&lacks_misspelled))
        .or(fitting.first().copied())
}

fn type_names(kind: &TypeKind) -> Vec<&'static str> {
    let name = |it: jsonschema::JsonType| match it {
        jsonschema::JsonType::Array => "array",
        jsonschema::JsonType::Boolean => "boolean",
        jsonschema::JsonType::Integer => "integer",
        jsonschema::JsonType::Number => "number",
        jsonschema::JsonType::Null => "null",
        jsonschema::JsonType::Object => "object",
        jsonschema::JsonType::String => "string",
    };
    match kind {
        TypeKind::Single(one) => vec![name(*one)],
        TypeKind::Multiple(several) => several.iter().map(name).collect(),
    }
}

/// Returns what stands beside the keyword of the schema that refused the value.
fn sibling(error: &ValidationError<'_>, keyword: &str) -> Option<&'static Value> {
    let (parent, _) = error.schema_path().as_str().rsplit_once('/')?;
    generate::get().pointer(parent)?.get(keyword)
}

/// Returns the keys the schema knows where it refused one.
fn known_keys(error: &ValidationError<'_>) -> Vec<&'static str> {
    let keys = sibling(error, "properties").and_then(Value::as_object);
    keys.into_iter()
        .flatten()
        .map(|(key, _)| key.as_str())
        .collect()
}
