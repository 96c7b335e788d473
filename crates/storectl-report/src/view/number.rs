//! Numbers as people read them.

use std::time::Duration;

/// Returns `1,204`.
pub(crate) fn thousands(number: impl TryInto<u64>) -> String {
    let digits = number.try_into().unwrap_or(u64::MAX).to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Returns `1 change` or `1,204 changes`.
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(number))
}

/// Returns `812 B`, `12.5 kB` or `2.0 MB`.
pub(crate) fn bytes(number: u64) -> String {
    let tenths = |unit: u64| {
        let tenths = number.saturating_mul(10) / unit;
        format!("{}.{}", thousands(tenths / 10), tenths % 10)
    };
    match number {
        0..1_000 => format!("{number} B"),
        1_000..1_000_000 => format!("{} kB", tenths(1_000)),
        _ => format!("{} MB", tenths(1_000_000)),
    }
}

/// Returns `340 ms`, `1.2 s` or `3 min 5 s`.
pub(crate) fn duration(time: Duration) -> String {
    match time.as_secs() {
        0 => format!("{} ms", time.as_millis()),
        seconds @ 1..60 => format!("{seconds}.{} s", time.subsec_millis() / 100),
        seconds => format!("{} min {} s", thousands(seconds / 60), seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_nouns_agree() {
        assert_eq!(
            [
                thousands(0_u64),
                thousands(999_u64),
                thousands(1_234_567_u64)
            ],
            ["0", "999", "1,234,567"]
        );
        assert_eq!(
            [count(1, "change"), count(0, "change")],
            ["1 change", "0 changes"]
        );
    }

    #[test]
    fn sizes_and_times_have_a_unit() {
        assert_eq!(
            [bytes(999), bytes(12_550), bytes(2_000_000)],
            ["999 B", "12.5 kB", "2.0 MB"]
        );
        assert_eq!(
            [340, 1_250, 185_000].map(|it| duration(Duration::from_millis(it))),
            ["340 ms", "1.2 s", "3 min 5 s"]
        );
    }
}
