//! What a sandbox is started with.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use url::Url;

use crate::client_keys::ClientKeys;
use crate::fault::Fault;
use crate::guids::Guids;
use crate::interpretations::Interpretations;

/// What a sandbox is started with.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where the line of each request goes.
    pub log: Log,
    /// The credentials it accepts.
    pub credentials: Credentials,
    /// What client assertions must be signed with. Without keys, one that an identity provider could have issued is
    /// accepted, whoever signed it.
    pub client_keys: Option<ClientKeys>,
    /// The interpretations the contract leaves open.
    pub interpretations: Interpretations,
    /// Faults to strike with.
    pub faults: Vec<Fault>,
    /// How long each request waits before it is looked at.
    pub latency: Duration,
    /// The folder whose files are served below `/installers/`, a path without links. Files of up to 1 GiB are looked for at
    /// each request; links and names that begin with a dot are not served.
    pub installers: Option<PathBuf>,
    /// Where clients reach it, if that is not where it listens; only scheme and authority count. Addresses in its
    /// answers begin with it, whatever `Host` a request names.
    pub address: Option<Url>,
    /// Which products there are at the start.
    pub seed: Seed,
    /// Whether it is found out why requests are refused.
    pub explain: Explain,
    /// The time by which tokens and upload URLs expire, and uploads and certification end.
    pub clock: Clock,
    /// Where the GUIDs of images, tokens and responses come from.
    pub guids: Guids,
}

/// Where the line of each request goes; signatures and secrets are hidden in it.
#[derive(Clone, Default)]
pub enum Log {
    /// Nowhere.
    #[default]
    None,
    /// To this function, without a line end.
    Lines(Arc<dyn Fn(&str) + Send + Sync>),
}

impl Log {
    pub(crate) fn line(&self, text: &str) {
        match self {
            Self::None => {}
            Self::Lines(sink) => sink(text),
        }
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Lines(_) => "Lines(..)",
        })
    }
}

/// The credentials the sandbox accepts. The defaults are fixed, no secret,
/// and need no encoding in a form: the document's C# sample does not encode it.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The directory, first segment of the token endpoint's path.
    pub tenant_id: String,
    /// The application.
    pub client_id: String,
    /// The application's secret. A client assertion that could be one is accepted in its place.
    pub client_secret: String,
    /// The value of `X-Seller-Account-Id`.
    pub seller_id: String,
}

impl Default for Credentials {
    fn default() -> Self {
        Self {
            tenant_id: "d454d300-128e-2d81-334a-27d9b2baf002".to_owned(),
            client_id: "ba3c223b-03ab-4a44-aa32-38aa10c27e32".to_owned(),
            client_secret: "sandbox~client~secret".to_owned(),
            seller_id: "123456892".to_owned(),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            tenant_id,
            client_id,
            client_secret: _,
            seller_id,
        } = self;
        f.debug_struct("Credentials")
            .field("tenant_id", tenant_id)
            .field("client_id", client_id)
            .field("client_secret", &"***")
            .field("seller_id", seller_id)
            .finish()
    }
}

/// Whether it is found out which interpretation of the contract made a request be refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Explain {
    /// Nothing is kept of refusals beside the record of the request.
    #[default]
    Nothing,
    /// Every refused request is judged again under each other interpretation: for
    /// [`Sandbox::refusals`](crate::Sandbox::refusals).
    Refusals,
}

/// Which products there are at the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Seed {
    /// The sample product, and an empty product for any other GUID on its first use.
    #[default]
    Sample,
    /// Only what is put in; any other product is not found.
    Nothing,
}

/// The sandbox's time: tokens, upload URLs and whatever takes time go by it.
#[derive(Clone, Default)]
pub struct Clock(Source);

#[derive(Clone, Default)]
enum Source {
    #[default]
    System,
    Asked(Arc<dyn Fn() -> Duration + Send + Sync>),
    Virtual(VirtualTime),
}

impl Clock {
    /// A clock that asks this function for the seconds since 1970.
    pub fn new(now: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        Self::asking(move || Duration::from_secs(now()))
    }

    /// A clock that asks this function for the time since 1970. Latency is slept, as tokio measures it.
    pub fn asking(now: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        Self(Source::Asked(Arc::new(now)))
    }

    /// The time since 1970.
    pub(crate) fn now(&self) -> Duration {
        let Self(source) = self;
        match source {
            Source::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default(),
            Source::Asked(now) => now(),
            Source::Virtual(time) => time.now(),
        }
    }

    /// Lets a span pass: virtual time moves on, any other is slept.
    pub(crate) async fn pass(&self, span: Duration) {
        let Self(source) = self;
        match source {
            _ if span.is_zero() => {}
            Source::System | Source::Asked(_) => tokio::time::sleep(span).await,
            Source::Virtual(time) => time.advance(span),
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock(..)")
    }
}

impl From<VirtualTime> for Clock {
    fn from(time: VirtualTime) -> Self {
        Self(Source::Virtual(time))
    }
}

/// A time that stands still until it is moved; clones move together. Each request moves it by the sandbox's latency,
/// so that tests of whole runs need no sleeping.
#[derive(Clone, Debug, Default)]
pub struct VirtualTime {
    since_1970: Arc<Mutex<Duration>>,
}

impl VirtualTime {
    /// Begins this long after 1970.
    pub fn starting(since_1970: Duration) -> Self {
        Self {
            since_1970: Arc::new(Mutex::new(since_1970)),
        }
    }

    /// The time since 1970.
    pub fn now(&self) -> Duration {
        *self.lock()
    }

    /// Moves it on.
    pub fn advance(&self, span: Duration) {
        let mut now = self.lock();
        *now = now.saturating_add(span);
    }

    /// A duration is valid whoever panicked while holding the lock.
    fn lock(&self) -> MutexGuard<'_, Duration> {
        self.since_1970
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
