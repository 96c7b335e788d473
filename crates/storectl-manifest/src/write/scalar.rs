//! Texts, flags and numbers as YAML.

use std::fmt::Write as _;

use saphyr_parser::ScalarStyle;
use serde_json::Value;

use super::written::Written;

/// How a text is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScalarForm {
    /// As it reads best.
    Best,
    /// As the one before it was, where that is possible.
    Like(ScalarStyle),
    /// Between brackets: on one line.
    Flow,
    /// Between brackets, in the quotes of the one before it where that is possible.
    FlowLike(ScalarStyle),
}

/// Writes a value that is no collection.
pub(crate) fn scalar(value: &Value, form: ScalarForm) -> Written {
    match value {
        Value::String(text) => self::text(text, form),
        other => Written::line(other.to_string()),
    }
}

fn text(text: &str, form: ScalarForm) -> Written {
    let best = best(text);
    let is_one_line = best.lines.is_empty();
    match form {
        ScalarForm::FlowLike(ScalarStyle::DoubleQuoted) => Written::line(double_quoted(text)),
        ScalarForm::FlowLike(style @ ScalarStyle::SingleQuoted) if !has_escapes(text) => {
            self::text(text, ScalarForm::Like(style))
        }
        ScalarForm::FlowLike(_) => self::text(text, ScalarForm::Flow),
        ScalarForm::Flow if is_one_line && !has_flow_marks(&best.inline) => best,
        ScalarForm::Flow => Written::line(double_quoted(text)),
        ScalarForm::Like(ScalarStyle::SingleQuoted) if is_one_line && !has_escapes(text) => {
            Written::line(format!("'{}'", text.replace('\'', "''")))
        }
        ScalarForm::Like(ScalarStyle::DoubleQuoted) if is_one_line => {
            Written::line(double_quoted(text))
        }
        ScalarForm::Like(ScalarStyle::Literal | ScalarStyle::Folded) if is_one_line => {
            lines(text).unwrap_or(best)
        }
        ScalarForm::Best | ScalarForm::Like(_) => best,
    }
}

/// Writes a text as the YAML library does, but for what a parser of YAML 1.1 takes for something else.
fn best(text: &str) -> Written {
    let Ok(written) = serde_yaml::to_string(text) else {
        return Written::line(double_quoted(text));
    };
    let mut lines = written.split('\n');
    let inline = lines.next().unwrap_or_default().to_owned();
    let mut below: Vec<String> = lines
        .map(|it| it.strip_prefix("  ").unwrap_or(it).to_owned())
        .collect();
    // The end of the last line.
    below.pop();
    let is_quoted = inline.starts_with(['"', '\'']);
    let is_hazard = below.is_empty() && is_hazard(&inline);
    // Lines that are kept at the end of a block would hold the empty lines behind it as well.
    let keeps_end = !below.is_empty() && inline.ends_with('+');
    if is_quoted || keeps_end || is_hazard || has_unprintable(text) {
        return Written::line(double_quoted(text));
    }
    Written {
        inline,
        lines: below,
    }
}

/// Writes a text of one line as a block, as the one that stood there; `None` if it cannot be.
fn lines(text: &str) -> Option<Written> {
    let is_possible = !text.is_empty() && text.trim() == text && !has_escapes(text);
    is_possible.then(|| Written {
        inline: "|-".to_owned(),
        lines: vec![text.to_owned()],
    })
}

/// Writes a text between double quotes, which is possible for every text.
pub(crate) fn double_quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            it if is_unprintable(it) => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(it));
            }
            it => quoted.push(it),
        }
    }
    quoted.push('"');
    quoted
}

fn has_flow_marks(plain: &str) -> bool {
    !plain.starts_with(['"', '\'']) && plain.contains(['[', ']', '{', '}', ',', '#'])
}

fn has_escapes(text: &str) -> bool {
    text.contains(char::is_control) || has_unprintable(text)
}

fn has_unprintable(text: &str) -> bool {
    text.contains(is_unprintable)
}

