//! What a result says to machines that show it at a line: one remark for each fault and each change.
//!
//! GitHub's annotations and SARIF are two forms of the same remarks.

mod doctor;
mod failure;
mod installers;
mod manifests;
mod plan;
mod report;
mod rule;
mod status;

use std::collections::HashSet;

pub(crate) use rule::{Help, Rule};

use crate::{Output, SourceRef};

/// Something that a reviewer sees at a line.
#[derive(Clone, Debug)]
pub(crate) struct Remark {
    pub(crate) rank: Rank,
    /// What kind of remark it is.
    pub(crate) rule: Rule,
    /// A few words, in which somebody else's may stand.
    pub(crate) title: String,
    /// What there is to say, in which somebody else's words may stand.
    pub(crate) message: String,
    /// Where it is.
    pub(crate) place: Option<Place>,
    /// What it is about.
    pub(crate) about: About,
}

/// How grave a remark is, in the order in which remarks are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// Apply refuses.
    Blocker,
    /// Something failed, or is invalid.
    Error,
    /// A destructive change that is acknowledged.
    Destructive,
    /// Something to look at.
    Warning,
    /// What becomes of a run.
    Outcome,
    /// A change, or something to know.
    Note,
}

/// How tools show a remark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Error,
    Warning,
    Notice,
}

impl Rank {
    /// Returns how tools show it.
    pub(crate) fn level(self) -> Level {
        match self {
            Self::Blocker | Self::Error => Level::Error,
            Self::Destructive | Self::Warning => Level::Warning,
            Self::Outcome | Self::Note => Level::Notice,
        }
    }
}

/// A place in a file of the repository.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    /// The path from the repository root, with slashes.
    pub(crate) file: String,
    /// The line and the column in characters, both from 1; `None` for the whole file.
    pub(crate) at: Option<(usize, usize)>,
}

impl Place {
    pub(crate) fn of(source: &SourceRef) -> Self {
        Self {
            file: source.in_repository.clone(),
            at: Some((source.line, source.column)),
        }
    }

    /// Takes the place of something whose line is not known.
    pub(crate) fn file(path: &str) -> Self {
        Self {
            file: path.to_owned(),
            at: None,
        }
    }
}

/// What a remark is about, whatever the line: it is the same from run to run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct About {
    /// The product, where it is known.
    pub(crate) product: Option<String>,
    /// The field, e.g. `listings.en-us.description`, or the step.
    pub(crate) address: Option<String>,
    /// What becomes of the field.
    pub(crate) action: Option<&'static str>,
}

impl About {
    fn product(id: &str) -> Self {
        Self {
            product: Some(id.to_owned()),
            ..Self::default()
        }
    }

    fn at(self, address: &(impl ToString + ?Sized)) -> Self {
        Self {
            address: Some(address.to_string()),
            ..self
        }
    }
}

/// What a result says.
pub(crate) struct Remarks {
    /// The gravest first; what is equally grave in the order of the result.
    pub(crate) all: Vec<Remark>,
    /// Faults that the result counts and does not list.
    pub(crate) omitted: usize,
}

impl Remarks {
    /// Takes everything that a result says.
    pub(crate) fn of(output: &Output<'_>) -> Self {
        let mut omitted = 0;
        let mut all = match output {
            Output::Plan(view) => {
                let found = plan::remarks(view);
                omitted = found.omitted;
                found.all
            }
            Output::Apply(view) => report::remarks(view),
            Output::Status(view) => status::remarks(view),
            Output::History(view) => status::of_history(view),
            Output::Inspect(view) => installers::remarks(view),
            Output::Doctor(view) => doctor::remarks(view),
            Output::Diagnostics(view) => {
                let found = manifests::remarks(view);
                omitted = found.omitted;
                found.all
            }
            Output::Error(_) => Vec::new(),
        };
        let is_told = all.iter().any(|it| it.rank.level() == Level::Error);
        // What decided the exit is most often one of them, in other words.
        all.extend(
            output
                .error()
                .filter(|error| !is_told || failure::is_beside(error, output))
                .map(|it| failure::remark(it, About::default())),
        );
        let mut seen = HashSet::new();
        all.retain(|it| {
            seen.insert((
                it.rule.id.clone(),
                it.message.clone(),
                it.place.clone(),
                it.about.address.clone(),
            ))
        });
        all.sort_by_key(|it| it.rank);
        Self { all, omitted }
    }
}

/// Puts what to do behind what is wrong.
fn with_hint(message: &str, hint: Option<&str>) -> String {
    match hint.filter(|it| !it.is_empty()) {
        Some(hint) => format!("{message}; hint: {hint}"),
        None => message.to_owned(),
    }
}
