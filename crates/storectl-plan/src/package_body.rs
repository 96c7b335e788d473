//! Packages as requests carry them whole.

use serde_json::{Map, Value, json};
use storectl_model::{DesiredErrorDetail, DesiredPackage, FieldPath, RemotePackage};

use crate::{diff::Diff, modules::Findings};

/// One exit code as it is sent.
pub(crate) fn detail(detail: &DesiredErrorDetail) -> Value {
    let mut whole = Map::from_iter([(
        "errorValue".to_owned(),
        Value::from(detail.error_value.as_str()),
    )]);
    if let Some(url) = &detail.error_url {
        whole.insert("errorUrl".to_owned(), url.as_str().into());
    }
    Value::Object(whole)
}

/// Every field of a stored package as it is sent, its passing id left out.
pub(crate) fn stored_body(live: &RemotePackage) -> Map<String, Value> {
    let RemotePackage {
        package_id: _,
        package_url,
        languages,
        architectures,
        is_silent_install,
        installer_parameters,
        generic_doc_url,
        error_details,
        package_type,
        extra,
    } = live;
    let mut body = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            body.insert(name.to_owned(), value);
        }
    };
    put("packageUrl", package_url.as_deref().into());
    put("languages", Value::from(languages.as_slice()));
    put("architectures", Value::from(architectures.as_slice()));
    put(
        "installerParameters",
        installer_parameters.as_deref().into(),
    );
    put("isSilentInstall", (*is_silent_install).into());
    put("genericDocUrl", generic_doc_url.as_deref().into());
    put(
        "errorDetails",
        error_details.iter().cloned().map(Value::Object).collect(),
    );
    put("packageType", package_type.as_deref().into());
    body.extend(
        extra
            .iter()
            .map(|(name, value)| (name.clone(), value.clone())),
    );
    body
}

/// A package as a full replacement sends it: the stored one under the manifest's changes, or the manifest's alone.
pub(crate) fn whole_body(
    live: Option<&RemotePackage>,
    desired: &DesiredPackage,
    diff: Option<&Diff>,
) -> Value {
    let mut body = live.map(stored_body).unwrap_or_default();
    match diff {
        Some(diff) => body.extend(
            diff.body
                .iter()
                .map(|(name, value)| (name.clone(), value.clone())),
        ),
        None => body.extend(new_body(desired)),
    }
    Value::Object(body)
}

fn new_body(desired: &DesiredPackage) -> Map<String, Value> {
    let DesiredPackage {
        package_url,
        package_type,
        architecture,
        languages,
        is_silent_install,
        installer_parameters,
        generic_doc_url,
        error_details,
    } = desired;
    let mut body = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            body.insert(name.to_owned(), value);
        }
    };
    put("packageUrl", Some(package_url.as_str().into()));
    put(
        "languages",
        languages
            .set()
            .map(|it| it.iter().map(|it| Value::from(it.as_str())).collect()),
    );
    put(
        "architectures",
        architecture.set().map(|it| json!([it.as_str()])),
    );
    put(
        "installerParameters",
        installer_parameters.set().map(|it| it.as_str().into()),
    );
    put(
        "isSilentInstall",
        is_silent_install.set().map(|it| (*it).into()),
    );
    put(
        "genericDocUrl",
        generic_doc_url.set().map(|it| it.as_str().into()),
    );
    put(
        "errorDetails",
        error_details.set().map(|named| {
            let items = named.iter().map(|(scenario, details)| {
                let details: Vec<Value> = details.set().into_iter().flatten().map(detail).collect();
                json!({ "errorScenario": scenario.as_str(), "errorScenarioDetails": details })
            });
            items.collect()
        }),
    );
    put(
        "packageType",
        package_type.set().map(|it| it.as_str().into()),
    );
    body
}

/// A full replacement resets every field it leaves out, of all packages, so each must be complete (traps 52, 55, 57).
pub(crate) fn complete(at: usize, body: &Value, is_stored: bool, findings: &mut Findings) {
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let list = |name: &str| {
        body.get(name)
            .and_then(Value::as_array)
            .is_some_and(|items| !items.is_empty())
    };
    let mut missing = Vec::new();
    for name in ["languages", "architectures"] {
        if !list(name) {
            missing.push(name);
        }
    }
    if body.get("isSilentInstall").is_none() {
        missing.push("isSilentInstall");
    }
    if body.get("isSilentInstall") == Some(&Value::Bool(false))
        && text("installerParameters").is_empty()
    {
        missing.push("installerParameters");
    }
    if text("packageType").is_empty() {
        missing.push("packageType");
    }
    if text("packageType") == "exe" && text("genericDocUrl").is_empty() {
        missing.push("genericDocUrl");
    }
    if missing.is_empty() {
        return;
    }
    let why = if is_stored {
        "the set of packages changes, so every package is written whole, and the Store does not have these fields of this one"
    } else {
        "the package is new to the Store, or cannot be told from another, so every field it requires must be named"
    };
    findings.conflict(
        FieldPath::of_package(at),
        FieldPath::of_package(at),
        format!("packages[{at}] lacks {}: {why}", missing.join(", ")),
        format!("name {}", missing.join(" and ")),
    );
}
