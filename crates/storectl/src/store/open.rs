//! Opens the Store: the real one, a service that was named, or the embedded sandbox.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

use storectl_api::{
    AuthConfig, ClientConfig, Clock, Credential, HttpOptions, HttpTransport, ReadClient,
    RetryPolicy, STORE_SCOPE, SystemClock, TraceSink, Transport, WriteClient,
};
use storectl_apply::{Journal, LockError, PollPolicy, RunLock};
use storectl_images::{CacheWarning, ImageCache};
use storectl_model::{DesiredProduct, ProductId, SellerId};
use storectl_sandbox::{Credentials, Options};
use tokio::net::TcpListener;
use url::Url;

use crate::{
    error::CliError,
    exit::Exit,
    output::printer::{Level, Printer},
    settings::store::{Proof, Service, StoreSettings, Target},
    store::state_dir,
    store::trace::Tracer,
};

/// The longest pause between two reads of a wait, unless the first is longer.
const POLL_CAP: Duration = Duration::from_secs(60);

/// A Store that can be asked. Nothing was sent to it yet, and it holds no client: commands that only read make a reading one.
pub(crate) struct Store {
    config: ClientConfig,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    sellers: Sellers,
    journals: Journals,
    image_cache: Option<PathBuf>,
    poll: PollPolicy,
}

/// Whose products they are.
enum Sellers {
    /// The sandbox's one account, whatever a manifest says: the same manifest works here and there.
    Sandbox(SellerId),
    /// By flag, manifest and environment.
    Service(Box<Service>),
}

/// Where cut-off applies are remembered, and of which Store.
enum Journals {
    /// By the sandbox's state: its address is another in each run.
    Sandbox(PathBuf),
    /// By the service's address.
    Service(String),
}

impl Store {
    /// Opens it; starts the sandbox where that is meant. Call it inside the runtime.
    ///
    /// # Errors
    /// An address that is none (64), a sandbox's state that cannot be used, a trace that cannot be written (1).
    pub(crate) async fn open(
        settings: &StoreSettings,
        printer: &Printer,
    ) -> Result<Self, CliError> {
        // Bodies are copied for it, so there is none where nobody looks.
        let trace = if settings.trace.is_some() || printer.shows(Level::Debug) {
            let tracer = Tracer::new(settings.trace.as_deref(), printer)?;
            Some(Arc::new(tracer) as Arc<dyn TraceSink>)
        } else {
            None
        };
        let retry = RetryPolicy {
            budget: settings.timeout.min(RetryPolicy::default().budget),
            ..RetryPolicy::default()
        };
        let config = |endpoint: Url, auth: AuthConfig| ClientConfig {
            endpoint,
            seller_id: None,
            auth,
            retry,
            trace,
        };
        let (config, sellers, journals) = match &settings.target {
            Target::Sandbox(file) => {
                let (address, credentials) = start_sandbox(file).await?;
                let seller = credentials
                    .seller_id
                    .parse()
                    .map_err(|error| CliError::local("the sandbox's seller id", error))?;
                let auth = AuthConfig {
                    authority: address.clone(),
                    tenant_id: credentials.tenant_id,
                    client_id: credentials.client_id,
                    credential: Credential::ClientSecret(credentials.client_secret.into()),
                    scope: STORE_SCOPE.to_owned(),
                };
                (
                    config(address, auth),
                    Sellers::Sandbox(seller),
                    Journals::Sandbox(file.clone()),
                )
            }
            Target::Service(service) => {
                let endpoint = parse_url(&service.endpoint, "--endpoint")?;
                let auth = AuthConfig {
                    authority: parse_url(&service.authority, "--authority")?,
                    tenant_id: service.tenant_id.clone(),
                    client_id: service.client_id.clone(),
                    credential: credential(&service.proof)?,
                    scope: STORE_SCOPE.to_owned(),
                };
                let journals =
                    Journals::Service(endpoint.as_str().trim_end_matches('/').to_owned());
                (
                    config(endpoint, auth),
                    Sellers::Service(service.clone()),
                    journals,
                )
            }
        };
        let transport = HttpTransport::new(HttpOptions::default())?;
        Ok(Self {
            config,
            transport: Arc::new(transport),
            clock: Arc::new(SystemClock::new()),
            sellers,
            journals,
            image_cache: settings.image_cache.clone(),
            poll: PollPolicy {
                first_interval: settings.poll_interval,
                cap: POLL_CAP.max(settings.poll_interval),
                deadline: settings.timeout,
            },
        })
    }

    /// Makes a client that cannot write.
    pub(crate) fn reader(&self) -> ReadClient {
        ReadClient::new(
            self.config.clone(),
            Arc::clone(&self.transport),
            Arc::clone(&self.clock),
        )
    }

    /// Makes a client that writes.
    pub(crate) fn writer(&self) -> WriteClient {
        WriteClient::new(
            self.config.clone(),
            Arc::clone(&self.transport),
            Arc::clone(&self.clock),
        )
    }

