//! Between axum and the simulation: latency, body limits, faults.

use axum::Router;
use axum::body::{HttpBody as _, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use bytes::Bytes;
use http::header::CONTENT_LENGTH;

use crate::inject;
use crate::request::{Edition, Incoming};
use crate::response::{Answer, respond};
use crate::simulation::Simulation;

/// The largest request body taken, in bytes.
const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// A simulation with the address at which its clients reach it, scheme and authority.
#[derive(Clone)]
struct Service {
    simulation: Simulation,
    address: String,
}

/// Everything goes through one handler: the routes are the sandbox's own.
pub(crate) fn router(simulation: Simulation, address: String) -> Router {
    let service = Service {
        simulation,
        address,
    };
    Router::new().fallback(handle).with_state(service)
}

/// Responds to a request that came without a socket.
pub(crate) async fn respond_to(
    simulation: Simulation,
    address: String,
    request: http::Request<Bytes>,
) -> http::Response<Bytes> {
    let service = Service {
        simulation,
        address,
    };
    let request = request.map(axum::body::Body::from);
    let (parts, body) = handle(State(service), request).await.into_parts();
    // Only a fault makes a body longer than this.
    let body = to_bytes(body, BODY_LIMIT).await.unwrap_or_default();
    http::Response::from_parts(parts, body)
}

async fn handle(State(service): State<Service>, request: Request) -> Response {
    let Service {
        simulation,
        address,
    } = service;
    let options = simulation.options();
    options.clock.pass(options.latency).await;
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
            body: Bytes::new(),
            length,
            address,
            edition: Edition::First,
        };
        simulation.note(&incoming, answer.status, "", None);
        return respond(answer, &options.guids);
    };
    let incoming = Incoming {
        parts,
        body,
        length,
        address,
        edition: Edition::First,
    };
    match simulation.next_fault(incoming.parts.method.as_str(), incoming.parts.uri.path()) {
        None => {
            let answer = simulation.answer(&incoming);
            simulation.note(&incoming, answer.status, &answer.remark(), None);
            respond(answer, &options.guids)
        }
        Some(fault) => inject::answer(&simulation, &incoming, &fault).await,
    }
}
