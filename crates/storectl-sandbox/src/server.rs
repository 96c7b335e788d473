//! Between axum and the sandbox: latency, faults, correlation ids.

use std::{future, io};

use axum::Router;
use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream;
use http::header::CONTENT_LENGTH;
use http::{HeaderName, HeaderValue, StatusCode};
use uuid::Uuid;

use crate::answer::Answer;
use crate::fault::{Fault, FaultKind, When};
use crate::sandbox::{Incoming, Sandbox};

/// The largest request body taken, in bytes.
const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// Everything goes through one handler: the routes are the sandbox's own.
pub(crate) fn router(sandbox: Sandbox) -> Router {
    Router::new().fallback(handle).with_state(sandbox)
}

async fn handle(State(sandbox): State<Sandbox>, request: Request) -> Response {
    let latency = sandbox.options().latency;
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let (parts, body) = request.into_parts();
    let announced = parts
        .headers
        .get(CONTENT_LENGTH)
        .and_then(|it| it.to_str().ok()?.parse().ok());
    // A call without a socket has no headers of the wire; a body of known length is as good.
    let length = announced.or(body.size_hint().exact().filter(|length| *length > 0));
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        let answer = Answer::gateway(413, "Request body is too large or incomplete.");
        let incoming = Incoming {
            parts,
            body: Vec::new(),
            length,
        };
        sandbox.note(&incoming, answer.status, "");
        return respond(answer);
    };
    let incoming = Incoming {
        parts,
        body: body.to_vec(),
        length,
    };
    match sandbox.strike(incoming.parts.method.as_str(), incoming.parts.uri.path()) {
        None => {
            let answer = sandbox.answer(&incoming);
            sandbox.note(&incoming, answer.status, &answer.remark());
            respond(answer)
        }
        Some(fault) => with_fault(&sandbox, &incoming, &fault).await,
    }
}

async fn with_fault(sandbox: &Sandbox, incoming: &Incoming, fault: &Fault) -> Response {
    let remark = format!(" (fault {fault})");
    let answer = match fault.kind {
        FaultKind::Status { status, retry_after, when } => {
            if when == When::After {
                sandbox.answer(incoming);
            }
            let mut answer = Answer::gateway(status, "Simulated fault.");
            answer.headers.extend(retry_after.map(|seconds| ("retry-after", seconds.to_string())));
            answer
        }
        FaultKind::Html => Answer {
            status: 200,
            headers: vec![("content-type", "text/html; charset=utf-8".to_owned())],
            body: b"<!DOCTYPE html><html><body><h1>Our services aren't available right now</h1></body></html>".to_vec(),
        },
        FaultKind::Truncated => {
            let mut answer = sandbox.answer(incoming);
            answer.body.truncate(answer.body.len() / 2);
            answer.headers.retain(|(name, _)| *name != "content-length");
            answer
        }
        FaultKind::EmptyBody => {
            let mut answer = sandbox.answer(incoming);
            answer.body.clear();
            answer.headers.retain(|(name, _)| *name != "content-length");
            answer
        }
        FaultKind::Drop(when) => {
            if when == When::After {
                sandbox.answer(incoming);
            }
            sandbox.note(incoming, 0, &remark);
            return dropped();
        }
        FaultKind::Stall => {
            sandbox.note(incoming, 0, &remark);
            return future::pending().await;
        }
    };
    sandbox.note(incoming, answer.status, &remark);
    respond(answer)
}

/// An answer whose body fails at once: the server closes the connection without sending a byte.
fn dropped() -> Response {
    let failure = Err::<Bytes, _>(io::Error::other("simulated fault"));
    Response::new(Body::from_stream(stream::once(future::ready(failure))))
}

fn respond(answer: Answer) -> Response {
    let Answer {
        status,
        headers,
        body,
    } = answer;
    let mut response = Response::new(Body::from(body));
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let correlation = ("x-correlation-id", Uuid::new_v4().to_string());
    for (name, value) in headers.into_iter().chain([correlation]) {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response
                .headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
    }
    response
}
