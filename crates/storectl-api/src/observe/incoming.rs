//! A response whose body is read only as far as somebody needs it.

use bytes::Bytes;
use futures_util::StreamExt as _;
use http::{Request, Response};

use crate::{
    clock::Deadline,
    observe::exchange::{Exchanger, Record, RequestKind},
    transport::{BodyStream, TransportError},
};

/// A response under way. Dropped, it ends the exchange, and the trace takes what was read of it.
pub(crate) struct Incoming<'a> {
    exchanger: &'a Exchanger,
    deadline: Deadline,
    pub(crate) head: Response<()>,
    body: BodyStream,
    record: Option<Record>,
    read: u64,
    lost: Option<TransportError>,
}

impl Exchanger {
    /// Sends a request of an installer and returns its response once the head is there. Head and body end at `deadline`.
    pub(crate) async fn receive(
        &self,
        request: Request<Bytes>,
        deadline: Deadline,
    ) -> Result<Incoming<'_>, TransportError> {
        self.check_deadline(deadline)?;
        let kind = RequestKind::Installer;
        let record = self.open(&request, kind, |_| None);
        match self.bounded(deadline, self.transport.open(request)).await {
            Ok(response) => {
                let (head, body) = response.into_parts();
                Ok(Incoming {
                    exchanger: self,
                    deadline,
                    head: Response::from_parts(head, ()),
                    body,
                    record,
                    read: 0,
                    lost: None,
                })
            }
            Err(error) => {
                self.close(record, kind, &Err(error.clone()));
                Err(error)
            }
        }
    }
}

impl Incoming<'_> {
    /// Returns the next bytes of the body; `None` at its end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        let body = &mut self.body;
        let next = async { body.next().await.transpose() };
        let chunk = self.exchanger.bounded(self.deadline, next).await;
        match &chunk {
            Ok(chunk) => self.read += chunk.as_ref().map_or(0, |it| it.len() as u64),
            Err(error) => self.lost = Some(error.clone()),
        }
        chunk
    }
}

impl Drop for Incoming<'_> {
    fn drop(&mut self) {
        let head = self.head.clone().map(|()| Bytes::new());
        let body = (self.read > 0).then(|| format!("({} bytes of an installer)", self.read));
        let record = self.record.take().map(|mut record| {
            record.exchange.response_body = body;
            record.exchange.error = self
                .lost
                .as_ref()
                .map(|it| self.exchanger.redactor.text(&it.to_string()));
            record
        });
        self.exchanger
            .close(record, RequestKind::Installer, &Ok(head));
    }
}
