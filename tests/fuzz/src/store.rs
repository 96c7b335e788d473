//! A Store that answers as a function of the path, and clients of it.

use std::{
    path::PathBuf,
    sync::{Arc, LazyLock},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use secrecy::SecretString;
use storectl_api::{
    AuthConfig, BoxFuture, ClientConfig, Credential, FakeClock, RetryPolicy, STORE_SCOPE,
    Transport, TransportError, WriteClient,
};
use storectl_model::ProductId;

pub(crate) const SECRET: &str = "client~secret+canary";
pub(crate) const TOKEN: &str = "access-token-canary-0123456789";

/// The product of the seeds.
pub(crate) fn product() -> ProductId {
    "3e31a9f9-84e8-4d2d-9eba-487878d02ebf".parse().unwrap()
}

/// Runs a future to its end; nothing in it waits for the world.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    static RUNTIME: LazyLock<tokio::runtime::Runtime> = LazyLock::new(|| {
        tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
    });
    RUNTIME.block_on(future)
}

/// The response to a sign-in.
pub(crate) fn granted() -> (u16, Bytes) {
    let answer = format!(r#"{{"token_type":"Bearer","expires_in":3599,"access_token":"{TOKEN}"}}"#);
    (200, Bytes::from(answer))
}

/// What signs in at an authority.
pub(crate) fn auth(tenant_id: &str, client_id: &str, secret: &str) -> AuthConfig {
    AuthConfig {
        authority: "https://login.microsoftonline.com".parse().unwrap(),
        tenant_id: tenant_id.to_owned(),
        client_id: client_id.to_owned(),
        credential: Credential::ClientSecret(SecretString::from(secret)),
        scope: STORE_SCOPE.to_owned(),
    }
}

/// A client that tries once.
pub(crate) fn client(auth: AuthConfig, transport: impl Transport + 'static) -> WriteClient {
    let endpoint = "https://api.store.microsoft.com".parse().unwrap();
    let config = ClientConfig {
        seller_id: Some("123456892".parse().unwrap()),
        retry: RetryPolicy {
            attempts: 1,
            base: Duration::from_millis(1),
            cap: Duration::from_millis(1),
            budget: Duration::ZERO,
        },
        ..ClientConfig::new(endpoint, auth)
    };
    WriteClient::new(config, Arc::new(transport), Arc::new(FakeClock::new()))
}

/// A client of a Store that answers by path, uploads too.
pub(crate) fn client_of(
    answer: impl Fn(&str) -> (u16, Bytes) + Send + Sync + 'static,
) -> WriteClient {
    client(
        auth("contoso.onmicrosoft.com", "contoso", SECRET),
        Answering(answer),
    )
}

struct Answering<F>(F);

impl<F> Transport for Answering<F>
where
    F: Fn(&str) -> (u16, Bytes) + Send + Sync,
{
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let (status, body) = (self.0)(request.uri().path());
        let mut response = Response::new(body);
        *response.status_mut() = status.try_into().unwrap();
        Box::pin(async move { Ok(response) })
    }

    fn upload(
        &self,
        request: Request<()>,
        _: PathBuf,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        self.send(request.map(|()| Bytes::new()))
    }
}
