//! What a variable has to be for a template to say a given text.

use super::template::{Part, parts};

/// The longest value that is found, in bytes. What is longer is a text rather than a variable.
const LONGEST: usize = 100;

/// Returns the value of variable `wanted` with which `template` says `text`; `None` where there is none that a person would
/// give it. `value_of` gives the values of the others.
pub(crate) fn solve(
    template: &str,
    wanted: &str,
    text: &str,
    value_of: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    // What stands before, between and after its uses.
    let mut around = vec![String::new()];
    for (part, _) in parts(template) {
        match part {
            Part::Variable(name) if name == wanted => around.push(String::new()),
            Part::Variable(name) => around.last_mut()?.push_str(&value_of(name)?),
            Part::Text(text) => around.last_mut()?.push_str(text),
            Part::Literal => around.last_mut()?.push_str("${"),
            Part::Malformed => return None,
        }
    }
    let uses = around.len() - 1;
    let length: usize = around.iter().map(String::len).sum();
    let left = text.len().checked_sub(length)?;
    if uses == 0 || left % uses != 0 {
        return None;
    }
    let start = around.first()?.len();
    let value = text.get(start..start + left / uses)?;
    let is_plain = !value.is_empty()
        && value.len() <= LONGEST
        && !value.contains("${")
        && !value.contains(char::is_control)
        && value.trim() == value;
    (is_plain && around.join(value) == text).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_says_another_text_with_another_value() {
        let others = |name: &str| (name == "host").then(|| "a.b".to_owned());
        for (template, text, value) in [
            (
                "https://a.b/${version}/x.exe",
                "https://a.b/1.5.0/x.exe",
                Some("1.5.0"),
            ),
            (
                "https://${host}/${version}/x-${version}.exe",
                "https://a.b/2/x-2.exe",
                Some("2"),
            ),
            (
                "https://a.b/${version}/x-${version}.exe",
                "https://a.b/2/x-3.exe",
                None,
            ),
            (
                "https://a.b/${version}/x.exe",
                "https://a.b/1.5.0/y.exe",
                None,
            ),
            ("https://a.b/${version}/x.exe", "https://a.b//x.exe", None),
            ("https://${other}/${version}", "https://a.b/2", None),
            ("a$${${version}", "a${2", Some("2")),
            ("a", "a", None),
            ("${version}", "two\nlines", None),
            ("${version}${version}", "éé", Some("é")),
        ] {
            let found = solve(template, "version", text, others);
            assert_eq!(found.as_deref(), value, "{template} {text}");
        }
    }
}
