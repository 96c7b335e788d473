//! How long the service asks to wait.

use std::time::Duration;

use crate::clock::Clock;

/// Reads a `Retry-After`: whole seconds, or an HTTP date judged by `clock` (trap 8).
pub(crate) fn retry_after(headers: &http::HeaderMap, clock: &dyn Clock) -> Option<Duration> {
    let text = headers
        .get(http::header::RETRY_AFTER)?
        .to_str()
        .ok()?
        .trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(clock.unix_now()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::FakeClock;

    #[test]
    fn it_is_seconds_or_a_date_and_never_nonsense() {
        let clock = FakeClock::new();
        clock.advance(Duration::from_secs(784_111_777));
        for (text, expected) in [
            ("7", Some(7)),
            (" 7 ", Some(7)),
            ("Sun, 06 Nov 1994 08:49:47 GMT", Some(10)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
            ("", None),
        ] {
            let mut headers = http::HeaderMap::new();
            headers.insert(http::header::RETRY_AFTER, text.parse().unwrap());
            assert_eq!(
                retry_after(&headers, &clock),
                expected.map(Duration::from_secs),
                "{text}"
            );
        }
    }
}
