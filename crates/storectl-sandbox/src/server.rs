//! Between axum and the sandbox: latency, correlation ids.

use axum::Router;
use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use http::header::CONTENT_LENGTH;
use http::{HeaderName, HeaderValue, StatusCode};
use uuid::Uuid;

use crate::answer::Answer;
use crate::sandbox::{Incoming, Sandbox};
use crate::spoil;

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
        sandbox.note(&incoming, answer.status, "", None);
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
            sandbox.note(&incoming, answer.status, &answer.remark(), None);
            respond(answer)
        }
        Some(fault) => spoil::answer(&sandbox, &incoming, &fault).await,
    }
}

/// Makes an answer a response, with a correlation id of its own.
pub(crate) fn respond(answer: Answer) -> Response {
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
