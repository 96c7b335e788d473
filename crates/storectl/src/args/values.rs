//! Values of flags: what each accepts, and the words for what it does not accept.

use std::{ops::RangeInclusive, path::PathBuf, str::FromStr, time::Duration};

use jiff::{SignedDuration, Span, SpanRelativeTo};
use storectl_report::FileFormat;

/// Why a flag's value is not valid; clap prints it behind the value and the flag.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ValueError {
    /// `--out markdown`.
    #[error("expected FORMAT=FILE, e.g. markdown=plan.md")]
    OutForm,
    /// `--out markdown=`.
    #[error("the file name is missing, e.g. markdown=plan.md")]
    OutFile,
    /// `--out markdown=-`.
    #[error("--out takes files; --format writes to stdout (a file of this name is ./-)")]
    OutStdout,
    /// `--out pdf=x`.
    #[error("invalid format `{name}`: expected one of {}", file_formats())]
    OutFormat {
        /// What was given.
        name: String,
    },
    /// `--var x`.
    #[error("expected NAME=VALUE, e.g. version=1.4.2")]
    Var,
    /// `--timeout 60`, `--timeout soon`.
    #[error("expected a duration with a unit, e.g. 500ms, 30s, 60m, 2h")]
    Duration,
    /// `--timeout -5s`.
    #[error("a duration cannot be negative")]
    NegativeDuration,
    /// `--timeout 99999999999d`.
    #[error("the duration is too long; the maximum is {MAX_DURATION_TEXT}")]
    LongDuration,
    /// `--parallelism 0`, `--parallelism many`.
    #[error("expected a whole number from {min} to {max}")]
    Number {
        /// The smallest number accepted.
        min: u16,
        /// The largest number accepted.
        max: u16,
    },
}

/// The longest duration that a flag accepts: a year.
const MAX_DURATION: Duration = Duration::from_secs(8760 * 60 * 60);
/// [`MAX_DURATION`] for people.
const MAX_DURATION_TEXT: &str = "8760h (365 days)";

/// Parses a duration with its unit, from 0 to [`MAX_DURATION`]; a day has 24 hours.
///
/// # Errors
/// Anything else.
pub(crate) fn parse_duration(text: &str) -> Result<Duration, ValueError> {
    match text.strip_prefix('-') {
        Some(rest) if is_duration(rest) => return Err(ValueError::NegativeDuration),
        Some(_) | None => {}
    }
    if !is_duration(text) {
        return Err(ValueError::Duration);
    }
    // What has the form of a duration and cannot be read has too many digits.
    let duration = read_duration(text).ok_or(ValueError::LongDuration)?;
    let duration = Duration::try_from(duration).map_err(|_| ValueError::NegativeDuration)?;
    if duration > MAX_DURATION {
        return Err(ValueError::LongDuration);
    }
    Ok(duration)
}

fn read_duration(text: &str) -> Option<SignedDuration> {
    let span: Span = text.parse().ok()?;
    span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()
}

/// Returns whether `text` has the form of a duration that is not negative, however large its numbers are: the same text
/// with numbers of one digit can be read.
fn is_duration(text: &str) -> bool {
    let mut small = String::with_capacity(text.len());
    for it in text.chars() {
        if !(it.is_ascii_digit() && small.ends_with(|it: char| it.is_ascii_digit())) {
            small.push(it);
        }
    }
    read_duration(&small).is_some_and(|it| !it.is_negative())
}

/// Makes the parser of a flag that takes a whole number of this range.
pub(crate) fn number(
    range: RangeInclusive<u16>,
) -> impl Fn(&str) -> Result<u16, ValueError> + Clone + Send + Sync + 'static {
    move |text| {
        let (min, max) = (*range.start(), *range.end());
        let number = text.parse().ok();
        number
            .filter(|it| range.contains(it))
            .ok_or(ValueError::Number { min, max })
    }
}

