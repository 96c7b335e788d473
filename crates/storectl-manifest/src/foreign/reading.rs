//! What was read of another tool's files, and what was not.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use storectl_model::{FieldPath, PackageType};

use crate::{Draft, FileFault};

/// What was read of another tool's files.
#[derive(Clone, Debug)]
pub struct ForeignProduct {
    /// What becomes the manifest, without the IDs of product and seller.
    pub draft: Draft,
    /// What does not, in the order of the reasons.
    pub omissions: Vec<Omission>,
    /// What to say of values that the files only suggest or that the manifest lacks.
    pub remarks: Vec<Remark>,
}

impl ForeignProduct {
    /// Returns whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.draft.fields.is_empty() && self.draft.images.is_empty()
    }
}

/// Something that does not become part of the manifest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Omission {
    /// Why.
    pub reason: OmissionReason,
    /// What it is: an address in the file, or a path from the folder; of several files alike, the pattern and their number.
    pub what: String,
}

/// Why something does not become part of the manifest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OmissionReason {
    /// A manifest has no field for it.
    NoCounterpart,
    /// The Store has no such language, or none is named.
    NoStoreLanguage,
    /// Newer release notes are there.
    OlderNotes,
    /// The Store takes fewer or shorter ones.
    OverLimit,
    /// Another file holds the same field.
    OtherFileUsed,
    /// An image that is there already.
    SameImage,
    /// The file names the language and has nothing of it.
    NoTexts,
    /// It is fastlane's and beside the folder that is read.
    OutsideFolder,
    /// It is not what it has to be in its place.
    Malformed,
    /// Its file cannot be used; with the reason, to follow the file's name.
    Unusable(String),
}

impl OmissionReason {
    pub(super) fn of_fault(fault: &FileFault) -> Self {
        Self::Unusable(fault.to_string())
    }
}

/// A clause that says why, to follow `not imported, because `.
impl fmt::Display for OmissionReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoCounterpart => "a manifest has no field for it",
            Self::NoStoreLanguage => "the Store has no such language",
            Self::OlderNotes => "there are newer release notes",
            Self::OverLimit => "it is over a limit of the Store",
            Self::OtherFileUsed => "another file holds the same field",
            Self::SameImage => "it is the same image as one before it",
            Self::NoTexts => "there are no texts of the language",
            Self::OutsideFolder => "it is not in the folder that was passed",
            Self::Malformed => "it is not of the expected form",
            Self::Unusable(why) => return write!(f, "it {why}"),
        })
    }
}

/// Something to say of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// The type of a package is not in the file, and was inferred from the ending of its address.
    InferredType {
        /// The package, from 0.
        package: usize,
        /// The type.
        package_type: PackageType,
    },
    /// The type of a package is not in the file, and the ending of its address does not tell it.
    UnknownType {
        /// The package, from 0.
        package: usize,
    },
}

impl Remark {
    /// Returns the field it is about.
    pub fn path(&self) -> FieldPath {
        match self {
            Self::InferredType { package, .. } | Self::UnknownType { package } => {
                FieldPath::of_package(*package).key("packageType")
            }
        }
    }
}

/// One sentence without a final period.
impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path();
        match self {
            Self::InferredType { package_type, .. } => write!(
                f,
                "`{path}` is missing; inferred `{package_type}` from the ending of the URL"
            ),
            Self::UnknownType { .. } => write!(
                f,
                "`{path}` is missing, and the ending of the URL does not tell it; add `exe` or `msi`"
            ),
        }
    }
}

/// Omissions under way.
#[derive(Debug, Default)]
pub(super) struct Omissions {
    found: BTreeSet<Omission>,
    /// Files alike, by reason and pattern.
    alike: BTreeMap<(OmissionReason, String), Vec<String>>,
}

impl Omissions {
    pub(super) fn add(&mut self, reason: OmissionReason, what: impl Into<String>) {
        let what = what.into();
        self.found.insert(Omission { reason, what });
    }

    /// Adds a file that is like others, whose paths have the same pattern.
    pub(super) fn add_alike(&mut self, reason: OmissionReason, path: &str, pattern: String) {
        let files = self.alike.entry((reason, pattern)).or_default();
        files.push(path.to_owned());
    }

    pub(super) fn into_list(mut self) -> Vec<Omission> {
        for ((reason, pattern), files) in std::mem::take(&mut self.alike) {
            let what = match files.as_slice() {
                [only] => only.clone(),
                several => format!("{pattern} ({} files)", several.len()),
            };
            self.add(reason, what);
        }
        self.found.into_iter().collect()
    }
}
