//! SARIF as its standard defines it, and as code scanning shows its messages.

use serde_json::Value;

/// The schema of the standard.
pub(crate) fn validator() -> jsonschema::Validator {
    const SCHEMA: &str = include_str!("../fixtures/sarif/sarif-schema-2.1.0.json");
    let mut schema: Value = serde_json::from_str(SCHEMA).unwrap();
    // Not a regular expression: a bracket is left over. We write no `language`.
    for object in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][object]["properties"]["language"];
        language.as_object_mut().unwrap().remove("pattern");
    }
    jsonschema::validator_for(&schema).unwrap()
}

/// Returns what is wrong with a log: what the schema refuses, and messages that hold a control character, a placeholder or a
/// link.
pub(crate) fn faults(validator: &jsonschema::Validator, log: &Value) -> Vec<String> {
    let faults = validator.iter_errors(log);
    let mut faults: Vec<String> = faults
        .map(|it| format!("{}: {it}", it.instance_path()))
        .collect();
    let run = &log["runs"][0];
    let notifications = &run["invocations"][0]["toolExecutionNotifications"];
    let all = [&run["results"], notifications];
    let all = all.into_iter().flat_map(|it| it.as_array().unwrap());
    let messages = all.map(|it| it["message"]["text"].as_str().unwrap());
    faults.extend(
        messages
            .filter(|it| is_more_than_text(it))
            .map(str::to_owned),
    );
    faults
}

fn is_more_than_text(message: &str) -> bool {
    let is_placeholder = |(at, _)| {
        let inner: String = message[at + 1..]
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        !inner.is_empty() && message[at + 1 + inner.len()..].starts_with('}')
    };
    message.contains(char::is_control)
        || message.contains("](")
        || message.match_indices('{').any(is_placeholder)
}
