//! How long the service asks to wait.

use std::time::Duration;

use http::{HeaderMap, HeaderValue, header::RETRY_AFTER};

use crate::clock::Clock;

/// Reads a `Retry-After`: whole seconds, or an HTTP date judged by `clock` (trap 8).
///
/// More seconds than can be counted are [`Duration::MAX`]: longer than any deadline, and a wait all the same.
pub(crate) fn retry_after(headers: &HeaderMap, clock: &dyn Clock) -> Option<Duration> {
    read(headers.get(RETRY_AFTER)?, clock)
}

/// Returns what to note beside a response that asks for a wait nobody can read, and so is not obeyed.
pub(crate) fn unreadable(headers: &HeaderMap, clock: &dyn Clock) -> Option<&'static str> {
    let value = headers.get(RETRY_AFTER)?;
    read(value, clock)
        .is_none()
        .then_some("Retry-After is neither seconds nor an HTTP date and was ignored")
}

fn read(value: &HeaderValue, clock: &dyn Clock) -> Option<Duration> {
    let text = value.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit()) {
        let seconds = text.parse().map(Duration::from_secs);
        return Some(seconds.unwrap_or(Duration::MAX));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(clock.unix_now()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::FakeClock;

    #[test]
    fn it_is_seconds_or_a_date_however_large_and_never_nonsense() {
        let clock = FakeClock::new();
        clock.advance(Duration::from_secs(784_111_777));
        let seconds = Duration::from_secs;
        for (text, expected) in [
            ("7", Some(seconds(7))),
            (" 7 ", Some(seconds(7))),
            ("0", Some(seconds(0))),
            ("Sun, 06 Nov 1994 08:49:47 GMT", Some(seconds(10))),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(seconds(0))),
            ("99999999999999", Some(seconds(99_999_999_999_999))),
            ("99999999999999999999", Some(Duration::MAX)),
            ("soon", None),
            ("-1", None),
            ("+7", None),
            ("1.5", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, text.parse().unwrap());
            assert_eq!(retry_after(&headers, &clock), expected, "{text}");
            assert_eq!(
                unreadable(&headers, &clock).is_some(),
                expected.is_none(),
                "{text}"
            );
        }
        assert_eq!(unreadable(&HeaderMap::new(), &clock), None);
    }
}
