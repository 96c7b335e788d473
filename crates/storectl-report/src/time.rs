//! Times as documents and people read them.

/// Writes a time in seconds since 1970 as `2026-09-24T14:02:11Z`; one beyond the year 9999 as the last that can be written.
pub(crate) fn utc(seconds: u64) -> String {
    let time = i64::try_from(seconds)
        .ok()
        .and_then(|it| jiff::Timestamp::from_second(it).ok());
    time.unwrap_or(jiff::Timestamp::MAX)
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}

/// Reads what [`utc`] writes, in seconds since 1970; `None` for a time before 1970 or no time.
pub(crate) fn seconds(text: &str) -> Option<u64> {
    let time: jiff::Timestamp = text.parse().ok()?;
    u64::try_from(time.as_second()).ok()
}

/// Returns the day of a time in seconds since 1970, in UTC: `2026-09-24`.
pub(crate) fn day(seconds: u64) -> String {
    let mut text = utc(seconds);
    text.truncate("2026-09-24".len());
    text
}

/// Returns a time in seconds since 1970 to the minute: `2026-09-24 14:02 UTC`.
pub(crate) fn minute(seconds: u64) -> String {
    let text = utc(seconds);
    let clock = text.get("2026-09-24T".len().."2026-09-24T14:02".len());
    format!("{} {} UTC", day(seconds), clock.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_the_day_or_the_minute() {
        assert_eq!(day(1_790_258_531), "2026-09-24");
        assert_eq!(minute(1_790_258_531), "2026-09-24 14:02 UTC");
        assert_eq!(minute(u64::MAX), "9999-12-30 22:00 UTC");
    }
}
