//! The simulation behind a sandbox: its state behind a lock, and what was seen and done so far.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::request::Parts;
use serde_json::Value;

use crate::auth::{self, Authority, Tokens};
use crate::blob::{Blob, BlobRequest};
use crate::certification::Host;
use crate::draft::{DraftError, SeededProduct};
use crate::effect::Effect;
use crate::explain::{Refused, explain};
use crate::fault::{Fault, Script};
use crate::installers::Installers;
use crate::interpretations::{FailureStatus, Interpretations};
use crate::options::{Explain, Options, Seed};
use crate::persist::{StateError, StateFile};
use crate::product::Product;
use crate::redact;
use crate::request::{Incoming, Query};
use crate::response::{self, Answer, CallResult, RefusalKind};
use crate::route::{Call, Route};
use crate::seed;
use crate::store::{Context, Ids, State};

/// What a sandbox and its server share. Clones share one state.
#[derive(Clone, Debug)]
pub(crate) struct Simulation {
    options: Arc<Options>,
    world: Arc<Mutex<World>>,
}

#[derive(Debug)]
struct World {
    state: State,
    /// Where the state is kept, if not only here.
    file: Option<StateFile>,
    tokens: Tokens,
    script: Script,
    installers: Installers,
    requests: Vec<Recorded>,
    /// The refused requests, where they are explained.
    refusals: Vec<Refused>,
}

/// One request the sandbox has seen, the token request included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The HTTP method.
    pub method: String,
    /// The path and query as sent, signatures of upload URLs included.
    pub path_and_query: String,
    /// The body where it was JSON; of the token request its form, the secret hidden.
    pub body: Option<Value>,
    /// The status answered; 0 where a fault withheld the response.
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
        let mut file = StateFile::lock(path)?;
        let state = if let Some(state) = file.load()? {
            state
        } else {
            let state = initial(options.seed);
            file.save(&state)?;
            state
        };
        Ok(Self::new(options, state, Some(file)))
    }

    fn new(options: Options, state: State, file: Option<StateFile>) -> Self {
        let script = Script::new(options.faults.clone());
        let world = World {
            state,
            file,
            tokens: Tokens::default(),
            script,
            installers: Installers::of(options.installers.clone()),
            requests: Vec::new(),
            refusals: Vec::new(),
        };
        Self {
            options: Arc::new(options),
            world: Arc::new(Mutex::new(world)),
        }
    }

    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    pub(crate) fn requests(&self) -> Vec<Recorded> {
        self.world().requests.clone()
    }

    pub(crate) fn refusals(&self) -> Vec<Refused> {
        self.world().refusals.clone()
    }

    pub(crate) fn put_draft(&self, id: &str, draft: &Value) -> Result<(), DraftError> {
        let SeededProduct { product, blobs } = SeededProduct::of_draft(id, draft)?;
        self.world().state.blobs.extend(blobs);
        self.put_product(product);
        Ok(())
    }

    pub(crate) fn put_installer(&self, name: &str, bytes: Bytes) {
        let now = self.options.clock.now();
        self.world().installers.put(name, bytes, now);
    }

    pub(crate) fn unused_faults(&self) -> Vec<Fault> {
        self.world().script.unused()
    }

    pub(crate) fn state(&self) -> Value {
        serde_json::to_value(&self.world().state).unwrap_or_default()
    }

    pub(crate) fn look_at<T>(&self, id: &str, look: impl FnOnce(&Product) -> T) -> Option<T> {
        let world = self.world();
        world.state.products.get(&id.to_ascii_lowercase()).map(look)
    }

    pub(crate) fn put_product(&self, product: Product) {
        let id = product.id.to_ascii_lowercase();
        let product = Product {
            id: id.clone(),
            ..product
        };
        self.world().state.products.insert(id, product);
    }

    /// The state stays usable when a holder of the lock panicked: a call writes only once it has judged everything.
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
            edition: _,
        } = incoming;
        let target = parts.uri.path_and_query().map_or("/", |it| it.as_str());
        let is_form = matches!(
            Route::find(parts.method.as_str(), parts.uri.path()),
            Route::Token { .. } | Route::TokenV1
        );
        let body = if is_form {
            Some(redact::form_without_secrets(&auth::read_form(
                &parts.headers,
                body,
            )))
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
        self.world().tokens.forget();
    }

    /// Answers a request and remembers what it changed.
    pub(crate) fn answer(&self, incoming: &Incoming) -> Answer {
        let mut world = self.world();
        let undo = world.file.is_some().then(|| world.undo(incoming));
        let (answer, effect) = world.answer(incoming, &self.options);
        let World { state, file, .. } = &mut *world;
        if let (Some(file), Some(undo), Effect::Changed) = (file, undo, effect)
            && let Err(error) = file.save(state)
        {
            // What could not be kept was not done.
            world.take_back(undo);
            return Answer::gateway(500, &error.to_string());
        }
        answer
    }
}

