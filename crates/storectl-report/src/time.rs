//! Times as documents and people read them.

/// `2026-09-24T14:02:11Z`.
const FORMAT: &str = "%Y-%m-%dT%H:%M:%SZ";

/// Writes a time in seconds since 1970 as `2026-09-24T14:02:11Z`; one beyond the year 9999 as the last that can be written.
pub(crate) fn utc(seconds: u64) -> String {
    utc_of_any(i64::try_from(seconds).unwrap_or(i64::MAX))
}

/// Writes a time in seconds before or since 1970 as [`utc`] does; one beyond the years that can be written as the nearest that
/// can. Certificates are valid from and until any time.
pub(crate) fn utc_of_any(seconds: i64) -> String {
    let bound = if seconds < 0 {
        jiff::Timestamp::MIN
    } else {
        jiff::Timestamp::MAX
    };
    jiff::Timestamp::from_second(seconds)
        .unwrap_or(bound)
        .strftime(FORMAT)
        .to_string()
}

/// Reads what [`utc`] writes, in seconds since 1970; `None` for a time before 1970 or no time.
pub(crate) fn seconds(text: &str) -> Option<u64> {
    let time: jiff::Timestamp = text.parse().ok()?;
    u64::try_from(time.as_second()).ok()
}

/// Reads what [`utc_of_any`] writes, in seconds before or since 1970; `None` for no time.
pub(crate) fn seconds_of_any(text: &str) -> Option<i64> {
    let time = jiff::civil::DateTime::strptime(FORMAT, text).ok()?;
    let time = time.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(time.timestamp().as_second())
}

/// Returns the day of a time in seconds since 1970, in UTC: `2026-09-24`.
pub(crate) fn day(seconds: u64) -> String {
    let mut text = utc(seconds);
    text.truncate("2026-09-24".len());
    text
}

/// Returns the day of a time in seconds before or since 1970, in UTC: `2026-09-24`.
pub(crate) fn day_of_any(seconds: i64) -> String {
    let text = utc_of_any(seconds);
    let day = text.split_once('T').map(|(day, _)| day.to_owned());
    day.unwrap_or(text)
}

/// Returns the month of a time in seconds before or since 1970, in UTC: `2026-09`.
pub(crate) fn month_of_any(seconds: i64) -> String {
    let day = day_of_any(seconds);
    let month = day.rsplit_once('-').map(|(month, _)| month.to_owned());
    month.unwrap_or(day)
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
    fn a_certificate_may_be_of_any_time() {
        assert_eq!(utc_of_any(-1), "1969-12-31T23:59:59Z");
        assert_eq!(utc_of_any(i64::MAX), "9999-12-30T22:00:00Z");
        for seconds in [-1, 0, 1_790_258_531, i64::MIN, i64::MAX] {
            let text = utc_of_any(seconds);
            let read = seconds_of_any(&text).map(utc_of_any);
            assert_eq!(read.as_ref(), Some(&text));
        }
        assert_eq!(day_of_any(1_790_258_531), "2026-09-24");
        assert_eq!(month_of_any(1_790_258_531), "2026-09");
        assert_eq!(month_of_any(i64::MIN), "-9999-01");
    }

    #[test]
    fn people_read_the_day_or_the_minute() {
        assert_eq!(day(1_790_258_531), "2026-09-24");
        assert_eq!(minute(1_790_258_531), "2026-09-24 14:02 UTC");
        assert_eq!(minute(u64::MAX), "9999-12-30 22:00 UTC");
    }
}
