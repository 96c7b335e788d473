//! Installers on the command line: files and addresses.

use std::{fmt, path::PathBuf};

use clap::builder::{PathBufValueParser, TypedValueParser};
use storectl_model::mask::REDACTED;
use url::Url;

/// An installer as it is named on the command line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Installer {
    /// A file of this machine.
    File(PathBuf),
    /// What a host serves.
    Address(Address),
}

/// Where a host serves an installer, as it was given. Its query and what stands before an `@` may be secrets.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Address {
    text: String,
}

/// What an address begins with, in whatever case.
const SCHEMES: [&str; 2] = ["https://", "http://"];

impl Installer {
    /// Parses an argument: what begins with `https://` or `http://` is an address, everything else a file.
    pub(crate) fn parser() -> impl TypedValueParser<Value = Self> {
        PathBufValueParser::new().map(Self::of)
    }

    fn of(argument: PathBuf) -> Self {
        match argument.to_str() {
            Some(text) if is_address(text) => Self::Address(Address {
                text: text.to_owned(),
            }),
            Some(_) | None => Self::File(argument),
        }
    }

    /// Returns it as it may be shown.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Address(address) => address.shown(),
        }
    }
}

fn is_address(text: &str) -> bool {
    SCHEMES.iter().any(|scheme| {
        let start = text.get(..scheme.len());
        start.is_some_and(|it| it.eq_ignore_ascii_case(scheme))
    })
}

impl Address {
    /// Returns it as it was given, with its query.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns whether a part of it is not shown.
    pub(crate) fn has_hidden_parts(&self) -> bool {
        self.shown() != self.text
    }

    /// Returns it without the parts that may be secrets: `https://[REDACTED]@host/setup.exe?…`.
    fn shown(&self) -> String {
        let (scheme, rest) = self.text.split_once("://").unwrap_or(("", &self.text));
        let authority = match self.text.parse::<Url>() {
            Ok(_) => rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len()),
            // Where the host ends is not known, so everything before an `@` may be a password.
            Err(_) => rest.len(),
        };
        let (authority, path) = rest.split_at(authority);
        let (user, host) = match authority.rsplit_once('@') {
            Some((_, host)) => (format!("{REDACTED}@"), host),
            None => (String::new(), authority),
        };
        let place = format!("{host}{path}");
        match place.split_once(['?', '#']) {
            Some((place, _)) => format!("{scheme}://{user}{place}?…"),
            None => format!("{scheme}://{user}{place}"),
        }
    }
}

/// Shows no secret.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Address").field(&self.shown()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(argument: &str) -> Installer {
        Installer::of(argument.into())
    }

    #[test]
    fn only_what_begins_with_a_web_scheme_is_an_address() {
        for argument in [
            "https://c.example/a.exe",
            "HTTPS://c.example",
            "http://",
            "hTTp://x",
        ] {
            assert!(matches!(of(argument), Installer::Address(_)), "{argument}");
        }
        for argument in [
            "a.exe",
            "https:",
            "https:/x",
            "./https://x",
            "ftp://c.example/a.exe",
            "-",
            "ß",
        ] {
            assert!(matches!(of(argument), Installer::File(_)), "{argument}");
        }
    }

    #[test]
    fn a_query_a_fragment_and_a_user_are_not_shown() {
        for (argument, shown) in [
            ("https://c.example/a.exe", "https://c.example/a.exe"),
            (
                "https://c.example/@scope/a.exe",
                "https://c.example/@scope/a.exe",
            ),
            (
                "https://[2606:4700::1111]:8443/a.exe",
                "https://[2606:4700::1111]:8443/a.exe",
            ),
            (
                "https://bücher.example/ä.exe",
                "https://bücher.example/ä.exe",
            ),
            (
                "https://c.example/a.exe?sig=x%2B",
                "https://c.example/a.exe?…",
            ),
            ("https://c.example?code=x", "https://c.example?…"),
            ("https://c.example/a.exe#x?y", "https://c.example/a.exe?…"),
            (
                "https://me:pw@c.example/a.exe",
                "https://[REDACTED]@c.example/a.exe",
            ),
            (
                "https://token@c.example/a.exe?x",
                "https://[REDACTED]@c.example/a.exe?…",
            ),
            // The password ends the host too early.
            (
                "https://me:p/w@c.example/a.exe",
                "https://[REDACTED]@c.example/a.exe",
            ),
            (
                "https://me:p?w@c.example/a.exe",
                "https://[REDACTED]@c.example/a.exe",
            ),
        ] {
            assert_eq!(of(argument).shown(), shown);
            let Installer::Address(address) = of(argument) else {
                panic!("{argument}");
            };
            assert_eq!(address.has_hidden_parts(), argument != shown);
            assert!(format!("{address:?}").contains(shown), "{address:?}");
        }
    }
}
