//! Scripted faults: what goes wrong, at which request.

use std::fmt;
use std::str::FromStr;

/// One scripted fault; it strikes once.
///
/// As text a fault is `KIND@[METHOD:]PATH[#N]`:
///
/// - `KIND` is a status (`503`), a status with `Retry-After` in seconds (`429(2)`), a status sent
///   after the request was acted upon (`503-after`), `html` (200 with a page instead of JSON),
///   `truncated` (acts, then answers half of the JSON), `empty` (acts, then answers without a body),
///   `drop` and `drop-after` (no answer; the connection closes before or after acting) or `stall`
///   (never answers);
/// - `METHOD` is the HTTP method, any where it is left out;
/// - `PATH` is the end of the path, by whole segments, `*` standing for one segment;
/// - `N` counts matching requests from 1, which is the default.
///
/// `503@PATCH:/metadata#2` answers the second PATCH of a draft's metadata with 503.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which requests it counts.
    pub matcher: Matcher,
    /// Which of the matching requests it strikes, from 1.
    pub nth: u32,
    /// What goes wrong.
    pub kind: FaultKind,
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
        /// `Retry-After` in seconds.
        retry_after: Option<u32>,
        /// Whether the request was acted upon.
        when: When,
    },
    /// 200 with an HTML page; the request is not acted upon.
    Html,
    /// The request is acted upon and half of the answer's JSON is sent.
    Truncated,
    /// The request is acted upon and the answer has no body.
    EmptyBody,
    /// No answer: the connection closes.
    Drop(When),
    /// No answer, ever; the request is not acted upon.
    Stall,
}

/// Whether a fault strikes before or after the request was acted upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Nothing was done.
    Before,
    /// Everything was done; only the answer is lost.
    After,
}

/// A fault's text is not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a fault ({reason}), expected `KIND@[METHOD:]PATH[#N]` as in `503@PATCH:/metadata#2`"
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
        let (kind, place) = text
            .split_once('@')
            .ok_or_else(|| fail("there is no `@`"))?;
        let (place, nth) = match place.rsplit_once('#') {
            Some((place, nth)) => (place, nth.parse().map_err(|_| fail("`#` needs a number"))?),
            None => (place, 1),
        };
        if nth == 0 {
            return Err(fail("requests are counted from 1"));
        }
        let (method, path) = match place.split_once(':') {
            Some((method, path)) => (Some(method.to_ascii_uppercase()), path),
            None => (None, place),
        };
        if path.trim_matches('/').is_empty() {
            return Err(fail("the path is empty"));
        }
        let kind = parse_kind(kind).ok_or_else(|| fail("the kind is unknown"))?;
        Ok(Self {
            matcher: Matcher {
                method,
                path: path.to_owned(),
            },
            nth,
            kind,
        })
    }
}

fn parse_kind(text: &str) -> Option<FaultKind> {
    Some(match text {
        "html" => FaultKind::Html,
        "truncated" => FaultKind::Truncated,
        "empty" => FaultKind::EmptyBody,
        "drop" => FaultKind::Drop(When::Before),
        "drop-after" => FaultKind::Drop(When::After),
        "stall" => FaultKind::Stall,
        _ => {
            let (text, when) = match text.strip_suffix("-after") {
                Some(rest) => (rest, When::After),
                None => (text, When::Before),
            };
            let (status, retry_after) = match text.strip_suffix(')').and_then(|t| t.split_once('('))
            {
                Some((status, seconds)) => (status, Some(seconds.parse().ok()?)),
                None => (text, None),
            };
            let status = status
                .parse()
                .ok()
                .filter(|status| (200..=599).contains(status))?;
            FaultKind::Status {
                status,
                retry_after,
                when,
            }
        }
    })
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            matcher: Matcher { method, path },
            nth,
            kind,
        } = self;
        match kind {
            FaultKind::Status {
                status,
                retry_after,
                when,
            } => {
                write!(f, "{status}")?;
                if let Some(seconds) = retry_after {
                    write!(f, "({seconds})")?;
                }
                if *when == When::After {
                    f.write_str("-after")?;
                }
            }
            FaultKind::Html => f.write_str("html")?,
            FaultKind::Truncated => f.write_str("truncated")?,
            FaultKind::EmptyBody => f.write_str("empty")?,
            FaultKind::Drop(When::Before) => f.write_str("drop")?,
            FaultKind::Drop(When::After) => f.write_str("drop-after")?,
            FaultKind::Stall => f.write_str("stall")?,
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
    pub(crate) fn strike(&mut self, method: &str, path: &str) -> Option<Fault> {
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
            "drop-after@*#3",
            "stall@GET:/packages/*#1",
        ] {
            assert_eq!(text.parse::<Fault>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_wrong_fault_says_why() {
        let error = "teapot@/status".parse::<Fault>().unwrap_err().to_string();
        assert!(error.contains("the kind is unknown"), "{error}");
        assert!("503".parse::<Fault>().is_err());
        assert!("503@/a#0".parse::<Fault>().is_err());
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
    fn the_nth_matching_request_is_struck_once() {
        let mut script = Script::new(vec!["503@/status#2".parse().unwrap()]);
        assert_eq!(script.strike("GET", "/status"), None);
        assert_eq!(script.unused().len(), 1);
        assert!(script.strike("GET", "/status").is_some());
        assert_eq!(script.strike("GET", "/status"), None);
        assert_eq!(script.unused().len(), 0);
    }
}
