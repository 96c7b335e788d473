//! Signing in without a stored secret: certificates and federated tokens, against an authority that verifies them.

mod certificate;
mod federated;
mod files;
mod issuer;

use storectl_sandbox::{ClientKeys, Options};

use crate::support::{Run, Store, Workplace, repository};

/// A field that differs from the sample product's, so that there is something to plan.
const BODY: &str = "properties: { website: https://contoso.com }\n";

/// What nobody may see of the keys of the fixtures: how every key in PEM, DER or base64 begins, and their password.
const NEVER_SHOWN: [&str; 3] = ["MII", "-----BEGIN ", "correct-horse"];

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(repository().join("tests/fixtures/signin").join(name)).unwrap()
}

fn keys(name: &str) -> ClientKeys {
    ClientKeys::read(&fixture(name)).unwrap()
}

/// A Store whose authority verifies assertions with these keys.
fn store(keys: ClientKeys) -> Store {
    Store::with(Options {
        client_keys: Some(keys),
        ..Options::default()
    })
}

/// A workplace without a secret.
fn workplace(store: &Store) -> Workplace {
    let mut workplace = Workplace::at(store, BODY);
    workplace.set("STORECTL_CLIENT_SECRET", "");
    workplace
}

/// Everything a run said.
fn said(run: &Run) -> String {
    format!("{}{}", run.stdout, run.stderr)
}

#[track_caller]
fn shows_no_secret(run: &Run) {
    let said = said(run);
    for secret in NEVER_SHOWN {
        assert!(!said.contains(secret), "{secret}: {said}");
    }
    // Every assertion begins so: `{"`, in base64.
    assert!(!said.contains("eyJ"), "{said}");
}
