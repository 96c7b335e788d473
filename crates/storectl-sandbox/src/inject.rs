//! What a fault makes of a response.

use std::convert::Infallible;
use std::future;
use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::StatusCode;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use jiff::Timestamp;

use crate::fault::{Fault, FaultKind, RetryAfter, When};
use crate::request::Incoming;
use crate::response::{Answer, respond};
use crate::simulation::Simulation;

/// Where a redirect leads: a name that leads nowhere (RFC 2606).
const ELSEWHERE: &str = "https://elsewhere.invalid";

/// The pieces of a body of 1 GiB.
const PIECE: usize = 64 * 1024;
const PIECES: usize = 1024 * 1024 * 1024 / PIECE;

/// The time between two bytes of a body that trickles.
const TRICKLE: Duration = Duration::from_millis(5);

/// What is left of a response once a fault was at it.
enum Outcome {
    /// A response that ends.
    Answer(Answer),
    /// A status and a body of its own.
    Stream(u16, Body),
    /// None, ever.
    Never,
}

/// Answers a request that a fault strikes.
pub(crate) async fn answer(
    simulation: &Simulation,
    incoming: &Incoming,
    fault: &Fault,
) -> Response {
    let outcome = outcome(simulation, incoming, fault);
    let status = match &outcome {
        Outcome::Answer(answer) => answer.status,
        Outcome::Stream(status, _) => *status,
        Outcome::Never => 0,
    };
    let remark = format!(" (fault {fault})");
    simulation.note(incoming, status, &remark, Some(fault));
    match outcome {
        Outcome::Answer(answer) => respond(answer),
        Outcome::Stream(status, body) => {
            let mut response = Response::new(body);
            *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            response
        }
        Outcome::Never => future::pending().await,
    }
}

fn outcome(simulation: &Simulation, incoming: &Incoming, fault: &Fault) -> Outcome {
    if fault.kind == FaultKind::Expired {
        return Outcome::Answer(expired(simulation, incoming, fault.when));
    }
    let answer = match fault.when {
        When::Before => Answer::empty(200),
        When::After => simulation.answer(incoming),
    };
    match fault.kind {
        FaultKind::Status { status, retry_after } => {
            let mut answer = Answer::gateway(status, "Simulated fault.");
            let value = retry_after.map(|it| match it {
                RetryAfter::Seconds(seconds) => seconds.to_string(),
                RetryAfter::Date(seconds) => date(simulation.options().clock.now(), seconds),
            });
            answer.headers.extend(value.map(|it| (RETRY_AFTER.as_str(), it)));
            Outcome::Answer(answer)
        }
        FaultKind::Html(status) => Outcome::Answer(Answer {
            status,
            headers: vec![(CONTENT_TYPE.as_str(), "text/html; charset=utf-8".to_owned())],
            body: b"<!DOCTYPE html><html><body><h1>Our services aren't available right now</h1></body></html>".as_slice().into(),
        }),
        FaultKind::Redirect => {
            let target = incoming.parts.uri.path_and_query().map_or("/", |it| it.as_str());
            let mut answer = Answer::empty(307);
            answer.headers.push((LOCATION.as_str(), format!("{ELSEWHERE}{target}")));
            Outcome::Answer(answer)
        }
        FaultKind::Huge => {
            let piece = Bytes::from(vec![b' '; PIECE]);
            let body = stream::repeat(Ok::<_, Infallible>(piece)).take(PIECES);
            Outcome::Stream(200, Body::from_stream(body))
        }
        FaultKind::Trickle => {
            let body = stream::repeat(()).then(|()| async {
                tokio::time::sleep(TRICKLE).await;
                Ok::<_, io::Error>(Bytes::from_static(b" "))
            });
            Outcome::Stream(200, Body::from_stream(body))
        }
        FaultKind::Expired => Outcome::Answer(answer),
        // A body that fails immediately: the server closes the connection without sending a byte.
        FaultKind::Drop => {
            let failure = Err::<Bytes, _>(io::Error::other("simulated fault"));
            Outcome::Stream(0, Body::from_stream(stream::once(future::ready(failure))))
        }
        FaultKind::Stall => Outcome::Never,
        FaultKind::Truncated => Outcome::Answer(half(answer)),
        FaultKind::Empty => Outcome::Answer(Answer {
            body: Bytes::new(),
            ..half(answer)
        }),
        FaultKind::WrongType => {
            let mut answer = answer;
            let ours = CONTENT_TYPE.as_str();
            answer.headers.retain(|(name, _)| *name != ours);
            answer.headers.push((ours, "text/plain; charset=utf-8".to_owned()));
            Outcome::Answer(answer)
        }
        FaultKind::StallBody => {
            let Answer { status, body, .. } = half(answer);
            let start = stream::once(future::ready(Ok::<_, io::Error>(body)));
            Outcome::Stream(status, Body::from_stream(start.chain(stream::pending())))
        }
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

fn half(mut answer: Answer) -> Answer {
    answer.body.truncate(answer.body.len() / 2);
    let length = CONTENT_LENGTH.as_str();
    answer.headers.retain(|(name, _)| *name != length);
    answer
}

/// An HTTP date this many seconds after `now`, which is since 1970.
fn date(now: Duration, seconds: u32) -> String {
    let seconds = i64::try_from(now.as_secs().saturating_add(seconds.into())).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds)
        .unwrap_or(Timestamp::MAX)
        .strftime("%a, %d %b %Y %H:%M:%S GMT")
        .to_string()
}
