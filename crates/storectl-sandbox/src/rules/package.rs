//! One package (store-api.md, Update Current Draft Packages).

use serde_json::{Value, json};
use url::Url;

use super::check::{Case, Check, Mode, is_url};
use super::module::{Module, find, in_order};
use crate::fields::Fields;
use crate::interpretations::{GenericDocUrl, InstallerParameters, MissingRequired};
use crate::loopback::is_loopback;
use crate::tables::members::PACKAGE;
use crate::tables::{self, limits, words};

pub(crate) const MODULE: Module = Module {
    target: "packages",
    members: PACKAGE,
    key: None,
    defaults,
    fields,
    pairs,
    settle: |merged, _, _| merged,
    normalize,
};

/// Nothing: what is missing is filled in when the merged package is normalized.
pub(crate) fn defaults() -> Fields {
    Fields::new()
}

fn fields(check: &mut Check) {
    // Nobody has a certificate for this machine, and no package of the real Store is there: the installers that the sandbox
    // serves are.
    let is_local = |url: &str| Url::parse(url).is_ok_and(|it| is_loopback(&it));
    if let Some(url) = check.text("packageUrl")
        && !url.is_empty()
        && !(is_url(url) && (url.starts_with("https:") || is_local(url)))
    {
        check.refuse(
            "packageUrl",
            format_args!("`{url}` is not a valid https URL"),
        );
    }
    check.codes("languages", tables::LANGUAGES, Case::Ignored);
    let architectures = check.texts("architectures");
    if architectures.len() > 1 {
        check.refuse("architectures", "should contain a single architecture");
    }
    for architecture in architectures {
        check.one_of("architectures", architecture, words::ARCHITECTURES);
    }
    check.flag("isSilentInstall");
    check.text("installerParameters");
    let is_judged = match check.interpretations.installer_parameters {
        InstallerParameters::Sent => check.mode != Mode::Validate,
        InstallerParameters::Replaced => check.mode == Mode::Replace,
        // The merged package is judged, or none.
        InstallerParameters::Package | InstallerParameters::Accepted => false,
    };
    if is_judged {
        check.limited_text("installerParameters", limits::INSTALLER_PARAMETERS);
    }
    check.url("genericDocUrl");
    error_details(check);
    check.choice("packageType", words::PACKAGE_TYPES);
}

fn error_details(check: &mut Check) {
    for (field, _, item) in check.keyed("errorDetails", "errorScenario", words::SCENARIOS) {
        let Some(details) = item.get("errorScenarioDetails") else {
            continue;
        };
        let field = format!("{field}.errorScenarioDetails");
        for (index, detail) in check.objects_of(&field, details).into_iter().enumerate() {
            if !detail.get("errorValue").is_some_and(Value::is_string) {
                check.refuse(
                    format_args!("{field}[{index}].errorValue"),
                    "must be a string",
                );
            }
            match detail.get("errorUrl") {
                None => {}
                Some(Value::String(url)) if url.is_empty() || is_url(url) => {}
                Some(_) => check.refuse(
                    format_args!("{field}[{index}].errorUrl"),
                    "must be a valid URL",
                ),
            }
        }
    }
}

fn pairs(check: &mut Check, merged: &Fields) {
    let silent = merged.get("isSilentInstall") == Some(&Value::Bool(true));
    let strict = check.interpretations.required_fields() == MissingRequired::Refused;
    let parameters = merged.get("installerParameters").and_then(Value::as_str);
    if check.interpretations.installer_parameters == InstallerParameters::Package
        && check.mode != Mode::Validate
        && let Some(parameters) = parameters
    {
        check.length(
            "installerParameters",
            parameters,
            limits::INSTALLER_PARAMETERS,
        );
    }
    if check.touches(&["isSilentInstall", "installerParameters"])
        && strict
        && !silent
        && !merged.contains_key("installerParameters")
    {
        check.refuse(
            "installerParameters",
            "a value is required if isSilentInstall is false",
        );
    }
    // A package without one was live (field note 15), so a submission does not ask for it.
    if check.touches(&["packageType", "genericDocUrl"])
        && check.mode != Mode::Validate
        && strict
        && check.interpretations.generic_doc_url == GenericDocUrl::Required
        && merged.get("packageType").and_then(Value::as_str) == Some("exe")
        && !merged.contains_key("genericDocUrl")
    {
        check.refuse("genericDocUrl", "a value is required if packageType is exe");
    }
}

fn normalize(mut fields: Fields) -> Fields {
    let details = fields.get("errorDetails").cloned();
    let complete = words::SCENARIOS.iter().map(|scenario| {
        let item = find(details.as_ref(), "errorScenario", scenario);
        let known = item.and_then(|it| it.get("errorScenarioDetails")).cloned();
        json!({
            "errorScenario": scenario,
            "errorScenarioDetails": known.unwrap_or_else(|| json!([])),
        })
    });
    fields.insert("errorDetails".to_owned(), complete.collect());
    fields.entry("languages").or_insert_with(|| json!([]));
    fields.entry("architectures").or_insert_with(|| json!([]));
    fields
        .entry("isSilentInstall")
        .or_insert(Value::Bool(false));
    if !fields.contains_key("packageType") {
        let url = fields
            .get("packageUrl")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let kind = if url.to_ascii_lowercase().ends_with(".msi") {
            "msi"
        } else {
            "exe"
        };
        fields.insert("packageType".to_owned(), json!(kind));
    }
    in_order(fields, PACKAGE)
}
