//! Addresses that the Store's answers name: the public Internet only, so that an answer cannot turn storectl on the
//! network it runs in (design.md §6).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::{
    error::Error,
    error_kind::ErrorKind,
    transport::{
        PublicOnly,
        address::{self, is_loopback},
    },
};

/// Where addresses in answers of an endpoint may lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AddressPolicy {
    /// Hosts of the public Internet.
    Public,
    /// Any host: the endpoint is this machine, a simulation.
    Anywhere,
}

impl AddressPolicy {
    /// Gives the policy for answers of `endpoint`.
    pub(crate) fn of(endpoint: &Url) -> Self {
        if endpoint.host_str().is_some_and(is_loopback) {
            Self::Anywhere
        } else {
            Self::Public
        }
    }

    /// Gives the mark that makes a transport look at what a name resolves to as well.
    pub(crate) fn mark(self) -> Option<PublicOnly> {
        match self {
            Self::Public => Some(PublicOnly),
            Self::Anywhere => None,
        }
    }

    /// Lets an address of an answer pass, as far as it can be judged unresolved.
    pub(crate) fn check(self, url: &Url, what: &str) -> Result<(), Error> {
        address::check(url, what)?;
        let fits = match (self, url.host()) {
            (Self::Anywhere, _) => true,
            (Self::Public, None) => false,
            (Self::Public, Some(Host::Domain(name))) => {
                url.scheme() == "https" && !is_local_name(name)
            }
            (Self::Public, Some(Host::Ipv4(ip))) => url.scheme() == "https" && is_public(ip.into()),
            (Self::Public, Some(Host::Ipv6(ip))) => url.scheme() == "https" && is_public(ip.into()),
        };
        if fits {
            return Ok(());
        }
        let host = url.host_str().unwrap_or_default();
        Err(Error::new(ErrorKind::Config {
            what: format!(
                "{what} refers to `{}://{host}`, which is not on the public internet; this is allowed only if the endpoint is a loopback address",
                url.scheme()
            ),
        }))
    }
}

/// Tells whether a name is this machine's by definition (RFC 6761, 6.3).
fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// Tells whether an address is reachable from everywhere. Source: the IANA special-purpose address registries.
pub(crate) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let special = match ip.octets() {
        // This network, loopback, multicast and above; shared by carriers; protocol assignments; benchmarks.
        [0 | 127 | 224.., ..] | [100, 64..=127, ..] | [192, 0, 0, _] | [198, 18..=19, ..] => true,
        _ => ip.is_private() || ip.is_link_local() || ip.is_documentation(),
    };
    !special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let embedded = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match ip.segments() {
        // An IPv4 address in IPv6 form: mapped, by NAT64, by 6to4.
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => embedded(high, low),
        // Protocol assignments, Teredo among them, and documentation.
        [0x2001, 0..=0x1ff | 0xdb8, ..] => false,
        // Global unicast; all else is local, multicast or reserved.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may(endpoint: &str, url: &str) -> bool {
        let policy = AddressPolicy::of(&endpoint.parse().unwrap());
        policy.check(&url.parse().unwrap(), "the upload").is_ok()
    }

    #[test]
    fn the_store_names_public_hosts_over_https_only() {
        let store = "https://api.store.microsoft.com";
        for url in [
            "https://spark.blob.core.windows.net/a?sig=x",
            "https://other.example/",
            "https://8.8.8.8/",
            "https://[2606:4700::1111]/",
            "https://[::ffff:8.8.8.8]/",
        ] {
            assert!(may(store, url), "{url}");
        }
        for url in [
            "http://spark.blob.core.windows.net/a",
            "http://127.0.0.1/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0.0.0.0/",
            "https://10.0.0.1/",
            "https://100.64.0.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://172.31.255.255/",
            "https://192.168.1.1/",
            "https://198.18.0.1/",
            "https://224.0.0.1/",
            "https://255.255.255.255/",
            "https://localhost/",
            "https://LOCALHOST./",
            "https://a.localhost/",
            "https://[::1]/",
            "https://[::]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[::10.0.0.1]/",
            "https://[64:ff9b::a00:1]/",
            "https://[2002:a00:1::]/",
            "https://[2001::1]/",
            "https://[2001:db8::1]/",
            "https://[fc00::1]/",
            "https://[fd12:3456::1]/",
            "https://[fe80::1]/",
            "https://[ff02::1]/",
        ] {
            assert!(!may(store, url), "{url}");
        }
    }

    #[test]
    fn a_store_on_this_machine_names_what_it_likes() {
        let sandbox = "http://127.0.0.1:8080";
        assert!(may(sandbox, "http://127.0.0.1:9/blobs/a"));
        assert!(may(sandbox, "https://10.0.0.1/"));
        assert!(!may(sandbox, "http://10.0.0.1/"));
        assert!(!may(sandbox, "file:///etc/passwd"));
    }
}
