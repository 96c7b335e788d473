//! Opens the Store: the real one, a service that was named, or the embedded sandbox.

use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant, UNIX_EPOCH},
};

use storectl_api::{
    AuthConfig, ClientConfig, Clock, Deadline, HttpOptions, InstallerClient, InstallerConfig,
    ReadClient, TraceSink, Transport, WaitSink, WriteClient,
};
use storectl_apply::{Journal, Journals, LockError, PollPolicy, RunLock, StoreKey};
use storectl_images::{CacheWarning, ImageCache};
use storectl_model::{DesiredProduct, ProductId, SellerId};
use storectl_platform::check_open_limit;
use url::Url;

use crate::{
    error::CliError,
    exit::Exit,
    manifests::load::Manifest,
    output::printer::{Level, Printer},
    settings::{
        image_cache::{ImageCachePlace, ImageUse},
        receipts::ReceiptSettings,
        service::Service,
        store::{StoreSettings, Target},
    },
    store::{
        embedded::EmbeddedSandbox, installer_cache::InstallerCache, journals, plans, state_dir,
    },
    store::{trace::Tracer, waits::Waits},
};

/// A Store that can be asked. Nothing was sent to it yet, and it holds no client: commands that only read make a
/// reading one.
pub(crate) struct Store {
    config: ClientConfig,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    sellers: Sellers,
    journals: Journals,
    image_cache: ImageCachePlace,
    image_use: ImageUse,
    installer_cache: Option<PathBuf>,
    poll: PollPolicy,
    /// What documents call it.
    endpoint: String,
    receipts: ReceiptSettings,
    /// When receipts must be written.
    until: Instant,
}

/// How long a receipt may still be written when the time of the run is over: what was submitted is known nowhere else. A run
/// ends within 5 s of its time (forms.md, "Outputs" 7).
pub(crate) const RECEIPT_GRACE: Duration = Duration::from_secs(3);

/// Whose products they are.
enum Sellers {
    /// The sandbox's one account, whatever a manifest says: the same manifest works here and there.
    Sandbox(SellerId),
    /// By flag, manifest and environment.
    Service(Box<Service>),
}

