//! The sandbox itself: the state behind a lock, and what was seen and done so far.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::request::Parts;
use serde_json::Value;

use crate::answer::{self, Answer, Refusal, RefusalKind};
use crate::auth::{self, Tokens};
use crate::blob::BlobRequest;
use crate::fault::{Fault, Script};
use crate::options::{Options, Seed};
use crate::persist::{self, StateError};
use crate::product::Product;
use crate::readings::FailureStatus;
use crate::redact;
use crate::route::Route;
use crate::store::query::Query;
use crate::store::{Context, State};
use crate::{seed, server};

/// The simulated Store. Clones share one state.
#[derive(Clone, Debug)]
pub struct Sandbox {
    options: Arc<Options>,
    file: Option<Arc<PathBuf>>,
    world: Arc<Mutex<World>>,
}

#[derive(Debug)]
struct World {
    state: State,
    tokens: Tokens,
    script: Script,
    requests: Vec<Recorded>,
}

/// One request the sandbox has seen, the token request included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The HTTP method.
    pub method: String,
    /// The path and query as sent, signatures of upload addresses included.
    pub path_and_query: String,
    /// The body where it was JSON; of the token request its form, the secret hidden.
    pub body: Option<Value>,
    /// The status answered; 0 where a fault withheld the answer.
    pub status: u16,
    /// The fault that struck it.
    pub fault: Option<Fault>,
}

/// A request as the server hands it in.
pub(crate) struct Incoming {
    pub(crate) parts: Parts,
    pub(crate) body: Vec<u8>,
    /// The length announced; none with chunked encoding.
    pub(crate) length: Option<u64>,
}

impl Sandbox {
    /// A sandbox whose state ends with it.
    pub fn in_memory(options: Options) -> Self {
        let state = initial(options.seed);
        Self::new(options, state, None)
    }

    /// A sandbox whose state is a file, created where there is none and replaced after each request
    /// that changed something.
    ///
    /// # Errors
    /// The file cannot be read, is not a sandbox state (it is left alone then), or cannot be
    /// written.
    pub fn with_state_file(path: PathBuf, options: Options) -> Result<Self, StateError> {
        let state = if let Some(state) = persist::load(&path)? {
            state
        } else {
            let state = initial(options.seed);
            persist::save(&path, &state)?;
            state
        };
        Ok(Self::new(options, state, Some(Arc::new(path))))
    }

    fn new(options: Options, state: State, file: Option<Arc<PathBuf>>) -> Self {
        let script = Script::new(options.faults.clone());
        let world = World {
            state,
            tokens: Tokens::default(),
            script,
            requests: Vec::new(),
        };
        Self {
            options: Arc::new(options),
            file,
            world: Arc::new(Mutex::new(world)),
        }
    }

    /// The service as a router, for calls without a socket.
    pub fn router(&self) -> axum::Router {
        server::router(self.clone())
    }

    /// Serves on a listener until the future is dropped.
    ///
    /// # Errors
    /// The listener fails.
    pub async fn serve(&self, listener: tokio::net::TcpListener) -> std::io::Result<()> {
        axum::serve(listener, self.router()).await
    }

    /// Every request seen so far, oldest first.
    pub fn requests(&self) -> Vec<Recorded> {
        self.world().requests.clone()
    }

    /// The faults that have not struck yet.
    pub fn unused_faults(&self) -> Vec<Fault> {
        self.world().script.unused()
    }

    /// The state as its file would hold it.
    pub fn state(&self) -> Value {
        serde_json::to_value(&self.world().state).unwrap_or_default()
    }

    /// A product, if there is one of this id already.
    pub fn product(&self, id: &str) -> Option<Product> {
        self.world()
            .state
            .products
            .get(&id.to_ascii_lowercase())
            .cloned()
    }

    /// Puts a product in, or replaces it; nothing is validated. It reaches the state file with the
    /// next request that changes something.
    pub fn put_product(&self, product: Product) {
        let id = product.id.to_ascii_lowercase();
        self.world()
            .state
            .products
            .insert(id.clone(), Product { id, ..product });
    }

    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    /// The state stays usable when a holder of the lock panicked: calls replace products whole.
    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a request and takes the fault that strikes it.
    pub(crate) fn strike(&self, method: &str, path: &str) -> Option<Fault> {
        self.world().script.strike(method, path)
    }

