//! Keeps signatures and secrets out of the log.

use serde_json::Value;

const HIDDEN: &str = "***";

/// Replaces the signature of every shared-access address in a text.
pub(crate) fn redact(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("sig=") {
        let (before, signed) = rest.split_at(at);
        let signature = signed.strip_prefix("sig=").unwrap_or_default();
        let end = signature
            .find(|c: char| !(c.is_ascii_alphanumeric() || "%+/=-_.~".contains(c)))
            .unwrap_or(signature.len());
        clean.push_str(before);
        clean.push_str("sig=");
        clean.push_str(HIDDEN);
        rest = signature.get(end..).unwrap_or_default();
    }
    clean.push_str(rest);
    clean
}

/// A form as an object, its secret values hidden.
pub(crate) fn form_without_secrets(form: &[(String, String)]) -> Value {
    let visible = |name: &str, value: &str| match name {
        "client_secret" | "client_assertion" => HIDDEN.to_owned(),
        _ => value.to_owned(),
    };
    form.iter()
        .map(|(name, value)| (name.clone(), Value::String(visible(name, value))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_hidden_wherever_it_occurs() {
        let text = "PUT /blobs/a/b?sp=rcw&sig=ab%2Bc%3D&se=1 and sig=xyz\"";
        assert_eq!(
            redact(text),
            "PUT /blobs/a/b?sp=rcw&sig=***&se=1 and sig=***\""
        );
    }
}
