//! The sandbox as its users see it.

use std::path::PathBuf;

use bytes::Bytes;
use serde_json::Value;
use url::Url;

use crate::draft::DraftError;
use crate::explain::Refused;
use crate::fault::Fault;
use crate::options::Options;
use crate::persist::StateError;
use crate::product::Product;
use crate::server;
use crate::simulation::{Recorded, Simulation};

/// Where in-process calls find the sandbox if nobody says otherwise: loopback, so that a client that allows plain HTTP
/// there only follows its upload URLs.
const IN_PROCESS: &str = "http://localhost";

/// The simulated Store. Clones share one state.
///
/// ```
/// use storectl_sandbox::{Options, Sandbox, SAMPLE_PRODUCT};
///
/// let sandbox = Sandbox::in_memory(Options::default());
/// assert!(sandbox.product(SAMPLE_PRODUCT).is_some());
/// let service = sandbox.router(); // any tower client can call it, no socket needed
/// # let _ = service;
/// ```
#[derive(Clone, Debug)]
pub struct Sandbox {
    simulation: Simulation,
}

impl Sandbox {
    /// A sandbox whose state ends with it.
    pub fn in_memory(options: Options) -> Self {
        Self {
            simulation: Simulation::in_memory(options),
        }
    }

    /// A sandbox whose state is a file, created where there is none and replaced after each request
    /// that changed something.
    ///
    /// Beside `FILE` lie `FILE.images`, a folder with the bytes of each image under its SHA-256 (whoever moves the file
    /// moves the folder along), and `FILE.lock`, which no other sandbox gets for as long as a clone of this one lives.
    ///
    /// # Errors
    /// Another sandbox uses the file; it cannot be read, is not a sandbox state or lacks one of its images (it is left
    /// as it is then), or cannot be written.
    pub fn with_state_file(path: PathBuf, options: Options) -> Result<Self, StateError> {
        Simulation::with_state_file(path, options).map(|simulation| Self { simulation })
    }

    /// The service as a router, for calls without a socket. Addresses in its responses begin with
    /// [`Options::address`], or with `http://localhost`.
    pub fn router(&self) -> axum::Router {
        self.router_at(IN_PROCESS)
    }

    /// Serves on a listener until the future is dropped. Addresses in its responses begin with
    /// [`Options::address`], or with the address of the listener.
    ///
    /// # Errors
    /// The listener fails.
    pub async fn serve(&self, listener: tokio::net::TcpListener) -> std::io::Result<()> {
        let bound = format!("http://{}", listener.local_addr()?);
        axum::serve(listener, self.router_at(&bound)).await
    }

    fn router_at(&self, bound: &str) -> axum::Router {
        server::router(self.simulation.clone(), self.address(bound))
    }

    fn address(&self, bound: &str) -> String {
        let address = self.simulation.options().address.as_ref();
        address.map_or_else(|| bound.to_owned(), origin)
    }

    /// Every request seen so far, oldest first.
    pub fn requests(&self) -> Vec<Recorded> {
        self.simulation.requests()
    }

    /// The requests that were refused, oldest first, with the interpretations that made them so; only with
    /// [`Explain::Refusals`](crate::Explain::Refusals).
    pub fn refusals(&self) -> Vec<Refused> {
        self.simulation.refusals()
    }

    /// Responds to a request in this process, without a socket.
    pub async fn respond(&self, request: http::Request<Bytes>) -> http::Response<Bytes> {
        let address = self.address(IN_PROCESS);
        server::respond_to(self.simulation.clone(), address, request).await
    }

    /// Serves these bytes as `/installers/NAME`, in the place of what was there, for as long as a clone of this sandbox
    /// lives. `name` may have several segments, none of which begins with a dot; another is served nowhere.
    pub fn put_installer(&self, name: &str, bytes: impl Into<Bytes>) {
        self.simulation.put_installer(name, bytes.into());
    }

    /// The faults that have not struck yet.
    pub fn unused_faults(&self) -> Vec<Fault> {
        self.simulation.unused_faults()
    }

    /// The state as one document, images included: what a state file of version 1 held.
    pub fn state(&self) -> Value {
        self.simulation.state()
    }

    /// A product, if there is one of this id already.
    pub fn product(&self, id: &str) -> Option<Product> {
        self.look_at(id, Product::clone)
    }

    /// Returns what `look` makes of a product, if there is one of this id already. It holds up every other request.
    pub fn look_at<T>(&self, id: &str, look: impl FnOnce(&Product) -> T) -> Option<T> {
        self.simulation.look_at(id, look)
    }

    /// Puts a product in, or replaces it, from a draft as the service answers it: an object with `availability`, `properties`,
    /// `listings`, `listingLanguages`, `packages` and `listingAssets`. It is ready, and no submission is in progress; nothing is
    /// validated. In the place of each image stands another picture under its id.
    ///
    /// # Errors
    /// A member is missing or of another shape.
    pub fn put_draft(&self, id: &str, draft: &Value) -> Result<(), DraftError> {
        self.simulation.put_draft(id, draft)
    }

    /// Puts a product in, or replaces it; nothing is validated. It reaches the state file with the
    /// next request that changes something.
    pub fn put_product(&self, product: Product) {
        self.simulation.put_product(product);
    }
}

fn origin(address: &Url) -> String {
    address.origin().ascii_serialization()
}
