//! Names of hosts, in the one form in which equal names are equal.

use std::{fmt, str::FromStr};

use url::{Host, Url};

/// The whole name of a host, or its IP address, without a port.
///
/// Invariant: lower case, international names in Punycode, no final dot: `Bücher.example.` is `xn--bcher-kva.example`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HostName(String);

/// A text that is not the name of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidHostName {
    /// It has a scheme, a path or a user.
    #[error("it is a URL or a part of one, not only a host name")]
    Url,
    /// It has a port.
    #[error("it has a port, and a host name has none")]
    Port,
    /// It has a `*`.
    #[error("it has a `*`, and only whole host names are compared")]
    Pattern,
    /// It is not a name of the Domain Name System.
    #[error("it is not a valid host name")]
    Form,
}

impl HostName {
    /// Returns the host of a URL; `None` if it has none.
    pub fn of_url(url: &str) -> Option<Self> {
        Url::parse(url).ok()?.host().map(|it| Self::of(&it))
    }

    fn of<S: AsRef<str>>(host: &Host<S>) -> Self {
        let name = host.to_string().to_ascii_lowercase();
        Self(name.strip_suffix('.').unwrap_or(&name).to_owned())
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HostName {
    type Err = InvalidHostName;

    fn from_str(text: &str) -> Result<Self, InvalidHostName> {
        let is_v6 = text.starts_with('[') && text.ends_with(']');
        if text.contains(['/', '\\', '@', '?', '#']) {
            Err(InvalidHostName::Url)
        } else if text.contains('*') {
            Err(InvalidHostName::Pattern)
        } else if text.contains(':') && !is_v6 {
            Err(InvalidHostName::Port)
        } else if text.contains('%') || text.trim() != text || text.ends_with("..") {
            Err(InvalidHostName::Form)
        } else {
            let host = Host::parse(text).map_err(|_| InvalidHostName::Form)?;
            let name = Self::of(&host);
            if name.0.is_empty() || name.0.starts_with('.') || name.0.contains("..") {
                Err(InvalidHostName::Form)
            } else {
                Ok(name)
            }
        }
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_host_has_one_form_however_it_is_written() {
        for (written, url) in [
            ("DL.Contoso.com", "https://dl.contoso.com/a.exe"),
            ("dl.contoso.com.", "https://dl.contoso.com/a.exe"),
            ("dl.contoso.com", "https://DL.CONTOSO.COM.:8443/a.exe"),
            ("dl.contoso.com", "https://contoso.com@dl.contoso.com/a.exe"),
            ("bücher.example", "https://xn--bcher-kva.example/a.exe"),
            ("xn--bcher-kva.example", "https://BÜCHER.example/a.exe"),
            ("127.0.0.1", "http://127.0.0.1:8080/a.exe"),
            ("[::1]", "http://[0:0:0:0:0:0:0:1]:8080/a.exe"),
        ] {
            let written: HostName = written.parse().unwrap();
            assert_eq!(HostName::of_url(url), Some(written), "{url}");
        }
    }

    #[test]
    fn another_host_is_another_however_alike_it_looks() {
        let allowed: HostName = "contoso.com".parse().unwrap();
        for url in [
            "https://dl.contoso.com/a.exe",
            "https://contoso.com.evil.example/a.exe",
            "https://evilcontoso.com/a.exe",
            "https://contoso.com@evil.example/a.exe",
            "https://evil.example/?https://contoso.com/",
            "https://evil.example\\@contoso.com/a.exe",
            // The o is Cyrillic.
            "https://c\u{43e}ntoso.com/a.exe",
        ] {
            assert_ne!(HostName::of_url(url), Some(allowed.clone()), "{url}");
        }
        assert_eq!(HostName::of_url("setup.exe"), None);
    }

    #[test]
    fn what_is_more_or_less_than_a_host_name_is_refused_with_its_cause() {
        use InvalidHostName::{Form, Pattern, Port, Url};
        for (text, cause) in [
            ("https://contoso.com", Url),
            ("contoso.com/downloads", Url),
            ("me@contoso.com", Url),
            ("contoso.com:443", Port),
            ("*.contoso.com", Pattern),
            ("", Form),
            (".", Form),
            ("..", Form),
            ("a..b", Form),
            (".contoso.com", Form),
            ("contoso com", Form),
            (" contoso.com", Form),
            ("%63ontoso.com", Form),
        ] {
            assert_eq!(text.parse::<HostName>(), Err(cause), "{text:?}");
        }
    }
}
