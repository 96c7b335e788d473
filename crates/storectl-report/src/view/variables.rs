//! The variables a plan was made with.

use storectl_manifest::{UsedVariable, VariableSource};

use super::{Sentence, thousands};

/// Most variables that people are shown; the JSON document has all.
const MOST: usize = 20;

/// Most characters of a value that are shown.
const LONGEST_VALUE: usize = 100;

/// Says which variables a manifest uses and where each value came from; `None` where it uses none.
///
/// Both values are named where the manifest has its own and it differs. Of a secret variable only the name is known here.
pub(crate) fn variables(used: &[UsedVariable]) -> Option<Sentence> {
    if used.is_empty() {
        return None;
    }
    let mut sentence = Sentence::labeled("variables");
    for (at, variable) in used.iter().take(MOST).enumerate() {
        if at > 0 {
            sentence = sentence.ours(", ");
        }
        sentence = one(sentence, variable);
    }
    match used.len().checked_sub(MOST) {
        Some(more) if more > 0 => Some(sentence.ours(format!(", and {} more", thousands(more)))),
        Some(_) | None => Some(sentence),
    }
}

fn one(sentence: Sentence, variable: &UsedVariable) -> Sentence {
    let UsedVariable {
        name,
        value,
        source,
        overridden,
    } = variable;
    let origin = match source {
        VariableSource::Flag => "from --var",
        VariableSource::Environment => "from the environment",
        VariableSource::Manifest => "from the manifest",
    };
    let sentence = sentence.code(name);
    let sentence = match value {
        Some(value) => sentence
            .ours(" = ")
            .code_up_to(value, LONGEST_VALUE)
            .ours(" ("),
        None => sentence.ours(" (secret, "),
    };
    let sentence = sentence.ours(origin);
    match overridden {
        Some(own) => sentence
            .ours("; the manifest says ")
            .code_up_to(own, LONGEST_VALUE)
            .ours(")"),
        None => sentence.ours(")"),
    }
}
