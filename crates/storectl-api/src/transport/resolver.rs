//! Names of addresses that answers gave, resolved to public addresses only.

use std::{
    collections::BTreeSet,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::transport::address_policy::is_public;

/// A name that leads to a place the Store's answers may not name.
#[derive(Debug, thiserror::Error)]
#[error(
    "`{0}` is not on the public internet; this is allowed only if the endpoint is a loopback address"
)]
pub(crate) struct NotPublic(String);

/// Resolves names; of those that answers named, to public addresses only. Other names are those of proxies, which are
/// the user's own choice.
#[derive(Debug, Default)]
pub(crate) struct PublicResolver {
    named: Arc<Mutex<BTreeSet<String>>>,
}

impl PublicResolver {
    /// Notes a host that an answer named.
    pub(crate) fn guard(&self, host: &str) {
        let mut named = self.named.lock().unwrap_or_else(PoisonError::into_inner);
        named.insert(host.to_ascii_lowercase());
    }

    fn is_guarded(&self, host: &str) -> bool {
        let named = self.named.lock().unwrap_or_else(PoisonError::into_inner);
        named.contains(&host.to_ascii_lowercase())
    }
}

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let is_guarded = self.is_guarded(&host);
        Box::pin(async move {
            let found = tokio::net::lookup_host((host.as_str(), 0)).await?;
            let found: Vec<SocketAddr> = found
                .filter(|it| !is_guarded || is_public(it.ip()))
                .collect();
            if found.is_empty() && is_guarded {
                return Err(NotPublic(host).into());
            }
            if found.is_empty() {
                return Err(io::Error::from(io::ErrorKind::NotFound).into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_that_leads_home_is_refused_where_an_answer_named_it() {
        let resolver = PublicResolver::default();
        let resolve = |name: &str| resolver.resolve(name.parse().unwrap());
        assert!(resolve("localhost").await.is_ok());
        resolver.guard("LocalHost");
        let error = resolve("localhost").await.err().unwrap();
        assert!(error.is::<NotPublic>(), "{error}");
    }
}
