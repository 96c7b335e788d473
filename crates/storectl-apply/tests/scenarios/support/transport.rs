//! A transport that something befalls.

use std::{collections::VecDeque, path::PathBuf, sync::Mutex};

use bytes::Bytes;
use http::{Method, Request, Response};
use storectl_api::{
    BoxFuture, ExpectedContent, Transport, TransportError, TransportErrorKind, UploadMeter,
    testing::RouterTransport,
};
use storectl_apply::{Cancellation, StopSignal};
use storectl_model::{Digest, NetworkCause};
use tokio::sync::Notify;

/// What befalls a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// It never leaves.
    Before,
    /// It is acted upon, and the response never comes.
    After,
    /// SIGTERM comes while it is in flight.
    Signal,
    /// SIGTERM comes while it is in flight, and the response never does.
    SignalAndSilence,
}

/// Passes requests on, but for the one that something befalls.
pub(crate) struct CutTransport {
    inner: RouterTransport,
    cancel: Cancellation,
    next: Mutex<Option<(usize, Cut)>>,
    /// Replies in the Store's place, each given once, by method and end of the path.
    replies: Mutex<VecDeque<(Method, &'static str, Response<Bytes>)>>,
    pub(super) happened: Notify,
    /// Uploads in flight, and the most there were in parallel.
    uploads: Mutex<(usize, usize)>,
}

impl CutTransport {
    pub(super) fn new(inner: RouterTransport, cancel: Cancellation) -> Self {
        Self {
            inner,
            cancel,
            next: Mutex::new(None),
            replies: Mutex::default(),
            happened: Notify::new(),
            uploads: Mutex::default(),
        }
    }

    /// Answers the next request of this kind in the Store's place.
    pub(crate) fn reply(
        &self,
        method: Method,
        tail: &'static str,
        status: u16,
        body: &serde_json::Value,
    ) {
        let mut response = Response::new(Bytes::from(body.to_string()));
        *response.status_mut() = status.try_into().unwrap();
        let mut replies = self.replies.lock().unwrap();
        replies.push_back((method, tail, response));
    }

    fn replied(&self, request: &Request<Bytes>) -> Option<Response<Bytes>> {
        let mut replies = self.replies.lock().unwrap();
        let at = replies.iter().position(|(method, tail, _)| {
            request.method() == method && request.uri().path().ends_with(tail)
        })?;
        replies.remove(at).map(|(_, _, response)| response)
    }

    /// Returns the most uploads that were in flight at the same time.
    pub(crate) fn most_uploads(&self) -> usize {
        self.uploads.lock().unwrap().1
    }

    /// Lets `cut` befall the `n`th request from now, counted from 0.
    pub(crate) fn arm(&self, n: usize, cut: Cut) {
        *self.next.lock().unwrap() = Some((n, cut));
    }

    pub(super) fn disarm(&self) {
        *self.next.lock().unwrap() = None;
    }

    /// Counts a request and returns what befalls it.
    fn count(&self) -> Option<Cut> {
        let mut next = self.next.lock().unwrap();
        match *next {
            Some((0, cut)) => {
                *next = None;
                Some(cut)
            }
            Some((n, cut)) => {
                *next = Some((n - 1, cut));
                None
            }
            None => None,
        }
    }
}

impl Transport for CutTransport {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            if let Some(response) = self.replied(&request) {
                return Ok(response);
            }
            match self.count() {
                None => return self.inner.send(request).await,
                Some(Cut::Signal) => {
                    self.cancel.stop(StopSignal::Terminate);
                    return self.inner.send(request).await;
                }
                Some(Cut::SignalAndSilence) => {
                    self.cancel.stop(StopSignal::Terminate);
                    return std::future::pending().await;
                }
                Some(Cut::Before) => {}
                Some(Cut::After) => {
                    let _ = self.inner.send(request).await;
                }
            }
            self.happened.notify_one();
            std::future::pending().await
        })
    }

    fn upload(
        &self,
        request: Request<()>,
        file: PathBuf,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            {
                let mut uploads = self.uploads.lock().unwrap();
                uploads.0 += 1;
                uploads.1 = uploads.1.max(uploads.0);
            }
            // The others may begin.
            tokio::task::yield_now().await;
            let request = request.map(|()| Bytes::from(std::fs::read(&file).unwrap()));
            let expected = request.extensions().get::<ExpectedContent>().unwrap();
            if expected.digest != Digest::of(request.body()) {
                let kind = TransportErrorKind::FileChanged;
                return Err(TransportError::new(kind, NetworkCause::Other, ""));
            }
            if let Some(meter) = request.extensions().get::<UploadMeter>() {
                meter.add(request.body().len() as u64);
            }
            let answer = self.send(request).await;
            self.uploads.lock().unwrap().0 -= 1;
            answer
        })
    }
}
