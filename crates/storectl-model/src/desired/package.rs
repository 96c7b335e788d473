//! Installers.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Architecture, ErrorScenario, Expect, Field, LanguageTag, PackageType};

/// One installer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DesiredPackage {
    /// Where the Store downloads it; required.
    pub package_url: String,
    /// exe or msi.
    pub package_type: Field<PackageType>,
    /// The one architecture.
    pub architecture: Field<Architecture>,
    /// Languages of the installer; a set.
    pub languages: Field<BTreeSet<LanguageTag>>,
    /// Whether it is silent without parameters.
    pub is_silent_install: Field<bool>,
    /// What makes it silent.
    pub installer_parameters: Field<String>,
    /// Where its exit codes are explained.
    pub generic_doc_url: Field<String>,
    /// Exit codes by scenario; `Clear` wants none. Scenarios not named are kept.
    pub error_details: Field<BTreeMap<ErrorScenario, Field<Vec<DesiredErrorDetail>>>>,
    /// What the file is expected to be; never sent.
    pub expect: Expect,
}

/// One exit code of an installer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesiredErrorDetail {
    /// The code.
    pub error_value: String,
    /// Where it is explained.
    pub error_url: Option<String>,
}
