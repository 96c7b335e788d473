//! `${name}` in string values and in text files.

mod definitions;
mod expand;
mod secrets;
mod template;
mod texts;

use std::collections::BTreeMap;

pub(crate) use expand::expand;
pub(crate) use texts::ExpandedText;

/// The variable that is built in under a listing: its language as the manifest writes it.
pub(crate) const LANGUAGE: &str = "language";

/// Values for `${name}`, given from outside the manifest.
///
/// What is given explicitly wins over the environment, which wins over the manifest's own `vars` (design.md §3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variables {
    /// `--var NAME=VALUE`, by name.
    pub explicit: BTreeMap<String, String>,
    /// `STORECTL_VAR_NAME`, by what follows the prefix. `${name}` finds its variable whatever the case.
    pub environment: BTreeMap<String, String>,
    /// What it means when the manifest does not use an explicit variable.
    pub unused: UnusedExplicit,
}

/// What it means when a manifest does not use a variable that was given explicitly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnusedExplicit {
    /// An error: the name is most often misspelled.
    #[default]
    Refused,
    /// Nothing: it may be for another manifest of the same run. The caller looks at [`Checked::used`](crate::Checked::used).
    Allowed,
}

/// Where a variable's value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VariableSource {
    /// `--var`.
    Flag,
    /// `STORECTL_VAR_…`.
    Environment,
    /// The manifest's own `vars`.
    Manifest,
}

/// A variable that a manifest or one of its text files uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedVariable {
    /// Its name.
    pub name: String,
    /// Its value; `None` for a secret.
    pub value: Option<String>,
    /// Where the value comes from.
    pub source: VariableSource,
    /// The manifest's own value, where another one wins over it.
    pub overridden: Option<String>,
}
