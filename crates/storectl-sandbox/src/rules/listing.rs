//! One language of the listings module (store-api.md, Update Current Draft Submission Metadata).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::check::Check;
use super::module::{Module, in_order};
use crate::fields::Fields;
use crate::interpretations::SearchWords;

pub(crate) const MODULE: Module = Module {
    target: "listings",
    defaults,
    fields,
    pairs,
    settle: |merged, _, _| merged,
    normalise,
};

const ORDER: &[&str] = &[
    "description",
    "whatsNew",
    "productFeatures",
    "shortDescription",
    "searchTerms",
    "additionalLicenseTerms",
    "copyright",
    "developedBy",
    "sortTitle",
    "requirements",
    "contactInfo",
    "heroArts",
    "trailers",
];

/// Arrays that answers always hold, even empty (field notes 2 and 17).
const ARRAYS: &[&str] = &[
    "productFeatures",
    "searchTerms",
    "requirements",
    "heroArts",
    "trailers",
];

pub(crate) fn defaults() -> Fields {
    normalise(Fields::new())
}

fn fields(check: &mut Check) {
    check.required("description");
    check.limited_text("description", 10_000);
    check.limited_text("whatsNew", 1500);
    check.limited_texts("productFeatures", 20, 200);
    check.limited_text("shortDescription", 1000);
    let terms = check.limited_texts("searchTerms", 7, 30);
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
    if words.len() > 21 {
        check.refuse(
            "searchTerms",
            format_args!("at most 21 unique words, got {}", words.len()),
        );
    }
    check.required("additionalLicenseTerms");
    check.limited_text("additionalLicenseTerms", 10_000);
    check.limited_text("copyright", 200);
    check.limited_text("developedBy", 255);
    check.text("sortTitle");
    requirements(check);
    check.limited_text("contactInfo", 200);
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
                    check.length(field, text, 200);
                    texts += usize::from(!text.is_empty());
                }
                Some(_) => check.refuse(field, "must be a string"),
            }
        }
    }
    if texts > 11 {
        check.refuse(
            "requirements",
            format_args!("at most 11 items in total, got {texts}"),
        );
    }
}

fn pairs(_: &mut Check, _: &Fields) {}

fn normalise(mut fields: Fields) -> Fields {
    for name in ARRAYS {
        fields.entry(*name).or_insert_with(|| json!([]));
    }
    in_order(fields, ORDER)
}
