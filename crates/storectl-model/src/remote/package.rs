//! Installers.

use serde_json::{Map, Value};

use crate::PackageId;

/// One package as answered.
#[derive(Clone, Debug, PartialEq)]
pub struct RemotePackage {
    /// Good for this run only (trap 51).
    pub package_id: PackageId,
    /// Where the Store downloads it.
    pub package_url: Option<String>,
    /// Languages, in the Store's order.
    pub languages: Vec<String>,
    /// One architecture, as a list.
    pub architectures: Vec<String>,
    /// Whether it is silent without parameters.
    pub is_silent_install: Option<bool>,
    /// What makes it silent.
    pub installer_parameters: Option<String>,
    /// Where its exit codes are explained.
    pub generic_doc_url: Option<String>,
    /// Items of `errorDetails` as they stand, in the Store's order; all nine are always there (field note 14).
    pub error_details: Vec<Map<String, Value>>,
    /// exe or msi; open.
    pub package_type: Option<String>,
    /// Keys this tool does not know.
    pub extra: Map<String, Value>,
}
