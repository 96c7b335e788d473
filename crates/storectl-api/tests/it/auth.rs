//! One token for all, renewed in time.

use std::{io::Write as _, sync::Arc, time::Duration};

use bytes::Bytes;
use http::Response;
use secrecy::SecretString;
use serde_json::json;
use storectl_api::{
    Credential, ErrorKind, FakeClock, ReadClient, TransportError, testing::ScriptedTransport,
};

use storectl_model::{NetworkCause, Reason, Route, Service, SignInFailure};

use crate::support::{
    Answering, Bench, answer, config, granted, lost, nothing, product, signed_in, success, unsent,
};

fn form(bench: &Bench, index: usize) -> Vec<(String, String)> {
    let sent = bench.script.sent();
    url::form_urlencoded::parse(sent[index].body())
        .into_owned()
        .collect()
}

#[tokio::test]
async fn the_sign_in_is_a_form_of_encoded_values() {
    let bench = Bench::new(signed_in().answer(200, success(&nothing())));
    bench.reader().status(&product()).await.unwrap();
    let sent = &bench.script.sent()[0];
    assert_eq!(
        sent.uri().to_string(),
        "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token"
    );
    let pairs = form(&bench, 0);
    assert!(pairs.contains(&(
        "client_secret".to_owned(),
        crate::support::SECRET.to_owned()
    )));
    assert!(pairs.contains(&(
        "scope".to_owned(),
        "https://api.store.microsoft.com/.default".to_owned()
    )));
    assert!(!sent.headers().contains_key("x-seller-account-id"));
}

#[tokio::test]
async fn a_federated_token_is_read_again_for_each_sign_in() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, "first-assertion").unwrap();
    let mut config = config();
    config.auth.credential = Credential::AssertionFile(file.path().to_owned());
    let empty = success(&nothing());
    let script = signed_in()
        .answer(200, empty.clone())
        .answer(200, granted())
        .answer(200, empty);
    let bench = Bench::with(config, script);
    bench.reader().status(&product()).await.unwrap();
    std::fs::write(file.path(), "second-assertion").unwrap();
    bench.clock.advance(Duration::from_secs(3600));
    bench.reader().status(&product()).await.unwrap();
    let assertion = |index| {
        form(&bench, index)
            .into_iter()
            .find(|it| it.0 == "client_assertion")
            .unwrap()
            .1
    };
    assert_eq!(
        (assertion(0), assertion(2)),
        ("first-assertion".to_owned(), "second-assertion".to_owned())
    );
}

#[tokio::test]
async fn a_workflow_token_is_fetched_for_entra_and_sent_as_an_assertion() {
    let mut config = config();
    config.auth.credential = Credential::GitHubOidc {
        url: "https://actions.example/token?api-version=2"
            .parse()
            .unwrap(),
        token: SecretString::from("request-token-canary"),
    };
    let script = ScriptedTransport::new()
        .answer(200, json!({ "value": "workflow-token" }).to_string())
        .answer(200, granted())
        .answer(200, success(&nothing()));
    let bench = Bench::with(config, script);
    bench.reader().status(&product()).await.unwrap();
    let sent = bench.script.sent();
    assert_eq!(
        sent[0].uri().query(),
        Some("api-version=2&audience=api%3A%2F%2FAzureADTokenExchange")
    );
    assert_eq!(
        sent[0].headers()["authorization"],
        "Bearer request-token-canary"
    );
    assert!(
        form(&bench, 1).contains(&("client_assertion".to_owned(), "workflow-token".to_owned()))
    );
}

#[tokio::test]
async fn a_missing_federated_token_says_where_it_was_looked_for() {
    let mut config = config();
    config.auth.credential = Credential::AssertionFile("no/such/file".into());
    let error = Bench::with(config, signed_in())
        .reader()
        .status(&product())
        .await
        .unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Credential { .. }),
        "{error}"
    );
    assert!(error.to_string().contains("no/such/file"));
}

#[tokio::test]
async fn a_token_is_renewed_before_its_end() {
    let empty = || success(&nothing());
    let script = signed_in()
        .answer(200, empty())
        .answer(200, empty())
        .answer(200, granted())
        .answer(200, empty());
    let bench = Bench::new(script);
    bench.reader().status(&product()).await.unwrap();
    bench.clock.advance(Duration::from_secs(3599 - 301));
    bench.reader().status(&product()).await.unwrap();
    assert_eq!(bench.reader().requests().token, 1);
    bench.clock.advance(Duration::from_secs(1));
    bench.reader().status(&product()).await.unwrap();
    assert_eq!(bench.reader().requests().token, 2);
}

