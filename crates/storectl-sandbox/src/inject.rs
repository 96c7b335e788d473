//! Answers requests that faults strike.

use std::convert::Infallible;
use std::future;

use axum::body::Body;
use axum::response::Response;
use futures_util::{StreamExt as _, stream};
use http::StatusCode;

use crate::fault::{Fault, FaultKind, When};
use crate::outcome::{Outcome, outcome};
use crate::request::Incoming;
use crate::response::{Answer, respond};
use crate::simulation::Simulation;

/// Answers a request that a fault strikes.
pub(crate) async fn answer(
    simulation: &Simulation,
    incoming: &Incoming,
    fault: &Fault,
) -> Response {
    let clock = &simulation.options().clock;
    if let (FaultKind::Slow(delay), When::Before) = (fault.kind, fault.when) {
        clock.pass(delay).await;
    }
    let outcome = if fault.kind == FaultKind::Expired {
        Outcome::Answer(expired(simulation, incoming, fault.when))
    } else {
        let act = |incoming: &Incoming| simulation.answer(incoming);
        outcome(incoming, fault, clock.now(), act)
    };
    let status = match &outcome {
        Outcome::Answer(answer) | Outcome::Unsized(answer) => answer.status,
        Outcome::Stream(status, _) => *status,
        Outcome::Never => 0,
    };
    let remark = format!(" (fault {fault})");
    simulation.note(incoming, status, &remark, Some(fault));
    if let (FaultKind::Slow(delay), When::After) = (fault.kind, fault.when) {
        clock.pass(delay).await;
    }
    match outcome {
        Outcome::Answer(answer) => respond(answer, &simulation.options().guids),
        Outcome::Unsized(answer) => {
            let bytes = stream::once(future::ready(Ok::<_, Infallible>(answer.body.clone())));
            // The server sends what it has while it waits: an end that comes too early does not take the bytes along.
            let pause = stream::once(tokio::task::yield_now()).filter_map(|()| future::ready(None));
            let mut response = respond(answer, &simulation.options().guids);
            *response.body_mut() = Body::from_stream(bytes.chain(pause));
            response
        }
        Outcome::Stream(status, body) => {
            let mut response = Response::new(body);
            *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            response
        }
        Outcome::Never => future::pending().await,
    }
}

/// Makes every token void, before or after answering.
fn expired(simulation: &Simulation, incoming: &Incoming, when: When) -> Answer {
    match when {
        When::Before => {
            simulation.forget_tokens();
            simulation.answer(incoming)
        }
        When::After => {
            let answer = simulation.answer(incoming);
            simulation.forget_tokens();
            answer
        }
    }
}
