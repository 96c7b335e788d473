//! Credentials, role, seller, product.

use axum::{
    body::Body,
    extract::Request,
    http::Response,
    middleware::{Next, from_fn},
};
use storectl_sandbox::{Options, SAMPLE_PRODUCT, Seed};

use super::{BODY, check, doctor, says, statuses};
use crate::support::{Store, Workplace};

#[test]
fn without_credentials_nothing_else_of_the_store_is_asked() {
    let store = Store::start();
    let mut workplace = Workplace::at(&store, BODY);
    workplace.set("STORECTL_CLIENT_SECRET", "");
    let (exit, checks) = doctor(&workplace, &[]);
    assert_eq!(exit, 20);
    says(
        check(&checks, "credentials", "failed"),
        "missing STORECTL_CLIENT_SECRET",
    );
    for id in ["role", "seller", "product"] {
        assert_eq!(statuses(&checks, id), ["skipped"], "{checks:#?}");
    }
    assert_eq!(statuses(&checks, "network"), ["ok", "skipped"]);
}

#[test]
fn a_refused_secret_fails_the_credentials_with_what_fixes_them() {
    let store = Store::start();
    let mut workplace = Workplace::at(&store, BODY);
    workplace.set("STORECTL_CLIENT_SECRET", "wrong-CANARY-secret");
    let run = workplace.run(&["doctor"]).exits(20);
    let line = run.stdout.lines().next().unwrap();
    assert!(line.starts_with("credentials"), "{line}");
    for words in ["failed", "AADSTS7000215", "fix: the client secret is wrong"] {
        assert!(line.contains(words), "{words}: {line}");
    }
    assert!(!run.stdout.contains("CANARY") && !run.stderr.contains("CANARY"));
}

#[test]
fn an_unusable_credential_is_a_finding_and_not_the_end() {
    let store = Store::start();
    let mut workplace = Workplace::at(&store, BODY);
    workplace.set("STORECTL_CLIENT_SECRET", "");
    workplace.set("STORECTL_CLIENT_CERTIFICATE", "missing.pem");
    let (exit, checks) = doctor(&workplace, &[]);
    assert_eq!(exit, 20);
    says(check(&checks, "credentials", "failed"), "missing.pem");
}

#[test]
fn a_certificate_is_named_with_its_expiry() {
    let store = Store::start();
    let mut workplace = Workplace::at(&store, BODY);
    let certificate = crate::support::repository().join("tests/fixtures/signin/valid.pem");
    workplace.set("STORECTL_CLIENT_SECRET", "");
    workplace.set("STORECTL_CLIENT_CERTIFICATE", certificate.to_str().unwrap());
    let (exit, checks) = doctor(&workplace, &[]);
    assert_eq!(exit, 0, "{checks:#?}");
    let check = check(&checks, "credentials", "ok");
    says(check, "a certificate (STORECTL_CLIENT_CERTIFICATE)");
    says(check, "expires at 2120-01-01T00:00:00Z");
}

#[test]
fn a_seller_account_that_is_not_the_applications_is_named() {
    let store = Store::start();
    let mut workplace = Workplace::at(&store, BODY);
    workplace.set("STORECTL_SELLER_ID", "999");
    let (exit, checks) = doctor(&workplace, &[]);
    assert_eq!(exit, 20);
    let seller = check(&checks, "seller", "failed");
    assert_eq!(seller["subject"], "999");
    says(seller, "--seller-id");
    assert_eq!(statuses(&checks, "product"), ["skipped"]);
    says(
        check(&checks, "role", "skipped"),
        "no answer tells whether the application may read",
    );
}

#[test]
fn an_answer_that_cannot_be_read_says_what_to_look_at() {
    let store = Store::behind(Options::default(), |router| {
        router.layer(from_fn(|request: Request, next: Next| async move {
            if request.uri().path().contains("/oauth2/") {
                return next.run(request).await;
            }
            let body = Body::from(vec![b' '; 17 << 20]);
            Response::builder().body(body).unwrap()
        }))
    });
    let (exit, checks) = doctor(&Workplace::at(&store, BODY), &[]);
    assert_eq!(exit, 20, "{checks:#?}");
    let product = check(&checks, "product", "failed");
    says(product, "larger than 16777216 bytes");
    says(product, "STORECTL_ENDPOINT");
    says(check(&checks, "role", "skipped"), "not known: ");
}

