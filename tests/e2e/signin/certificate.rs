//! Certificates.

use storectl_sandbox::Options;

use super::{BODY, fixture, keys, said, shows_no_secret, store, workplace};
use crate::support::{Store, Workplace};

/// A workplace with a certificate in a file of this name.
fn with_certificate(store: &Store, name: &str) -> Workplace {
    let mut workplace = workplace(store);
    workplace.write(name, fixture(name));
    workplace.set("STORECTL_CLIENT_CERTIFICATE", name);
    workplace
}

#[test]
fn a_certificate_in_pem_or_pfx_signs_in_where_signatures_are_verified() {
    let store = store(keys("certificate.pem"));
    for (name, password) in [
        ("valid.pem", ""),
        ("encrypted.pem", "correct-horse"),
        ("valid.pfx", "correct-horse"),
        ("no-password.pfx", ""),
    ] {
        for (file_variable, password_variable) in [
            (
                "STORECTL_CLIENT_CERTIFICATE",
                "STORECTL_CLIENT_CERTIFICATE_PASSWORD",
            ),
            (
                "AZURE_CLIENT_CERTIFICATE_PATH",
                "AZURE_CLIENT_CERTIFICATE_PASSWORD",
            ),
        ] {
            let mut workplace = workplace(&store);
            workplace.write(name, fixture(name));
            workplace.set(file_variable, name);
            workplace.set(password_variable, password);
            let run = workplace
                .run(&["plan", "-vv", "--trace", "trace.jsonl"])
                .exits(0);
            shows_no_secret(&run);
            let trace = workplace.read("trace.jsonl");
            assert!(!trace.contains("eyJ") && !trace.contains("MII"), "{trace}");
        }
    }
}

#[test]
fn a_secret_and_a_federated_token_come_before_a_certificate() {
    let store = Store::start();
    let mut workplace = Workplace::at(&store, BODY);
    workplace.set("STORECTL_CLIENT_CERTIFICATE", "no-such-file.pem");
    workplace.run(&["plan"]).exits(0);
    workplace.set("STORECTL_CLIENT_SECRET", "");
    workplace.set("AZURE_FEDERATED_TOKEN_FILE", "no-such-token");
    let run = workplace.run(&["plan"]).exits(20);
    assert!(said(&run).contains("no-such-token"), "{}", said(&run));
}

#[test]
fn a_certificate_that_the_application_does_not_have_is_refused_with_what_to_upload() {
    let store = store(keys("certificate.pem"));
    let workplace = with_certificate(&store, "other.pem");
    let run = workplace.run(&["plan"]).exits(20);
    let said = said(&run);
    let client = "ba3c223b-03ab-4a44-aa32-38aa10c27e32";
    for word in [
        "sign-in rejected by Entra (AADSTS700027)".to_owned(),
        format!("issuer `{client}`"),
        format!("subject `{client}`"),
        format!("audience `{}/", store.address),
        "upload the certificate with the thumbprint ".to_owned(),
    ] {
        assert!(said.contains(&word), "{word}: {said}");
    }
    shows_no_secret(&run);
    assert_eq!(store.requests(0).len(), 1);
}

#[test]
fn a_certificate_that_has_expired_or_is_not_valid_yet_is_refused_before_anything_is_sent() {
    let store = store(keys("certificate.pem"));
    for (name, words) in [
        ("expired.pem", "expired at 2021-01-01T00:00:00Z"),
        (
            "not-yet-valid.pem",
            "is not valid before 2100-01-01T00:00:00Z",
        ),
    ] {
        let run = with_certificate(&store, name).run(&["plan"]).exits(20);
        let named = format!("`{name}` (STORECTL_CLIENT_CERTIFICATE)");
        assert!(said(&run).contains(words), "{}", said(&run));
        assert!(said(&run).contains(&named), "{}", said(&run));
    }
    assert!(store.requests(0).is_empty());
}

#[test]
fn the_authority_refuses_a_certificate_that_has_expired_whoever_uses_it() {
    // Its clock, not the client's, decides.
    let options = Options {
        client_keys: Some(keys("certificate.pem")),
        clock: storectl_sandbox::Clock::new(|| 4_200_000_000),
        ..Options::default()
    };
    let store = Store::with(options);
    let run = with_certificate(&store, "valid.pem")
        .run(&["plan"])
        .exits(20);
    assert!(said(&run).contains("AADSTS700024"), "{}", said(&run));
}

#[test]
fn every_sign_in_has_an_assertion_of_its_own() {
    // The first token request takes effect and its response is lost; then every token expires in the middle of the run.
    let options = Options {
        client_keys: Some(keys("certificate.pem")),
        faults: ["503-after@/token", "expired@GET:*#2"]
            .map(|it| it.parse().unwrap())
            .into(),
        ..Options::default()
    };
    let store = Store::with(options);
    let workplace = with_certificate(&store, "valid.pem");
    workplace.run(&["plan", "--poll-interval", "1ms"]).exits(0);
    let tokens = store
        .requests(0)
        .into_iter()
        .filter(|it| it.contains("/oauth2/"));
    assert_eq!(tokens.count(), 3);
    assert!(store.sandbox.unused_faults().is_empty());
}
