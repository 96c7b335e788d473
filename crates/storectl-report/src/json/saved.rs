//! Reading a saved result back, to show it in another format.

use serde::Deserialize;
use serde_json::{Value, error::Category};

use super::{
    Document,
    shelf::Shelf,
    unreadable::Unreadable,
    v1::{
        diagnostics::DiagnosticsDoc, doctor::DoctorDoc, error::ErrorDoc, history::HistoryDoc,
        inspect::InspectDoc, plan::PlanDoc, report::ReportDoc, status::StatusDoc,
    },
};
use crate::{Foreign, Names, Output};

/// Longest document read, in bytes: more than a plan has that changes every text of 61 products in 200 languages. Its depth is
/// within that of the parser, which is 128.
pub const MAX_SAVED: u64 = 256 * 1024 * 1024;

/// A result as its document has it, which is all that any format shows of it.
#[derive(Clone, Debug)]
pub struct Saved {
    document: Value,
}

/// Why a text is not a result that can be shown.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// It is not JSON, or not of the shape that its format has. Says where, and quotes nothing of a file that may be anybody's.
    #[error("{}", malformed(.0))]
    Malformed(#[from] serde_json::Error),
    /// A field is missing, or has another type than its format says.
    #[error("it is not a complete {} document of storectl: {}", .0.as_str(), .1)]
    Incomplete(Document, String),
    /// It is longer than any document that is read.
    #[error("it is too large: at most {} MiB", MAX_SAVED / (1024 * 1024))]
    TooLong,
    /// It is no document of storectl's.
    #[error("it is not a document of storectl")]
    NotOurs,
    /// It says that it is one of storectl's, and this version knows none of that name.
    #[error("its format is `{0}`, which this version of storectl does not know")]
    OtherFormat(String),
    /// It is a document of storectl's that is no result.
    #[error("it is a {} document, which is not the result of a command", .0.as_str())]
    NoResult(Document),
    /// It is of a version this tool does not know.
    #[error("its version is {0}, but this version of storectl reads 1.x")]
    OtherVersion(String),
    /// A value is not what its format says.
    #[error(transparent)]
    Invalid(#[from] Unreadable),
}

fn malformed(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        Category::Eof => "it ends unexpectedly",
        Category::Syntax | Category::Io => "it is not JSON",
        Category::Data => "it does not have the format of a document",
    };
    format!("{what} (line {}, column {})", error.line(), error.column())
}

impl Saved {
    /// Takes the document of a result, as [`document`](super::document) gives it.
    pub fn of(document: Value) -> Self {
        Self { document }
    }

    /// Reads a document. Fields it does not know are ignored, and another major version is refused.
    ///
    /// # Errors
    /// See [`SavedError`].
    pub fn read(text: &str) -> Result<Self, SavedError> {
        if text.len() as u64 > MAX_SAVED {
            return Err(SavedError::TooLong);
        }
        let saved = Self::of(serde_json::from_str(text)?);
        saved.with_output(&Names::default(), |_| ())?;
        Ok(saved)
    }

    /// Writes it as [`render`](crate::render) writes a document.
    pub(crate) fn write(&self) -> String {
        super::write(&self.document)
    }

    /// Writes it on one line.
    pub fn line(&self) -> String {
        super::line(&self.document)
    }

    /// Reads what renderers take, and shows it; `names` says what people call files.
    ///
    /// # Errors
    /// It is not the document of a result.
    pub(crate) fn with_output<R>(
        &self,
        names: &Names,
        show: impl FnOnce(&Output<'_>) -> R,
    ) -> Result<R, SavedError> {
        let shelf = &Shelf::new(names);
        let kind = self.kind()?;
        Ok(match kind {
            Document::Plan => {
                let document: PlanDoc = self.parts(kind)?;
                show(&Output::Plan(document.read(shelf)?))
            }
            Document::Report => {
                let document: ReportDoc = self.parts(kind)?;
                show(&Output::Apply(document.read(shelf)?))
            }
            Document::Status => {
                let document: StatusDoc = self.parts(kind)?;
                show(&Output::Status(document.read(shelf)?))
            }
            Document::History => {
                let document: HistoryDoc = self.parts(kind)?;
                show(&Output::History(document.read(shelf)?))
            }
            Document::Inspect => {
                let document: InspectDoc = self.parts(kind)?;
                show(&Output::Inspect(document.read(shelf)?))
            }
            Document::Doctor => {
                let document: DoctorDoc = self.parts(kind)?;
                show(&Output::Doctor(document.read(shelf)?))
            }
            Document::Diagnostics => {
                let document: DiagnosticsDoc = self.parts(kind)?;
                show(&Output::Diagnostics(document.read(shelf)?))
            }
            Document::Error => {
                let document: ErrorDoc = self.parts(kind)?;
                show(&Output::Error(document.read(shelf)?))
            }
            Document::Receipt | Document::Live | Document::Fleet => {
                return Err(SavedError::NoResult(kind));
            }
        })
    }

    /// Returns the document.
    pub(super) fn document(&self) -> &Value {
        &self.document
    }

    /// Returns which document it is.
    pub(super) fn kind(&self) -> Result<Document, SavedError> {
        let text = |key| self.document.get(key).and_then(Value::as_str);
        let format = text("format").ok_or(SavedError::NotOurs)?;
        let name = format
            .strip_prefix("storectl.")
            .ok_or(SavedError::NotOurs)?;
        let mut all = Document::ALL.into_iter();
        let kind = all.find(|it| it.as_str() == name);
        let kind = kind.ok_or_else(|| SavedError::OtherFormat(clipped(format)))?;
        let version = text("formatVersion").unwrap_or_default();
        match version.split_once('.') {
            Some(("1", minor)) if !minor.is_empty() => Ok(kind),
            Some(_) | None => Err(SavedError::OtherVersion(clipped(version))),
        }
    }

    /// Reads the parts of a document of this kind.
    pub(super) fn parts<'a, D: Deserialize<'a>>(&'a self, kind: Document) -> Result<D, SavedError> {
        D::deserialize(&self.document)
            .map_err(|error| SavedError::Incomplete(kind, clipped(&error.to_string())))
    }
}

/// Most characters of what is wrong with a document.
const QUOTED: usize = 200;

fn clipped(text: &str) -> String {
    let clipped = Foreign::new(text).clipped(QUOTED);
    clipped.as_foreign().as_raw().to_owned()
}
