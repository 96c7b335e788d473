//! What a client assertion says of itself, read without verifying it: to explain why it was refused.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;
use storectl_model::AssertionClaims;

use crate::observe::redact::Redactor;

/// The most characters of a claim that are shown: more than GitHub's longest subjects.
const LONGEST: usize = 300;

/// Reads whom an assertion names as its issuer, subject and audience; each is `None` where it does not say. Of a text that
/// is no assertion, nothing is known.
pub(super) fn read(assertion: &str, redactor: &Redactor) -> AssertionClaims {
    let claims = assertion
        .split('.')
        .nth(1)
        .and_then(|it| URL_SAFE_NO_PAD.decode(it).ok())
        .and_then(|it| serde_json::from_slice::<Value>(&it).ok())
        .unwrap_or_default();
    let shown = |name| {
        let text = text(claims.get(name)?)?;
        Some(redactor.text(&text).chars().take(LONGEST).collect())
    };
    AssertionClaims {
        issuer: shown("iss"),
        subject: shown("sub"),
        audience: shown("aud"),
    }
}

/// Reads a text, or a list of them: an audience may be several. Source: RFC 7519, section 4.1.3.
fn text(claim: &Value) -> Option<String> {
    match claim {
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => {
            let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            (!texts.is_empty()).then(|| texts.join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(json: &str) -> AssertionClaims {
        let token = format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(json));
        read(&token, &Redactor::default())
    }

    #[test]
    fn an_audience_of_several_is_shown_whole() {
        let claims = claims(r#"{"iss":"https://issuer","aud":["one","two"]}"#);
        assert_eq!(claims.issuer.as_deref(), Some("https://issuer"));
        assert_eq!(claims.audience.as_deref(), Some("one, two"));
        assert_eq!(claims.subject, None);
    }

    #[test]
    fn a_claim_is_shown_up_to_a_bound() {
        let claims = claims(&format!(r#"{{"sub":"{}"}}"#, "x".repeat(5000)));
        assert_eq!(claims.subject.map(|it| it.len()), Some(LONGEST));
    }

    #[test]
    fn of_what_is_no_assertion_nothing_is_known() {
        for text in ["", "opaque", "a.b.c", "a.!!.c", "a.e30.c"] {
            let claims = read(text, &Redactor::default());
            assert_eq!(claims, AssertionClaims::default(), "{text}");
        }
    }
}
