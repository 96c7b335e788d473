//! Edits as they are written on a command line: `ADDRESS=VALUE`.

use serde_json::Value;
use storectl_model::{FieldPath, InvalidPath};

use super::request::{Change, Edit};
use crate::{parse, schema::Place};

/// An edit as it is written on a command line.
#[derive(Clone, Debug, PartialEq)]
pub enum EditArgument {
    /// One that says everything.
    Edit(Edit),
    /// A text that a file holds: `ADDRESS=@FILE`.
    FromFile {
        /// The field.
        address: FieldPath,
        /// The file, as written.
        file: String,
    },
}

/// Why an argument is not an edit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEdit {
    /// There is no `=`.
    #[error("expected ADDRESS=VALUE")]
    NoValue,
    /// What stands before the `=` is not an address.
    #[error("`{address}` is {source}")]
    Address {
        /// The text.
        address: String,
        /// Why.
        source: InvalidPath,
    },
    /// No manifest has such a field.
    #[error("`{address}` is not a field of a manifest")]
    UnknownField {
        /// The address.
        address: FieldPath,
    },
    /// `@` stands for the text of a file, and none is named.
    #[error("`@` names no file for `{address}`; write `@@` for a literal `@`")]
    NoFile {
        /// The address.
        address: FieldPath,
    },
    /// The value is not YAML.
    #[error("the value of `{address}` is not valid YAML: {reason}")]
    Value {
        /// The address.
        address: FieldPath,
        /// What is wrong with it.
        reason: String,
    },
}

impl EditArgument {
    /// Returns whether an argument is an edit rather than a path: it has a `=`, and does not begin as a path does (forms.md,
    /// "Edit" 1).
    pub fn is_one(argument: &str) -> bool {
        !argument.starts_with(['.', '/']) && argument.contains('=')
    }

    /// Reads `ADDRESS=VALUE`. The value of a text is everything after the `=`, as the manifest writes it, but for `null`, `@FILE`
    /// and `@@` for a literal `@`. Everything else is a YAML value on one line.
    ///
    /// # Errors
    /// See [`InvalidEdit`].
    pub fn parse(argument: &str) -> Result<Self, InvalidEdit> {
        let (address, value) = split(argument).ok_or(InvalidEdit::NoValue)?;
        let address = parse_address(address)?;
        let place = Place::at(&address.pointer());
        let value = match value.strip_prefix('@') {
            _ if !place.takes_text() => flow(&address, value)?,
            None if value == "null" => Value::Null,
            None => Value::from(value),
            Some(literal) if literal.starts_with('@') => Value::from(literal),
            Some("") => return Err(InvalidEdit::NoFile { address }),
            Some(file) => {
                let file = file.to_owned();
                return Ok(Self::FromFile { address, file });
            }
        };
        let change = Change::Set(value);
        Ok(Self::Edit(Edit { address, change }))
    }
}

/// Reads the address of a field that a manifest can have.
///
/// # Errors
/// [`InvalidEdit::Address`], [`InvalidEdit::UnknownField`].
pub fn parse_address(address: &str) -> Result<FieldPath, InvalidEdit> {
    let parsed: FieldPath = address.parse().map_err(|source| InvalidEdit::Address {
        address: address.to_owned(),
        source,
    })?;
    if Place::at(&parsed.pointer()).is_known() {
        Ok(parsed)
    } else {
        Err(InvalidEdit::UnknownField { address: parsed })
    }
}

/// Splits at the first `=` that is not between brackets, where an address may have one.
fn split(argument: &str) -> Option<(&str, &str)> {
    let (mut depth, mut is_quoted, mut is_escaped) = (0_usize, false, false);
    for (at, character) in argument.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' if depth > 0 => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            '=' if depth == 0 => {
                return argument.split_at_checked(at).map(|(address, rest)| {
                    let value = rest.strip_prefix('=').unwrap_or(rest);
                    (address, value)
                });
            }
            _ => {}
        }
    }
    None
}

