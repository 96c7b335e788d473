//! Faults as text.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;
use std::time::Duration;

use super::kind::{Fault, FaultKind, Matcher, Requests, RetryAfter, When};

/// A fault's text is not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a fault ({reason}), expected `KIND[-after]@[METHOD:]PATH[#N[-[M]]]` as in `503@PATCH:/metadata#2`"
)]
pub struct FaultError {
    text: String,
    reason: &'static str,
}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fail = |reason| FaultError {
            text: text.to_owned(),
            reason,
        };
        let (kind, place) = text.split_once('@').ok_or_else(|| fail("`@` is missing"))?;
        let (place, requests) = match place.rsplit_once('#') {
            Some((place, requests)) => (place, parse_requests(requests).map_err(fail)?),
            None => (place, Requests::ONE),
        };
        let (method, path) = match place.split_once(':') {
            Some((method, path)) => (Some(method.to_ascii_uppercase()), path),
            None => (None, place),
        };
        if path.trim_matches('/').is_empty() {
            return Err(fail("the path is empty"));
        }
        let (kind, when) = parse_kind(kind).ok_or_else(|| fail("unknown kind"))?;
        Ok(Self {
            matcher: Matcher {
                method,
                path: path.to_owned(),
            },
            requests,
            kind,
            when,
        })
    }
}

/// Reads `N`, `N-M` or `N-`.
fn parse_requests(text: &str) -> Result<Requests, &'static str> {
    let number = |text: &str| match text.parse() {
        Ok(number) => NonZeroU32::new(number).ok_or("request numbers start at 1"),
        Err(_) => Err("`#` needs a number"),
    };
    let Some((first, last)) = text.split_once('-') else {
        return Ok(Requests {
            first: number(text)?,
            ..Requests::ONE
        });
    };
    let first = number(first)?;
    if last.is_empty() {
        return Ok(Requests { first, count: None });
    }
    let beyond = number(last)?.get().checked_sub(first.get());
    let beyond = beyond.ok_or("the first request is before the last")?;
    Ok(Requests {
        first,
        count: Some(NonZeroU32::MIN.saturating_add(beyond)),
    })
}

fn parse_kind(text: &str) -> Option<(FaultKind, When)> {
    let (word, said_after) = match text.strip_suffix("-after") {
        Some(word) => (word, true),
        None => (text, false),
    };
    let kind = match word {
        "redirect" => FaultKind::Redirect,
        "huge" => FaultKind::Huge,
        "trickle" => FaultKind::Trickle,
        "expired" => FaultKind::Expired,
        "drop" => FaultKind::Drop,
        "stall" => FaultKind::Stall,
        "truncated" => FaultKind::Truncated,
        "empty" => FaultKind::Empty,
        "type" => FaultKind::WrongType,
        "stall-body" => FaultKind::StallBody,
        "no-ranges" => FaultKind::NoRanges,
        "no-length" => FaultKind::NoLength,
        "wrong-length" => FaultKind::WrongLength,
        "swapped" => FaultKind::Swapped,
        "html" => FaultKind::Html(200),
        word => {
            if let Some(status) = word.strip_prefix("html-") {
                FaultKind::Html(parse_status(status)?)
            } else if let Some(delay) = word.strip_prefix("slow(") {
                FaultKind::Slow(parse_delay(delay.strip_suffix(')')?)?)
            } else {
                parse_answer(word)?
            }
        }
    };
    match (kind.needs_an_answer(), said_after) {
        (true, true) => None,
        (true, false) | (false, true) => Some((kind, When::After)),
        (false, false) => Some((kind, When::Before)),
    }
}

fn parse_answer(text: &str) -> Option<FaultKind> {
    let (status, retry_after) = match text.strip_suffix(')').and_then(|it| it.split_once('(')) {
        Some((status, when)) => (status, Some(parse_retry_after(when)?)),
        None => (text, None),
    };
    Some(FaultKind::Status {
        status: parse_status(status)?,
        retry_after,
    })
}

/// Reads a whole number of seconds or milliseconds.
fn parse_delay(text: &str) -> Option<Duration> {
    match text.strip_suffix("ms") {
        Some(milliseconds) => milliseconds.parse().ok().map(Duration::from_millis),
        None => text
            .strip_suffix('s')?
            .parse()
            .ok()
            .map(Duration::from_secs),
    }
}

fn parse_status(text: &str) -> Option<u16> {
    text.parse()
        .ok()
        .filter(|status| (200..=599).contains(status))
}