    /// Gives the clock.
    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Gives how waits are paced.
    pub(crate) fn poll(&self) -> PollPolicy {
        self.poll
    }

    /// Gives the seller account of a product.
    ///
    /// # Errors
    /// Where nobody names one (20).
    pub(crate) fn seller(&self, product: &DesiredProduct) -> Result<SellerId, CliError> {
        match &self.sellers {
            Sellers::Sandbox(seller) => Ok(seller.clone()),
            Sellers::Service(service) => service.seller(product.seller_id.as_ref()),
        }
    }

    /// Keeps other runs of this machine away from a product until it is dropped; `None`, with a warning, where no lock is
    /// to be had.
    ///
    /// # Errors
    /// Where another run is at work on it (13).
    pub(crate) fn lock(
        &self,
        product: &ProductId,
        file: Option<&Path>,
        printer: &Printer,
    ) -> Result<Option<RunLock>, CliError> {
        let (usual, _) = self.journal_of(product);
        let now = self.clock.unix_now().duration_since(UNIX_EPOCH);
        let now = now.map_or(0, |it| it.as_secs());
        match RunLock::take(file.unwrap_or(&usual), now) {
            Ok(lock) => Ok(Some(lock)),
            Err(error @ LockError::Held { .. }) => Err(CliError::new(
                Exit::Busy,
                error.to_string(),
            )
            .hint("wait until it ends, then run the same command again")
            .hint("the lock goes with its process, however that ends; there is nothing to delete")),
            Err(error @ LockError::Unavailable { .. }) => {
                printer.say(Level::Warning, &error.to_string());
                Ok(None)
            }
        }
    }

    /// Opens a product's journal; says what is wrong with one that cannot be used.
    pub(crate) fn journal(
        &self,
        product: &ProductId,
        file: Option<&Path>,
        printer: &Printer,
    ) -> Journal {
        let (usual, endpoint) = self.journal_of(product);
        let file = file.unwrap_or(&usual);
        let (journal, warnings) = Journal::open(file, &endpoint, product);
        for warning in warnings {
            printer.say(Level::Warning, &warning.to_string());
        }
        journal
    }

    /// Gives the usual journal of a product, and what names the Store in it.
    fn journal_of(&self, product: &ProductId) -> (PathBuf, String) {
        match &self.journals {
            Journals::Sandbox(state) => (
                state_dir::sandbox_journal(state, product),
                format!("sandbox:{}", state.display()),
            ),
            Journals::Service(endpoint) => (state_dir::journal(product), endpoint.clone()),
        }
    }

    /// Opens what is remembered of a product's images, and says what is wrong where that cannot be used.
    pub(crate) fn images(&self, product: &ProductId) -> (ImageCache, Option<CacheWarning>) {
        let Some(folder) = &self.image_cache else {
            return (ImageCache::in_memory(), None);
        };
        match &self.journals {
            Journals::Sandbox(state) => {
                // The cache is the user's, whatever folder the state is in.
                let state = std::path::absolute(state).unwrap_or_else(|_| state.clone());
                let endpoint = format!("sandbox:{}", state.display());
                ImageCache::open(folder, &endpoint, product)
            }
            Journals::Service(endpoint) => ImageCache::open(folder, endpoint, product),
        }
    }
}

/// Serves the sandbox on a free port of this machine for as long as the program runs.
async fn start_sandbox(file: &Path) -> Result<(Url, Credentials), CliError> {
    let options = Options::default();
    let credentials = options.credentials.clone();
    let sandbox = state_dir::sandbox(Some(file.to_owned()), options)?;
    let failed = |error: std::io::Error| CliError::local("could not start the sandbox", error);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    tokio::spawn(async move { sandbox.serve(listener).await });
    Ok((
        parse_url(&format!("http://{address}"), "the sandbox")?,
        credentials,
    ))
}

fn parse_url(text: &str, what: &str) -> Result<Url, CliError> {
    let url: Url = text
        .parse()
        .map_err(|error| CliError::usage(format!("{what}: `{text}` is no URL: {error}")))?;
    let is_loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback => Ok(url),
        _ => Err(
            CliError::usage(format!("{what}: `{text}` must begin with https://"))
                .hint("plain http is for this machine only, e.g. http://127.0.0.1:8080"),
        ),
    }
}

fn credential(proof: &Proof) -> Result<Credential, CliError> {
    Ok(match proof {
        Proof::Secret(secret) => Credential::ClientSecret(secret.clone()),
        Proof::TokenFile(file) => Credential::AssertionFile(file.clone()),
        Proof::GitHub(url, token) => Credential::GitHubOidc {
            url: url.parse().map_err(|error| {
                CliError::new(
                    Exit::Auth,
                    format!("ACTIONS_ID_TOKEN_REQUEST_URL is no URL: {error}"),
                )
            })?,
            token: token.clone(),
        },
    })
}
