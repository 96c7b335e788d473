//! Client certificates: which files are one, what is said of those that are not, and what is signed with one.

use std::{
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::SecretString;
use serde_json::{Value, json};
use storectl_api::{CertificateError, ClientCertificate, Credential, ErrorKind};

use crate::support::{Bench, config, granted, nothing, product, signed_in, success};

/// A time at which the certificates are valid, since 1970.
const IN_2026: Duration = Duration::from_secs(1_780_000_000);

fn fixture(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/signin");
    std::fs::read(format!("{folder}/{name}")).unwrap()
}

fn text(name: &str) -> String {
    String::from_utf8(fixture(name)).unwrap()
}

fn read_at(
    bytes: &[u8],
    password: Option<&SecretString>,
    now: Duration,
) -> Result<ClientCertificate, CertificateError> {
    ClientCertificate::read(bytes, password, "a file", UNIX_EPOCH + now)
}

fn read(bytes: &[u8], password: Option<&str>) -> Result<String, CertificateError> {
    let password = password.map(SecretString::from);
    read_at(bytes, password.as_ref(), IN_2026).map(|it| it.thumbprint().to_owned())
}

/// The thumbprint of the certificate in most fixtures, by `openssl x509 -fingerprint -sha1`.
fn thumbprint() -> String {
    read(&fixture("valid.pem"), None).unwrap()
}

#[test]
fn pem_and_pfx_are_read_with_the_certificate_that_belongs_to_the_key() {
    let password = Some("correct-horse");
    for (name, password) in [
        ("pkcs1.pem", None),
        ("several-certificates.pem", None),
        ("encrypted.pem", password),
        ("valid.pem", password),
        ("valid.pfx", password),
        ("3des.pfx", password),
        ("legacy.pfx", password),
        ("no-password.pfx", None),
    ] {
        assert_eq!(read(&fixture(name), password), Ok(thumbprint()), "{name}");
    }
}

#[test]
fn the_thumbprint_is_the_one_openssl_and_the_app_registration_show() {
    assert_eq!(thumbprint(), "DB6B5CBBF3ED7CFFE52B8B3487378BA8BC54C975");
}

#[test]
fn text_around_the_blocks_line_ends_a_byte_order_mark_and_utf_16_are_no_matter() {
    let pem = text("valid.pem");
    let windows = pem.replace('\n', "\r\n");
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(windows.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [
        windows.clone().into_bytes(),
        format!("\u{feff}{pem}").into_bytes(),
        format!("Bag Attributes\n    friendlyName: x\nKey Attributes: <No Attributes>\n{pem}\n\n")
            .into_bytes(),
        utf16,
    ] {
        assert_eq!(read(&bytes, None), Ok(thumbprint()));
    }
}

#[test]
fn of_every_text_that_is_no_client_certificate_it_is_said_why() {
    let certificate = text("certificate.pem");
    let valid = text("valid.pem");
    let key = &valid[valid.find("-----BEGIN PRIVATE KEY").unwrap()..];
    let other = text("other.pem");
    let other_key = &other[..other.find("-----BEGIN CERTIFICATE").unwrap()];
    let base64_of_pfx = base64::engine::general_purpose::STANDARD.encode(fixture("valid.pfx"));
    for (text, expected) in [
        (String::new(), CertificateError::Blank),
        (" \n".to_owned(), CertificateError::Blank),
        ("hello".to_owned(), CertificateError::NotPem),
        (base64_of_pfx, CertificateError::Base64),
        (valid[..1500].to_owned(), CertificateError::MalformedPem),
        (certificate.clone(), CertificateError::NoKey),
        (key.to_owned(), CertificateError::NoCertificate),
        (
            format!("{other_key}{certificate}"),
            CertificateError::Mismatch,
        ),
        (
            format!("{other_key}{key}{certificate}"),
            CertificateError::SeveralKeys { count: 2 },
        ),
    ] {
        assert_eq!(read(text.as_bytes(), None), Err(expected), "{text}");
    }
}

#[test]
fn of_every_file_that_cannot_be_opened_or_used_it_is_said_why() {
    let (password, wrong) = (Some("correct-horse"), Some("wrong"));
    for (name, password, expected) in [
        ("certificate.der", None, CertificateError::DerCertificate),
        ("key.der", None, CertificateError::DerKey),
        ("elliptic.pem", None, CertificateError::NotRsa),
        ("encrypted.pem", None, CertificateError::PasswordMissing),
        ("encrypted.pem", wrong, CertificateError::WrongPassword),
        ("valid.pfx", None, CertificateError::PasswordMissing),
        ("valid.pfx", wrong, CertificateError::WrongPassword),
        ("legacy.pfx", wrong, CertificateError::WrongPassword),
        (
            "old-encryption.pem",
            password,
            CertificateError::LegacyEncryption,
        ),
        (
            "pkcs12-encryption.pem",
            password,
            CertificateError::LegacyEncryption,
        ),
        (
            "pbes1-encryption.pem",
            password,
            CertificateError::LegacyEncryption,
        ),
        ("pss-only.pem", None, CertificateError::PssOnly),
        (
            "too-small.pem",
            None,
            CertificateError::UnusableKey {
                reason: "it has fewer than 2048 bits".to_owned(),
            },
        ),
    ] {
        assert_eq!(read(&fixture(name), password), Err(expected), "{name}");
    }
    let mut damaged = fixture("valid.pfx");
    damaged.truncate(900);
    assert_eq!(
        read(&damaged, password),
        Err(CertificateError::MalformedPfx)
    );
}

#[test]
fn of_a_certificate_that_was_renewed_with_its_key_the_valid_one_is_taken() {
    let valid = text("valid.pem");
    let key = &valid[valid.find("-----BEGIN PRIVATE KEY").unwrap()..];
    let certificate = |name| {
        let pem = text(name);
        let start = pem.find("-----BEGIN CERTIFICATE").unwrap();
        let end = pem.find("-----END CERTIFICATE-----\n").unwrap();
        pem[start..end].to_owned() + "-----END CERTIFICATE-----\n"
    };
    let (expired, later) = (certificate("expired.pem"), certificate("not-yet-valid.pem"));
    for pem in [
        format!("{expired}{valid}"),
        format!("{valid}{expired}"),
        format!("{later}{expired}{valid}"),
    ] {
        assert_eq!(read(pem.as_bytes(), None), Ok(thumbprint()));
    }
    // Where none is valid, the one that expires last says what is wrong.
    let of_later = read(format!("{key}{later}").as_bytes(), None);
    for pem in [
        format!("{key}{expired}{later}"),
        format!("{key}{later}{expired}"),
    ] {
        assert_eq!(read(pem.as_bytes(), None), of_later);
    }
}

#[test]
fn nothing_of_a_file_is_printed_with_its_errors_or_its_certificate() {
    let bytes = fixture("valid.pem");
    let certificate = read_at(&bytes, None, IN_2026).unwrap();
    let shown = format!("{certificate:?}");
    assert!(!shown.contains("MII") && shown.len() < 200, "{shown}");
}

fn bench(name: &str) -> Bench {
    let certificate = ClientCertificate::read(
        &fixture(name),
        None,
        "`x.pem` (VARIABLE)",
        UNIX_EPOCH + IN_2026,
    )
    .unwrap();
    let mut config = config();
    config.auth.credential = Credential::Certificate(Arc::new(certificate));
    let script = signed_in()
        .answer(200, success(&nothing()))
        .answer(200, granted())
        .answer(200, success(&nothing()));
    Bench::with(config, script)
}

fn assertion(bench: &Bench, index: usize) -> (Value, Value) {
    let sent = bench.script.sent();
    let form: Vec<(String, String)> = url::form_urlencoded::parse(sent[index].body())
        .into_owned()
        .collect();
    let named = |name: &str| form.iter().find(|it| it.0 == name).unwrap().1.clone();
    assert_eq!(
        named("client_assertion_type"),
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    );
    assert!(form.iter().all(|it| it.0 != "client_secret"));
    let assertion = named("client_assertion");
    let part = |index| {
        let part = assertion.split('.').nth(index).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    (part(0), part(1))
}

#[tokio::test]
async fn an_assertion_says_what_entra_wants_and_is_made_anew_for_each_sign_in() {
    let bench = bench("valid.pem");
    bench.clock.advance(IN_2026);
    bench.reader().status(&product()).await.unwrap();
    bench.clock.advance(Duration::from_secs(3600));
    bench.reader().status(&product()).await.unwrap();
    let (header, claims) = assertion(&bench, 0);
    assert_eq!(header["alg"], "PS256");
    assert_eq!(header["typ"], "JWT");
    assert_eq!(header["x5t#S256"].as_str().unwrap().len(), 43);
    let now = IN_2026.as_secs();
    let expected = json!({
        "aud": "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token",
        "iss": "8d9c3a55-0000-0000-0000-000000000000",
        "sub": "8d9c3a55-0000-0000-0000-000000000000",
        "jti": claims["jti"],
        "iat": now,
        "nbf": now,
        "exp": now + 600,
    });
    assert_eq!(claims, expected);
    let (_, second) = assertion(&bench, 2);
    assert_eq!(second["nbf"], now + 3600);
    assert_ne!(claims["jti"], second["jti"]);
}

#[tokio::test]
async fn a_certificate_that_is_not_valid_now_is_refused_before_anything_is_sent() {
    for (name, said) in [
        (
            "expired.pem",
            "`x.pem` (VARIABLE): the certificate expired at 2021-01-01T00:00:00Z",
        ),
        (
            "not-yet-valid.pem",
            "`x.pem` (VARIABLE): the certificate is not valid before 2100-01-01T00:00:00Z",
        ),
    ] {
        let bench = bench(name);
        bench.clock.advance(IN_2026);
        let error = bench.reader().status(&product()).await.unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Credential { .. }),
            "{error}"
        );
        assert!(error.to_string().contains(said), "{error}");
        assert!(bench.script.sent().is_empty());
    }
}
