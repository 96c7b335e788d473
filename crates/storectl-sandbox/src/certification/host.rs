//! The host of installers as certification sees it.

use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use url::Url;

use crate::fault::Script;
use crate::installers::Installers;
use crate::loopback::is_loopback;
use crate::outcome::{Outcome, outcome};
use crate::request::{Edition, Incoming};
use crate::response::Answer;
use crate::route::INSTALLERS;

/// The sandbox's own host of installers. Certification is served what the next client would be, and does not count.
#[derive(Clone, Copy)]
pub(crate) struct Host<'a> {
    pub(crate) installers: &'a Installers,
    pub(crate) script: &'a Script,
    /// Scheme and authority at which clients reach it.
    pub(crate) address: &'a str,
    /// Since 1970.
    pub(crate) now: Duration,
}

/// What certification is served under an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Visit {
    /// These bytes.
    Served(Bytes),
    /// A page.
    Page,
    /// Another status than 200.
    Status(u16),
    /// An answer that does not end where it says, or never does.
    CutOff,
}

impl Host<'_> {
    /// Reads what is under an address; `None` where that is not an installer of this host.
    pub(super) fn visit(&self, address: &str) -> Option<Visit> {
        let url = Url::parse(address).ok()?;
        let own = Url::parse(self.address).ok()?;
        let mut segments = url.path_segments()?;
        if !is_same_origin(&url, &own) || segments.next() != Some(INSTALLERS) {
            return None;
        }
        let (parts, ()) = Request::get(url.path()).body(()).ok()?.into_parts();
        let incoming = Incoming {
            parts,
            body: Bytes::new(),
            length: None,
            address: self.address.to_owned(),
            edition: Edition::First,
        };
        let act = |incoming: &Incoming| self.installers.answer(incoming);
        let outcome = match self.script.upcoming("GET", url.path()) {
            None => Outcome::Answer(act(&incoming)),
            Some(fault) => outcome(&incoming, fault, self.now, act),
        };
        Some(match outcome {
            Outcome::Answer(answer) | Outcome::Unsized(answer) => Visit::of(answer),
            Outcome::Stream(..) | Outcome::Never => Visit::CutOff,
        })
    }
}

impl Visit {
    fn of(answer: Answer) -> Self {
        let header = |name: &str| {
            let found = answer.headers.iter().find(|(it, _)| *it == name);
            found.map(|(_, value)| value.as_str())
        };
        if answer.status != 200 {
            return Self::Status(answer.status);
        }
        if header(CONTENT_TYPE.as_str()).is_some_and(|it| it.starts_with("text/html")) {
            return Self::Page;
        }
        match header(CONTENT_LENGTH.as_str()) {
            Some(length) if length != answer.body.len().to_string() => Self::CutOff,
            Some(_) | None => Self::Served(answer.body),
        }
    }
}

/// Returns whether two addresses lead to one server; this machine has several names.
fn is_same_origin(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.port_or_known_default() == other.port_or_known_default()
        && (one.host() == other.host() || (is_loopback(one) && is_loopback(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_here_by_each_name_of_this_machine_and_by_no_other() {
        let own = Url::parse("http://127.0.0.1:8080").unwrap();
        let leads = |address: &str| is_same_origin(&Url::parse(address).unwrap(), &own);
        assert!(leads("http://127.0.0.1:8080/installers/a.exe"));
        assert!(leads("http://localhost:8080/"));
        assert!(leads("http://[::1]:8080/"));
        for address in [
            "http://127.0.0.1:8081/",
            "http://127.0.0.1/",
            "https://127.0.0.1:8080/",
            "http://contoso.com:8080/",
            "http://10.0.0.1:8080/",
        ] {
            assert!(!leads(address), "{address}");
        }
    }
}
