//! Texts of messages.

use std::borrow::Cow;

use crate::Foreign;

/// Longest text of a message, in characters.
const LONGEST: usize = 4_000;

/// Returns a text of a message, on one line, in which nothing acts: no control character, no placeholder (`{0}`, section
/// 3.11.5 of the standard) and no embedded link (`[x](y)`, section 3.11.6).
pub(super) fn text(raw: &str) -> String {
    let clipped = Foreign::new(raw).clipped(LONGEST);
    let line = clipped.as_foreign().line();
    without_placeholders(&line).replace("](", "] (")
}

/// Writes the braces of what would be a placeholder as parentheses.
fn without_placeholders(line: &str) -> Cow<'_, str> {
    if !line.contains('{') {
        return Cow::Borrowed(line);
    }
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once('{') {
        out.push_str(before);
        match behind.split_once('}') {
            Some((inner, after)) if is_number(inner) => {
                out.push('(');
                out.push_str(inner);
                out.push(')');
                rest = after;
            }
            Some(_) | None => {
                out.push('{');
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_holds_no_placeholder_no_link_and_no_control_character() {
        assert_eq!(
            text("{0} {{12} ${version} {x}\u{1}\n[a](b)"),
            "(0) {(12) ${version} {x}\\u(1)\\u{a}[a] (b)"
        );
    }
}
