//! Packages as requests carry them whole.

use serde_json::{Map, Value, json};
use storectl_model::{DesiredErrorDetail, DesiredPackage, PackageId, RemotePackage};

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

/// A package as the Store will hold it, of a body that has every field.
pub(crate) fn stored(id: PackageId, body: &Map<String, Value>) -> RemotePackage {
    let mut rest = body.clone();
    let text = |it: Value| it.as_str().map(str::to_owned);
    let words = |it: Value| match it {
        Value::Array(items) => items.into_iter().filter_map(text).collect(),
        _ => Vec::new(),
    };
    let objects = |it: Value| match it {
        Value::Array(items) => items
            .into_iter()
            .filter_map(|it| it.as_object().cloned())
            .collect(),
        _ => Vec::new(),
    };
    let mut take = |name: &str| rest.shift_remove(name).unwrap_or_default();
    RemotePackage {
        package_id: id,
        package_url: text(take("packageUrl")),
        languages: words(take("languages")),
        architectures: words(take("architectures")),
        is_silent_install: take("isSilentInstall").as_bool(),
        installer_parameters: text(take("installerParameters")),
        generic_doc_url: text(take("genericDocUrl")),
        error_details: objects(take("errorDetails")),
        package_type: text(take("packageType")),
        extra: rest,
    }
}

/// Every field of a package that the Store does not have.
pub(crate) fn new_body(desired: &DesiredPackage) -> Map<String, Value> {
    let DesiredPackage {
        package_url,
        package_type,
        architecture,
        languages,
        is_silent_install,
        installer_parameters,
        generic_doc_url,
        error_details,
        // storectl's own: never sent, so never compared with live.
        expect: _,
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
