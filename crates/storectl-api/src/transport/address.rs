//! Which addresses the client talks to.

use std::net::IpAddr;

use url::Url;

use crate::{error::Error, error_kind::ErrorKind};

/// Tells whether `host` is this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|it| it.is_loopback())
}

/// Gives the host of an address, with the port where it is not the scheme's own.
pub(crate) fn host_and_port(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Lets an address pass that is https, or http on this machine (design.md §6), and holds no user name or password: they
/// would go into a header beside the token's or, as part of the address, into files and messages.
pub(crate) fn check(url: &Url, what: &str) -> Result<(), Error> {
    if !url.username().is_empty() || url.password().is_some() {
        let what = format!("{what} must not contain a user name or password");
        return Err(Error::new(ErrorKind::Config { what }));
    }
    let host = url.host_str().unwrap_or_default();
    let fits = match url.scheme() {
        "https" => !host.is_empty(),
        "http" => is_loopback(host),
        _ => false,
    };
    if fits {
        Ok(())
    } else {
        Err(Error::new(ErrorKind::Config {
            what: format!(
                "{what} `{}://{host}` must begin with https://; http is only allowed for loopback addresses",
                url.scheme()
            ),
        }))
    }
}

/// Puts `path` (with a leading slash) under `base`, whether or not that ends in a slash.
pub(crate) fn join(base: &Url, path: &str) -> String {
    let mut base = base.clone();
    base.set_query(None);
    base.set_fragment(None);
    format!("{}{path}", base.as_str().trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_goes_to_this_machine_only_and_no_password_anywhere() {
        for (address, fits) in [
            ("https://api.store.microsoft.com", true),
            ("http://127.0.0.1:8080", true),
            ("http://localhost:1", true),
            ("http://[::1]:1", true),
            ("http://api.store.microsoft.com", false),
            ("http://127.0.0.1.evil.example", false),
            ("ftp://127.0.0.1", false),
            ("https://me:pw@api.store.microsoft.com", false),
            ("https://me@127.0.0.1", false),
        ] {
            let url: Url = address.parse().unwrap();
            assert_eq!(check(&url, "the endpoint").is_ok(), fits, "{address}");
        }
    }

    #[test]
    fn an_endpoint_may_end_in_a_slash_or_have_a_path() {
        let join = |base: &str| join(&base.parse().unwrap(), "/submission/v1");
        assert_eq!(
            join("http://localhost:1/"),
            "http://localhost:1/submission/v1"
        );
        assert_eq!(
            join("https://proxy.example/store/"),
            "https://proxy.example/store/submission/v1"
        );
    }
}
