//! One fault at one request: a run that meets it, the run after it, and what is then the case.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use serde_json::{Value, json};
use storectl_api::{Clock, Error, ErrorKind, FakeClock, HttpOptions, HttpTransport, WriteClient};
use storectl_model::DesiredProduct;
use storectl_plan::FailureKind;
use storectl_sandbox::{Asset, Clock as StoreClock, Listing, Options, Package, Recorded};
use tokio::task::JoinHandle;

use crate::support::{START, World, config, report_lines};

/// A run against a Store on a socket, and what it is to come to.
pub(super) struct Case {
    world: World,
    server: JoinHandle<()>,
}

/// How the run ended that met the fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Met {
    /// It did all it was to do.
    Healed,
    /// It ended with this kind of failure, or could not make its plan for a reason of this kind.
    Ended(FailureKind),
}

impl Case {
    /// A Store with one fault, or none, and a client that waits `patience` for its responses.
    pub(super) async fn new(fault: Option<&str>, patience: Duration) -> Self {
        let clock = Arc::new(FakeClock::new());
        clock.advance(START);
        let time = Arc::clone(&clock);
        let options = Options {
            faults: fault.iter().map(|it| it.parse().unwrap()).collect(),
            clock: StoreClock::new(move || time.now().as_secs()),
            ..Options::default()
        };
        let mut world = World::of(options, Arc::clone(&clock));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let transport = HttpTransport::new(HttpOptions {
            read_timeout: patience,
            upload_timeout: patience,
            body_timeout: patience,
            body_limit: 256 * 1024,
            ..HttpOptions::default()
        });
        world.client = WriteClient::new(config(&endpoint), Arc::new(transport.unwrap()), clock);
        let sandbox = world.sandbox.clone();
        let server = tokio::spawn(async move { sandbox.serve(listener).await.unwrap() });
        Self { world, server }
    }

    pub(super) fn world(&self) -> &World {
        &self.world
    }

    /// Plans and applies once.
    pub(super) async fn run(&self, desired: &DesiredProduct) -> (Met, String) {
        let plan = match self.world.try_plan(desired).await {
            Ok(plan) => plan,
            Err(error) => {
                return (Met::Ended(kind(&error)), error.to_string());
            }
        };
        let report = self.world.execute(&plan, desired).await;
        let met = match report.failure() {
            None => Met::Healed,
            Some(failure) => Met::Ended(failure.kind),
        };
        (met, report_lines(&report))
    }

    /// The request the fault struck.
    pub(super) fn struck(&self) -> Option<Recorded> {
        let requests = self.world.sandbox.requests();
        requests.into_iter().find(|it| it.fault.is_some())
    }

    /// What the Store ended up with, ids left out, and what it was asked to certify.
    pub(super) fn end_state(&self) -> Value {
        let product = self.world.product();
        let submissions: Vec<Value> = product
            .submissions
            .iter()
            .map(|it| content(&it.packages, &it.listings))
            .collect();
        json!({
            "draft": content(&product.packages, &product.listings),
            "committed": content(&product.committed_packages, &[]),
            "availability": product.availability,
            "properties": product.properties,
            "submissions": submissions,
        })
    }

    /// Writes that were acted upon and answered as usual, as `METHOD path body`.
    pub(super) fn writes(&self) -> Vec<String> {
        let is_write = |it: &Recorded| {
            it.fault.is_none()
                && it.method != "GET"
                && it.status < 300
                && it.path_and_query.starts_with("/submission/")
        };
        self.world
            .sandbox
            .requests()
            .iter()
            .filter(|it| is_write(it))
            .map(|it| {
                let body = it.body.as_ref().map(ToString::to_string);
                let body = body.unwrap_or_default();
                format!("{} {} {body}", it.method, it.path_and_query)
            })
            .collect()
    }

    /// Demands what must be the case once the work is done, whatever befell it.
    pub(super) async fn check(&self, desired: &DesiredProduct, whole: &Value, at: &str) {
        assert_eq!(&self.end_state(), whole, "{at}");
        let submissions = self.world.product().submissions;
        let journal = self.world.journal();
        assert_eq!(journal.prior_work().facts, [], "{at}");
        let known = journal.submission().map(ToString::to_string);
        assert_eq!(known.as_ref(), Some(&submissions[0].id), "{at}");
        let folder = std::fs::read_dir(self.world.journal_path().parent().unwrap()).unwrap();
        assert_eq!(folder.count(), 1, "{at}");
        let plan = self.world.plan(desired).await;
        assert_eq!((plan.changes.len(), plan.steps.len()), (0, 0), "{at}");
        // A package commit is owed before every submission (trap 50), and upload URLs nobody uses change nothing.
        let writes = self.writes();
        let is_change = |it: &&String| {
            !it.contains("/packages/commit") && !it.contains("/listings/assets/create")
        };
        let changes = || writes.iter().filter(is_change);
        let distinct: BTreeSet<_> = changes().collect();
        assert_eq!(distinct.len(), changes().count(), "{at}\n{writes:#?}");
    }
}

impl Drop for Case {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// The kind of failure that an apply makes of such an error.
fn kind(error: &Error) -> FailureKind {
    match error.kind() {
        ErrorKind::Auth { .. } | ErrorKind::Forbidden { .. } => FailureKind::Auth,
        ErrorKind::Protocol { .. } | ErrorKind::TooLarge { .. } => FailureKind::Other,
        _ => FailureKind::Transient,
    }
}

fn content(packages: &[Package], listings: &[Listing]) -> Value {
    let packages: Vec<_> = packages.iter().map(|it| &it.fields).collect();
    let sizes = |images: &[Asset]| -> Vec<(u32, u32)> {
        images.iter().map(|it| (it.width, it.height)).collect()
    };
    let listings: Vec<_> = listings
        .iter()
        .map(|it| {
            json!([
                it.language,
                it.fields,
                sizes(&it.screenshots),
                sizes(&it.store_logos)
            ])
        })
        .collect();
    json!({ "packages": packages, "listings": listings })
}
