//! The formats a result can be had in.

use std::str::FromStr;

/// A format of a result. Each is a folder of this crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people, on terminals and in logs. Not an interface.
    Text,
    /// For scripts: one document.
    Json,
    /// For pull requests and job summaries on GitHub.
    Markdown,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Text, Self::Json, Self::Markdown];

    /// Returns the name flags know it by.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Markdown => "markdown",
        }
    }
}

/// A name that no format has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid format: expected one of text, json, markdown")]
pub struct UnknownFormat;

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|it| it.as_str() == name)
            .ok_or(UnknownFormat)
    }
}

/// Whether text carries colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Styling {
    /// No escape sequence at all.
    Plain,
    /// ANSI colors; they repeat what symbols and words say.
    Colored,
}

/// How much text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verbosity {
    /// One line per product, what blocks, and the last line.
    Brief,
    /// Long values are cut around their changes.
    Normal,
    /// Every value complete, and every unmanaged value.
    Full,
}

/// How text looks. The other formats have one look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appearance {
    /// Colors.
    pub styling: Styling,
    /// Length.
    pub verbosity: Verbosity,
}

impl Appearance {
    /// No colors, long values cut: what a file gets.
    pub const PLAIN: Self = Self {
        styling: Styling::Plain,
        verbosity: Verbosity::Normal,
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_name_and_listed_in_the_error() {
        for format in Format::ALL {
            assert_eq!(format.as_str().parse(), Ok(format));
            assert!(UnknownFormat.to_string().contains(format.as_str()));
        }
        assert_eq!("pdf".parse::<Format>(), Err(UnknownFormat));
    }
}
