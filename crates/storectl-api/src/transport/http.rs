//! The transport over real sockets: reqwest with rustls and ring.

use std::{
    path::PathBuf,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};
use http::{Request, Response, Uri, header::CONTENT_LENGTH};
use hyper_util::client::proxy::matcher::Matcher;
use sha2::{Digest as _, Sha256};
use storectl_model::{Digest, NetworkCause, Route};
use tokio::{io::AsyncReadExt as _, time::timeout};

use crate::{
    error::Error,
    error_kind::ErrorKind,
    transport::{
        BodyLimit, BoxFuture, ExpectedContent, PublicOnly, Transport, TransportError,
        TransportErrorKind, address, failure, meter::UploadMeter, resolver::PublicResolver, tls,
    },
};

/// Bytes of a file held in memory while it is uploaded.
const UPLOAD_CHUNK: usize = 64 * 1024;

/// How the transport behaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpOptions {
    /// Longest wait for a connection.
    pub connect_timeout: Duration,
    /// Longest silence while an answer is awaited or read.
    pub read_timeout: Duration,
    /// Longest time from the start of an upload to the head of its answer, however steadily it moves.
    pub upload_timeout: Duration,
    /// Longest time from the head of an answer to its end, however busily it trickles.
    pub body_timeout: Duration,
    /// Largest answer, in bytes after decompression, where a request does not say otherwise.
    pub body_limit: u64,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(15),
            read_timeout: Duration::from_secs(100),
            upload_timeout: Duration::from_secs(600),
            body_timeout: Duration::from_secs(600),
            body_limit: 16 * 1024 * 1024,
        }
    }
}

/// Sends requests over the network: no redirects, no retries of its own, bounded answers, proxies never for loopback.
#[derive(Debug)]
pub struct HttpTransport {
    options: HttpOptions,
    /// For plain HTTP on this machine.
    loopback: reqwest::Client,
    /// Made at first use: it reads the machine's certificates, which a run against loopback does not need.
    remote: OnceLock<Result<reqwest::Client, TransportError>>,
    /// For addresses that answers name, made at first use.
    named: OnceLock<Result<reqwest::Client, TransportError>>,
    resolver: Arc<PublicResolver>,
    /// The machine's proxies, by the same rules as the clients'; read at the first failure.
    proxies: OnceLock<Matcher>,
}

impl HttpTransport {
    /// Makes a transport.
    ///
    /// # Errors
    /// Where the TLS library cannot be set up.
    pub fn new(options: HttpOptions) -> Result<Self, Error> {
        let loopback = tls::without_roots()
            .and_then(|tls| client(&options, tls, reqwest::ClientBuilder::no_proxy))
            .map_err(|error| {
                Error::new(ErrorKind::Config {
                    what: error.message,
                })
            })?;
        Ok(Self {
            options,
            loopback,
            remote: OnceLock::new(),
            named: OnceLock::new(),
            resolver: Arc::default(),
            proxies: OnceLock::new(),
        })
    }

    fn client_for<B>(&self, request: &Request<B>) -> Result<&reqwest::Client, TransportError> {
        let uri = request.uri();
        if request.extensions().get::<PublicOnly>().is_some() {
            self.resolver.guard(uri.host().unwrap_or_default());
            let resolver = Arc::clone(&self.resolver);
            return self
                .named
                .get_or_init(|| {
                    tls::platform().and_then(|tls| {
                        client(&self.options, tls, |builder| builder.dns_resolver(resolver))
                    })
                })
                .as_ref()
                .map_err(Clone::clone);
        }
        if is_loopback(uri) {
            return Ok(&self.loopback);
        }
        self.remote
            .get_or_init(|| {
                tls::platform().and_then(|tls| client(&self.options, tls, |builder| builder))
            })
            .as_ref()
            .map_err(Clone::clone)
    }

    /// Tells how requests to an address travel, without the proxy's user and password.
    fn route(&self, uri: &Uri) -> Route {
        if is_loopback(uri) {
            return Route::Direct;
        }
        let proxies = self.proxies.get_or_init(Matcher::from_system);
        proxies.intercept(uri).map_or(Route::Direct, |proxy| {
            let uri = proxy.uri();
            let host = uri.host().unwrap_or_default();
            Route::Proxy(match uri.port_u16() {
                Some(port) => format!("{host}:{port}"),
                None => host.to_owned(),
            })
        })
    }

    async fn execute(
        &self,
        request: Request<reqwest::Body>,
        patience: Duration,
    ) -> Result<Response<Bytes>, TransportError> {
        let uri = request.uri().clone();
        self.exchange(request, patience)
            .await
            .map_err(|error| TransportError {
                route: self.route(&uri),
                ..error
            })
    }

