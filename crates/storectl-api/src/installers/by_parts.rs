//! A look at an installer by parts: the first and the last bytes with HEAD beside, then what its reader misses.

use std::ops::Range;

use futures_util::future::{join, join_all};
use http::StatusCode;
use sha2::{Digest as _, Sha256};
use storectl_installer::{Content, Depth, Host, Parts, ReadError};
use storectl_model::Digest;
use url::Url;

use crate::installers::{
    ask::Ask,
    budget::Budget,
    claims::Claims,
    reader::Reader,
    reply::Reply,
    stop::Stop,
    survey::{self, FirstAnswers, Survey},
    visit::Visit,
};

/// How much of the start and of the end is asked for before anything is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FirstRound {
    start: u64,
    end: u64,
}

impl FirstRound {
    /// Headers, resources and the header of the setup program stand at the start, the signature at the end.
    const PROGRAM: Self = Self {
        start: 192 * 1024,
        end: 48 * 1024,
    };

    /// The sector tables stand anywhere, so that more is left for what they name.
    const MSI: Self = Self {
        start: 32 * 1024,
        end: 64 * 1024,
    };

    fn of(address: &Url) -> Self {
        if address.path().to_ascii_lowercase().ends_with(".msi") {
            Self::MSI
        } else {
            Self::PROGRAM
        }
    }
}

/// What a look read.
#[derive(Debug)]
pub(crate) struct Viewed {
    pub(crate) content: Content,
    /// A digest of the bytes that were read; `None` where they do not identify the file: there are none, or the host did not send
    /// all that was asked for, so that another look may read others.
    pub(crate) digest: Option<Digest>,
    /// The bytes, where they are kept.
    pub(crate) parts: Option<Parts>,
}

/// Looks at an installer by parts. `head` is the answer to HEAD, where that was asked already.
pub(crate) async fn look(
    visit: &Visit<'_>,
    head: Option<Result<Reply, Stop>>,
    reader: &Reader,
    host: &mut Host,
) -> Result<Viewed, Stop> {
    let FirstRound { start, end } = FirstRound::of(visit.address);
    let (first, last) = (Ask::First(start), Ask::Last(end));
    let ranges = join(visit.ask(&first), visit.ask(&last));
    let (head, (first_reply, last_reply)) = match head {
        Some(head) => (head, ranges.await),
        None => join(visit.ask(&Ask::Head), ranges).await,
    };
    let answers = FirstAnswers {
        head,
        first: (first, first_reply),
        last: (last, last_reply),
    };
    let Survey {
        mut parts,
        end,
        mut claims,
    } = answers.weigh(visit, reader, host)?;
    let mut budget = Budget::LOOK;
    budget.ranges = budget.ranges.saturating_sub(2);
    budget.bytes = budget.bytes.saturating_sub(known_bytes(&parts));
    let mut asked: Vec<Range<u64>> = end.into_iter().collect();
    let mut sent_all = true;
    let content = loop {
        let spans = budget.choose(&asked, &parts);
        if spans.is_empty() && !asked.is_empty() {
            break read(visit, reader, &mut parts, Depth::Known).await?;
        }
        for span in &spans {
            budget.spend(span.end - span.start);
        }
        sent_all = fetch(visit, &spans, &mut parts, &mut claims).await?;
        if !sent_all {
            break read(visit, reader, &mut parts, Depth::Known).await?;
        }
        match read(visit, reader, &mut parts, Depth::Parts).await? {
            Err(missing) => asked = missing,
            content => break content,
        }
    };
    claims.note(host);
    match content {
        Ok(content) => Ok(Viewed {
            content,
            digest: sent_all.then(|| digest(&parts)).flatten(),
            parts: Some(parts),
        }),
        Err(_) => Err(Stop::cannot_tell(format!(
            "telling what it is takes more than {} ranges and {} KiB",
            Budget::LOOK.ranges,
            Budget::LOOK.bytes / 1024
        ))),
    }
}

/// Reads what is there; fails with what is missing.
async fn read(
    visit: &Visit<'_>,
    reader: &Reader,
    parts: &mut Parts,
    depth: Depth,
) -> Result<Result<Content, Vec<Range<u64>>>, Stop> {
    let length = parts.length();
    let source = std::mem::replace(parts, Parts::new(0));
    let time = (&*visit.exchanger.clock, visit.deadline);
    let (source, content) = reader.read(source, length, depth, time).await?;
    *parts = source;
    match content {
        Ok(content) => Ok(Ok(content)),
        Err(ReadError::Missing(missing)) => Ok(Err(missing)),
        Err(ReadError::Io(error)) => Err(Stop::cannot_tell(format!("cannot read it: {error}"))),
    }
}

/// Asks for more parts together; returns whether the host sent them all.
async fn fetch(
    visit: &Visit<'_>,
    spans: &[Range<u64>],
    parts: &mut Parts,
    claims: &mut Claims,
) -> Result<bool, Stop> {
    let asks: Vec<Ask> = spans.iter().cloned().map(Ask::Span).collect();
    let replies = join_all(asks.iter().map(|ask| visit.ask(ask))).await;
    let mut is_complete = true;
    for (ask, reply) in asks.iter().zip(replies) {
        let reply = reply?;
        match reply.head.status() {
            StatusCode::PARTIAL_CONTENT => {
                let range = survey::part(ask, &reply, claims)?;
                parts.add(range.start, &reply.body);
            }
            StatusCode::OK | StatusCode::RANGE_NOT_SATISFIABLE => is_complete = false,
            _ => visit.served(&reply.head)?,
        }
    }
    Ok(is_complete)
}

fn known_bytes(parts: &Parts) -> u64 {
    parts.known().map(|it| it.end - it.start).sum()
}

/// Returns a digest of the parts that are there and of where they stand, however they came.
fn digest(parts: &Parts) -> Option<Digest> {
    let mut runs: Vec<Range<u64>> = Vec::new();
    for range in parts.known() {
        match runs.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => runs.push(range),
        }
    }
    if runs.is_empty() {
        return None;
    }
    let mut hasher = Sha256::new();
    hasher.update(parts.length().to_le_bytes());
    for run in runs {
        hasher.update(run.start.to_le_bytes());
        hasher.update(run.end.to_le_bytes());
    }
    for (_, bytes) in parts.bytes() {
        hasher.update(bytes);
    }
    Some(Digest::from_bytes(&hasher.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_depends_on_the_bytes_and_their_place_alone() {
        let of = |added: &[(u64, &[u8])]| {
            let mut parts = Parts::new(10);
            for (start, bytes) in added {
                parts.add(*start, bytes);
            }
            digest(&parts)
        };
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[(0, b"ab"), (2, b"cd")]), of(&[(2, b"cd"), (0, b"ab")]));
        assert_eq!(of(&[(0, b"abcd")]), of(&[(0, b"ab"), (2, b"cd")]));
        assert_ne!(of(&[(0, b"abcd")]), of(&[(1, b"abcd")]));
        assert_ne!(of(&[(0, b"ab"), (2, b"cd")]), of(&[(0, b"ab"), (3, b"cd")]));
        assert_ne!(of(&[(0, b"abcd")]), of(&[(0, b"abce")]));
    }
}
