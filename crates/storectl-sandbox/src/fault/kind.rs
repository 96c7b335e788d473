//! What a fault is: its requests, its kind, and whether it comes before or after acting.

use std::num::NonZeroU32;
use std::time::Duration;

/// One scripted fault; it strikes once, or as often as it says.
///
/// As text a fault is `KIND[-after]@[METHOD:]PATH[#N[-[M]]]`. It strikes before the request is acted upon, with `-after` once
/// it was. `KIND` is one of:
///
/// - a status in the gateway's shape (`503`), with `Retry-After` in seconds (`429(2)`) or as a date that many seconds ahead
///   (`429(date:2)`);
/// - `html`, a page with status 200, or with another (`html-500`);
/// - `redirect` (307 to another host);
/// - `huge` (a body of 1 GiB) or `trickle` (a body that comes byte by byte and never ends);
/// - `expired` (every token given out so far is void; `expired-after` the sign-in is a clock that runs ahead);
/// - `drop` (no response: the connection closes) or `stall` (no response, ever);
/// - `slow(2s)`, `slow(200ms)` (a delay beside the latency of the sandbox);
/// - `truncated` (half of the JSON), `empty` (no body), `type` (JSON that calls itself text) or `stall-body` (half of the
///   JSON, and then nothing, ever): these come after acting in any case, as do the next;
/// - `no-ranges` (`Range` is ignored), `no-length` (no `Content-Length`) or `wrong-length` (a `Content-Length` that is a byte
///   too large);
/// - `swapped` (an installer of the same length whose bytes and validators are others).
///
/// `METHOD` is the HTTP method, any where it is left out. `PATH` is the end of the path, by segments, `*` standing
/// for one segment: `*` alone is every request. `N` counts matching requests from 1, which is the default; `N-M` are all
/// from one to the other, `N-` all from there on. A request suffers one fault: the first of which it is the turn.
///
/// `503@PATCH:/metadata#2` answers the second PATCH of a draft's metadata with 503; `drop-after@*#9` acts upon the
/// ninth request of all and loses the response; `501@HEAD:/installers/*#1-` is a host of installers that knows no HEAD.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which requests it counts.
    pub matcher: Matcher,
    /// Which of the matching requests it strikes.
    pub requests: Requests,
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

/// Which of the matching requests a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requests {
    /// The number of the first, from 1.
    pub first: NonZeroU32,
    /// How many; every one from there on where absent.
    pub count: Option<NonZeroU32>,
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
    /// The request is held up for this long.
    Slow(Duration),
    /// Half of the response's JSON.
    Truncated,
    /// The response without its body.
    Empty,
    /// The response's JSON as `text/plain`.
    WrongType,
    /// Half of the response's JSON, and then nothing, ever.
    StallBody,
    /// The whole response, whatever range is asked for.
    NoRanges,
    /// The response without its length.
    NoLength,
    /// The response, announced a byte longer than it is.
    WrongLength,
    /// Other bytes of an installer.
    Swapped,
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

impl FaultKind {
    /// Returns whether it spoils a response, so that there must have been one.
    pub(super) fn needs_an_answer(self) -> bool {
        match self {
            Self::Truncated
            | Self::Empty
            | Self::WrongType
            | Self::StallBody
            | Self::NoRanges
            | Self::NoLength
            | Self::WrongLength
            | Self::Swapped => true,
            Self::Status { .. }
            | Self::Html(_)
            | Self::Redirect
            | Self::Huge
            | Self::Trickle
            | Self::Expired
            | Self::Drop
            | Self::Stall
            | Self::Slow(_) => false,
        }
    }
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

impl Requests {
    /// The first one alone.
    pub(super) const ONE: Self = Self {
        first: NonZeroU32::MIN,
        count: Some(NonZeroU32::MIN),
    };
}