    async fn exchange(
        &self,
        request: Request<reqwest::Body>,
        patience: Duration,
    ) -> Result<Response<Bytes>, TransportError> {
        let client = self.client_for(&request)?;
        let limit = request
            .extensions()
            .get::<BodyLimit>()
            .map_or(self.options.body_limit, |limit| limit.bytes);
        let request = reqwest::Request::try_from(request).map_err(failure::before_answer)?;
        let answer = timeout(patience, client.execute(request))
            .await
            .map_err(|_| failure::late("no response", patience))?
            .map_err(failure::before_answer)?;
        let mut head = Response::new(());
        *head.status_mut() = answer.status();
        *head.headers_mut() = answer.headers().clone();
        let patience = self.options.body_timeout;
        let bytes = timeout(patience, self.body(answer, limit))
            .await
            .map_err(|_| failure::late("the response was not complete", patience))??;
        Ok(head.map(|()| bytes))
    }

    /// Reads a body that is neither larger than `limit`, in bytes, nor silent for too long.
    async fn body(&self, answer: reqwest::Response, limit: u64) -> Result<Bytes, TransportError> {
        let mut chunks = answer.bytes_stream();
        let mut bytes = BytesMut::new();
        let patience = self.options.read_timeout;
        while let Some(chunk) = timeout(patience, chunks.next())
            .await
            .map_err(|_| failure::late("no response", patience))?
        {
            let chunk = chunk.map_err(failure::in_body)?;
            if bytes.len() as u64 + chunk.len() as u64 > limit {
                return Err(TransportError::new(
                    TransportErrorKind::TooLarge,
                    NetworkCause::Other,
                    format!("the response is larger than {limit} bytes"),
                ));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes.freeze())
    }
}

impl Transport for HttpTransport {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let patience = self.options.read_timeout;
        Box::pin(self.execute(request.map(reqwest::Body::from), patience))
    }

    fn upload(
        &self,
        request: Request<()>,
        file: PathBuf,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let unreadable = |error| TransportError::unreadable(&file, &error);
            let opened = tokio::fs::File::open(&file).await.map_err(unreadable)?;
            let length = opened.metadata().await.map_err(unreadable)?.len();
            let meter = request.extensions().get().cloned();
            let expected = request.extensions().get().cloned();
            let content = FileContent::new(opened, length, meter.unwrap_or_default(), expected);
            let changed = Arc::clone(&content.changed);
            let mut request = request.map(|()| reqwest::Body::wrap_stream(content.chunks()));
            request.headers_mut().insert(CONTENT_LENGTH, length.into());
            let answer = self.execute(request, self.options.upload_timeout).await;
            if changed.load(Ordering::Relaxed) {
                return Err(TransportError::changed(&file));
            }
            answer
        })
    }
}

/// A file on its way: digested while it is read, so that one that has changed is not sent to its end.
struct FileContent {
    /// A file that grows meanwhile is cut at the length announced.
    file: tokio::io::Take<tokio::fs::File>,
    left: u64,
    meter: UploadMeter,
    hasher: Sha256,
    expected: Option<ExpectedContent>,
    changed: Arc<AtomicBool>,
}

impl FileContent {
    fn new(
        file: tokio::fs::File,
        length: u64,
        meter: UploadMeter,
        expected: Option<ExpectedContent>,
    ) -> Self {
        Self {
            file: file.take(length),
            left: length,
            meter,
            hasher: Sha256::new(),
            expected,
            changed: Arc::default(),
        }
    }

    fn chunks(self) -> impl stream::Stream<Item = Result<Bytes, std::io::Error>> {
        stream::try_unfold(self, |mut content| async move {
            let chunk = content.next().await?;
            Ok(chunk.map(|it| (it, content)))
        })
    }

    /// Reads the next chunk; the last one only where everything before it and it are what was expected.
    async fn next(&mut self) -> std::io::Result<Option<Bytes>> {
        let mut chunk = BytesMut::with_capacity(UPLOAD_CHUNK);
        let read = self.file.read_buf(&mut chunk).await?;
        self.left = self.left.saturating_sub(read as u64);
        self.hasher.update(&chunk);
        if let (Some(expected), true) = (&self.expected, self.left == 0 || read == 0) {
            let digest = Digest::from_bytes(&self.hasher.clone().finalize());
            if digest != expected.digest {
                self.changed.store(true, Ordering::Relaxed);
                return Err(std::io::ErrorKind::InvalidData.into());
            }
        }
        self.meter.add(read as u64);
        Ok((read > 0).then(|| chunk.freeze()))
    }
}

fn client(
    options: &HttpOptions,
    tls: rustls::ClientConfig,
    adjust: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
) -> Result<reqwest::Client, TransportError> {
    let builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(options.connect_timeout);
    adjust(builder).build().map_err(failure::of_setup)
}

fn is_loopback(uri: &Uri) -> bool {
    uri.scheme_str() == Some("http") && uri.host().is_some_and(address::is_loopback)
}
