//! The policy of a run (`--policy FILE`): read before anything else goes on, and named by nothing but the command line.

mod place;
mod read;

use std::path::{Path, PathBuf};

use storectl_manifest::{Diagnostic, read_policy};
use storectl_model::{Policy, PolicyPlace};
use storectl_plan::Warning;
use storectl_report::{SourceRef, count};

use self::place::PlaceOfPolicy;
use crate::{
    args::PolicyArgs,
    error::CliError,
    exit::Exit,
    manifests::{discover::shown, place::Base},
};

/// A policy, and what its file is called.
#[derive(Debug)]
pub(crate) struct PolicyFile {
    rules: Policy,
    /// Its path for people, as the command line spells it.
    shown: String,
    /// Its path from the repository's root.
    in_repository: String,
    origin: Origin,
}

/// Who decides what a policy says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// Nobody whose change is planned, or everybody has approved it.
    Fixed,
    /// Whoever wrote the change that is reviewed.
    UnderReview,
}

/// Where the policy of a command is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PolicyReading<'a> {
    /// From the checkout that is applied: it was reviewed.
    Applied,
    /// From the checkout that is reviewed, or from a revision if there is one and the repository has the file.
    Reviewed {
        /// The revision (`plan --base`).
        base: Option<&'a str>,
    },
}

impl PolicyFile {
    /// Reads the policy that a command line names; `None` if it names none. `manifests` are its PATHs.
    ///
    /// # Errors
    /// 1: there is no such file, or not at the revision; 10: it is invalid, or no regular file.
    pub(crate) fn of(
        args: &PolicyArgs,
        manifests: &[PathBuf],
        reading: PolicyReading<'_>,
    ) -> Result<Option<Self>, CliError> {
        let Some(file) = &args.policy else {
            return Ok(None);
        };
        Self::read(file, manifests, reading).map(Some)
    }

    fn read(
        file: &Path,
        manifests: &[PathBuf],
        reading: PolicyReading<'_>,
    ) -> Result<Self, CliError> {
        let name = shown(file);
        let place = PlaceOfPolicy::of(file, manifests);
        let (bytes, at, origin) = match (reading, &place) {
            (PolicyReading::Reviewed { base: Some(rev) }, PlaceOfPolicy::Repository(inside)) => {
                let bytes = read::at_revision(inside, rev, &name)?;
                (bytes, Some(rev), Origin::Fixed)
            }
            (PolicyReading::Reviewed { base: None }, PlaceOfPolicy::Repository(_)) => {
                (read::of_disk(file, &name)?, None, Origin::UnderReview)
            }
            (PolicyReading::Reviewed { .. }, PlaceOfPolicy::Elsewhere)
            | (PolicyReading::Applied, _) => (read::of_disk(file, &name)?, None, Origin::Fixed),
        };
        let rules = read_policy(&name, &bytes).map_err(|found| invalid(&name, at, found))?;
        let in_repository = match place {
            PlaceOfPolicy::Repository(inside) => inside.path,
            PlaceOfPolicy::Elsewhere => Base::current().name_of_file(&name),
        };
        Ok(Self {
            rules,
            shown: name,
            in_repository,
            origin,
        })
    }

    /// Returns its rules.
    pub(crate) fn rules(&self) -> &Policy {
        &self.rules
    }

    /// Returns a place in it as reports show it.
    pub(crate) fn place(&self, place: PolicyPlace) -> SourceRef {
        SourceRef {
            file: self.shown.clone(),
            in_repository: self.in_repository.clone(),
            line: place.line,
            column: place.column,
        }
    }

    /// Warns where the change that is reviewed can change the policy as well.
    pub(crate) fn warning(&self) -> Option<Warning> {
        match self.origin {
            Origin::Fixed => None,
            Origin::UnderReview => Some(Warning {
                path: None,
                message: format!(
                    "`{}` is read from the checkout, so the change under review can edit its own policy; pass --base REV to read it at the base",
                    self.in_repository
                ),
            }),
        }
    }
}

/// The error of a policy with these faults.
fn invalid(name: &str, rev: Option<&str>, found: Vec<Diagnostic>) -> CliError {
    let at = rev.map(|it| format!(" at `{it}`")).unwrap_or_default();
    let errors = count(found.len(), "error");
    let error = CliError::new(
        Exit::Invalid,
        format!("the policy {name}{at} has {errors}; nothing was done"),
    );
    let first = found.first().map(|it| it.code);
    let error = error.diagnosed(0, found);
    match first {
        Some(code) => error.hint(format!("see `storectl explain {code}`")),
        None => error,
    }
}