impl Store {
    /// Opens it; starts the sandbox if requested. Call it inside the runtime.
    ///
    /// # Errors
    /// An address that is none (64), a sandbox's state that cannot be used, a trace that cannot be written (1).
    pub(crate) async fn open(
        settings: &StoreSettings,
        manifests: &[Manifest],
        printer: &Printer,
    ) -> Result<Self, CliError> {
        let sellers: BTreeSet<_> = manifests.iter().map(|it| &it.product.seller_id).collect();
        check_open_limit(settings.open_files(manifests.len(), sellers.len()))
            .map_err(|error| CliError::local("cannot connect to the Store", error))?;
        state_dir::check_all(manifests, &settings.state_dir)?;
        // Bodies are copied for it, so there is none where nobody looks.
        let trace = if settings.trace.is_some() || printer.shows(Level::Debug) {
            let tracer = Tracer::new(settings.trace.as_deref(), printer)?;
            Some(Arc::new(tracer) as Arc<dyn TraceSink>)
        } else {
            None
        };
        let machine = printer.machine();
        let clock = machine.clock();
        let deadline = Deadline::after(&*clock, settings.timeout);
        let poll = PollPolicy {
            first_interval: settings.poll_interval,
            until: clock.now().saturating_add(settings.timeout),
        };
        let waits: Arc<dyn WaitSink> = Arc::new(Waits::new(printer));
        let config = |endpoint: Url, auth: AuthConfig| ClientConfig {
            deadline,
            redactor: printer.redactor().clone(),
            trace,
            waits: Some(waits),
            ..ClientConfig::new(endpoint, auth)
        };
        let (config, sellers, journals) = match &settings.target {
            Target::Sandbox(file) => {
                let EmbeddedSandbox {
                    address,
                    auth,
                    seller,
                } = EmbeddedSandbox::start(Some(file.clone())).await?;
                (
                    config(address, auth),
                    Sellers::Sandbox(seller),
                    Journals::of_sandbox(file, &settings.state_dir, settings.journal_dir.clone()),
                )
            }
            Target::Service(service) => {
                let endpoint = service.endpoint.value.clone();
                let auth = service.auth();
                let journals = Journals::of_service(&endpoint, settings.journal_dir.clone());
                (
                    config(endpoint, auth),
                    Sellers::Service(service.clone()),
                    journals,
                )
            }
        };
        let store = Self {
            config,
            transport: machine.transport(HttpOptions::default())?,
            clock,
            sellers,
            journals,
            image_cache: settings.image_cache.clone(),
            image_use: settings.image_use,
            installer_cache: settings.installer_cache.clone(),
            poll,
            endpoint: settings.endpoint(),
            receipts: settings.receipts.clone(),
            until: Instant::now() + settings.timeout + RECEIPT_GRACE,
        };
        journals::check(&store.journals, manifests)?;
        plans::check(&settings.state_dir).map_err(CliError::own_file)?;
        Ok(store)
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

    /// Makes a client that looks at installers, without credentials.
    pub(crate) fn installers(&self) -> InstallerClient {
        let config = InstallerConfig {
            deadline: self.config.deadline,
            redactor: self.config.redactor.clone(),
            trace: self.config.trace.clone(),
            waits: self.config.waits.clone(),
            ..InstallerConfig::new(self.config.endpoint.clone())
        };
        InstallerClient::new(config, Arc::clone(&self.transport), Arc::clone(&self.clock))
    }

    /// Opens what is remembered of installers.
    pub(crate) fn installer_cache(&self) -> InstallerCache {
        InstallerCache::new(self.installer_cache.clone())
    }

    /// Returns the clock.
    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Returns the time, in seconds since 1970.
    pub(crate) fn unix_now(&self) -> u64 {
        let now = self.clock.unix_now().duration_since(UNIX_EPOCH);
        now.map_or(0, |it| it.as_secs())
    }

    /// Returns how waits are paced.
    pub(crate) fn poll(&self) -> PollPolicy {
        self.poll
    }

    /// Returns the seller account of a product.
    ///
    /// # Errors
    /// Returns an error if nobody names one (20).
    pub(crate) fn seller(&self, product: &DesiredProduct) -> Result<SellerId, CliError> {
        match &self.sellers {
            Sellers::Sandbox(seller) => Ok(seller.clone()),
            Sellers::Service(service) => service.seller(product.seller_id.as_ref()),
        }
    }

    /// Keeps other runs of this machine away from a product until it is dropped; `None`, with a warning, where the
    /// system offers no lock.
    ///
    /// # Errors
    /// Returns an error if another run is at work on it (13).
    pub(crate) fn lock(
        &self,
        manifest: &Manifest,
        printer: &Printer,
    ) -> Result<Option<RunLock>, CliError> {
        match RunLock::take(&self.journal_file(manifest), self.unix_now()) {
            Ok(lock) => Ok(Some(lock)),
            Err(error @ LockError::Held { .. }) => {
                Err(CliError::new(Exit::Busy, error.to_string())
                    .hint("wait until it ends, then run the same command again")
                    .hint("the lock is released when its process ends; there is nothing to delete"))
            }
            Err(LockError::InTheWay(error)) => Err(CliError::own_file(error)),
            Err(error @ LockError::Unavailable { .. }) => {
                printer.say(Level::Warning, &error.to_string());
                Ok(None)
            }
        }
    }

    /// Opens a product's journal.
    ///
    /// # Errors
    /// One that cannot be used (1): what it knows is known nowhere else, so it is not overwritten.
    pub(crate) fn journal(&self, manifest: &Manifest) -> Result<Journal, CliError> {
        journals::open(&self.journals, manifest)
    }

    /// Returns what names it in the names of files.
    pub(crate) fn key(&self) -> &StoreKey {
        self.journals.store_key()
    }

    /// Returns what documents call it.
    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Returns where receipts are kept.
    pub(crate) fn receipts(&self) -> &ReceiptSettings {
        &self.receipts
    }

    /// Returns when receipts must be written.
    pub(crate) fn until(&self) -> Instant {
        self.until
    }

    fn journal_file(&self, manifest: &Manifest) -> PathBuf {
        journals::file(&self.journals, manifest)
    }

    /// Opens what is remembered of a product's images, and says what is wrong where that cannot be used.
    pub(crate) fn images(&self, product: &ProductId) -> (ImageCache, Option<CacheWarning>) {
        let Some(folder) = self.image_cache.folder() else {
            return (ImageCache::in_memory(), None);
        };
        let trust = self.image_cache.trust(self.image_use);
        ImageCache::open(folder, self.journals.endpoint(), product, trust)
    }
}
