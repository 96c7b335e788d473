//! The simulated Store on loopback, with a front that counts, holds up and refuses requests.

use std::{
    net::TcpListener,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    extract::Request,
    http::StatusCode,
    middleware::{Next, from_fn},
    response::Response,
};
use storectl_sandbox::{Credentials, Interpretations, Options, Product, SAMPLE_PRODUCT, Sandbox};

/// A simulated Store that is served until the measurements end.
pub(crate) struct Store {
    pub(crate) sandbox: Sandbox,
    address: String,
    front: Arc<Front>,
}

/// A request that came to the front.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) path_and_query: String,
    pub(crate) at: Instant,
    pub(crate) answered: Instant,
    pub(crate) status: StatusCode,
}

/// What becomes of a request at the front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is let through.
    Pass,
    /// It is let through this much later, beside the latency.
    PassAfter(Duration),
    /// It is refused with this status, after the latency.
    Refuse(StatusCode),
}

/// Decides of a request by its method and its path.
type Rule = Box<dyn Fn(&str, &str) -> Verdict + Send + Sync>;

struct Front {
    rule: Rule,
    latency: Mutex<Duration>,
    seen: Mutex<Vec<Seen>>,
}

impl Store {
    /// Serves a Store with the sample product that lets every request through.
    pub(crate) fn start() -> Self {
        Self::ruled(|_, _| Verdict::Pass)
    }

    /// Serves a Store whose front decides by `rule`.
    pub(crate) fn ruled(rule: impl Fn(&str, &str) -> Verdict + Send + Sync + 'static) -> Self {
        Self::with(Interpretations::default(), rule)
    }

    /// Serves a Store whose uploads of packages take `time`, however often it is asked.
    pub(crate) fn ready_after(time: Duration) -> Self {
        let interpretations = Interpretations {
            upload_time: time.as_millis().try_into().unwrap(),
            upload_reads: 0,
            ..Interpretations::default()
        };
        Self::with(interpretations, |_, _| Verdict::Pass)
    }

    fn with(
        interpretations: Interpretations,
        rule: impl Fn(&str, &str) -> Verdict + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let sandbox = Sandbox::in_memory(Options {
            interpretations,
            // The addresses in its responses lead back through the front.
            address: Some(address.parse().unwrap()),
            ..Options::default()
        });
        let front = Arc::new(Front {
            rule: Box::new(rule),
            latency: Mutex::default(),
            seen: Mutex::default(),
        });
        serve(listener, &sandbox, Arc::clone(&front));
        Self {
            sandbox,
            address,
            front,
        }
    }

    /// The variables of a run against it.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        let Credentials {
            tenant_id,
            client_id,
            client_secret,
            seller_id,
        } = Credentials::default();
        vec![
            ("STORECTL_ENDPOINT", self.address.clone()),
            ("STORECTL_AUTHORITY", self.address.clone()),
            ("STORECTL_TENANT_ID", tenant_id),
            ("STORECTL_CLIENT_ID", client_id),
            ("STORECTL_CLIENT_SECRET", client_secret),
            ("STORECTL_SELLER_ID", seller_id),
        ]
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Holds up each request for this long from now on.
    pub(crate) fn set_latency(&self, latency: Duration) {
        *self.front.latency.lock().unwrap() = latency;
    }

    /// Takes the requests since the last call, in the order in which they were answered.
    pub(crate) fn take_seen(&self) -> Vec<Seen> {
        std::mem::take(&mut self.front.seen.lock().unwrap())
    }

    /// The sample product as it stands.
    pub(crate) fn product(&self) -> Product {
        self.sandbox.product(SAMPLE_PRODUCT).unwrap()
    }
}

fn serve(listener: TcpListener, sandbox: &Sandbox, front: Arc<Front>) {
    let router = sandbox.router().layer(from_fn(move |request, next| {
        let front = Arc::clone(&front);
        async move { front.answer(request, next).await }
    }));
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let served = runtime.block_on(async {
            axum::serve(tokio::net::TcpListener::from_std(listener).unwrap(), router).await
        });
        served.unwrap();
    });
}

impl Front {
    async fn answer(&self, request: Request, next: Next) -> Response {
        let at = Instant::now();
        let method = request.method().to_string();
        let path_and_query = request.uri().to_string();
        let verdict = (self.rule)(&method, request.uri().path());
        let latency = *self.latency.lock().unwrap();
        let delay = match verdict {
            Verdict::Pass | Verdict::Refuse(_) => latency,
            Verdict::PassAfter(more) => latency + more,
        };
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        let response = match verdict {
            Verdict::Pass | Verdict::PassAfter(_) => next.run(request).await,
            Verdict::Refuse(status) => {
                let mut refusal = Response::new(Body::empty());
                *refusal.status_mut() = status;
                refusal
            }
        };
        self.seen.lock().unwrap().push(Seen {
            method,
            path_and_query,
            at,
            answered: Instant::now(),
            status: response.status(),
        });
        response
    }
}

impl Seen {
    /// Whether it asked for a token, and not for anything of a product.
    pub(crate) fn is_sign_in(&self) -> bool {
        self.path_and_query.contains("/oauth2/")
    }

    /// Whether it uploaded an image.
    pub(crate) fn is_upload(&self) -> bool {
        self.method == "PUT" && self.path_and_query.contains("/blobs/")
    }

    /// Whether it is this call of the API.
    pub(crate) fn is(&self, method: &str, path_end: &str) -> bool {
        let path = self.path_and_query.split('?').next().unwrap_or_default();
        self.method == method && path.ends_with(path_end)
    }
}

/// Counts the requests of which each was sent after the one before it was answered: the most of them that there are.
pub(crate) fn rounds(seen: &[Seen]) -> usize {
    let mut by_end: Vec<&Seen> = seen.iter().collect();
    by_end.sort_by_key(|it| it.answered);
    let mut rounds = 0;
    let mut last = None;
    for it in by_end {
        if last.is_none_or(|last| last <= it.at) {
            rounds += 1;
            last = Some(it.answered);
        }
    }
    rounds
}
