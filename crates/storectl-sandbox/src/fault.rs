//! Scripted faults: what goes wrong, at which request.

use std::fmt;
use std::str::FromStr;

/// One scripted fault; it strikes once.
///
/// As text a fault is `KIND[-after]@[METHOD:]PATH[#N]`. It strikes before the request is acted upon, with `-after` once
/// it was. `KIND` is one of:
///
/// - a status in the gateway's shape (`503`), with `Retry-After` in seconds (`429(2)`) or as a date that many seconds ahead
///   (`429(date:2)`);
/// - `html`, a page with status 200, or with another (`html-500`);
/// - `redirect` (307 to another host);
/// - `huge` (a body of 1 GiB) or `trickle` (a body that comes byte by byte and never ends);
/// - `expired` (every token given out so far is void; `expired-after` the sign-in is a clock that runs ahead);
/// - `drop` (no response: the connection closes) or `stall` (no response, ever);
/// - `truncated` (half of the JSON), `empty` (no body), `type` (JSON that calls itself text) or `stall-body` (half of the
///   JSON, and then nothing, ever): these come after acting in any case.
///
/// `METHOD` is the HTTP method, any where it is left out. `PATH` is the end of the path, by segments, `*` standing
/// for one segment: `*` alone is every request. `N` counts matching requests from 1, which is the default.
///
/// `503@PATCH:/metadata#2` answers the second PATCH of a draft's metadata with 503; `drop-after@*#9` acts upon the
/// ninth request of all and loses the response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which requests it counts.
    pub matcher: Matcher,
    /// Which of the matching requests it strikes, from 1.
    pub nth: u32,
    /// What goes wrong.
    pub kind: FaultKind,
    /// Whether the request is acted upon first.
    pub when: When,
}

/// Which requests a fault counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matcher {
    /// The HTTP method in upper case; any where absent.
    pub method: Option<String>,
    /// The end of the path, `*` standing for one segment.
    pub path: String,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A status in the gateway's shape.
    Status {
        /// The HTTP status.
        status: u16,
        /// When to come back.
        retry_after: Option<RetryAfter>,
    },
    /// An HTML page with this status.
    Html(u16),
    /// 307 to another host.
    Redirect,
    /// A body of 1 GiB.
    Huge,
    /// A body that comes byte by byte and never ends.
    Trickle,
    /// Every token given out so far is void.
    Expired,
    /// No response: the connection closes.
    Drop,
    /// No response, ever.
    Stall,
    /// Half of the response's JSON.
    Truncated,
    /// The response without its body.
    Empty,
    /// The response's JSON as `text/plain`.
    WrongType,
    /// Half of the response's JSON, and then nothing, ever.
    StallBody,
}

/// The two forms of `Retry-After` (store-api.md, "Response Headers"; trap 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// In seconds.
    Seconds(u32),
    /// As an HTTP date this many seconds ahead.
    Date(u32),
}

/// Whether a fault strikes before or after the request was acted upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Nothing was done.
    Before,
    /// Everything was done; only the response suffers.
    After,
}

/// A fault's text is not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a fault ({reason}), expected `KIND[-after]@[METHOD:]PATH[#N]` as in `503@PATCH:/metadata#2`"
)]
pub struct FaultError {
    text: String,
    reason: &'static str,
}

impl Matcher {
    pub(crate) fn matches(&self, method: &str, path: &str) -> bool {
        let method_fits = self
            .method
            .as_deref()
            .is_none_or(|it| it.eq_ignore_ascii_case(method));
        let mut actual = path.trim_matches('/').rsplit('/');
        method_fits
            && self.path.trim_matches('/').rsplit('/').all(|wanted| {
                actual
                    .next()
                    .is_some_and(|segment| wanted == "*" || wanted == segment)
            })
    }
}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fail = |reason| FaultError {
            text: text.to_owned(),
            reason,
        };
        let (kind, place) = text.split_once('@').ok_or_else(|| fail("`@` is missing"))?;
        let (place, nth) = match place.rsplit_once('#') {
            Some((place, nth)) => (place, nth.parse().map_err(|_| fail("`#` needs a number"))?),
            None => (place, 1),
        };
        if nth == 0 {
            return Err(fail("request numbers start at 1"));
        }
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
            nth,
            kind,
            when,
        })
    }
}

impl FaultKind {
    /// Returns whether it spoils a response, so that there must have been one.
    fn needs_an_answer(self) -> bool {
        match self {
            Self::Truncated | Self::Empty | Self::WrongType | Self::StallBody => true,
            Self::Status { .. }
            | Self::Html(_)
            | Self::Redirect
            | Self::Huge
            | Self::Trickle
            | Self::Expired
            | Self::Drop
            | Self::Stall => false,
        }
    }
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
        "html" => FaultKind::Html(200),
        word => match word.strip_prefix("html-") {
            Some(status) => FaultKind::Html(parse_status(status)?),
            None => parse_answer(word)?,
        },
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
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            matcher: Matcher { method, path },
            nth,
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
        write!(f, "{path}#{nth}")
    }
}

/// The faults still to come, each with the number of matching requests seen so far.
#[derive(Debug, Default)]
pub(crate) struct Script {
    pending: Vec<(Fault, u32)>,
}

impl Script {
    pub(crate) fn new(faults: Vec<Fault>) -> Self {
        Self {
            pending: faults.into_iter().map(|fault| (fault, 0)).collect(),
        }
    }

    /// Counts one request and takes the first fault whose turn it is.
    pub(crate) fn next_fault(&mut self, method: &str, path: &str) -> Option<Fault> {
        let mut due = None;
        for (index, (fault, seen)) in self.pending.iter_mut().enumerate() {
            if fault.matcher.matches(method, path) {
                *seen += 1;
                if *seen >= fault.nth && due.is_none() {
                    due = Some(index);
                }
            }
        }
        due.map(|index| self.pending.remove(index).0)
    }

    pub(crate) fn unused(&self) -> Vec<Fault> {
        self.pending
            .iter()
            .map(|(fault, _)| fault.clone())
            .collect()
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

    #[test]
    fn a_star_alone_counts_every_request() {
        let mut script = Script::new(vec!["drop@*#3".parse().unwrap()]);
        assert_eq!(script.next_fault("POST", "/tenant/oauth2/v2.0/token"), None);
        assert_eq!(
            script.next_fault("GET", "/submission/v1/product/p/status"),
            None
        );
        assert!(script.next_fault("PUT", "/blobs/a/b").is_some());
    }

    #[test]
    fn the_nth_matching_request_is_struck_once() {
        let mut script = Script::new(vec!["503@/status#2".parse().unwrap()]);
        assert_eq!(script.next_fault("GET", "/status"), None);
        assert_eq!(script.unused().len(), 1);
        assert!(script.next_fault("GET", "/status").is_some());
        assert_eq!(script.next_fault("GET", "/status"), None);
        assert_eq!(script.unused().len(), 0);
    }
}
