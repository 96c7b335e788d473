//! What a fault makes of a response.

use std::convert::Infallible;
use std::future;
use std::io;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::header::{ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RANGE, RETRY_AFTER};

use crate::fault::{Fault, FaultKind, RetryAfter, When};
use crate::request::{Edition, Incoming};
use crate::response::{Answer, http_date};

/// Where a redirect leads: a name that leads nowhere (RFC 2606).
const ELSEWHERE: &str = "https://elsewhere.invalid";

/// The pieces of a body of 1 GiB.
const PIECE: usize = 64 * 1024;
const PIECES: usize = 1024 * 1024 * 1024 / PIECE;

/// The time between two bytes of a body that trickles.
const TRICKLE: Duration = Duration::from_millis(5);

/// What is left of a response once a fault was at it.
pub(crate) enum Outcome {
    /// A response that ends.
    Answer(Answer),
    /// A response with no length but the one that its headers announce.
    Unsized(Answer),
    /// A status and a body of its own.
    Stream(u16, Body),
    /// None, ever.
    Never,
}

/// Makes of a request, which `act` answers, what a fault leaves of its answer; `now` is since 1970.
pub(crate) fn outcome(
    incoming: &Incoming,
    fault: &Fault,
    now: Duration,
    act: impl FnOnce(&Incoming) -> Answer,
) -> Outcome {
    let answer = match (fault.kind, fault.when) {
        // Neither spoils the answer itself.
        (FaultKind::Slow(_) | FaultKind::Expired, When::Before | When::After) => act(incoming),
        (_, When::Before) => Answer::empty(200),
        (FaultKind::NoRanges, When::After) => act(&without_range(incoming)),
        (FaultKind::Swapped, When::After) => act(&Incoming {
            edition: Edition::Swapped,
            ..incoming.clone()
        }),
        (_, When::After) => act(incoming),
    };
    match fault.kind {
        FaultKind::Status { status, retry_after } => {
            let mut answer = Answer::gateway(status, "Simulated fault.");
            let value = retry_after.map(|it| match it {
                RetryAfter::Seconds(seconds) => seconds.to_string(),
                RetryAfter::Date(seconds) => {
                    http_date(now.saturating_add(Duration::from_secs(seconds.into())))
                }
            });
            answer.headers.extend(value.map(|it| (RETRY_AFTER.as_str(), it)));
            Outcome::Answer(answer)
        }
        FaultKind::Html(status) => Outcome::Answer(Answer {
            headers: vec![(CONTENT_TYPE.as_str(), "text/html; charset=utf-8".to_owned())],
            body: b"<!DOCTYPE html><html><body><h1>Our services aren't available right now</h1></body></html>".as_slice().into(),
            ..Answer::empty(status)
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
        FaultKind::Expired | FaultKind::Slow(_) | FaultKind::Swapped => Outcome::Answer(answer),
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
            let ours = CONTENT_TYPE.as_str();
            let mut answer = without(answer, ours);
            answer.headers.push((ours, "text/plain; charset=utf-8".to_owned()));
            Outcome::Answer(answer)
        }
        FaultKind::StallBody => {
            let Answer { status, body, .. } = half(answer);
            let start = stream::once(future::ready(Ok::<_, io::Error>(body)));
            Outcome::Stream(status, Body::from_stream(start.chain(stream::pending())))
        }
        FaultKind::NoRanges => Outcome::Answer(without(answer, ACCEPT_RANGES.as_str())),
        FaultKind::NoLength => Outcome::Unsized(without(answer, CONTENT_LENGTH.as_str())),
        FaultKind::WrongLength => {
            let length = CONTENT_LENGTH.as_str();
            let announced = answer.headers.iter().find(|(name, _)| *name == length);
            let announced = announced.and_then(|(_, value)| value.parse().ok());
            let announced = announced.unwrap_or(answer.body.len() as u64);
            let mut answer = without(answer, length);
            answer.headers.push((length, announced.saturating_add(1).to_string()));
            Outcome::Unsized(answer)
        }
    }
}

/// The request of a client that knows no ranges.
fn without_range(incoming: &Incoming) -> Incoming {
    let mut incoming = incoming.clone();
    incoming.parts.headers.remove(RANGE);
    incoming
}

/// An answer without a header.
fn without(mut answer: Answer, header: &str) -> Answer {
    answer.headers.retain(|(name, _)| *name != header);
    answer
}

fn half(mut answer: Answer) -> Answer {
    answer.body.truncate(answer.body.len() / 2);
    without(answer, CONTENT_LENGTH.as_str())
}
