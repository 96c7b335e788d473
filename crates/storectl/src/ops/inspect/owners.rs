//! Which package of a manifest each installer belongs to, and what that package declares once it is written.

use std::{collections::BTreeMap, path::Path};

use storectl_installer::{Content, Facts, Outcome};
use storectl_manifest::{Document, InstallerPlace, Variables, package_of_installer};

use super::look::Looked;
use crate::{args::Installer, error::CliError};

/// The package of each installer, by its index; in the installers' order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Owners {
    packages: Vec<Option<usize>>,
}

impl Owners {
    /// Finds the packages. Of what was not read, none need be found.
    ///
    /// # Errors
    /// An installer that was read and belongs to no package of `manifest`, or whose package another one has (64).
    pub(super) fn find(
        manifest: &str,
        document: &Document,
        vars: &Variables,
        looked: &[Looked<'_>],
    ) -> Result<Self, CliError> {
        let mut taken: BTreeMap<usize, &Looked<'_>> = BTreeMap::new();
        let mut packages = Vec::with_capacity(looked.len());
        for it in looked {
            let found = package_of_installer(document, vars, place(it.installer));
            let package = match (found, it.facts()) {
                (Ok(package), None) => Some(package),
                (Err(_), None) => None,
                (Ok(package), Some(_)) => {
                    let other = taken.insert(package, it);
                    if let Some(other) = other.filter(|other| other.installer != it.installer) {
                        let message = format!(
                            "{} and {} both belong to packages[{package}]",
                            other.shown, it.shown
                        );
                        return Err(CliError::usage(message).hint("name one of them"));
                    }
                    Some(package)
                }
                (Err(error), Some(_)) => {
                    let message = format!("cannot write {} to {manifest}: {error}", it.shown);
                    return Err(CliError::usage(message));
                }
            };
            packages.push(package);
        }
        Ok(Self { packages })
    }

    /// Returns the index of the package of the installer at `index`.
    pub(super) fn of(&self, index: usize) -> Option<usize> {
        self.packages.get(index).copied().flatten()
    }
}

impl Looked<'_> {
    /// Returns what it says of itself, where it was read and is an installer.
    pub(super) fn facts(&self) -> Option<&Facts> {
        match &self.look.as_ref().ok()?.outcome {
            Outcome::Read(Content::Installer(facts)) => Some(facts),
            Outcome::Read(Content::NoInstaller(_))
            | Outcome::NotServed
            | Outcome::Redirected
            | Outcome::NotAsked(_)
            | Outcome::CannotTell(_) => None,
        }
    }
}

fn place(installer: &Installer) -> InstallerPlace<'_> {
    match installer {
        Installer::File(path) => InstallerPlace::File(file_name(path)),
        Installer::Address(address) => InstallerPlace::Address(address.text()),
    }
}

/// Returns the last part of a path.
fn file_name(path: &Path) -> &str {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_str().unwrap_or_default()
}
