//! What two breaches of a law have in common.

use crate::laws::Breach;

/// Marks that values stand between, each with the one that ends it.
const MARKS: [(char, char); 5] = [('`', '`'), ('"', '"'), ('{', '}'), ('[', ']'), ('(', ')')];

/// Returns whether two breaches are of one law and of one form: their messages say the same of other products, fields and
/// values.
pub(crate) fn is_alike(one: &Breach, other: &Breach) -> bool {
    one.law == other.law && form(&one.message) == form(&other.message)
}

/// Returns the words of a message; each run of values between them is `None`.
fn form(message: &str) -> Vec<Option<String>> {
    let mut form: Vec<Option<String>> = Vec::new();
    for word in without_values(message).split_whitespace() {
        let word = word.trim_matches(|it: char| it.is_ascii_punctuation());
        let is_value = matches!(word, "" | "null" | "true" | "false")
            || !word.chars().all(|it| it.is_ascii_lowercase());
        match (is_value, form.last()) {
            (true, Some(None)) => {}
            (true, _) => form.push(None),
            (false, _) => form.push(Some(word.to_owned())),
        }
    }
    form
}

/// Returns a message with `…` in the place of what stands between marks.
fn without_values(message: &str) -> String {
    let mut kept = String::new();
    // The marks that are still to come, the next one last.
    let mut open: Vec<char> = Vec::new();
    let mut is_escaped = false;
    for it in message.chars() {
        let is_text = open.last() == Some(&'"');
        let begun = MARKS.iter().find(|(begin, _)| *begin == it);
        if is_escaped {
            is_escaped = false;
        } else if is_text && it == '\\' {
            is_escaped = true;
        } else if open.last() == Some(&it) {
            open.pop();
        } else if let (Some((_, end)), false) = (begun, is_text) {
            if open.is_empty() {
                kept.push('…');
            }
            open.push(*end);
        } else if open.is_empty() {
            kept.push(it);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn are_alike(one: &str, other: &str) -> bool {
        let of = |message: &str| Breach {
            law: "report",
            message: message.to_owned(),
        };
        is_alike(&of(one), &of(other))
    }

    #[test]
    fn other_products_fields_and_values_are_alike() {
        assert!(are_alike(
            "submission 81 of 9nblggh4r315 publishes null at availability.pricing, which no manifest asks for; the draft held \"a, b\"",
            "submission 7 of 9nblggh4r31f publishes {\"a\": \"} no\"} at packages[0], which no manifest asks for; the draft held [1, true]",
        ));
        assert!(are_alike(
            "exit code 0, and `error` is {}",
            "exit code 21, and `error` is null"
        ));
    }

    #[test]
    fn another_sentence_is_not_alike() {
        assert!(!are_alike(
            "exit code 0; the packages of 9nblggh4r315 are not committed",
            "exit code 0; the draft of 9nblggh4r315 was changed, and no submission holds it",
        ));
        assert!(!are_alike(
            "the last run exits with 20, which nothing at the Store explains: the Store rejected the token",
            "the last run exits with 20, which nothing at the Store explains: the Store rejected the request",
        ));
    }

    #[test]
    fn another_law_is_not_alike() {
        let of = |law| Breach {
            law,
            message: String::new(),
        };
        assert!(!is_alike(&of("code"), &of("report")));
    }
}
