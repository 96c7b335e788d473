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
/// what the command printed or wrote; bearer tokens go to the API's host, and the secret variable nowhere else.
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
            if let Some(at) = text.find(&*secret) {
                breaches.push(Breach::new(
                    "secrets",
                    format!("{what} stands in {place}, at byte {at}"),
                ));
            }
        }
    }
    let elsewhere = run.exchanges.iter().filter(|it| it.role != Role::Api);
    for exchange in elsewhere {
        let said = |what: &str| {
            let (method, host) = (&exchange.method, &exchange.host);
            Breach::new(
                "secrets",
                format!("{what} was sent to {host}: {method} {}", exchange.path),
            )
        };
        breaches.extend(exchange.is_authorized.then(|| said("a bearer token")));
        let body = exchange.body.as_ref().map(Value::to_string);
        let holds_variable = body.is_some_and(|it| it.contains(SECRET_VARIABLE));
        breaches.extend(holds_variable.then(|| said("the secret variable")));
    }
    breaches
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
}