/// Reads a value as an item of a list between brackets, so that it ends with the argument.
fn flow(address: &FieldPath, value: &str) -> Result<Value, InvalidEdit> {
    let invalid = |reason: &str| InvalidEdit::Value {
        address: address.clone(),
        reason: reason.to_owned(),
    };
    let list = format!("[{value}]");
    let read = parse::read("", list.as_bytes());
    let read = read.map_err(|found| invalid(found.first().map_or("", |it| &it.message)))?;
    let end = read.index.get("").map(|it| it.value.end);
    match read.value {
        Value::Array(mut items) if end == Some(list.len()) => match (items.pop(), items.is_empty())
        {
            (Some(value), true) => Ok(value),
            (Some(_), false) => Err(invalid(
                "it is several values; a list needs brackets: [a, b]",
            )),
            (None, _) => Err(invalid("it is empty; write `null` to clear the field")),
        },
        _ => Err(invalid("it ends before the argument")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parsed(argument: &str) -> Result<Value, String> {
        match EditArgument::parse(argument) {
            Ok(EditArgument::Edit(Edit {
                change: Change::Set(value),
                ..
            })) => Ok(value),
            Ok(other) => Ok(json!(format!("{other:?}"))),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn a_text_is_everything_after_the_sign() {
        for (argument, value) in [
            ("vars.version=1.10", json!("1.10")),
            (
                "listings.de-de.whatsNew=a = [b, ${x}] # c",
                json!("a = [b, ${x}] # c"),
            ),
            ("listings.de-de.whatsNew=", json!("")),
            ("listings.de-de.whatsNew=null", Value::Null),
            ("listings.de-de.whatsNew= null", json!(" null")),
            ("listings.de-de.whatsNew=@@home", json!("@home")),
            (
                "packages[0].packageUrl=https://a.b/?c=d",
                json!("https://a.b/?c=d"),
            ),
        ] {
            assert_eq!(parsed(argument), Ok(value), "{argument}");
        }
    }

    #[test]
    fn everything_else_is_yaml_on_one_line() {
        for (argument, value) in [
            ("availability.markets=[US, NO]", json!(["US", "NO"])),
            ("availability.markets=all", json!("all")),
            ("packages[0].isSilentInstall=true", json!(true)),
            (
                "properties.isSystemFeatureRequired[Touch].isRequired=false",
                json!(false),
            ),
            ("listings.fr-fr=null", Value::Null),
            (
                "listings.fr-fr={whatsNew: {file: a.txt}}",
                json!({ "whatsNew": { "file": "a.txt" } }),
            ),
        ] {
            assert_eq!(parsed(argument), Ok(value), "{argument}");
        }
    }

    #[test]
    fn what_is_not_an_edit_says_why() {
        for (argument, why) in [
            ("vars.version", "expected ADDRESS=VALUE"),
            ("=x", "not a field address"),
            (
                "properties.webside=x",
                "`properties.webside` is not a field",
            ),
            ("listings.de-de.whatsNew=@", "`@` names no file"),
            ("availability.markets=US, NO", "a list needs brackets"),
            ("availability.markets=[US", "not valid YAML"),
            ("availability.markets=", "write `null` to clear"),
            ("availability.markets=[US]] #", "not valid YAML"),
        ] {
            let error = parsed(argument).unwrap_err();
            assert!(error.contains(why), "{argument}: {error}");
        }
    }

    #[test]
    fn a_file_is_named_with_its_sign() {
        let file = EditArgument::parse("listings.de-de.whatsNew=@notes.de.txt").unwrap();
        assert!(matches!(file, EditArgument::FromFile { file, .. } if file == "notes.de.txt"));
    }

    #[test]
    fn a_path_is_no_edit() {
        for (argument, is_edit) in [
            ("vars.version=1", true),
            ("./a=b", false),
            ("/a=b", false),
            ("products", false),
        ] {
            assert_eq!(EditArgument::is_one(argument), is_edit, "{argument}");
        }
    }
}
