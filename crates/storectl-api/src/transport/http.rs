//! The transport over real sockets: reqwest with rustls and ring.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};
use http::{Request, Response, header::CONTENT_LENGTH};
use sha2::{Digest as _, Sha256};
use storectl_model::{Digest, NetworkCause, Route};
use tokio::{io::AsyncReadExt as _, time::timeout};

use crate::{
    error::Error,
    error_kind::ErrorKind,
    transport::{
        BodyLimit, BodyStream, BoxFuture, ExpectedContent, Transport, TransportError,
        TransportErrorKind,
        clients::{Clients, Form},
        failure,
        meter::UploadMeter,
        proxy::Proxies,
    },
};

/// Bytes of a file held in memory while it is uploaded.
const UPLOAD_CHUNK: usize = 64 * 1024;

/// How the transport behaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpOptions {
    /// Longest wait for a connection.
    pub connect_timeout: Duration,
    /// Longest silence while a response is awaited or read.
    pub read_timeout: Duration,
    /// Longest time from the start of an upload to the head of its response, however steadily it moves.
    pub upload_timeout: Duration,
    /// Longest time from the head of a response to its end, however busily it trickles.
    pub body_timeout: Duration,
    /// Largest response, in bytes after decompression, where a request does not say otherwise.
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
    clients: Clients,
    proxies: Proxies,
}

impl HttpTransport {
    /// Makes a transport.
    ///
    /// # Errors
    /// Returns an error if the TLS library cannot be set up.
    pub fn new(options: HttpOptions) -> Result<Self, Error> {
        let clients = Clients::new(options.connect_timeout).map_err(|error| {
            Error::new(ErrorKind::Config {
                what: error.message,
            })
        })?;
        Ok(Self {
            options,
            clients,
            proxies: Proxies::default(),
        })
    }

    /// Returns how requests to an address travel, without the proxy's user and password.
    pub fn route_to(&self, url: &url::Url) -> Route {
        let uri = url.as_str().parse();
        uri.map_or(Route::Direct, |uri| self.proxies.route(&uri))
    }

    async fn execute(
        &self,
        request: Request<reqwest::Body>,
        patience: Duration,
    ) -> Result<Response<Bytes>, TransportError> {
        let uri = request.uri().clone();
        self.exchange(request, patience)
            .await
            .map_err(|error| self.proxies.explain(&uri, error))
    }

    async fn exchange(
        &self,
        request: Request<reqwest::Body>,
        patience: Duration,
    ) -> Result<Response<Bytes>, TransportError> {
        let limit = request
            .extensions()
            .get::<BodyLimit>()
            .map_or(self.options.body_limit, |limit| limit.bytes);
        let answer = self.head(request, Form::Decoded, patience).await?;
        let head = head_of(&answer);
        let patience = self.options.body_timeout;
        let bytes = timeout(patience, self.body(answer, limit))
            .await
            .map_err(|_| failure::late("the response was not complete", patience))??;
        Ok(head.map(|()| bytes))
    }

    /// Sends a request and waits for the head of its response.
    async fn head(
        &self,
        request: Request<reqwest::Body>,
        form: Form,
        patience: Duration,
    ) -> Result<reqwest::Response, TransportError> {
        let client = self.clients.of(&request, form)?;
        let request = reqwest::Request::try_from(request).map_err(failure::before_answer)?;
        timeout(patience, client.execute(request))
            .await
            .map_err(|_| failure::late("no response", patience))?
            .map_err(failure::before_answer)
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

    fn open(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<BodyStream>, TransportError>> {
        let patience = self.options.read_timeout;
        Box::pin(async move {
            let uri = request.uri().clone();
            let request = request.map(reqwest::Body::from);
            match self.head(request, Form::AsSent, patience).await {
                Ok(answer) => {
                    let head = head_of(&answer);
                    Ok(head.map(|()| chunks(answer, patience, self.proxies.route(&uri))))
                }
                Err(error) => Err(self.proxies.explain(&uri, error)),
            }
        })
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

fn head_of(answer: &reqwest::Response) -> Response<()> {
    let mut head = Response::new(());
    *head.status_mut() = answer.status();
    *head.headers_mut() = answer.headers().clone();
    head
}

/// Reads a body that is never silent for longer than `patience`.
fn chunks(answer: reqwest::Response, patience: Duration, route: Route) -> BodyStream {
    let chunks = Box::pin(answer.bytes_stream());
    Box::pin(stream::try_unfold(chunks, move |mut chunks| {
        let route = route.clone();
        async move {
            let next = timeout(patience, chunks.next())
                .await
                .map_err(|_| failure::late("no response", patience));
            match next.and_then(|it| it.transpose().map_err(failure::in_body)) {
                Ok(chunk) => Ok(chunk.map(|it| (it, chunks))),
                Err(error) => Err(TransportError { route, ..error }),
            }
        }
    }))
}
