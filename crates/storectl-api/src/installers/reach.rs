//! Where addresses of installers may lead.

use url::Url;

use crate::{
    error::Error,
    error_kind::ErrorKind,
    transport::{
        PublicOnly,
        address::{self, is_loopback},
        address_policy::AddressPolicy,
    },
};

/// How errors name the address.
const WHAT: &str = "the installer URL";

/// Where addresses of installers may lead. They are a manifest's choice, which a pull request may have made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The public Internet, over https.
    Public,
    /// This machine, over plain HTTP as well: the endpoint is a simulation.
    Loopback,
}

/// Whether an address that is in order is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    Asked,
    /// It is elsewhere than on this machine, the only place looked at.
    Elsewhere,
}

impl Reach {
    /// Returns where installers of a product may be that `endpoint` serves.
    pub(crate) fn of(endpoint: &Url) -> Self {
        if endpoint.host_str().is_some_and(is_loopback) {
            Self::Loopback
        } else {
            Self::Public
        }
    }

    /// Judges an address, as far as it can be judged unresolved.
    ///
    /// # Errors
    /// Returns an error if it may not be reached, whatever is there.
    pub(crate) fn admit(self, url: &Url) -> Result<Admission, Error> {
        match self {
            Self::Public => AddressPolicy::Public
                .check(url, WHAT)
                .map(|()| Admission::Asked),
            Self::Loopback if url.host_str().is_some_and(is_loopback) => {
                address::check(url, WHAT).map(|()| Admission::Asked)
            }
            Self::Loopback => match url.scheme() {
                "http" | "https" => Ok(Admission::Elsewhere),
                scheme => Err(Error::new(ErrorKind::Config {
                    what: format!("{WHAT} must begin with https://, not {scheme}:"),
                })),
            },
        }
    }

    /// Returns the mark that makes a transport look at what a name resolves to as well.
    pub(crate) fn mark(self) -> Option<PublicOnly> {
        match self {
            Self::Public => Some(PublicOnly),
            Self::Loopback => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admit(endpoint: &str, url: &str) -> Option<Admission> {
        let reach = Reach::of(&endpoint.parse().unwrap());
        reach.admit(&url.parse().unwrap()).ok()
    }

    #[test]
    fn installers_of_the_store_are_on_the_public_internet() {
        let store = "https://api.store.microsoft.com";
        let asked = Some(Admission::Asked);
        assert_eq!(admit(store, "https://contoso.com/a.exe"), asked);
        for url in [
            "http://contoso.com/a.exe",
            "http://127.0.0.1/a.exe",
            "https://127.0.0.1/a.exe",
            "https://10.0.0.1/a.exe",
            "https://me:pw@contoso.com/a.exe",
            "file:///etc/passwd",
        ] {
            assert_eq!(admit(store, url), None, "{url}");
        }
    }

    #[test]
    fn installers_of_a_simulation_are_on_this_machine_and_others_are_not_asked() {
        let sandbox = "http://127.0.0.1:8080";
        let asked = Some(Admission::Asked);
        for url in ["http://127.0.0.1:9/a.exe", "http://localhost/a.exe"] {
            assert_eq!(admit(sandbox, url), asked, "{url}");
        }
        for url in ["https://contoso.com/a.exe", "http://10.0.0.1/a.exe"] {
            assert_eq!(admit(sandbox, url), Some(Admission::Elsewhere), "{url}");
        }
        for url in ["file:///etc/passwd", "http://me:pw@127.0.0.1/a.exe"] {
            assert_eq!(admit(sandbox, url), None, "{url}");
        }
    }
}
