//! Files of certificates that are none, and files that are not plain files.

use storectl_sandbox::ClientKeys;

use super::{fixture, keys, said, shows_no_secret, store, workplace};

#[test]
fn every_fault_of_a_certificate_file_names_the_file_and_its_variable() {
    let store = store(keys("certificate.pem"));
    let mut large = fixture("valid.pem");
    large.resize(70 * 1024, b'\n');
    for (name, content, password, words) in [
        (
            "certificate.pem",
            None,
            "",
            "contains a certificate, but no private key",
        ),
        ("certificate.der", None, "", "is a certificate in DER form"),
        ("key.der", None, "", "is a private key in DER form"),
        ("elliptic.pem", None, "", "is not an RSA key"),
        (
            "encrypted.pem",
            None,
            "",
            "is protected by a password, and none is set",
        ),
        (
            "valid.pfx",
            None,
            "wrong",
            "cannot be opened with the password in STORECTL_CLIENT_CERTIFICATE_PASSWORD",
        ),
        (
            "old-encryption.pem",
            None,
            "correct-horse",
            "old encrypted form",
        ),
        (
            "pkcs12-encryption.pem",
            None,
            "correct-horse",
            "openssl pkcs8 -topk8",
        ),
        ("pss-only.pem", None, "", "contains an RSA-PSS key"),
        ("too-small.pem", None, "", "it has fewer than 2048 bits"),
        ("empty.pem", Some(Vec::new()), "", "is blank"),
        (
            "words.pem",
            Some(b"my certificate".to_vec()),
            "",
            "is neither PEM nor PFX",
        ),
        ("large.pem", Some(large), "", "is larger than 65536 bytes"),
    ] {
        let mut workplace = workplace(&store);
        workplace.write(name, content.unwrap_or_else(|| fixture(name)));
        workplace.set("STORECTL_CLIENT_CERTIFICATE", name);
        workplace.set("STORECTL_CLIENT_CERTIFICATE_PASSWORD", password);
        let run = workplace.run(&["plan"]).exits(20);
        let named = format!("`{name}` (STORECTL_CLIENT_CERTIFICATE)");
        assert!(said(&run).contains(words), "{name}: {}", said(&run));
        assert!(said(&run).contains(&named), "{name}: {}", said(&run));
        shows_no_secret(&run);
    }
    assert!(store.requests(0).is_empty());
}

#[test]
fn beside_a_certificate_no_other_credential_is_asked_for() {
    let store = store(keys("certificate.pem"));
    let mut workplace = workplace(&store);
    workplace.write("valid.pem", fixture("valid.pem"));
    workplace.set("STORECTL_CLIENT_CERTIFICATE", "valid.pem");
    workplace.set("STORECTL_TENANT_ID", "");
    let run = workplace.run(&["plan"]).exits(20);
    let said = said(&run);
    assert!(said.contains("missing STORECTL_TENANT_ID"), "{said}");
    assert!(
        said.contains("AZURE_TENANT_ID") && !said.contains("SECRET"),
        "{said}"
    );
}

#[test]
fn a_certificate_that_is_missing_or_a_folder_is_named() {
    let store = store(keys("certificate.pem"));
    let mut workplace = workplace(&store);
    for name in ["missing.pem", "."] {
        workplace.set("AZURE_CLIENT_CERTIFICATE_PATH", name);
        let run = workplace.run(&["plan"]).exits(20);
        let named = format!("cannot read the certificate `{name}` (AZURE_CLIENT_CERTIFICATE_PATH)");
        assert!(said(&run).contains(&named), "{}", said(&run));
    }
}

#[cfg(unix)]
#[test]
fn a_link_and_a_pipe_serve_as_a_certificate() {
    let store = store(keys("certificate.pem"));
    let mut workplace = workplace(&store);
    workplace.write("real.pem", fixture("valid.pem"));
    std::os::unix::fs::symlink("real.pem", workplace.path().join("link.pem")).unwrap();
    workplace.set("STORECTL_CLIENT_CERTIFICATE", "link.pem");
    workplace.run(&["plan"]).exits(0);
    let pipe = workplace.path().join("pipe.pem");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let writer = std::thread::spawn(move || std::fs::write(pipe, fixture("valid.pem")));
    workplace.set("STORECTL_CLIENT_CERTIFICATE", "pipe.pem");
    workplace.run(&["plan"]).exits(0);
    writer.join().unwrap().unwrap();
}

#[test]
fn the_key_sets_of_the_sandbox_are_read_or_refused_with_a_reason() {
    for (bytes, expected) in [
        (fixture("several-certificates.pem"), None),
        (
            b"hello".to_vec(),
            Some("is neither a JSON Web Key Set nor PEM certificates"),
        ),
        (
            b"{}".to_vec(),
            Some("is not a JSON Web Key Set: `keys` is missing"),
        ),
        (b"{\"keys\":[]}".to_vec(), Some("contains no key")),
        (
            b"{\"keys\":[{\"kty\":\"oct\"}]}".to_vec(),
            Some("is not a JSON Web Key Set: a key is neither RSA nor P-256"),
        ),
    ] {
        let error = ClientKeys::read(&bytes).err().map(|it| it.to_string());
        assert_eq!(error.as_deref(), expected);
    }
    let workplace = crate::support::Workplace::empty();
    workplace.write("keys.json", "{}");
    let run = workplace
        .run(&["sandbox", "--client-keys", "keys.json"])
        .exits(64);
    let words = "--client-keys: keys.json is not a JSON Web Key Set";
    assert!(run.stderr.contains(words), "{}", run.stderr);
}