#[test]
fn a_seller_account_that_nobody_names_fails() {
    let store = Store::start();
    let mut workplace = Workplace::at(&store, BODY);
    workplace.set("STORECTL_SELLER_ID", "");
    let (exit, checks) = doctor(&workplace, &[]);
    assert_eq!(exit, 20);
    says(
        check(&checks, "seller", "failed"),
        "no seller account is set",
    );
}

/// A Store that refuses every read with 403 and this text.
fn refusing(text: &'static str) -> Store {
    Store::behind(Options::default(), move |router| {
        router.layer(from_fn(move |request: Request, next: Next| async move {
            if request.uri().path().contains("/oauth2/") {
                return next.run(request).await;
            }
            let body = format!(r#"{{"statusCode":403,"message":"{text}"}}"#);
            Response::builder()
                .status(403)
                .header("content-type", "application/json")
                .header("x-correlation-id", "correlation-of-the-refusal")
                .body(Body::from(body))
                .unwrap()
        }))
    })
}

#[test]
fn a_403_that_names_neither_fails_the_role_and_skips_the_seller() {
    let store = refusing("Forbidden.");
    let workplace = Workplace::at(&store, BODY);
    let (exit, checks) = doctor(&workplace, &[]);
    assert_eq!(exit, 20);
    let role = check(&checks, "role", "failed");
    says(role, "Manager role");
    says(role, "correlation-of-the-refusal");
    assert_eq!(statuses(&checks, "seller"), ["skipped"]);
    assert_eq!(statuses(&checks, "product"), ["skipped"]);
}

#[test]
fn a_product_that_is_not_there_is_named_and_the_others_are_fine() {
    let store = Store::with(Options {
        seed: Seed::Nothing,
        ..Options::default()
    });
    let sample = Store::start().product();
    store.sandbox.put_product(sample);
    let workplace = Workplace::at(&store, BODY);
    let missing = "4e31a9f9-84e8-4d2d-9eba-487878d02ebf";
    let head = format!("apiVersion: storectl/v1\nproductId: {missing}\n{BODY}");
    workplace.write("missing.storectl.yaml", head);
    let (exit, checks) = doctor(&workplace, &[]);
    assert_eq!(exit, 20);
    assert_eq!(check(&checks, "product", "failed")["subject"], missing);
    assert_eq!(check(&checks, "product", "ok")["subject"], SAMPLE_PRODUCT);
    assert_eq!(statuses(&checks, "role"), ["ok"]);
    assert_eq!(statuses(&checks, "seller"), ["ok"]);
    let (_, checks) = doctor(&workplace, &["storectl.yaml"]);
    assert_eq!(statuses(&checks, "product"), ["ok"]);
}

#[test]
fn without_a_manifest_all_but_the_product_is_checked() {
    let store = Store::start();
    let workplace = Workplace::at(&store, BODY);
    std::fs::remove_file(workplace.path().join("storectl.yaml")).unwrap();
    let (exit, checks) = doctor(&workplace, &[]);
    assert_eq!(exit, 0, "{checks:#?}");
    assert_eq!(statuses(&checks, "credentials"), ["ok"]);
    for id in ["role", "seller", "product", "receipts"] {
        assert_eq!(statuses(&checks, id), ["skipped"], "{checks:#?}");
    }
    workplace.run(&["doctor", "elsewhere"]).exits(64);
}

#[test]
fn a_manifest_with_errors_is_a_warning_that_names_validate() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "nonsense: 1\n");
    let (exit, checks) = doctor(&workplace, &[]);
    assert_eq!(exit, 0, "{checks:#?}");
    says(check(&checks, "product", "warning"), "storectl validate");
}

#[test]
fn an_address_that_is_none_is_wrong_usage() {
    Workplace::empty()
        .run(&["doctor", "--endpoint", "ftp://x"])
        .exits(64);
}
