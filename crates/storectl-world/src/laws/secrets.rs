//! No secret appears anywhere.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    history::{Exchange, Fate, Role, Run},
    laws::Breach,
    play::CLIENT_SECRET,
    wish::SECRET_VARIABLE,
};

/// Neither the client secret, nor a bearer token, nor the signature of an upload address, nor a secret variable stands in
/// what the command printed or wrote; bearer tokens go to the API's host, as its header, signatures to where uploads go, the
/// secret variable into what the API is asked to write, and the client secret into the form of the sign-in only.
pub(super) fn check(run: &Run) -> Vec<Breach> {
    let mut secrets = vec![
        ("the client secret", CLIENT_SECRET.to_owned()),
        ("the secret variable", SECRET_VARIABLE.to_owned()),
    ];
    let tokens = run.tokens.iter().filter(|it| !it.is_empty());
    secrets.extend(tokens.map(|it| ("a bearer token", it.clone())));
    let signatures = signatures(run).into_iter();
    secrets.extend(signatures.map(|it| ("the signature of an upload address", it)));
    let result = run.result.as_ref().map(Value::to_string);
    let places = [
        ("what it printed", &run.printed),
        ("its files", &run.written),
        ("its result", &result.unwrap_or_default()),
    ];
    let mut breaches = Vec::new();
    for (what, secret) in secrets {
        for (place, text) in places {
            if text.contains(&*secret) {
                breaches.push(Breach::new("secrets", format!("{what} stands in {place}")));
            }
        }
    }
    for exchange in &run.exchanges {
        let said = |what: &str| {
            let (method, host) = (&exchange.method, &exchange.host);
            Breach::new(
                "secrets",
                format!("{what} was sent to {host}: {method} {}", exchange.path),
            )
        };
        breaches.extend(misplaced(run, exchange).into_iter().map(said));
    }
    breaches
}

/// Returns what of secrets a request holds that does not belong there.
fn misplaced(run: &Run, exchange: &Exchange) -> Vec<&'static str> {
    let Exchange {
        role,
        path,
        query,
        headers,
        body,
        ..
    } = exchange;
    let is_in_head = |it: &str| [path, query, headers].iter().any(|text| text.contains(it));
    let is_in_body = |it: &str| body.as_ref().is_some_and(|body| holds(body, it));
    let is_anywhere = |it: &str| is_in_head(it) || is_in_body(it);
    let mut tokens = run.tokens.iter().filter(|it| !it.is_empty());
    let (is_api, is_upload) = (*role == Role::Api, *role == Role::Uploads);
    let is_signed = headers.contains("sig=") || !is_upload && query.contains("sig=");
    let is_variable = is_in_head(SECRET_VARIABLE) || !is_api && is_in_body(SECRET_VARIABLE);
    let is_token = exchange.is_authorized && !is_api || tokens.any(|it| is_anywhere(it));
    let found = [
        ("the client secret", is_anywhere(CLIENT_SECRET)),
        ("a bearer token", is_token),
        ("the secret variable", is_variable),
        ("the signature of an upload address", is_signed),
    ];
    let found = found.into_iter().filter(|(_, is_there)| *is_there);
    found.map(|(what, _)| what).collect()
}

/// Returns whether a text of a document holds this.
fn holds(value: &Value, secret: &str) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
        Value::String(text) => text.contains(secret),
        Value::Array(items) => items.iter().any(|it| holds(it, secret)),
        Value::Object(members) => {
            let mut members = members.iter();
            members.any(|(name, value)| name.contains(secret) || holds(value, secret))
        }
    }
}

/// Returns the signatures of the upload addresses that the command has from the Store.
fn signatures(run: &Run) -> BTreeSet<String> {
    let mut signatures = BTreeSet::new();
    for Exchange { fate, .. } in &run.exchanges {
        if let Fate::Answered(_, Some(body)) = fate {
            collect(body, &mut signatures);
        }
    }
    signatures
}

fn collect(value: &Value, signatures: &mut BTreeSet<String>) {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
        Value::String(text) => {
            let signature = text
                .split(['?', '&'])
                .find_map(|it| it.strip_prefix("sig="));
            signatures.extend(signature.filter(|it| !it.is_empty()).map(str::to_owned));
        }
        Value::Array(items) => items.iter().for_each(|it| collect(it, signatures)),
        Value::Object(members) => members.values().for_each(|it| collect(it, signatures)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::laws::example::applied;

    #[test]
    fn no_secret_is_printed_or_written() {
        let url = "https://uploads.example/blobs/1?se=2026&sig=s1gn4ture%3D";
        for secret in [
            CLIENT_SECRET,
            SECRET_VARIABLE,
            "bearer-canary",
            "s1gn4ture%3D",
        ] {
            let mut example = applied();
            example.send(
                "POST",
                "listings/assets/create",
                None,
                json!([{ "url": url }]),
            );
            assert_eq!(check(&example.run), []);
            example.run.printed = format!("sig={secret}");
            assert_eq!(check(&example.run).len(), 1, "{secret}");
            example.run.written = secret.to_owned();
            assert_eq!(check(&example.run).len(), 2, "{secret}");
            example.edit("notes", json!([secret]));
            assert_eq!(check(&example.run).len(), 3, "{secret}");
        }
    }

    #[test]
    fn a_bearer_token_goes_to_the_api_only() {
        let mut example = applied();
        example.last().role = Role::Uploads;
        assert_eq!(check(&example.run).len(), 1);
        example.last().is_authorized = false;
        assert_eq!(check(&example.run), []);
        example.last().body = Some(json!({ "notes": SECRET_VARIABLE }));
        assert_eq!(check(&example.run).len(), 1);
    }

    #[test]
    fn what_is_sent_holds_a_secret_only_where_it_belongs() {
        for secret in [
            CLIENT_SECRET,
            SECRET_VARIABLE,
            "bearer-canary",
            "?sig=s1gn4ture",
        ] {
            let broken = |change: &dyn Fn(&mut Exchange)| {
                let mut example = applied();
                change(example.last());
                check(&example.run).len()
            };
            assert_eq!(broken(&|it| it.query = secret.to_owned()), 1, "{secret}");
            assert_eq!(broken(&|it| it.headers = secret.to_owned()), 1, "{secret}");
        }
        for secret in [CLIENT_SECRET, "bearer-canary"] {
            let mut example = applied();
            example.last().body = Some(json!({ "notes": [secret] }));
            assert_eq!(check(&example.run).len(), 1, "{secret}");
        }
        let mut example = applied();
        example.last().body = Some(json!({ "notes": SECRET_VARIABLE, "url": "https://a/?sig=b" }));
        assert_eq!(check(&example.run), []);
        example.last().role = Role::Uploads;
        example.last().is_authorized = false;
        example.last().body = None;
        example.last().query = "se=2026&sig=s1gn4ture".to_owned();
        assert_eq!(check(&example.run), []);
    }
}
