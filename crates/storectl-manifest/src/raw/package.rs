//! One installer.

use schemars::JsonSchema;
use serde::Deserialize;
use storectl_model::{Architecture, ErrorScenario, PackageType};

use super::{
    expect::Expect,
    fields::{Clearable, Inline, Language, List, NonNull, Word},
};

/// One installer, which the Store downloads from a URL.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("required" = ["packageUrl"]))]
#[expect(clippy::struct_field_names, reason = "the API's own names")]
pub(crate) struct Package {
    /// The URL from which the Store downloads the installer. It must be https, contain a version and not redirect, and its file
    /// must never change.
    #[serde(default)]
    #[schemars(extend("examples" = ["https://www.contoso.com/downloads/1.1/setup.exe"]))]
    pub(crate) package_url: NonNull<Inline<{ usize::MAX }>>,
    /// The installer type.
    #[serde(default)]
    pub(crate) package_type: NonNull<Word<PackageType>>,
    /// The architecture of the installer: exactly one.
    #[serde(default)]
    #[schemars(extend("examples" = [["X64"]]))]
    pub(crate) architectures: NonNull<List<Word<Architecture>, 1>>,
    /// The languages of the installer. Order does not matter.
    #[serde(default)]
    #[schemars(extend("examples" = [["en-us"]]))]
    pub(crate) languages: NonNull<List<Language>>,
    /// Whether the installer runs silently without parameters.
    #[serde(default)]
    pub(crate) is_silent_install: NonNull<bool>,
    /// Parameters that make the installer silent, up to 40 characters. Required when isSilentInstall is false.
    #[serde(default)]
    #[schemars(extend("examples" = ["/S"]))]
    pub(crate) installer_parameters: Clearable<Inline<{ usize::MAX }>>,
    /// URL that explains the exit codes of the installer. Required when packageType is exe.
    #[serde(default)]
    #[schemars(extend("examples" = ["https://docs.contoso.com/exit-codes"]))]
    pub(crate) generic_doc_url: Clearable<Inline<{ usize::MAX }>>,
    /// Exit codes of an exe, identified by errorScenario; scenarios that are not listed are kept.
    #[serde(default)]
    pub(crate) error_details: Clearable<List<ErrorDetail>>,
    /// What the file must be. It is compared with the file that the URL serves, and never sent to the Store.
    #[serde(default)]
    pub(crate) expect: NonNull<Expect>,
}

/// The exit codes of one scenario.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("required" = ["errorScenario", "errorScenarioDetails"]))]
pub(crate) struct ErrorDetail {
    /// The scenario.
    #[serde(default)]
    pub(crate) error_scenario: NonNull<Word<ErrorScenario>>,
    /// The exit codes of the scenario. Replaces the whole list; null for none.
    #[serde(default)]
    pub(crate) error_scenario_details: Clearable<List<ErrorValue>>,
}

/// One exit code.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("required" = ["errorValue"]))]
pub(crate) struct ErrorValue {
    /// The exit code, a quoted string.
    #[serde(default)]
    #[schemars(extend("examples" = ["3010", "ERR001001"]))]
    pub(crate) error_value: NonNull<Inline<{ usize::MAX }>>,
    /// URL that explains the exit code.
    #[serde(default)]
    pub(crate) error_url: Clearable<Inline<{ usize::MAX }>>,
}
