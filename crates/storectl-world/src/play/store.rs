//! The Store, the hosts of installers, and what people do in Partner Center.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use http::{Request, Response, StatusCode, header::AUTHORIZATION};
use serde_json::Value;
use storectl_sandbox::{
    Credentials, Guids, Interpretations, Options, Product, Progress, SAMPLE_PRODUCT, Sandbox,
    Submission,
};

use crate::{
    history::{Products, Role, Snapshot},
    play::{Lack, clock::WorldClock, served::Served},
    scenario::{Scenario, Verdict, product_id},
    wish::PortalEdit,
};

/// The secret of the one application; nobody may print it.
pub const CLIENT_SECRET: &str = "world~client~secret~canary";

/// Where uploads go and images are.
const BLOBS: &str = "https://uploads.example";

/// An installer, and the bytes it is replaced with. They are programs that certification accepts.
const INSTALLERS: [&[u8]; 2] = [
    include_bytes!("../../../../tests/fixtures/installers/plain-signed.exe"),
    include_bytes!("../../../../tests/fixtures/installers/plain-signed-sha384.exe"),
];

/// How requests reach the Store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// By calls in this process.
    Calls,
    /// Over connections, as those of somebody else's server.
    Sockets,
}

/// The Store and everything else that answers.
#[derive(Debug)]
pub(super) struct Store {
    sandbox: Sandbox,
    /// Where it is served, if it is.
    served: Option<Served>,
    ids: Vec<String>,
    /// How often an installer was replaced, by its URL.
    swaps: Mutex<BTreeMap<String, usize>>,
    /// The installers that are hosted so far.
    hosted: Mutex<BTreeSet<String>>,
    /// The tokens given out so far, and how many of them are void.
    tokens: Mutex<(Vec<String>, usize)>,
    /// What was last seen of each product.
    seen: Mutex<Products>,
}

impl Store {
    /// Opens a Store with the products of a scenario.
    ///
    /// # Errors
    /// It cannot be served.
    ///
    /// # Panics
    /// An interpretation is none: a scenario that nobody can play.
    pub(super) fn new(scenario: &Scenario, clock: &WorldClock, via: Via) -> Result<Self, Lack> {
        let config = &scenario.config;
        let mut interpretations = Interpretations::default();
        for switch in &config.interpretations {
            interpretations
                .set(switch)
                .unwrap_or_else(|error| panic!("{error}"));
        }
        let sandbox = Sandbox::in_memory(Options {
            interpretations,
            credentials: Credentials {
                client_secret: CLIENT_SECRET.to_owned(),
                ..Credentials::default()
            },
            clock: clock.of_store(),
            guids: Guids::seeded(scenario.seed),
            address: match via {
                Via::Calls => BLOBS.parse().ok(),
                Via::Sockets => None,
            },
            ..Options::default()
        });
        let served = match via {
            Via::Calls => None,
            Via::Sockets => Some(Served::start(&sandbox)?),
        };
        let sample = sandbox.product(SAMPLE_PRODUCT);
        let ids: Vec<String> = (0..config.products.len()).map(product_id).collect();
        for (id, start) in ids.iter().zip(&config.products) {
            let product = match (&sample, start.is_new) {
                (Some(sample), false) => Product {
                    id: id.clone(),
                    ..sample.clone()
                },
                (_, true) | (None, false) => Product::empty(id.clone()),
            };
            sandbox.put_product(product);
        }
        Ok(Self {
            sandbox,
            served,
            ids,
            swaps: Mutex::default(),
            hosted: Mutex::default(),
            tokens: Mutex::default(),
            seen: Mutex::default(),
        })
    }

    /// Returns the id of a product.
    pub(super) fn id(&self, product: usize) -> &str {
        &self.ids[product % self.ids.len()]
    }

    /// Returns the ids of all products.
    pub(super) fn ids(&self) -> &[String] {
        &self.ids
    }

    /// Returns what the Store holds.
    pub(super) fn products(&self) -> Products {
        let products = self.ids.iter();
        products
            .filter_map(|id| Some((id.clone(), self.product(id)?)))
            .collect()
    }

    /// Returns a product.
    pub(super) fn product(&self, id: &str) -> Option<Snapshot> {
        self.sandbox.look_at(id, |product| {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            match seen.get(id) {
                Some(last) if **last == *product => last.clone(),
                Some(_) | None => {
                    let snapshot = Snapshot::from(product.clone());
                    seen.insert(id.to_owned(), snapshot.clone());
                    snapshot
                }
            }
        })
    }

    /// Returns where it is served, if it is.
    pub(super) fn address(&self) -> Option<&str> {
        self.served.as_ref().map(|it| it.address.as_str())
    }

    /// Answers a request by a call, whatever its host.
    pub(super) async fn answer(&self, request: Request<Bytes>, role: Role) -> Response<Bytes> {
        match role {
            Role::SignIn | Role::Api | Role::Uploads => self.sandbox.respond(request).await,
            Role::Installers => self.installer(request).await,
        }
    }

