//! GET packages.

use serde_json::Value;
use storectl_model::RemotePackage;

use super::reader::{DecodeError, ObjectReader};

/// Reads `responseData` of GET packages. Source: store-api.md, Get Packages; field notes 11 to 15.
pub(crate) fn packages(data: Value) -> Result<Vec<RemotePackage>, DecodeError> {
    ObjectReader::of(data, "responseData")?
        .required_items("packages")?
        .into_iter()
        .map(|(at, item)| package(ObjectReader::of(item, at)?))
        .collect()
}

fn package(mut package: ObjectReader) -> Result<RemotePackage, DecodeError> {
    Ok(RemotePackage {
        package_id: package.required_id("packageId")?,
        package_url: package.text("packageUrl")?,
        languages: package.texts("languages")?,
        architectures: package.texts("architectures")?,
        is_silent_install: package.flag("isSilentInstall")?,
        installer_parameters: package.text("installerParameters")?,
        generic_doc_url: package.text("genericDocUrl")?,
        error_details: package.objects(
            "errorDetails",
            &[
                "errorScenario",
                "errorScenarioDetails",
                "errorValue",
                "errorUrl",
            ],
        )?,
        package_type: package.text("packageType")?,
        extra: package.rest(),
    })
}
