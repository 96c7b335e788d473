//! The simulation behind a sandbox: its state behind a lock, and what was seen and done so far.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use crate::auth::{self, Tokens};
use crate::blob::BlobRequest;
use crate::fault::{Fault, Script};
use crate::interpretations::FailureStatus;
use crate::options::{Options, Seed};
use crate::persist::{self, StateError};
use crate::product::Product;
use crate::redact;
use crate::request::{Incoming, Query};
use crate::response::{self, Answer, Refusal, RefusalKind};
use crate::route::Route;
use crate::seed;
use crate::store::{Context, State};

/// What a sandbox and its server share. Clones share one state.
#[derive(Clone, Debug)]
pub(crate) struct Simulation {
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

impl Simulation {
    pub(crate) fn in_memory(options: Options) -> Self {
        let state = initial(options.seed);
        Self::new(options, state, None)
    }

    pub(crate) fn with_state_file(path: PathBuf, options: Options) -> Result<Self, StateError> {
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

    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    pub(crate) fn requests(&self) -> Vec<Recorded> {
        self.world().requests.clone()
    }

    pub(crate) fn unused_faults(&self) -> Vec<Fault> {
        self.world().script.unused()
    }

    pub(crate) fn state(&self) -> Value {
        serde_json::to_value(&self.world().state).unwrap_or_default()
    }

    pub(crate) fn product(&self, id: &str) -> Option<Product> {
        let products = &self.world().state.products;
        products.get(&id.to_ascii_lowercase()).cloned()
    }

    pub(crate) fn put_product(&self, product: Product) {
        let id = product.id.to_ascii_lowercase();
        let product = Product {
            id: id.clone(),
            ..product
        };
        self.world().state.products.insert(id, product);
    }

    /// The state stays usable when a holder of the lock panicked: calls replace products as a whole.
    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a request and takes the fault whose turn it is.
    pub(crate) fn next_fault(&self, method: &str, path: &str) -> Option<Fault> {
        self.world().script.next_fault(method, path)
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
            address: _,
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
            address,
        } = incoming;
        let (method, path) = (parts.method.as_str(), parts.uri.path());
        let query = Query::parse(parts.uri.query().unwrap_or_default());
        let interpretations = &options.interpretations;
        let now = options.clock.now();
        match Route::find(method, path) {
            Route::Unknown => Answer::gateway(404, "Resource not found"),
            Route::TokenV1 => auth::version_1(),
            Route::Token { tenant } => self.tokens.grant(
                &tenant,
                &auth::read_form(body),
                &options.credentials,
                now,
                interpretations.token_lifetime,
            ),
            Route::Blob => BlobRequest {
                method,
                path,
                query: &query,
                headers: &parts.headers,
                length: *length,
                body,
                now,
                reads: interpretations.blob_reads,
            }
            .answer(&mut self.state.blobs),
            Route::Api { product, call } => {
                if let Err(answer) = self.tokens.admit(&parts.headers, &options.credentials, now) {
                    return answer;
                }
                let context = Context {
                    interpretations,
                    seed: options.seed,
                    now,
                    address,
                    query,
                    body,
                };
                let outcome = self.state.call(&product, &call, &context);
                let status = match (&outcome, interpretations.failure_status) {
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
                Answer::json(status, &response::envelope(&outcome))
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
