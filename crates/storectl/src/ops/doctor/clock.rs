//! Whether this machine's clock is right, by the time that a host says it is.

use std::time::Duration;

use storectl_api::Reached;
use storectl_report::{Check, CheckId};

use super::check::{fixed_by, ok, skipped, warning};

/// From which difference on a clock is wrong: Entra tolerates about this much (forms.md, "In the pull request" 6).
const TOLERATED: Duration = Duration::from_secs(300);

/// Compares the clocks with the first host that says what time it is.
pub(super) fn check(reached: &[(String, Reached)]) -> Check {
    let id = CheckId::Clock;
    let found = reached
        .iter()
        .find_map(|(host, it)| Some((host, it, it.date?)));
    let Some((host, reached, date)) = found else {
        return skipped(id, "not known: no host said what time it is");
    };
    let (difference, direction) = match reached.received.duration_since(date) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(behind) => (behind.duration(), "behind"),
    };
    if difference < TOLERATED {
        return ok(id, format!("within 5 minutes of {host}"));
    }
    let words = words(difference);
    fixed_by(
        warning(
            id,
            format!("this machine's clock is {words} {direction} {host}"),
        ),
        Some("synchronize the clock: tokens and certificates are judged by their times".to_owned()),
    )
}

/// Writes a span in the two units that count.
fn words(span: Duration) -> String {
    let seconds = span.as_secs();
    let (days, hours) = (seconds / 86_400, seconds / 3_600 % 24);
    let (minutes, seconds) = (seconds / 60 % 60, seconds % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes} min {seconds} s"),
        (0, hours) => format!("{hours} h {minutes} min"),
        (days, hours) => format!("{days} d {hours} h"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use http::StatusCode;
    use storectl_report::CheckStatus;

    use super::*;

    fn of(here: u64, there: u64) -> Check {
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        let reached = Reached {
            status: StatusCode::OK,
            date: Some(at(there)),
            received: at(here),
        };
        check(&[("host".to_owned(), reached)])
    }

    #[test]
    fn a_clock_is_wrong_from_five_minutes_on_in_both_directions() {
        for (here, there, message) in [
            (1_000_299, 1_000_000, "within 5 minutes of host"),
            (
                1_000_300,
                1_000_000,
                "this machine's clock is 5 min 0 s ahead of host",
            ),
            (
                1_000_000,
                1_000_432,
                "this machine's clock is 7 min 12 s behind host",
            ),
            (
                1_000_000,
                1_007_500,
                "this machine's clock is 2 h 5 min behind host",
            ),
            (
                2_000_000,
                1_000_000,
                "this machine's clock is 11 d 13 h ahead of host",
            ),
        ] {
            assert_eq!(of(here, there).message, message);
        }
    }

    #[test]
    fn without_a_host_that_says_the_time_nothing_is_known() {
        assert_eq!(check(&[]).status, CheckStatus::Skipped);
    }
}