/// Characters that YAML wants escaped, but for tabs and line ends. Source: YAML 1.2.2, 5.1; the line ends of YAML 1.1
/// (4.1.4) too.
fn is_unprintable(character: char) -> bool {
    let is_kept = matches!(character, '\n' | '\t');
    (character.is_control() && !is_kept)
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// Returns whether a parser of YAML 1.1 takes a plain text for something else. Source: yaml.org/type (bool, float, int,
/// merge, null, timestamp, value).
fn is_hazard(plain: &str) -> bool {
    const WORDS: [&str; 8] = ["y", "n", "yes", "no", "on", "off", "=", "<<"];
    let is_word = WORDS.iter().any(|it| it.eq_ignore_ascii_case(plain));
    is_word || is_date(plain) || (is_number(plain) && !is_version(plain))
}

fn is_number(plain: &str) -> bool {
    let unsigned = plain.strip_prefix(['-', '+']).unwrap_or(plain);
    let is_based = ["0x", "0b", "0o"].iter().any(|it| unsigned.starts_with(it));
    if is_based {
        return unsigned
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || it == b'_');
    }
    let digits = unsigned.strip_prefix('.').unwrap_or(unsigned);
    let is_mark = |it: u8| matches!(it, b'_' | b'.' | b':' | b'e' | b'E' | b'+');
    digits.starts_with(|it: char| it.is_ascii_digit())
        && digits.bytes().all(|it| it.is_ascii_digit() || is_mark(it))
}

/// Returns whether it begins as a date: `2026-1-1`.
fn is_date(plain: &str) -> bool {
    let mut parts = plain.split('-');
    let mut part = |least: usize, most: usize| {
        let part = parts.next().unwrap_or_default();
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        (least..=most).contains(&digits)
    };
    part(4, 4) && part(1, 2) && part(1, 2)
}

/// Returns whether it is digits with at least two dots between them, which no version of YAML takes for a number.
fn is_version(plain: &str) -> bool {
    let mut parts = plain.split('.');
    let are_digits = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    plain.matches('.').count() >= 2 && parts.all(are_digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, form: ScalarForm) -> String {
        let Written { inline, lines } = super::text(text, form);
        std::iter::once(inline)
            .chain(lines)
            .collect::<Vec<_>>()
            .join("⏎")
    }

    #[test]
    fn a_text_is_plain_unless_another_parser_reads_it_otherwise() {
        for (text, yaml) in [
            ("Gears for everyone", "Gears for everyone"),
            ("1.5.0", "1.5.0"),
            ("NO", "\"NO\""),
            ("yes", "\"yes\""),
            ("1_000", "\"1_000\""),
            ("2026-01-01", "\"2026-01-01\""),
            ("12:30:45", "\"12:30:45\""),
            (
                "3e31a9f9-84e8-4d2d-9eba-487878d02ebf",
                "3e31a9f9-84e8-4d2d-9eba-487878d02ebf",
            ),
            ("1.10", "\"1.10\""),
            ("true", "\"true\""),
            ("", "\"\""),
            ("a: b", "\"a: b\""),
            ("# a", "\"# a\""),
            ("a\nb", "|-⏎a⏎b"),
            ("a\n\nb\n", "|⏎a⏎⏎b"),
            ("\u{2028}", "\"\\u2028\""),
        ] {
            assert_eq!(written(text, ScalarForm::Best), yaml, "{text:?}");
        }
    }

    #[test]
    fn between_brackets_a_text_is_one_line() {
        for (text, yaml) in [
            ("US", "US"),
            ("a, b", "\"a, b\""),
            ("[x]", "\"[x]\""),
            ("a\nb", "\"a\\nb\""),
        ] {
            assert_eq!(written(text, ScalarForm::Flow), yaml, "{text:?}");
        }
    }

    #[test]
    fn a_text_is_written_like_the_one_before() {
        for (style, text, yaml) in [
            (ScalarStyle::SingleQuoted, "it's", "'it''s'"),
            (ScalarStyle::DoubleQuoted, "a\\b", "\"a\\\\b\""),
            (ScalarStyle::Literal, "one", "|-⏎one"),
            (ScalarStyle::Literal, " one", "\" one\""),
            (ScalarStyle::DoubleQuoted, "a\nb", "|-⏎a⏎b"),
            (ScalarStyle::Plain, "NO", "\"NO\""),
        ] {
            assert_eq!(written(text, ScalarForm::Like(style)), yaml, "{text:?}");
        }
    }
}