    /// Takes the token from a request whose token is void.
    pub(super) fn admit(&self, request: &mut Request<Bytes>) {
        let (given, void) = &*self.tokens();
        let is_void = request.headers().get(AUTHORIZATION).is_some_and(|it| {
            let mut void = given.iter().take(*void);
            void.any(|token| it.as_bytes().ends_with(token.as_bytes()))
        });
        if is_void {
            request.headers_mut().remove(AUTHORIZATION);
        }
    }

    /// Remembers the token of an answer to a sign-in.
    pub(super) fn learn(&self, answer: &Response<Bytes>) {
        let body: Option<Value> = serde_json::from_slice(answer.body()).ok();
        if let Some(token) = body.as_ref().and_then(|it| it["access_token"].as_str()) {
            self.tokens().0.push(token.to_owned());
        }
    }

    /// Returns the bytes of an installer, with ranges and validators as the sandbox's host has them.
    async fn installer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let path = request.uri().path();
        let host = request.uri().host().unwrap_or_default();
        let url = format!("https://{host}{path}");
        let swaps = self.swaps().get(&url).copied().unwrap_or_default();
        let name = format!("{swaps}/{host}{path}");
        // Put there once: its time is a validator.
        if self.is_first(&name) {
            let bytes = INSTALLERS[swaps % INSTALLERS.len()];
            self.sandbox.put_installer(&name, bytes);
        }
        let (mut parts, body) = request.into_parts();
        let Ok(uri) = format!("{BLOBS}/installers/{name}").parse() else {
            let mut response = Response::new(Bytes::new());
            *response.status_mut() = StatusCode::NOT_FOUND;
            return response;
        };
        parts.uri = uri;
        self.sandbox.respond(Request::from_parts(parts, body)).await
    }

    fn is_first(&self, installer: &str) -> bool {
        let hosted = self.hosted.lock();
        let mut hosted = hosted.unwrap_or_else(PoisonError::into_inner);
        hosted.insert(installer.to_owned())
    }

    /// Replaces the bytes of installers.
    pub(super) fn swap(&self, urls: BTreeSet<String>) {
        let mut swaps = self.swaps();
        for url in urls {
            *swaps.entry(url).or_default() += 1;
        }
    }

    fn swaps(&self) -> MutexGuard<'_, BTreeMap<String, usize>> {
        self.swaps.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes every token given out so far void.
    pub(super) fn expire_tokens(&self) {
        let (given, void) = &mut *self.tokens();
        *void = given.len();
    }

    /// Returns the tokens given out so far; nobody may print them.
    pub(super) fn given_tokens(&self) -> Vec<String> {
        self.tokens().0.clone()
    }

    fn tokens(&self) -> MutexGuard<'_, (Vec<String>, usize)> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Edits a draft in Partner Center.
    pub(super) fn edit(&self, product: usize, edit: &PortalEdit) {
        self.change(product, |product| edit.apply(product));
    }

    /// Submits a draft in Partner Center, where there is something to submit and nothing is in progress.
    pub(super) fn submit(&self, product: usize) {
        self.change(product, |product| {
            let is_complete = !product.packages.is_empty()
                && !product.listings.is_empty()
                && product.listings.iter().all(|it| it.lacks().is_empty());
            if !is_complete || product.active_submission().is_some() {
                return;
            }
            // Partner Center uploads what was written.
            product.committed_packages = product.packages.clone();
            product.upload = storectl_sandbox::Upload::Done;
            product.submissions.push(Submission {
                id: (8_000_000_000_000_000_000_u64 + product.submissions.len() as u64).to_string(),
                progress: Progress::InProgress { reads: 3, until: 0 },
                status_reads: 0,
                rejections: Vec::new(),
                packages: product.packages.clone(),
                availability: product.availability.clone(),
                properties: product.properties.clone(),
                listings: product.listings.clone(),
            });
        });
    }

    /// Cancels the submission in progress in Partner Center: from then on nobody knows it.
    pub(super) fn cancel(&self, product: usize) {
        self.change(product, |product| {
            product.submissions.retain(|it| !it.progress.is_active());
        });
    }

    /// Ends certification of the submission in progress.
    pub(super) fn certify(&self, product: usize, verdict: Verdict) {
        self.change(product, |product| {
            let active = |it: &&mut Submission| it.progress.is_active();
            if let Some(submission) = product.submissions.iter_mut().find(active) {
                submission.progress = match verdict {
                    Verdict::Published => Progress::Published,
                    Verdict::Failed => Progress::Failed,
                };
            }
        });
    }

    fn change(&self, product: usize, change: impl FnOnce(&mut Product)) {
        if let Some(mut product) = self.sandbox.product(self.id(product)) {
            change(&mut product);
            self.sandbox.put_product(product);
        }
    }
}
