//! How much of an installer a look may read, and which missing parts that is spent on.

use std::ops::Range;

use storectl_installer::Parts;

/// How much may still be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Budget {
    /// Requests of a range.
    pub(crate) ranges: usize,
    /// Bytes.
    pub(crate) bytes: u64,
}

impl Budget {
    /// What a look by parts may read (forms.md, Installers 6).
    pub(crate) const LOOK: Self = Self {
        ranges: 4,
        bytes: 256 * 1024,
    };

    /// Takes a range of so many bytes off.
    pub(crate) fn spend(&mut self, bytes: u64) {
        self.ranges = self.ranges.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(bytes);
    }

    /// Chooses what to read of what is missing, in order and apart from each other: the first in the list that fit, as few
    /// ranges as are left. Nothing where nothing fits, or nothing is missing.
    pub(crate) fn choose(self, missing: &[Range<u64>], parts: &Parts) -> Vec<Range<u64>> {
        let mut chosen = Vec::new();
        for range in missing.iter().filter_map(|it| unknown(it, parts)) {
            let mut more: Vec<Range<u64>> = chosen.clone();
            more.push(range);
            let more = merged(more, self.ranges);
            let bytes: u64 = more.iter().map(|it| it.end - it.start).sum();
            if more.len() <= self.ranges && bytes <= self.bytes {
                chosen = more;
            }
        }
        chosen
    }
}

/// Cuts off of a range what is there already, at its ends.
fn unknown(range: &Range<u64>, parts: &Parts) -> Option<Range<u64>> {
    let mut start = range.start;
    let mut end = range.end.min(parts.length());
    let known: Vec<Range<u64>> = parts.known().collect();
    for part in &known {
        if part.contains(&start) {
            start = part.end;
        }
    }
    for part in known.iter().rev() {
        if part.start < end && end <= part.end {
            end = part.start;
        }
    }
    (start < end).then_some(start..end)
}

/// Merges ranges that touch, then those with the smallest gap between them, until there are `most`.
fn merged(mut ranges: Vec<Range<u64>>, most: usize) -> Vec<Range<u64>> {
    ranges.sort_by_key(|it| it.start);
    let mut apart: Vec<Range<u64>> = Vec::new();
    for range in ranges {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    while apart.len() > most.max(1) {
        let gaps = apart.iter().zip(apart.iter().skip(1));
        let smallest = gaps
            .map(|(one, next)| next.start - one.end)
            .enumerate()
            .min_by_key(|(_, gap)| *gap);
        let Some((at, _)) = smallest else {
            break;
        };
        let next = apart.remove(at + 1);
        if let Some(one) = apart.get_mut(at) {
            one.end = next.end;
        }
    }
    apart
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts() -> Parts {
        let mut parts = Parts::new(1000);
        parts.add(0, &[0; 100]);
        parts.add(900, &[0; 100]);
        parts
    }

    fn choose(ranges: usize, bytes: u64, missing: &[Range<u64>]) -> Vec<Range<u64>> {
        Budget { ranges, bytes }.choose(missing, &parts())
    }

    #[test]
    fn parts_that_are_there_are_not_read_again() {
        assert_eq!(choose(2, 500, &[50..150, 800..2000]), [100..150, 800..900]);
        assert_eq!(choose(2, 500, &[0..100, 950..1000]), []);
        assert_eq!(choose(2, 500, &[0..1000, 5..6]), []);
    }

    #[test]
    fn ranges_with_the_smallest_gap_are_merged_until_there_are_as_few_as_may_be() {
        let missing = [300..310, 100..110, 330..340, 500..510];
        assert_eq!(choose(2, 500, &missing), [100..110, 300..510]);
        assert_eq!(choose(3, 500, &missing), [100..110, 300..340, 500..510]);
    }

    #[test]
    fn what_comes_first_in_the_list_is_read_and_what_does_not_fit_is_left_out() {
        assert_eq!(
            choose(2, 50, &[300..340, 400..500, 600..610]),
            [300..340, 600..610]
        );
        assert_eq!(choose(0, 50, &[300..340, 0..1]), []);
    }

    proptest! {
        #[test]
        fn a_choice_is_within_the_budget_ordered_and_of_what_is_missing(
            ranges in 0_usize..5,
            bytes in 0_u64..1000,
            missing in proptest::collection::vec((0_u64..1100, 1_u64..300), 0..8),
        ) {
            let missing: Vec<Range<u64>> = missing.into_iter().map(|(start, count)| start..start + count).collect();
            let chosen = choose(ranges, bytes, &missing);
            prop_assert!(chosen.len() <= ranges);
            prop_assert!(chosen.iter().map(|it| it.end - it.start).sum::<u64>() <= bytes);
            prop_assert!(chosen.windows(2).all(|it| it[0].end < it[1].start));
            for range in chosen {
                prop_assert!(range.start < range.end && range.end <= 1000);
                prop_assert!(missing.iter().any(|it| it.contains(&range.start)));
            }
        }
    }
}