fn parse_retry_after(text: &str) -> Option<RetryAfter> {
    match text.strip_prefix("date:") {
        Some(seconds) => seconds.parse().ok().map(RetryAfter::Date),
        None => text.parse().ok().map(RetryAfter::Seconds),
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Html(200) => f.write_str("html"),
            Self::Html(status) => write!(f, "html-{status}"),
            Self::Status {
                status,
                retry_after,
            } => match retry_after {
                None => write!(f, "{status}"),
                Some(RetryAfter::Seconds(seconds)) => write!(f, "{status}({seconds})"),
                Some(RetryAfter::Date(seconds)) => write!(f, "{status}(date:{seconds})"),
            },
            Self::Redirect => f.write_str("redirect"),
            Self::Huge => f.write_str("huge"),
            Self::Trickle => f.write_str("trickle"),
            Self::Expired => f.write_str("expired"),
            Self::Drop => f.write_str("drop"),
            Self::Stall => f.write_str("stall"),
            Self::Truncated => f.write_str("truncated"),
            Self::Empty => f.write_str("empty"),
            Self::WrongType => f.write_str("type"),
            Self::StallBody => f.write_str("stall-body"),
            Self::Slow(delay) if delay.subsec_nanos() == 0 => {
                write!(f, "slow({}s)", delay.as_secs())
            }
            Self::Slow(delay) => write!(f, "slow({}ms)", delay.as_millis()),
            Self::NoRanges => f.write_str("no-ranges"),
            Self::NoLength => f.write_str("no-length"),
            Self::WrongLength => f.write_str("wrong-length"),
            Self::Swapped => f.write_str("swapped"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            matcher: Matcher { method, path },
            requests,
            kind,
            when,
        } = self;
        write!(f, "{kind}")?;
        if *when == When::After && !kind.needs_an_answer() {
            f.write_str("-after")?;
        }
        f.write_str("@")?;
        if let Some(method) = method {
            write!(f, "{method}:")?;
        }
        write!(f, "{path}#{requests}")
    }
}

impl fmt::Display for Requests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, count } = self;
        match count.map(NonZeroU32::get) {
            Some(1) => write!(f, "{first}"),
            Some(count) => write!(f, "{first}-{}", first.saturating_add(count - 1)),
            None => write!(f, "{first}-"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_reads_and_prints_the_same() {
        for text in [
            "503@PATCH:/metadata#2",
            "429(2)@/status#1",
            "503-after@POST:/submit#1",
            "429(date:30)@/status#1",
            "html@/status#1",
            "html-500-after@*#1",
            "redirect@*#1",
            "huge@*#1",
            "trickle-after@*#1",
            "expired@*#1",
            "truncated@*#1",
            "empty@*#1",
            "type@*#1",
            "stall-body@*#1",
            "drop@*#1",
            "drop-after@*#3",
            "stall@GET:/packages/*#1",
            "slow(2s)@*#1",
            "slow(1500ms)-after@*#1",
            "no-ranges@GET:/installers/*#1-",
            "no-length@HEAD:/installers/*#1-",
            "wrong-length@HEAD:/a.exe#2-3",
            "swapped@/a.exe#4-",
        ] {
            assert_eq!(text.parse::<Fault>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_wrong_fault_says_why() {
        let error = "teapot@/status".parse::<Fault>().unwrap_err().to_string();
        assert!(error.contains("unknown kind"), "{error}");
        assert!("503".parse::<Fault>().is_err());
        assert!("503@/a#0".parse::<Fault>().is_err());
        for text in [
            "503@/a#0-",
            "503@/a#3-2",
            "503@/a#-2",
            "503@/a#1-2-3",
            "slow@*",
            "slow(2)@*",
            "slow(-1s)@*",
            "no-ranges-after@*",
            "99@*",
            "html-@*",
            "429(soon)@*",
            "truncated-after@*",
            "-after@*",
        ] {
            assert!(text.parse::<Fault>().is_err(), "{text}");
        }
    }

    #[test]
    fn paths_match_by_their_last_segments() {
        let fault: Fault = "503@/packages".parse().unwrap();
        assert!(
            fault
                .matcher
                .matches("GET", "/submission/v1/product/p/packages")
        );
        assert!(
            !fault
                .matcher
                .matches("GET", "/submission/v1/product/p/packages/1")
        );
        let any: Fault = "503@/submission/*/status".parse().unwrap();
        assert!(
            any.matcher
                .matches("GET", "/submission/v1/product/p/submission/9/status")
        );
        assert!(
            !any.matcher
                .matches("GET", "/submission/v1/product/p/status")
        );
    }
}