#[tokio::test]
async fn a_life_written_as_a_text_counts() {
    let short = json!({ "access_token": "a-short-lived-token", "expires_in": "10" }).to_string();
    let empty = || success(&nothing());
    let script = ScriptedTransport::new()
        .answer(200, short)
        .answer(200, empty())
        .answer(200, granted())
        .answer(200, empty());
    let bench = Bench::new(script);
    bench.reader().status(&product()).await.unwrap();
    bench.clock.advance(Duration::from_secs(8));
    bench.reader().status(&product()).await.unwrap();
    assert_eq!(bench.reader().requests().token, 2);
}

#[tokio::test]
async fn a_refused_token_is_replaced_once_and_then_the_refusal_stands() {
    let refused = r#"{"statusCode":401,"message":"APIM: Unauthorized."}"#;
    let bench = Bench::new(
        signed_in()
            .answer(401, refused)
            .answer(200, granted())
            .answer(200, success(&nothing())),
    );
    bench.reader().status(&product()).await.unwrap();
    assert_eq!(bench.reader().requests().token, 2);

    let bench = Bench::new(
        signed_in()
            .answer(401, refused)
            .answer(200, granted())
            .answer(401, refused),
    );
    let error = bench.reader().status(&product()).await.unwrap_err();
    assert_eq!(
        error.kind(),
        &ErrorKind::Auth {
            failure: SignInFailure::TokenRefused
        }
    );
    assert_eq!(error.http_status(), Some(401));
    assert_eq!(error.store_messages()[0].message, "APIM: Unauthorized.");
    assert_eq!(bench.script.sent().len(), 4);
}

#[tokio::test]
async fn however_many_ask_one_signs_in() {
    let store = |request: &http::Request<bytes::Bytes>| {
        let body = if request.uri().path().contains("/oauth2/") {
            granted()
        } else {
            success(&nothing())
        };
        answer(200, body)
    };
    let client = ReadClient::new(
        config(),
        Arc::new(Answering(store)),
        Arc::new(FakeClock::new()),
    );
    let product = product();
    futures_util::future::try_join_all((0..50).map(|_| client.status(&product)))
        .await
        .unwrap();
    assert_eq!((client.requests().token, client.requests().get), (1, 50));
}

#[tokio::test]
async fn a_refused_sign_in_is_shared_by_those_who_waited_with_the_host_that_refused() {
    let refusal = json!({
        "error": "invalid_client",
        "error_description": "AADSTS7000215: Invalid client secret provided. Trace ID: x",
        "error_codes": [7_000_215],
        "correlation_id": "y",
    })
    .to_string();
    let store = move |_: &http::Request<bytes::Bytes>| answer(401, refusal.clone());
    let client = ReadClient::new(
        config(),
        Arc::new(Answering(store)),
        Arc::new(FakeClock::new()),
    );
    let product = product();
    let outcomes = futures_util::future::join_all((0..20).map(|_| client.status(&product))).await;
    assert_eq!((client.requests().token, client.requests().get), (1, 0));
    for outcome in outcomes {
        let error = outcome.unwrap_err();
        assert_eq!(
            error.kind(),
            &ErrorKind::Auth {
                failure: SignInFailure::Refused {
                    code: Some("AADSTS7000215".to_owned()),
                    assertion: None,
                }
            }
        );
        assert_eq!(error.host(), Some("login.microsoftonline.com"));
    }
}

#[tokio::test]
async fn secrets_go_to_no_plain_http_beyond_this_machine_and_beside_no_password() {
    let mut endpoint = config();
    endpoint.endpoint = "http://api.store.microsoft.com".parse().unwrap();
    let mut authority = config();
    authority.auth.authority = "http://login.microsoftonline.com".parse().unwrap();
    let mut password = config();
    password.endpoint = "https://me:canary@api.store.microsoft.com".parse().unwrap();
    for config in [endpoint, authority, password] {
        let bench = Bench::with(config, signed_in());
        let error = bench.reader().status(&product()).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Config { .. }), "{error}");
        assert!(!error.to_string().contains("canary"), "{error}");
        assert!(bench.script.sent().is_empty());
    }
}

#[tokio::test]
async fn a_sign_in_whose_answer_is_broken_is_tried_again() {
    for broken in ["", "<html>out of order</html>", r#"{"access_token":"ha"#] {
        let script = ScriptedTransport::new()
            .answer(200, broken)
            .answer(200, granted())
            .answer(200, success(&nothing()));
        let bench = Bench::new(script);
        bench.reader().status(&product()).await.unwrap();
        assert_eq!(bench.reader().requests().token, 2, "{broken}");
    }
}

