//! What is wrong with a server's certificate, in words.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::Arc,
};

use rustls::{
    ServerConfig, ServerConnection, Stream,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};

use super::{BODY, check, doctor, says};
use crate::support::{Store, Workplace, repository};

fn fixture(name: &str) -> String {
    let folder = repository().join("tests/fixtures/signin/tls");
    folder.join(name).to_str().unwrap().to_owned()
}

/// Serves `200 OK` over TLS with this certificate; returns the address, by the name `localhost`.
fn serve(certificate: &str) -> String {
    let chain = CertificateDer::pem_file_iter(fixture(certificate)).unwrap();
    let chain = chain.map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_file(fixture("server-key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            let Ok(mut socket) = socket else { continue };
            let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = Stream::new(&mut connection, &mut socket);
            // What a client refuses is an error here.
            if stream.read(&mut [0; 4096]).is_ok() {
                let _ = stream.write_all(
                    b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
                );
            }
        }
    });
    format!("https://localhost:{port}")
}

#[test]
fn a_certificate_that_a_client_refuses_is_named_by_its_fault() {
    for (certificate, trusted, words) in [
        (
            "good.pem",
            "other-issuer.pem",
            "is from an issuer that this machine does not trust",
        ),
        (
            "expired.pem",
            "issuer.pem",
            "has expired, by this machine's clock",
        ),
        ("other-name.pem", "issuer.pem", "is for another host name"),
        (
            "authority.pem",
            "authority.pem",
            "is one of a certificate authority, not of a server",
        ),
    ] {
        let store = Store::start();
        let mut workplace = Workplace::at(&store, BODY);
        workplace.set("STORECTL_ENDPOINT", &serve(certificate));
        workplace.set("SSL_CERT_FILE", &fixture(trusted));
        let (exit, checks) = doctor(&workplace, &["--timeout", "20s"]);
        assert_eq!(exit, 21, "{checks:#?}");
        let failed = check(&checks, "network", "failed");
        says(failed, "TLS handshake failed: the server's certificate ");
        says(failed, words);
    }
}

#[test]
fn a_port_that_does_not_speak_tls_is_said_to_be_one() {
    let store = Store::start();
    let mut workplace = Workplace::at(&store, BODY);
    let port = store.address.rsplit(':').next().unwrap();
    workplace.set("STORECTL_ENDPOINT", &format!("https://localhost:{port}"));
    workplace.set("SSL_CERT_FILE", &fixture("issuer.pem"));
    let (exit, checks) = doctor(&workplace, &["--timeout", "20s"]);
    assert_eq!(exit, 21, "{checks:#?}");
    let failed = check(&checks, "network", "failed");
    says(failed, "what answers at this port does not speak TLS");
}

#[test]
fn a_host_with_a_good_certificate_is_reached_over_tls() {
    let store = Store::start();
    let mut workplace = Workplace::at(&store, BODY);
    std::fs::remove_file(workplace.path().join("storectl.yaml")).unwrap();
    workplace.set("STORECTL_ENDPOINT", &serve("good.pem"));
    workplace.set("SSL_CERT_FILE", &fixture("issuer.pem"));
    let (exit, checks) = doctor(&workplace, &["--timeout", "20s"]);
    assert_eq!(exit, 0, "{checks:#?}");
    says(check(&checks, "network", "ok"), "reached over TLS");
}
