//! The proxies of this machine, by the rules that the clients go by.

use std::sync::OnceLock;

use http::Uri;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use storectl_model::{NetworkCause, Route};

use crate::transport::{TransportError, TransportErrorKind, clients};

/// Returns whether the value of a variable such as `HTTPS_PROXY` names a proxy. One that does not is ignored.
///
/// ```
/// assert!(storectl_api::is_proxy("http://me:password@proxy.contoso.com:8080"));
/// assert!(!storectl_api::is_proxy("//me:password@proxy.contoso.com:8080"));
/// ```
pub fn is_proxy(value: &str) -> bool {
    let matcher = Matcher::builder().all(value.to_owned()).build();
    matcher
        .intercept(&Uri::from_static("https://host"))
        .is_some()
}

/// The machine's proxies; read at the first failure.
#[derive(Debug, Default)]
pub(super) struct Proxies {
    found: OnceLock<Matcher>,
}

impl Proxies {
    /// Returns how requests to an address travel, without the proxy's user and password.
    pub(super) fn route(&self, uri: &Uri) -> Route {
        self.of(uri).map_or(Route::Direct, |proxy| named(&proxy))
    }

    /// Adds to a failure how its request travels, and what is wrong with the proxy where that is it.
    pub(super) fn explain(&self, uri: &Uri, error: TransportError) -> TransportError {
        let Some(proxy) = self.of(uri) else {
            return error;
        };
        let route = named(&proxy);
        let scheme = proxy.uri().scheme_str().unwrap_or_default();
        if error.kind == TransportErrorKind::NotSent && scheme.starts_with("socks") {
            let message = "it is a SOCKS proxy, and storectl speaks HTTP with proxies";
            return TransportError {
                cause: NetworkCause::Proxy,
                route,
                message: message.to_owned(),
                ..error
            };
        }
        TransportError { route, ..error }
    }

    fn of(&self, uri: &Uri) -> Option<Intercept> {
        if clients::is_loopback(uri) {
            return None;
        }
        self.found.get_or_init(Matcher::from_system).intercept(uri)
    }
}

fn named(proxy: &Intercept) -> Route {
    let uri = proxy.uri();
    let host = uri.host().unwrap_or_default();
    Route::Proxy(match uri.port_u16() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}