#[tokio::test]
async fn whatever_answers_in_entras_place_it_is_a_failed_sign_in_that_names_the_host() {
    let html = "<html>please sign in to the guest network</html>";
    let redirect = || {
        Response::builder()
            .status(302)
            .header("location", "https://portal.example/")
            .body(Bytes::new())
            .unwrap()
    };
    for script in [
        ScriptedTransport::new().answer(200, "{}"),
        (0..5).fold(ScriptedTransport::new(), |it, _| it.answer(200, html)),
        ScriptedTransport::new().outcome(Ok(redirect())),
        ScriptedTransport::new().answer(404, html),
        ScriptedTransport::new().answer(200, r#"{"access_token":"a\nb","expires_in":3599}"#),
    ] {
        let bench = Bench::new(script);
        let error = bench.reader().status(&product()).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Auth { .. }), "{error}");
        let shown = error.to_string();
        assert!(shown.starts_with("login.microsoftonline.com: "), "{shown}");
        assert_eq!(bench.reader().requests().get, 0);
    }
}

#[tokio::test]
async fn network_failures_and_a_busy_service_are_not_failed_sign_ins() {
    let five = |outcome: fn() -> Result<Response<Bytes>, TransportError>| {
        (0..5).fold(ScriptedTransport::new(), |it, _| it.outcome(outcome()))
    };
    for (script, reason) in [
        (
            five(unsent),
            Reason::NotReached {
                service: Service::SignIn,
                cause: NetworkCause::Dns,
                route: Route::Direct,
            },
        ),
        (five(lost), Reason::AnswerLost(NetworkCause::Reset)),
        (
            five(|| Ok(answer(503, String::new()))),
            Reason::Unavailable { retry_after: None },
        ),
    ] {
        let bench = Bench::new(script);
        let error = bench.reader().status(&product()).await.unwrap_err();
        assert_eq!(error.reason(), reason);
        assert_eq!(error.host(), Some("login.microsoftonline.com"));
    }
}

#[tokio::test]
async fn nothing_malformed_is_sent() {
    let secret = |text: &str| Credential::ClientSecret(SecretString::from(text));
    let with = |tenant: &str, client: &str, credential: Credential| {
        let mut config = config();
        config.auth.tenant_id = tenant.to_owned();
        config.auth.client_id = client.to_owned();
        config.auth.credential = credential;
        config
    };
    for (config, is_config) in [
        (with("../x", "client", secret("s3~x")), true),
        (with("", "client", secret("s3~x")), true),
        (with("tenant", "cli ent", secret("s3~x")), true),
        (with("tenant", "client", secret("first\nsecond")), false),
        (with("tenant", "client", secret(" \n")), false),
    ] {
        let bench = Bench::with(config, signed_in());
        let error = bench.reader().status(&product()).await.unwrap_err();
        assert!(bench.script.sent().is_empty(), "{error}");
        assert_eq!(
            matches!(error.kind(), ErrorKind::Config { .. }),
            is_config,
            "{error}"
        );
        assert_eq!(
            matches!(error.kind(), ErrorKind::Credential { .. }),
            !is_config,
            "{error}"
        );
        assert!(!error.to_string().contains("second"), "{error}");
    }
}

#[tokio::test]
async fn what_surrounds_a_credential_is_not_sent() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"\xef\xbb\xbfassertion\r\n").unwrap();
    for (credential, name, value) in [
        (
            Credential::ClientSecret(SecretString::from("\u{feff} s3~x \r\n")),
            "client_secret",
            "s3~x",
        ),
        (
            Credential::AssertionFile(file.path().to_owned()),
            "client_assertion",
            "assertion",
        ),
    ] {
        let mut config = config();
        config.auth.tenant_id = "tenant\n".to_owned();
        config.auth.client_id = " client".to_owned();
        config.auth.credential = credential;
        let bench = Bench::with(config, signed_in().answer(200, success(&nothing())));
        bench.reader().status(&product()).await.unwrap();
        let pairs = form(&bench, 0);
        assert!(pairs.contains(&(name.to_owned(), value.to_owned())));
        assert!(pairs.contains(&("client_id".to_owned(), "client".to_owned())));
        let path = bench.script.sent()[0].uri().path().to_owned();
        assert_eq!(path, "/tenant/oauth2/v2.0/token");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_device_in_place_of_a_federated_token_is_not_read() {
    let mut config = config();
    config.auth.credential = Credential::AssertionFile("/dev/zero".into());
    let bench = Bench::with(config, signed_in());
    let error = bench.reader().status(&product()).await.unwrap_err();
    assert!(error.to_string().contains("not a regular file"), "{error}");
}
