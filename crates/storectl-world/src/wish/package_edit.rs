//! How the packages of a manifest change.

use serde::{Deserialize, Serialize};
use serde_json::json;
use storectl_sandbox::Fields;

use super::{
    Change,
    change::Put as _,
    packages::{architecture, at_host, of_version, text},
};

/// One change of the packages of a manifest. All but `Manage` are about packages that are managed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum PackageEdit {
    /// They are managed from now on.
    Manage(Vec<Fields>),
    /// They are no longer managed.
    Release,
    /// All are of another version.
    Version(String),
    /// All come from another host.
    Host(String),
    /// A field that the package of an architecture names.
    Field {
        /// The architecture.
        architecture: String,
        /// The field.
        field: String,
        /// What becomes of it.
        change: Change,
    },
    /// One is added, of an architecture that no other has.
    Add(Fields),
    /// The one of an architecture goes.
    Remove(String),
}

impl PackageEdit {
    /// Changes packages; `None` where it does not fit.
    pub(super) fn apply(&self, managed: &mut Option<Vec<Fields>>) -> Option<()> {
        if let Self::Manage(packages) = self {
            return managed.replace(packages.clone()).is_none().then_some(());
        }
        let packages = managed.as_mut()?;
        match self {
            Self::Manage(_) => {}
            Self::Release => *managed = None,
            Self::Version(version) => readdress(packages, |url| of_version(url, version)),
            Self::Host(host) => readdress(packages, |url| at_host(url, host)),
            Self::Field {
                architecture: of,
                field,
                change,
            } => {
                let mut packages = packages.iter_mut();
                let package = packages.find(|it| architecture(it) == of)?;
                package
                    .contains_key(field)
                    .then(|| package.put(field, change))?;
            }
            Self::Add(package) => packages.push(package.clone()),
            Self::Remove(of) => packages.retain(|it| architecture(it) != of),
        }
        Some(())
    }
}

/// Gives each package another URL.
fn readdress(packages: &mut [Fields], url: impl Fn(&str) -> String) {
    for package in packages {
        let url = url(text(package, "packageUrl"));
        package.insert("packageUrl".to_owned(), json!(url));
    }
}
