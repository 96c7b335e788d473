//! `${name}` in string values and in text files.

mod defaults;
mod definitions;
mod expand;
mod secrets;
mod solve;
mod template;
mod texts;

use std::collections::BTreeMap;

pub(crate) use expand::{Expanded, expand, expand_value};
pub(crate) use solve::solve;
pub(crate) use template::names_variable;
pub(crate) use texts::ExpandedText;

/// The variable that is built in under a listing: its language as the manifest writes it.
pub(crate) const LANGUAGE: &str = "language";

/// The variable whose section a changelog is read for.
pub(crate) const VERSION: &str = "version";

/// Values for `${name}`, given from outside the manifest.
///
/// What is given explicitly wins over what a plan recorded, that over the environment, and that over the manifest's own
/// `vars` (design.md §3; forms.md, "Approval" 3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variables {
    /// `--var NAME=VALUE`, by name.
    pub explicit: BTreeMap<String, String>,
    /// What the plan that is applied was made with, by name.
    pub recorded: BTreeMap<String, RecordedVariable>,
    /// `STORECTL_VAR_NAME`, by what follows the prefix. `${name}` finds its variable whatever the case.
    pub environment: BTreeMap<String, String>,
    /// What it means when the manifest does not use an explicit variable.
    pub unused: UnusedExplicit,
    /// What it means when a secret variable has no value.
    pub unset_secrets: UnsetSecrets,
    /// Whether all of them win over the manifest's own values.
    pub precedence: Precedence,
}

/// What it means when nobody gave a secret variable a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnsetSecrets {
    /// An error: its fields cannot be written.
    #[default]
    Refused,
    /// Nothing: its fields are neither compared nor written, and [`STAND_IN`](Self::STAND_IN) stands in for it.
    StandIn,
}

impl UnsetSecrets {
    /// What stands in for a secret.
    pub const STAND_IN: &str = "unset-secret";
}

/// Whether values given from outside win over the manifest's own `vars`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precedence {
    /// They do: the manifest's own are defaults.
    #[default]
    Given,
    /// They count only where the manifest gives none: what was given for this run says nothing of a manifest of another
    /// time, such as the one at a base revision (forms.md, "Receipts" 8). A secret without a value is not an error there:
    /// nothing is published, and a field that uses a secret is never compared with a base.
    Manifest,
}

/// The value of a variable in a saved plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedVariable {
    /// The value.
    pub value: String,
    /// Where it came from when the plan was made.
    pub source: VariableSource,
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

impl VariableSource {
    /// Every source, in the order in which one wins over the next.
    pub const ALL: [Self; 3] = [Self::Flag, Self::Environment, Self::Manifest];

    /// Returns the word of the JSON documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Environment => "environment",
            Self::Manifest => "manifest",
        }
    }
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
    /// The manifest's own value, where another one wins over it and differs; `None` for a secret.
    pub overridden: Option<String>,
}
