//! The network of one command: what it sends, what befalls that, and the record of it.

use std::{
    panic,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode, header};
use storectl_api::{
    BoxFuture, ExpectedContent, HttpOptions, HttpTransport, Transport, TransportError,
    TransportErrorKind, UploadMeter,
};
use storectl_apply::StopSignal;
use storectl_model::{Digest, NetworkCause};
use tokio::sync::mpsc::UnboundedSender;

use crate::{
    history::{Effect, Exchange, Fate, Meanwhile, Role},
    play::scene::Scene,
    scenario::{Disturbance, Event, Fault, Moment},
};

/// What ends a process that is killed: a panic that nothing but the player catches.
pub(super) struct Killed;

/// Lets an event happen.
pub(super) type Happen = Arc<dyn Fn(&Event) + Send + Sync>;

/// The network of one command.
pub(super) struct Network {
    scene: Arc<Scene>,
    happen: Happen,
    /// What reaches a Store that is served.
    http: Option<HttpTransport>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What is still to happen.
    to_come: Vec<(Moment, Disturbance)>,
    exchanges: Vec<Exchange>,
    meanwhile: Vec<(usize, Meanwhile)>,
    signals: Option<UnboundedSender<StopSignal>>,
}

/// What a command left on its network.
pub(super) struct Traffic {
    pub(super) exchanges: Vec<Exchange>,
    pub(super) meanwhile: Vec<(usize, Meanwhile)>,
}

impl Network {
    /// Makes one.
    ///
    /// # Panics
    /// There is no way to a Store that is served.
    pub(super) fn new(
        scene: Arc<Scene>,
        meanwhile: &[(Moment, Disturbance)],
        happen: Happen,
    ) -> Self {
        let http = scene.store.address().map(|_| {
            HttpTransport::new(HttpOptions::default()).unwrap_or_else(|error| panic!("{error}"))
        });
        let state = State {
            to_come: meanwhile.to_vec(),
            ..State::default()
        };
        Self {
            scene,
            happen,
            http,
            state: Mutex::new(state),
        }
    }

    /// Takes what signals are sent through.
    pub(super) fn listens(&self, signals: UnboundedSender<StopSignal>) {
        self.state().signals = Some(signals);
    }