    /// Notes a request, on the record and in the log.
    pub(crate) fn note(
        &self,
        incoming: &Incoming,
        status: u16,
        remark: &str,
        fault: Option<&Fault>,
    ) {
        let Incoming {
            parts,
            body,
            length: _,
        } = incoming;
        let target = parts.uri.path_and_query().map_or("/", |it| it.as_str());
        let is_form = matches!(
            Route::find(parts.method.as_str(), parts.uri.path()),
            Route::Token { .. } | Route::TokenV1
        );
        let body = if is_form {
            Some(redact::form_without_secrets(&auth::read_form(body)))
        } else {
            serde_json::from_slice(body).ok()
        };
        let line = format!("{} {target} {status}{remark}", parts.method);
        self.options.log.line(&redact::redact(&line));
        self.world().requests.push(Recorded {
            method: parts.method.to_string(),
            path_and_query: target.to_owned(),
            body,
            status,
            fault: fault.cloned(),
        });
    }

    /// Makes every token given out so far void.
    pub(crate) fn forget_tokens(&self) {
        self.world().tokens = Tokens::default();
    }

    /// Answers a request and remembers what it changed.
    pub(crate) fn answer(&self, incoming: &Incoming) -> Answer {
        let mut world = self.world();
        let before = self.file.is_some().then(|| world.state.clone());
        let answer = world.answer(incoming, &self.options);
        match (&self.file, before) {
            (Some(path), Some(before)) if before != world.state => {
                match persist::save(path, &world.state) {
                    Ok(()) => answer,
                    Err(error) => {
                        // What could not be kept was not done.
                        world.state = before;
                        Answer::gateway(500, &error.to_string())
                    }
                }
            }
            _ => answer,
        }
    }
}

impl World {
    fn answer(&mut self, incoming: &Incoming, options: &Options) -> Answer {
        let Incoming {
            parts,
            body,
            length,
        } = incoming;
        let (method, path) = (parts.method.as_str(), parts.uri.path());
        let query = Query::parse(parts.uri.query().unwrap_or_default());
        let readings = &options.readings;
        let now = options.clock.now();
        match Route::find(method, path) {
            Route::Unknown => Answer::gateway(404, "Resource not found"),
            Route::TokenV1 => auth::version_1(),
            Route::Token { tenant } => self.tokens.grant(
                &tenant,
                &auth::read_form(body),
                &options.credentials,
                now,
                readings.token_lifetime,
            ),
            Route::Blob => BlobRequest {
                method,
                path,
                query: &query,
                headers: &parts.headers,
                length: *length,
                body,
                now,
                reads: readings.blob_reads,
            }
            .answer(&mut self.state.blobs),
            Route::Api { product, call } => {
                if let Err(answer) = self.tokens.admit(&parts.headers, &options.credentials, now) {
                    return answer;
                }
                let host = parts
                    .headers
                    .get(http::header::HOST)
                    .and_then(|it| it.to_str().ok());
                let host = host.or(parts.uri.authority().map(http::uri::Authority::as_str));
                let context = Context {
                    readings,
                    seed: options.seed,
                    now,
                    origin: format!("http://{}", host.unwrap_or("localhost")),
                    query,
                    body,
                };
                let outcome = self.state.call(&product, &call, &context);
                let status = match (&outcome, readings.failure_status) {
                    (
                        Err(Refusal {
                            kind: RefusalKind::NotFound,
                            ..
                        }),
                        _,
                    ) => 404,
                    (Err(_), FailureStatus::BadRequest) => 400,
                    (Ok(_), _) | (Err(_), FailureStatus::Ok) => 200,
                };
                Answer::json(status, &answer::envelope(&outcome))
            }
        }
    }
}

fn initial(seed: Seed) -> State {
    match seed {
        Seed::Sample => seed::sample(),
        Seed::Nothing => State::new(),
    }
}
