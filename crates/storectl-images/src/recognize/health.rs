//! When to stop asking: a private container refuses every image, one by one.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use super::{finding::Unknown, server::ServerError};

/// Refusals of a host that has given no image, after which it is not asked for others. More than a language's logos and
/// few enough for 200 languages.
const PATIENCE: u32 = 8;

/// What is known of each host.
#[derive(Debug, Default)]
pub(super) struct HostHealth(Mutex<BTreeMap<String, Host>>);

#[derive(Debug, Default)]
enum Host {
    #[default]
    Unknown,
    /// It gave an image.
    Answering,
    /// It refused this many and gave none.
    Refusing(u32),
    /// It did not answer at all, after all retries.
    Silent,
}

impl HostHealth {
    /// Returns why a host need not be asked.
    pub(super) fn given_up(&self, url: &str) -> Option<Unknown> {
        let hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match hosts.get(host(url))? {
            Host::Refusing(count) if *count >= PATIENCE => Some(Unknown::HostRefuses),
            Host::Silent => Some(Unknown::HostSilent),
            Host::Unknown | Host::Answering | Host::Refusing(_) => None,
        }
    }

    /// Notes how a host answered.
    pub(super) fn note<T>(&self, url: &str, answer: &Result<T, ServerError>) {
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let host = hosts.entry(host(url).to_owned()).or_default();
        *host = match (answer, &*host) {
            (Ok(_), _) | (Err(_), Host::Answering) => Host::Answering,
            // A server that does not know HEAD, or was not asked, has refused nothing yet.
            (Err(ServerError::HeadUnsupported | ServerError::NotAsked { .. }), _) => return,
            (Err(ServerError::Silent { .. }), _)
            | (Err(ServerError::Refused { .. }), Host::Silent) => Host::Silent,
            (Err(ServerError::Refused { .. }), Host::Refusing(count)) => {
                Host::Refusing(count.saturating_add(1))
            }
            (Err(ServerError::Refused { .. }), Host::Unknown) => Host::Refusing(1),
        };
    }
}

/// The part of an address between `//` and the next slash.
fn host(url: &str) -> &str {
    url.split('/').nth(2).unwrap_or_default()
}
