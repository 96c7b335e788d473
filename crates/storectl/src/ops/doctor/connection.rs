//! What the checks ask with: a client of the Store, where there is something to sign in with, and one of hosts.

use std::{sync::Arc, time::Duration};

use storectl_api::{
    ClientConfig, Clock, Credential, Deadline, HostClient, HostConfig, HttpOptions, HttpTransport,
    ReadClient, RetryPolicy, SystemClock, TraceSink, Transport,
};
use storectl_model::{Route, SellerId};
use url::Url;

use crate::{
    error::CliError,
    manifests::load::Manifest,
    output::printer::{Level, Printer},
    settings::{
        doctor::{DoctorSettings, SignIn},
        env::Origin,
        service::Service,
    },
    store::{embedded::EmbeddedSandbox, trace::Tracer},
};

/// How long a host may take to be connected with: somebody waits for the answer.
const CONNECT: Duration = Duration::from_secs(10);

/// How long it may be silent.
const SILENCE: Duration = Duration::from_secs(20);

/// What the checks ask with.
pub(super) struct Connection {
    /// The submission API.
    pub(super) endpoint: Url,
    /// The sign-in service.
    pub(super) authority: Url,
    /// GitHub's token service, where it is what signs in.
    pub(super) token_service: Option<Url>,
    /// Asks hosts.
    pub(super) hosts: HostClient,
    /// Who signs in.
    pub(super) identity: Identity,
    /// Variables that name no proxy, though they should.
    pub(super) ignored_proxies: Vec<&'static str>,
    transport: Arc<HttpTransport>,
}

/// Who signs in.
pub(super) enum Identity {
    /// The embedded sandbox's one application.
    Sandbox {
        client: ReadClient,
        seller: SellerId,
    },
    /// An application of a service.
    Application {
        client: ReadClient,
        service: Box<Service>,
    },
    /// There is nothing to sign in with, or it cannot be used.
    Nobody(CliError),
}

impl Connection {
    /// Opens it; sends nothing yet. The embedded sandbox is in memory: a check changes no state.
    ///
    /// # Errors
    /// A trace that cannot be written, a port that cannot be opened (1).
    pub(super) async fn open(
        settings: &DoctorSettings,
        printer: &Printer,
    ) -> Result<Self, CliError> {
        let trace = if settings.trace.is_some() || printer.shows(Level::Debug) {
            let tracer = Tracer::continuing(settings.trace.as_deref(), printer)?;
            Some(Arc::new(tracer) as Arc<dyn TraceSink>)
        } else {
            None
        };
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
        let deadline = Deadline::after(&*clock, settings.timeout);
        let transport = Arc::new(HttpTransport::new(HttpOptions {
            connect_timeout: CONNECT,
            read_timeout: SILENCE,
            ..HttpOptions::default()
        })?);
        let reader = |endpoint: &Url, auth| {
            let config = ClientConfig {
                deadline,
                redactor: printer.redactor().clone(),
                trace: trace.clone(),
                retry: RetryPolicy {
                    attempts: 2,
                    ..RetryPolicy::default()
                },
                ..ClientConfig::new(endpoint.clone(), auth)
            };
            let transport = Arc::clone(&transport) as Arc<dyn Transport>;
            ReadClient::new(config, transport, Arc::clone(&clock))
        };
        let (endpoint, authority, identity) = match &settings.sign_in {
            SignIn::Sandbox => {
                let EmbeddedSandbox {
                    address,
                    auth,
                    seller,
                } = EmbeddedSandbox::start(None).await?;
                let client = reader(&address, auth);
                (
                    address.clone(),
                    address,
                    Identity::Sandbox { client, seller },
                )
            }
            SignIn::Application(service) => {
                let endpoint = service.endpoint.value.clone();
                let authority = service.authority.value.clone();
                let auth = service.auth();
                let client = reader(&endpoint, auth);
                let service = service.clone();
                (
                    endpoint,
                    authority,
                    Identity::Application { client, service },
                )
            }
            SignIn::Nobody(error) => (
                settings.endpoint.value.clone(),
                settings.authority.value.clone(),
                Identity::Nobody(error.clone()),
            ),
        };
        let hosts = HostConfig {
            deadline,
            redactor: printer.redactor().clone(),
            trace,
        };
        Ok(Self {
            endpoint,
            authority,
            token_service: settings.token_service(),
            hosts: HostClient::new(hosts, Arc::clone(&transport) as Arc<dyn Transport>, clock),
            identity,
            ignored_proxies: settings.ignored_proxies.clone(),
            transport,
        })
    }

    /// Returns how requests to an address travel.
    pub(super) fn route_to(&self, url: &Url) -> Route {
        self.transport.route_to(url)
    }
}

impl Identity {
    /// Returns the seller account of a manifest's product.
    ///
    /// # Errors
    /// Nobody names one (20).
    pub(super) fn seller(&self, manifest: &Manifest) -> Result<SellerId, CliError> {
        match self {
            Self::Sandbox { seller, .. } => Ok(seller.clone()),
            Self::Application { service, .. } => {
                service.seller(manifest.product.seller_id.as_ref())
            }
            Self::Nobody(error) => Err(error.clone()),
        }
    }
}

/// Names what a credential is, and where it came from.
pub(super) fn credential_name(credential: &Credential, origin: &Origin) -> String {
    let kind = match credential {
        Credential::ClientSecret(_) => "a client secret",
        Credential::AssertionFile(_) => "a federated token",
        Credential::GitHubOidc { .. } => "a workflow token of GitHub",
        Credential::Certificate(_) => "a certificate",
    };
    format!("{kind} ({origin})")
}
