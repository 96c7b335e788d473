//! What the first answers of a host amount to: HEAD, and the ranges of the first and the last bytes.

use std::ops::Range;

use http::StatusCode;
use storectl_installer::{Content, Host, Outcome, Parts};

use crate::installers::{
    ask::Ask,
    claims::Claims,
    content_range::ContentRange,
    reader::Reader,
    reply::{BodyEnd, Meaning, Reply, ReplyHead},
    stop::Stop,
    visit::{Visit, WITHOUT_RANGES},
};

/// What the first answers of a host amount to.
#[derive(Debug)]
pub(crate) struct Survey {
    /// The bytes that are there.
    pub(crate) parts: Parts,
    /// The last bytes, where the host did not send them: it may know ranges from the start only.
    pub(crate) end: Option<Range<u64>>,
    /// What all answers agree on.
    pub(crate) claims: Claims,
}

/// The first answers of a host.
#[derive(Debug)]
pub(crate) struct FirstAnswers {
    pub(crate) head: Result<Reply, Stop>,
    pub(crate) first: (Ask, Result<Reply, Stop>),
    pub(crate) last: (Ask, Result<Reply, Stop>),
}

impl FirstAnswers {
    /// Weighs the answers against each other.
    pub(crate) fn weigh(
        self,
        visit: &Visit<'_>,
        reader: &Reader,
        host: &mut Host,
    ) -> Result<Survey, Stop> {
        let Self { head, first, last } = self;
        let mut claims = Claims::default();
        let head = of_head(visit, head, &mut claims, host)?;
        let (asked, reply) = first;
        let reply = reply?;
        of_get(visit, &reply.head, head.as_ref(), host)?;
        let whole = match reply.head.status() {
            StatusCode::PARTIAL_CONTENT => {
                host.ranges = Some(true);
                None
            }
            StatusCode::RANGE_NOT_SATISFIABLE => match reply.head.content_range() {
                Some(ContentRange::Unsatisfied { total: 0 }) => Some(0),
                _ if claims.length() == Some(0) => Some(0),
                _ => {
                    return Err(Stop::cannot_tell(
                        "the host answers 416 to a range of the first bytes",
                    ));
                }
            },
            _ => {
                host.ranges = Some(false);
                Some(of_whole(&reply, reader)?)
            }
        };
        if let Some(length) = whole {
            claims.add(&reply.head, Some(length))?;
            let mut parts = Parts::new(length);
            parts.add(0, &reply.body);
            host.length = host.length.or(reply.head.length());
            return Ok(Survey {
                parts,
                end: None,
                claims,
            });
        }
        let start = part(&asked, &reply, &mut claims)?;
        let (asked, last) = last;
        let last_part = match last {
            Ok(reply) if reply.head.status() == StatusCode::PARTIAL_CONTENT => {
                Some((part(&asked, &reply, &mut claims)?, reply.body))
            }
            Err(Stop::Fault(error)) => return Err(Stop::Fault(error)),
            // There is no time to ask again.
            Err(stop @ Stop::Passing { .. }) if visit.is_over() => return Err(stop),
            Ok(_) | Err(Stop::Settled(_) | Stop::Passing { .. }) => None,
        };
        let Some(length) = claims.length() else {
            return Err(Stop::cannot_tell(
                "the host does not say how long the file is",
            ));
        };
        if head.is_none() {
            host.length = Some(length);
        }
        let mut parts = Parts::new(length);
        parts.add(start.start, &reply.body);
        let end = match last_part {
            Some((range, bytes)) if range.end == length => {
                parts.add(range.start, &bytes);
                None
            }
            Some(_) => return Err(another_place()),
            None => Some(length.saturating_sub(asked.most())..length),
        };
        Ok(Survey { parts, end, claims })
    }
}

/// Takes what HEAD says; `None` where only a GET can tell.
pub(crate) fn of_head(
    visit: &Visit<'_>,
    head: Result<Reply, Stop>,
    claims: &mut Claims,
    host: &mut Host,
) -> Result<Option<ReplyHead>, Stop> {
    let head = match head {
        Ok(reply) => reply.head,
        Err(Stop::Fault(error)) => return Err(Stop::Fault(error)),
        Err(Stop::Settled(_) | Stop::Passing { .. }) => return Ok(None),
    };
    host.status = Some(head.status().as_u16());
    match head.meaning(visit.address) {
        Meaning::Served => {
            host.length = head.length();
            claims.add(&head, head.length())?;
            Ok(Some(head))
        }
        Meaning::Redirect(target) => {
            host.redirect = Some(visit.exchanger.redactor.text(&target));
            Err(Stop::Settled(Outcome::Redirected))
        }
        Meaning::NotServed | Meaning::Other => {
            // Whether it is this that the host refuses, a GET tells.
            host.refuses_head = true;
            Ok(None)
        }
        Meaning::Passing => {
            host.refuses_head = head.status() == StatusCode::NOT_IMPLEMENTED;
            Ok(None)
        }
    }
}

/// Takes what the status of a GET says, whose word counts.
pub(crate) fn of_get(
    visit: &Visit<'_>,
    reply: &ReplyHead,
    head: Option<&ReplyHead>,
    host: &mut Host,
) -> Result<(), Stop> {
    let meaning = reply.meaning(visit.address);
    let is_served =
        meaning == Meaning::Served || reply.status() == StatusCode::RANGE_NOT_SATISFIABLE;
    if head.is_none() || !is_served {
        host.status = Some(reply.status().as_u16());
    }
    host.refuses_head &= is_served;
    if let Meaning::Redirect(target) = meaning {
        host.redirect = Some(visit.exchanger.redactor.text(&target));
    }
    if is_served {
        Ok(())
    } else {
        visit.served(reply)
    }
}

/// Takes a part; returns which bytes it holds.
pub(crate) fn part(asked: &Ask, reply: &Reply, claims: &mut Claims) -> Result<Range<u64>, Stop> {
    let Some(ContentRange::Part { range, total }) = reply.head.content_range() else {
        return Err(Stop::cannot_tell(
            "the host answers a range without saying which bytes it sends",
        ));
    };
    claims.add(&reply.head, total)?;
    let is_asked = match asked {
        Ask::First(_) => range.start == 0,
        Ask::Last(_) => claims.length().is_none_or(|length| range.end == length),
        Ask::Span(span) => range.start == span.start,
        Ask::Head | Ask::Everything => false,
    };
    let count = range.end - range.start;
    if !is_asked || count > asked.most() {
        return Err(another_place());
    }
    if reply.end != BodyEnd::Complete || reply.body.len() as u64 != count {
        return Err(Stop::cannot_tell(
            "the host contradicts itself: it sends another number of bytes than it says",
        ));
    }
    Ok(range)
}

fn another_place() -> Stop {
    Stop::cannot_tell(
        "the host contradicts itself: it answers a range with other bytes than it was asked for",
    )
}

/// Takes the answer of a host that ignores ranges; returns the length of the file in bytes.
fn of_whole(reply: &Reply, reader: &Reader) -> Result<u64, Stop> {
    match (reply.end, reader.of_start(&reply.body)) {
        (BodyEnd::Complete, _) => Ok(reply.body.len() as u64),
        (BodyEnd::Cut, Some(what)) => Err(Stop::Settled(Outcome::Read(Content::NoInstaller(what)))),
        (BodyEnd::Cut, None) => Err(Stop::cannot_tell(format!(
            "the host ignores ranges, and without them only files are read that it says have at most {} MiB",
            WITHOUT_RANGES / 1024 / 1024
        ))),
    }
}
