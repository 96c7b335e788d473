//! TLS by rustls and ring, with the machine's own certificates.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore, crypto::CryptoProvider};
use rustls_platform_verifier::BuilderVerifierExt as _;
use storectl_model::NetworkCause;

use crate::transport::{TransportError, TransportErrorKind};

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// Trusts nobody: for plain HTTP on this machine.
pub(super) fn without_roots() -> Result<ClientConfig, TransportError> {
    let builder = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| setup(&error))?;
    Ok(builder
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth())
}

/// Trusts whom this machine trusts.
pub(super) fn platform() -> Result<ClientConfig, TransportError> {
    let builder = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| setup(&error))?
        .with_platform_verifier()
        .map_err(|error| {
            TransportError::new(
                TransportErrorKind::NoRoots,
                NetworkCause::Tls,
                format!("no CA certificates found on this system: {error}"),
            )
        })?;
    let mut tls = builder.with_no_client_auth();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(tls)
}

fn setup(error: &rustls::Error) -> TransportError {
    TransportError::new(
        TransportErrorKind::Setup,
        NetworkCause::Tls,
        format!("cannot set up TLS: {error}"),
    )
}
