//! One language of the listings module (store-api.md, Update Current Draft Submission Metadata).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::check::Check;
use super::module::{Module, in_order};
use crate::fields::Fields;
use crate::interpretations::SearchWords;
use crate::tables::limits;
use crate::tables::members::LISTING;

pub(crate) const MODULE: Module = Module {
    target: "listings",
    members: LISTING,
    key: Some("language"),
    defaults,
    fields,
    pairs,
    settle: |merged, _, _| merged,
    normalize,
};

/// Arrays that answers always hold, even empty (field notes 2 and 17).
const ARRAYS: &[&str] = &[
    "productFeatures",
    "searchTerms",
    "requirements",
    "heroArts",
    "trailers",
];

pub(crate) fn defaults() -> Fields {
    normalize(Fields::new())
}

fn fields(check: &mut Check) {
    check.limited_texts("productFeatures", limits::FEATURES, limits::FEATURE);
    let terms = check.limited_texts("searchTerms", limits::SEARCH_TERMS, limits::SEARCH_TERM);
    let spaces = |it: char| it.is_whitespace();
    let signs = |it: char| !it.is_alphanumeric();
    let words: BTreeSet<String> = terms
        .iter()
        .flat_map(|term| match check.interpretations.search_words {
            SearchWords::Folded => words(&term.to_lowercase(), spaces),
            SearchWords::Exact => words(term, spaces),
            SearchWords::Punctuated => words(&term.to_lowercase(), signs),
        })
        .collect();
    if words.len() > limits::SEARCH_WORDS {
        check.refuse(
            "searchTerms",
            format_args!(
                "at most {} unique words, got {}",
                limits::SEARCH_WORDS,
                words.len()
            ),
        );
    }
    check.text("sortTitle");
    check.list("heroArts");
    check.list("trailers");
    requirements(check);
}

fn words(text: &str, ends: impl Fn(char) -> bool) -> Vec<String> {
    let words = text.split(ends).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// At most 11 texts, minimum and recommended together; each one that is not empty counts (trap 42).
fn requirements(check: &mut Check) {
    let mut texts = 0;
    for (index, item) in check.objects("requirements").into_iter().enumerate() {
        for name in ["minimumHardware", "recommendedHardware"] {
            let field = format!("requirements[{index}].{name}");
            match item.get(name) {
                None => {}
                Some(Value::String(text)) => {
                    check.length(field, text, limits::REQUIREMENT_TEXT);
                    texts += usize::from(!text.is_empty());
                }
                Some(_) => check.refuse(field, "must be a string"),
            }
        }
    }
    if texts > limits::REQUIREMENT_TEXTS {
        check.refuse(
            "requirements",
            format_args!(
                "at most {} items in total, got {texts}",
                limits::REQUIREMENT_TEXTS
            ),
        );
    }
}

fn pairs(_: &mut Check, _: &Fields) {}

fn normalize(mut fields: Fields) -> Fields {
    for name in ARRAYS {
        fields.entry(*name).or_insert_with(|| json!([]));
    }
    in_order(fields, LISTING)
}
