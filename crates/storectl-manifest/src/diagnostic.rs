//! What is wrong with a manifest, where, and how to fix it.

use std::{
    fmt,
    ops::Range,
    sync::{Arc, OnceLock},
};

use storectl_model::{
    FieldPath,
    mask::{self, Mask},
};

use crate::pointer;

/// A stable code, e.g. `STC0102`; `storectl explain` explains it. Never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(&'static str);

impl Code {
    /// Takes a code as the catalogue writes it.
    pub(crate) const fn new(code: &'static str) -> Self {
        Self(code)
    }

    /// Returns the code as text.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

/// The severity of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The manifest is not usable (exit 10).
    Error,
    /// Known from the field, not from the contract; the manifest is usable.
    Warning,
}

impl Severity {
    /// Every severity, the gravest first.
    pub const ALL: [Self; 2] = [Self::Error, Self::Warning];

    /// Returns the word people and scripts see.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A file that was read, for showing lines of it.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The path as shown to users, relative to where they stand.
    pub path: String,
    /// Its text, or the part of it that is kept to be shown; empty if it could not be read.
    pub text: String,
    /// Found when the first line of it is shown: most files are never shown, and some have a thousand faults in one line.
    secrets: OnceLock<Vec<Mask>>,
}

impl SourceFile {
    /// Takes a file as it was read.
    pub fn new(path: String, text: String) -> Self {
        Self {
            path,
            text,
            secrets: OnceLock::new(),
        }
    }

    /// Returns what of its text looks like a secret, in order and apart from each other. None of it goes on in a next line.
    pub fn secrets(&self) -> &[Mask] {
        self.secrets.get_or_init(|| mask::find(&self.text))
    }
}

/// Secrets follow from the text, found or not.
impl PartialEq for SourceFile {
    fn eq(&self, other: &Self) -> bool {
        (&self.path, &self.text) == (&other.path, &other.text)
    }
}

impl Eq for SourceFile {}

/// A place in a file. `line` and `column` count from 1; columns count characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The file.
    pub file: Arc<SourceFile>,
    /// Bytes covered of [`SourceFile::text`]; may be empty.
    pub span: Range<usize>,
    /// Bytes covered of the file: the same, where all of its text is kept.
    pub in_file: Range<usize>,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Location {
    /// Returns `file:line:column`.
    pub fn short(&self) -> String {
        format!("{}:{}:{}", self.file.path, self.line, self.column)
    }
}

/// One fault of a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its stable code.
    pub code: Code,
    /// How grave it is.
    pub severity: Severity,
    /// One sentence without a final period, numbers included.
    pub message: String,
    /// Where it is.
    pub location: Location,
    /// Other places that matter, e.g. where a key was first.
    pub related: Vec<(Location, String)>,
    /// What to do, without a final period.
    pub hint: Option<String>,
    /// What to write instead, where one text is certain to be what was meant. Few have it, so it takes room of its own.
    pub fix: Option<Box<Fix>>,
    /// JSON pointer of the value it is about; empty for the whole file.
    pub pointer: String,
}

/// A change of a file that fixes what a diagnostic is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced.
    pub location: Location,
    /// What is written there instead.
    pub replacement: String,
}

impl Diagnostic {
    /// Returns the path of the value it is about, as a plan names it; `None` for the whole file.
    pub fn path(&self) -> Option<FieldPath> {
        (!self.pointer.is_empty()).then(|| pointer::path(&self.pointer))
    }
}