/// One `--out`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OutFile {
    /// The format.
    pub(crate) format: FileFormat,
    /// The file, which is replaced or appended to.
    pub(crate) path: PathBuf,
}

fn file_formats() -> String {
    let names: Vec<&str> = FileFormat::all().map(FileFormat::as_str).collect();
    names.join(", ")
}

impl FromStr for OutFile {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let (format, path) = text.split_once('=').ok_or(ValueError::OutForm)?;
        if path.is_empty() {
            return Err(ValueError::OutFile);
        }
        if path == "-" {
            return Err(ValueError::OutStdout);
        }
        Ok(Self {
            format: format.parse().map_err(|_| ValueError::OutFormat {
                name: format.to_owned(),
            })?,
            path: path.into(),
        })
    }
}

/// One `--var`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Var {
    /// The name in `${name}`.
    pub(crate) name: String,
    /// Its value; may be empty.
    pub(crate) value: String,
}

impl FromStr for Var {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        match text.split_once('=') {
            Some((name, value)) if !name.is_empty() => Ok(Self {
                name: name.to_owned(),
                value: value.to_owned(),
            }),
            Some(_) | None => Err(ValueError::Var),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_has_a_unit_and_lies_between_zero_and_a_year() {
        let seconds = |it| Ok(Duration::from_secs(it));
        for (text, expected) in [
            ("500ms", Ok(Duration::from_millis(500))),
            ("90s", seconds(90)),
            ("60m", seconds(3_600)),
            ("1h 30m", seconds(5_400)),
            ("1h30m", seconds(5_400)),
            ("2h", seconds(7_200)),
            ("1.5h", seconds(5_400)),
            ("2d", seconds(172_800)),
            ("0s", seconds(0)),
            ("8760h", Ok(MAX_DURATION)),
            ("365d", Ok(MAX_DURATION)),
            ("8761h", Err(ValueError::LongDuration)),
            ("366d", Err(ValueError::LongDuration)),
            ("99999999999d", Err(ValueError::LongDuration)),
            ("99999999999999999999h", Err(ValueError::LongDuration)),
            ("1h 99999999999999999999m", Err(ValueError::LongDuration)),
            ("-5s", Err(ValueError::NegativeDuration)),
            ("-1.5h", Err(ValueError::NegativeDuration)),
            ("-99999999999d", Err(ValueError::NegativeDuration)),
            ("60", Err(ValueError::Duration)),
            ("-60", Err(ValueError::Duration)),
            ("99999999999999999999", Err(ValueError::Duration)),
            ("soon", Err(ValueError::Duration)),
            ("--json", Err(ValueError::Duration)),
            ("--5s", Err(ValueError::Duration)),
            ("", Err(ValueError::Duration)),
            (" ", Err(ValueError::Duration)),
            ("-", Err(ValueError::Duration)),
            ("s", Err(ValueError::Duration)),
            ("1e9s", Err(ValueError::Duration)),
            ("inf", Err(ValueError::Duration)),
        ] {
            assert_eq!(parse_duration(text), expected, "{text:?}");
        }
    }

    #[test]
    fn the_longest_duration_is_named_as_it_is_accepted() {
        let (hours, _) = MAX_DURATION_TEXT.split_once(' ').unwrap();
        assert_eq!(parse_duration(hours), Ok(MAX_DURATION));
        let message = ValueError::LongDuration.to_string();
        assert!(message.contains(MAX_DURATION_TEXT), "{message}");
    }

    #[test]
    fn a_number_is_whole_and_in_its_range() {
        let parse = number(1..=64);
        let refused = Err(ValueError::Number { min: 1, max: 64 });
        for (text, expected) in [("1", Ok(1)), ("64", Ok(64))] {
            assert_eq!(parse(text), expected, "{text:?}");
        }
        for text in [
            "0",
            "65",
            "-1",
            "1.5",
            "many",
            "",
            " 4",
            "0x4",
            "99999999999999999999",
        ] {
            assert_eq!(parse(text), refused, "{text:?}");
        }
    }
}
