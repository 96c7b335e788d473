//! The order of screenshots.

use std::cmp::Ordering;

/// Sorts files by their names; numbers in them sort as numbers.
pub(super) fn sort(paths: &mut [String]) {
    paths.sort_by(|one, other| natural(one, other).then_with(|| one.cmp(other)));
}

/// Compares two texts, runs of digits in them as numbers.
fn natural(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (one, other);
    loop {
        let (a, b) = (digits(one), digits(other));
        let order = match (a, b) {
            ("", _) | (_, "") => {
                let (mut left, mut right) = (one.chars(), other.chars());
                let order = match (left.next(), right.next()) {
                    (None, None) => return Ordering::Equal,
                    (a, b) => a.cmp(&b),
                };
                (one, other) = (left.as_str(), right.as_str());
                order
            }
            (a, b) => {
                (one, other) = (after(one, a), after(other, b));
                let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
                a.len().cmp(&b.len()).then_with(|| a.cmp(b))
            }
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// Returns the digits that a text begins with.
fn digits(text: &str) -> &str {
    let end = text.find(|it: char| !it.is_ascii_digit());
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

fn after<'t>(text: &'t str, beginning: &str) -> &'t str {
    text.get(beginning.len()..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_sort_as_numbers() {
        let mut paths = [
            "a/10.png",
            "a/9.png",
            "a/09.png",
            "a/b.png",
            "a/2_x.png",
            "a/2_a10",
            "a/2_a9",
        ]
        .map(str::to_owned);
        sort(&mut paths);
        assert_eq!(
            paths,
            [
                "a/2_a9",
                "a/2_a10",
                "a/2_x.png",
                "a/09.png",
                "a/9.png",
                "a/10.png",
                "a/b.png"
            ]
        );
    }
}