    /// Returns what was sent, and what happened meanwhile.
    pub(super) fn traffic(&self) -> Traffic {
        let mut state = self.state();
        Traffic {
            exchanges: std::mem::take(&mut state.exchanges),
            meanwhile: std::mem::take(&mut state.meanwhile),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets everything happen whose turn it is, and returns the fault of this request.
    fn before_request(&self, request: &Exchange) -> Option<Fault> {
        let mut fault = None;
        loop {
            let mut state = self.state();
            let number = state.exchanges.len();
            let last = state.exchanges.last();
            let writes = state.exchanges.iter().filter(|it| it.is_write()).count();
            let is_due = |(moment, _): &(Moment, _)| match moment {
                Moment::Request(at) => *at <= number,
                Moment::Write(at) => request.is_write() && *at <= writes,
                Moment::ReadBack => {
                    let reads = request.product.is_some() && !request.is_write();
                    reads && last.is_some_and(Exchange::is_write)
                }
                Moment::Submit => request.path.ends_with("/submit"),
                Moment::AfterSubmit => last.is_some_and(|it| it.path.ends_with("/submit")),
            };
            let Some(due) = state.to_come.iter().position(is_due) else {
                return fault;
            };
            let (_, disturbance) = state.to_come.remove(due);
            match disturbance {
                Disturbance::Kill => {
                    drop(state);
                    panic::resume_unwind(Box::new(Killed));
                }
                Disturbance::Interrupt => signal(&mut state, StopSignal::Interrupt),
                Disturbance::Terminate => signal(&mut state, StopSignal::Terminate),
                Disturbance::Fault(Fault::TokensExpired) => {
                    self.scene.store.expire_tokens();
                    fault = Some(Fault::TokensExpired);
                }
                Disturbance::Fault(it) => fault = Some(it),
                Disturbance::Event(event) => {
                    drop(state);
                    let before = self.scene.store.products();
                    (self.happen)(&event);
                    let after = self.scene.store.products();
                    let event = *event;
                    let happened = Meanwhile::Event {
                        event,
                        before,
                        after,
                    };
                    self.state().meanwhile.push((number, happened));
                }
            }
        }
    }

    /// What happens before a request, and what the Store makes of it, happen at once: a record in the order of requests is one
    /// in the order of answers. While the request is on its way, and its answer, others may be, and signals come.
    async fn exchange(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        tokio::task::yield_now().await;
        let mut exchange = recorded(&request);
        exchange.fault = self.before_request(&exchange);
        let number = {
            let mut state = self.state();
            state.exchanges.push(exchange.clone());
            state.exchanges.len() - 1
        };
        let latency = u64::from(self.scene.config.latency);
        self.scene.clock.pass(Duration::from_millis(latency));
        let outcome = self.answer(&mut exchange, request).await;
        self.record(number, |it| it.effect = exchange.effect);
        if exchange.fault == Some(Fault::Death) {
            panic::resume_unwind(Box::new(Killed));
        }
        tokio::task::yield_now().await;
        self.record(number, |it| it.fate = exchange.fate);
        outcome
    }

    fn record(&self, number: usize, add: impl FnOnce(&mut Exchange)) {
        if let Some(recorded) = self.state().exchanges.get_mut(number) {
            add(recorded);
        }
    }

    async fn answer(
        &self,
        exchange: &mut Exchange,
        request: Request<Bytes>,
    ) -> Result<Response<Bytes>, TransportError> {
        match exchange.fault {
            Some(Fault::NotSent) => {
                return Err(TransportError::new(
                    TransportErrorKind::NotSent,
                    NetworkCause::Refused,
                    "",
                ));
            }
            Some(Fault::LostBefore) => return Err(lost()),
            Some(Fault::StatusBefore(status)) => return Ok(gateway(status)),
            Some(
                Fault::LostAfter
                | Fault::Death
                | Fault::StatusAfter(_)
                | Fault::Truncated
                | Fault::Page
                | Fault::TokensExpired,
            )
            | None => {}
        }
        let is_write = !matches!(exchange.method.as_str(), "GET" | "HEAD");
        let product = exchange.product.clone().filter(|_| is_write);
        let find = || product.as_ref().and_then(|it| self.scene.store.product(it));
        let before = find();
        let mut request = request;
        self.scene.store.admit(&mut request);
        let response = match &self.http {
            // The hosts of installers are somebody's; nothing is sent there.
            Some(http) if exchange.role != Role::Installers => http.send(request).await?,
            Some(_) | None => self.scene.store.answer(request, exchange.role).await,
        };
        if exchange.role == Role::SignIn {
            self.scene.store.learn(&response);
        }
        let effect = before.zip(find());
        exchange.effect = effect.map(|(before, after)| Effect { before, after });
        let status = response.status().as_u16();
        let is_api = exchange.role == Role::Api;
        match exchange.fault {
            Some(Fault::LostAfter | Fault::Death) => Err(lost()),
            Some(Fault::StatusAfter(status)) => Ok(gateway(status)),
            Some(Fault::Truncated) => {
                let half = response.body().len() / 2;
                Ok(response.map(|it| it.slice(..half)))
            }
            Some(Fault::Page) => Ok(page()),
            Some(
                Fault::TokensExpired | Fault::NotSent | Fault::LostBefore | Fault::StatusBefore(_),
            )
            | None => {
                let body = is_api.then(|| serde_json::from_slice(response.body()).ok());
                exchange.fate = Fate::Answered(status, body.flatten());
                Ok(response)
            }
        }
    }
}

impl Transport for Network {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(self.exchange(request))
    }

    /// Reads on this thread: the order of requests is the same at every play.
    fn upload(
        &self,
        request: Request<()>,
        file: PathBuf,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let failed = |kind, message: String| {
                Err(TransportError::new(kind, NetworkCause::Other, message))
            };
            let bytes = match std::fs::read(&file) {
                Ok(bytes) => bytes,
                Err(error) => return failed(TransportErrorKind::Setup, error.to_string()),
            };
            let expected = request.extensions().get::<ExpectedContent>();
            if expected.is_some_and(|it| it.digest != Digest::of(&bytes)) {
                return failed(TransportErrorKind::FileChanged, String::new());
            }
            let length = bytes.len();
            let mut request = request.map(|()| Bytes::from(bytes));
            request
                .headers_mut()
                .insert(header::CONTENT_LENGTH, length.into());
            if let Some(meter) = request.extensions().get::<UploadMeter>() {
                meter.add(length as u64);
            }
            self.exchange(request).await
        })
    }
}

fn signal(state: &mut State, signal: StopSignal) {
    let number = state.exchanges.len();
    if let Some(signals) = &state.signals
        && signals.send(signal).is_ok()
    {
        state.meanwhile.push((number, Meanwhile::Signal(signal)));
    }
}

fn recorded(request: &Request<Bytes>) -> Exchange {
    let host = request.uri().host().unwrap_or_default();
    let path = request.uri().path();
    let role = Role::of(host, path);
    let product = path.strip_prefix("/submission/v1/product/");
    let product = product.and_then(|it| it.split('/').next());
    // The form of the sign-in holds the secret, which is sent there and nowhere else.
    let is_json = role != Role::SignIn;
    let body = is_json.then(|| serde_json::from_slice(request.body()).ok());
    let is_token = |it: &HeaderValue| it.as_bytes().starts_with(b"Bearer ");
    let headers = request.headers().iter();
    let headers =
        headers.filter(|(name, value)| *name != header::AUTHORIZATION || !is_token(value));
    let line = |(name, value): (&HeaderName, &HeaderValue)| {
        format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes()))
    };
    Exchange {
        method: request.method().to_string(),
        host: host.to_owned(),
        role,
        path: path.to_owned(),
        query: request.uri().query().unwrap_or_default().to_owned(),
        headers: headers.map(line).collect(),
        product: product.map(str::to_ascii_lowercase),
        body: body.flatten(),
        is_authorized: request.headers().contains_key(header::AUTHORIZATION),
        fault: None,
        fate: Fate::Lost,
        effect: None,
    }
}

fn lost() -> TransportError {
    TransportError::new(TransportErrorKind::AnswerLost, NetworkCause::Reset, "")
}

/// An answer of the gateway (store-api.md, "Errors").
fn gateway(status: u16) -> Response<Bytes> {
    let body = format!("{{\"statusCode\": {status}, \"message\": \"the gateway says so\"}}");
    with_type(status, "application/json", body)
}

/// A page of a proxy's.
fn page() -> Response<Bytes> {
    with_type(
        200,
        "text/html",
        "<html><body>Sign in to the network</body></html>".to_owned(),
    )
}

fn with_type(status: u16, media_type: &'static str, body: String) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}
