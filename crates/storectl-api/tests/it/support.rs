//! A client over a script of responses.

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use http::{Request, Response};
use secrecy::SecretString;
use serde_json::{Value, json};
use storectl_api::{
    AuthConfig, BoxFuture, ClientConfig, Credential, Exchange, FakeClock, ReadClient, STORE_SCOPE,
    TraceSink, Transport, TransportError, TransportErrorKind, WriteClient,
    testing::ScriptedTransport,
};
use storectl_model::{NetworkCause, ProductId};

pub(crate) const SECRET: &str = "client~secret+canary&=value";
pub(crate) const TOKEN: &str = "access-token-canary-0123456789";

pub(crate) fn product() -> ProductId {
    "3e31a9f9-84e8-4d2d-9eba-487878d02ebf".parse().unwrap()
}

pub(crate) fn config() -> ClientConfig {
    let auth = AuthConfig {
        authority: "https://login.microsoftonline.com".parse().unwrap(),
        tenant_id: "contoso.onmicrosoft.com".to_owned(),
        client_id: "8d9c3a55-0000-0000-0000-000000000000".to_owned(),
        credential: Credential::ClientSecret(SecretString::from(SECRET)),
        scope: STORE_SCOPE.to_owned(),
    };
    let endpoint = "https://api.store.microsoft.com".parse().unwrap();
    ClientConfig {
        seller_id: Some("0123456892".parse().unwrap()),
        ..ClientConfig::new(endpoint, auth)
    }
}

pub(crate) fn granted() -> String {
    json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": TOKEN }).to_string()
}

/// What the Store answers for a product that has nothing: every list, and no item.
pub(crate) fn nothing() -> Value {
    json!({ "packages": [], "listings": [], "listingAssets": [] })
}

pub(crate) fn success(data: &Value) -> String {
    json!({ "responseData": data, "isSuccess": true }).to_string()
}

/// A script that begins with a sign-in.
pub(crate) fn signed_in() -> ScriptedTransport {
    ScriptedTransport::new().answer(200, granted())
}

pub(crate) fn lost() -> Result<Response<Bytes>, TransportError> {
    Err(TransportError::new(
        TransportErrorKind::AnswerLost,
        NetworkCause::Reset,
        "",
    ))
}

pub(crate) fn unsent() -> Result<Response<Bytes>, TransportError> {
    Err(TransportError::new(
        TransportErrorKind::NotSent,
        NetworkCause::Dns,
        "",
    ))
}

/// A writing client over `script`, with what it has sent and a clock that does not wait.
pub(crate) struct Bench {
    pub(crate) client: WriteClient,
    pub(crate) script: Arc<ScriptedTransport>,
    pub(crate) clock: Arc<FakeClock>,
    pub(crate) trace: Arc<Trace>,
}

impl Bench {
    pub(crate) fn new(script: ScriptedTransport) -> Self {
        Self::with(config(), script)
    }

    pub(crate) fn with(mut config: ClientConfig, script: ScriptedTransport) -> Self {
        let script = Arc::new(script);
        let clock = Arc::new(FakeClock::new());
        let trace = Arc::new(Trace::default());
        config.trace = Some(trace.clone());
        let client = WriteClient::new(config, script.clone(), clock.clone());
        Self {
            client,
            script,
            clock,
            trace,
        }
    }

    pub(crate) fn reader(&self) -> &ReadClient {
        self.client.reader()
    }

    /// Returns method and path with query of what was sent after the sign-in.
    pub(crate) fn sent(&self) -> Vec<String> {
        self.script
            .sent()
            .iter()
            .map(|it| format!("{} {}", it.method(), it.uri().path_and_query().unwrap()))
            .filter(|it| !it.contains("/oauth2/"))
            .collect()
    }
}

#[derive(Default)]
pub(crate) struct Trace(Mutex<Vec<Exchange>>);

impl Trace {
    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.0.lock().unwrap().clone()
    }
}

impl TraceSink for Trace {
    fn record(&self, exchange: &Exchange) {
        self.0.lock().unwrap().push(exchange.clone());
    }
}

pub(crate) fn answer(status: u16, body: String) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status.try_into().unwrap();
    response
}

/// Answers by a function of the request, so that concurrent requests need no order.
pub(crate) struct Answering<F>(pub(crate) F);

impl<F> Transport for Answering<F>
where
    F: Fn(&Request<Bytes>) -> Response<Bytes> + Send + Sync,
{
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            // Lets others run, as a network would.
            tokio::task::yield_now().await;
            Ok((self.0)(&request))
        })
    }
}

/// Every golden file of a folder under `tests/wire`, by name.
pub(crate) fn golden(folder: &str) -> Vec<(String, Value)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<(String, Value)> = fs::read_dir(root.join("../../tests/wire").join(folder))
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (
                name,
                serde_json::from_slice(&fs::read(path).unwrap()).unwrap(),
            )
        })
        .collect();
    files.sort_by(|a, b| a.0.cmp(&b.0));
    files
}