/// What a request may change, as it was.
struct Undo {
    ids: Ids,
    product: Option<(String, Option<Product>)>,
    /// The blobs, where they may change; their bytes are shared.
    blobs: Option<BTreeMap<String, Blob>>,
}

impl World {
    fn undo(&self, incoming: &Incoming) -> Undo {
        let Parts { method, uri, .. } = &incoming.parts;
        let State {
            ids,
            products,
            blobs,
        } = &self.state;
        let kept = |product: &str| {
            let id = product.to_ascii_lowercase();
            let before = products.get(&id).cloned();
            Some((id, before))
        };
        let (product, blobs) = match Route::find(method.as_str(), uri.path()) {
            // Committing images may have the service rewrite them.
            Route::Api {
                product,
                call: Call::CommitAssets,
            } => (kept(&product), Some(blobs.clone())),
            Route::Api { product, call: _ } => (kept(&product), None),
            Route::Blob => (None, Some(blobs.clone())),
            Route::Installer | Route::Token { .. } | Route::TokenV1 | Route::Unknown => {
                (None, None)
            }
        };
        Undo {
            ids: ids.clone(),
            product,
            blobs,
        }
    }

    fn take_back(&mut self, undo: Undo) {
        let Undo {
            ids,
            product,
            blobs,
        } = undo;
        self.state.ids = ids;
        match product {
            Some((id, Some(product))) => drop(self.state.products.insert(id, product)),
            Some((id, None)) => drop(self.state.products.remove(&id)),
            None => {}
        }
        if let Some(blobs) = blobs {
            self.state.blobs = blobs;
        }
    }

    fn answer(&mut self, incoming: &Incoming, options: &Options) -> (Answer, Effect) {
        let Incoming {
            parts,
            body,
            length,
            address,
            edition: _,
        } = incoming;
        let (method, path) = (parts.method.as_str(), parts.uri.path());
        let query = Query::parse(parts.uri.query().unwrap_or_default());
        let interpretations = &options.interpretations;
        let now = options.clock.now();
        let unchanged = |answer| (answer, Effect::None);
        match Route::find(method, path) {
            Route::Unknown => unchanged(Answer::gateway(404, "Resource not found")),
            Route::TokenV1 => unchanged(auth::version_1(&options.guids)),
            Route::Token { tenant } => unchanged(self.tokens.grant(
                &tenant,
                &auth::read_form(&parts.headers, body),
                &Authority { options, address },
                now,
            )),
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
            Route::Installer => unchanged(self.installers.answer(incoming)),
            Route::Api { product, call } => {
                if let Err(answer) = self.tokens.admit(&parts.headers, &options.credentials, now) {
                    return unchanged(answer);
                }
                if let Err(answer) = incoming.declares_json() {
                    return unchanged(answer);
                }
                let context = Context {
                    interpretations,
                    seed: options.seed,
                    guids: &options.guids,
                    now,
                    address,
                    host: Host {
                        installers: &self.installers,
                        script: &self.script,
                        address,
                        now,
                    },
                    query,
                    body,
                };
                let before = match options.explain {
                    Explain::Nothing => None,
                    Explain::Refusals => Some(self.state.copy_of(&product)),
                };
                let (outcome, effect) = self.state.call(&product, &call, &context);
                if let (Some(before), Err(refusal)) = (before, &outcome) {
                    let errors = explain(&before, &product, &call, &context, &refusal.errors);
                    self.refusals.push(Refused {
                        method: method.to_owned(),
                        path: path.to_owned(),
                        errors,
                    });
                }
                let status = status(&outcome, interpretations);
                let answer = Answer {
                    reason: self.state.reason(&product, &call),
                    ..Answer::json(status, &response::envelope(&outcome))
                };
                (answer, effect)
            }
        }
    }
}

/// The HTTP status of a call of the submission API.
fn status(outcome: &CallResult, interpretations: &Interpretations) -> u16 {
    match outcome.as_ref().map_err(|refusal| refusal.kind) {
        Ok(_) => 200,
        Err(RefusalKind::Malformed) => 400,
        Err(RefusalKind::NotFound) => 404,
        Err(RefusalKind::Unavailable) => 500,
        Err(RefusalKind::Refused) => match interpretations.failure_status {
            FailureStatus::BadRequest => 400,
            FailureStatus::Ok => 200,
        },
    }
}

fn initial(seed: Seed) -> State {
    match seed {
        Seed::Sample => seed::sample(),
        Seed::Nothing => State::new(),
    }
}
