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
    /// For browsers: one page that needs nothing else.
    Html,
    /// For GitHub's annotations: workflow commands on the lines of the manifest.
    Github,
    /// For code scanning: SARIF 2.1.0.
    Sarif,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 6] = [
        Self::Text,
        Self::Json,
        Self::Markdown,
        Self::Html,
        Self::Github,
        Self::Sarif,
    ];

    /// Returns the name flags know it by.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Github => "github",
            Self::Sarif => "sarif",
        }
    }

    /// Returns whether people read it, and nobody else.
    pub fn is_text(self) -> bool {
        match self {
            Self::Text => true,
            Self::Json | Self::Markdown | Self::Html | Self::Github | Self::Sarif => false,
        }
    }
}

/// A format of a file that `--out` writes (forms.md, "In the pull request" 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// A format of results; the file is replaced.
    Result(Format),
    /// Markdown of at most 1 MiB for `$GITHUB_STEP_SUMMARY`; appended, for earlier steps wrote there, too.
    Summary,
    /// Lines `name=value` for `$GITHUB_OUTPUT`; appended.
    GithubOutput,
}

impl FileFormat {
    /// Returns every format.
    pub fn all() -> impl Iterator<Item = Self> {
        let results = Format::ALL.into_iter().map(Self::Result);
        results.chain([Self::Summary, Self::GithubOutput])
    }

    /// Returns the name that `--out` knows it by.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Result(format) => format.as_str(),
            Self::Summary => "summary",
            Self::GithubOutput => "github-output",
        }
    }

    /// Returns whether the file keeps what it holds.
    pub fn appends(self) -> bool {
        match self {
            Self::Result(_) => false,
            Self::Summary | Self::GithubOutput => true,
        }
    }
}

impl FromStr for FileFormat {
    type Err = UnknownFileFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::all()
            .find(|it| it.as_str() == name)
            .ok_or(UnknownFileFormat)
    }
}

/// A name that no format has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid format: expected one of text, json, markdown, html, github, sarif")]
pub struct UnknownFormat;

/// A name that no format of a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "invalid format: expected one of text, json, markdown, html, github, sarif, summary, github-output"
)]
pub struct UnknownFileFormat;

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
        for format in FileFormat::all() {
            assert_eq!(format.as_str().parse(), Ok(format));
            assert!(UnknownFileFormat.to_string().contains(format.as_str()));
        }
        assert_eq!("pdf".parse::<FileFormat>(), Err(UnknownFileFormat));
    }
}
