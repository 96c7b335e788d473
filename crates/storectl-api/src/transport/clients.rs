//! The HTTP clients of a transport, by where a request goes and what becomes of the body of its response.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use http::{Request, Uri};

use crate::transport::{
    PublicOnly, TransportError, address, failure, resolver::PublicResolver, tls,
};

/// What becomes of a compressed body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// It is decompressed on the way.
    Decoded,
    /// It stays as it is sent, its headers too.
    AsSent,
}

/// The clients of a transport, most of them made at first use.
#[derive(Debug)]
pub(super) struct Clients {
    connect_timeout: Duration,
    decoded: ByPlace,
    as_sent: ByPlace,
    /// Whom this machine trusts: read once, and not where a run goes to loopback only.
    trusted: OnceLock<Result<rustls::ClientConfig, TransportError>>,
    resolver: Arc<PublicResolver>,
}

#[derive(Debug, Default)]
struct ByPlace {
    /// For plain HTTP on this machine.
    loopback: OnceLock<Result<reqwest::Client, TransportError>>,
    remote: OnceLock<Result<reqwest::Client, TransportError>>,
    /// For addresses that somebody else chose.
    named: OnceLock<Result<reqwest::Client, TransportError>>,
}

impl Clients {
    /// Makes the clients that everyone needs.
    ///
    /// # Errors
    /// Returns an error if the TLS library cannot be set up.
    pub(super) fn new(connect_timeout: Duration) -> Result<Self, TransportError> {
        let clients = Self {
            connect_timeout,
            decoded: ByPlace::default(),
            as_sent: ByPlace::default(),
            trusted: OnceLock::new(),
            resolver: Arc::default(),
        };
        clients.loopback(Form::Decoded)?;
        Ok(clients)
    }

    /// Returns the client for a request.
    pub(super) fn of<B>(
        &self,
        request: &Request<B>,
        form: Form,
    ) -> Result<&reqwest::Client, TransportError> {
        let uri = request.uri();
        if request.extensions().get::<PublicOnly>().is_some() {
            self.resolver.guard(uri.host().unwrap_or_default());
            let resolver = Arc::clone(&self.resolver);
            let made = self
                .by_place(form)
                .named
                .get_or_init(|| self.client(self.trusted()?, form, |it| it.dns_resolver(resolver)));
            return made.as_ref().map_err(Clone::clone);
        }
        if is_loopback(uri) {
            return self.loopback(form);
        }
        let remote = &self.by_place(form).remote;
        let made = remote.get_or_init(|| self.client(self.trusted()?, form, |it| it));
        made.as_ref().map_err(Clone::clone)
    }

    fn loopback(&self, form: Form) -> Result<&reqwest::Client, TransportError> {
        let made = self.by_place(form).loopback.get_or_init(|| {
            self.client(
                tls::without_roots()?,
                form,
                reqwest::ClientBuilder::no_proxy,
            )
        });
        made.as_ref().map_err(Clone::clone)
    }

    fn by_place(&self, form: Form) -> &ByPlace {
        match form {
            Form::Decoded => &self.decoded,
            Form::AsSent => &self.as_sent,
        }
    }

    fn trusted(&self) -> Result<rustls::ClientConfig, TransportError> {
        self.trusted.get_or_init(tls::platform).clone()
    }

    fn client(
        &self,
        tls: rustls::ClientConfig,
        form: Form,
        adjust: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    ) -> Result<reqwest::Client, TransportError> {
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .gzip(form == Form::Decoded)
            .connect_timeout(self.connect_timeout);
        adjust(builder).build().map_err(failure::of_setup)
    }
}

/// Returns whether an address is plain HTTP on this machine.
pub(super) fn is_loopback(uri: &Uri) -> bool {
    uri.scheme_str() == Some("http") && uri.host().is_some_and(address::is_loopback)
}
