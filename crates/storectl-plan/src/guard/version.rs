//! Versions inside package URLs: whether one goes down.

use std::cmp::Ordering;

use storectl_model::Version;

/// Words that make what follows a version a pre-release of it; other suffixes, such as `-x64`, say nothing about its age.
const PRE_RELEASES: &[&str] = &[
    "alpha", "beta", "rc", "pre", "preview", "dev", "nightly", "canary", "snapshot", "insider",
];

/// Returns whether `new` names a lower version than `old`.
///
/// Versions are compared where they stand at the same place: in the same segment of the path, counted from the file's name,
/// at the same position among the segment's versions. The first pair that differs decides, seen from the host. What cannot
/// be compared, because the segments have another shape or name no version, is not lower (forms.md, Edit 8).
pub(super) fn is_lowered(old: &str, new: &str) -> bool {
    let pairs = path(old).rsplit('/').zip(path(new).rsplit('/'));
    let decided = pairs
        .flat_map(|(old, new)| {
            let (old, new) = (versions(old), versions(new));
            let comparable = old.len() == new.len();
            let pairs = old.into_iter().zip(new).rev();
            pairs.filter(move |_| comparable)
        })
        .map(|(old, new)| new.cmp(&old))
        .filter(|it| it.is_ne())
        .last();
    decided == Some(Ordering::Less)
}

/// The path of a URL, without its scheme, host, query and fragment.
fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    rest.split_once('/').map_or("", |(_, path)| path)
}

/// The versions of one segment of a path, in order: two or more numbers joined by dots, or one number after a `v` that
/// begins a word.
fn versions(segment: &str) -> Vec<Version> {
    let mut found = Vec::new();
    let mut rest = segment;
    let mut before: Option<char> = None;
    while let Some(start) = rest.find(|it: char| it.is_ascii_digit()) {
        before = rest[..start].chars().next_back().or(before);
        let ahead = &rest[..start];
        let (numbers, length) = dotted(&rest[start..]);
        let after = &rest[start + length..];
        let is_marked = before.is_some_and(|it| it.eq_ignore_ascii_case(&'v'))
            && !ahead
                .chars()
                .rev()
                .nth(1)
                .is_some_and(|it| it.is_ascii_alphanumeric());
        let is_version = numbers.len() > 1 || is_marked;
        let (pre_release, suffix) = pre_release(after);
        if is_version {
            found.push(Version::new(&numbers, pre_release));
            rest = &after[suffix..];
        } else {
            rest = after;
        }
        before = segment[..segment.len() - rest.len()].chars().next_back();
    }
    found
}

/// The numbers at the start of `text`, and how many bytes they take.
fn dotted(text: &str) -> (Vec<u64>, usize) {
    let mut numbers = Vec::new();
    let mut length = 0;
    loop {
        let digits = text[length..]
            .bytes()
            .take_while(u8::is_ascii_digit)
            .count();
        if digits == 0 {
            // A dot that no number follows belongs to the file's ending.
            return (numbers, length.saturating_sub(1));
        }
        let number = text[length..length + digits].parse();
        numbers.push(number.unwrap_or(u64::MAX));
        length += digits;
        if !text[length..].starts_with('.') {
            return (numbers, length);
        }
        length += 1;
    }
}

/// The pre-release at the start of what follows a version's numbers, and how many bytes it takes.
fn pre_release(after: &str) -> (&str, usize) {
    let label_at = usize::from(after.starts_with(['-', '.', '_', '~']));
    let rest = &after[label_at..];
    let letters = |it: &str| it.bytes().take_while(u8::is_ascii_alphabetic).count();
    let label = &rest[..letters(rest)];
    if !PRE_RELEASES.iter().any(|it| it.eq_ignore_ascii_case(label)) {
        return ("", 0);
    }
    let number_at = label.len() + usize::from(rest[label.len()..].starts_with(['.', '-']));
    let digits = rest[number_at..].bytes().take_while(u8::is_ascii_digit);
    let end = match digits.count() {
        0 => label.len(),
        digits => number_at + digits,
    };
    (&rest[..end], label_at + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lowered(old: &str, new: &str) -> bool {
        is_lowered(
            &format!("https://contoso.com/{old}"),
            &format!("https://cdn.contoso.net/{new}"),
        )
    }

    #[test]
    fn a_lower_number_at_the_same_place_is_lower() {
        for (old, new) in [
            ("1.4.2/setup.exe", "1.4.1/setup.exe"),
            ("1.10.0/setup.exe", "1.9.0/setup.exe"),
            ("v2/setup.exe", "v1/setup.exe"),
            ("app-1.5.0.3-x64.exe", "app-1.5.0.2-x64.exe"),
            ("1.5.0/app-1.5.0.msi", "1.4.0/app-1.4.0.msi"),
            ("1.5.0/setup.exe", "1.5.0-rc.1/setup.exe"),
            ("1.5.0-rc2/setup.exe", "1.5.0-rc1/setup.exe"),
            ("1.5.0-rc.1/setup.exe", "1.5.0-beta.9/setup.exe"),
            ("setup_2.0.exe", "setup_1.9.9.exe"),
            ("downloads/1.4.2/setup.exe", "1.4.1/setup.exe"),
            ("1.5/app-9.0.exe", "1.4/app-9.1.exe"),
        ] {
            assert!(lowered(old, new), "{old} → {new}");
            assert!(!lowered(new, old), "{new} → {old}");
        }
    }

    #[test]
    fn what_cannot_be_compared_is_not_lower() {
        for (old, new) in [
            ("1.4.2/setup.exe", "1.4.2/setup.exe"),
            ("1.4/setup.exe", "1.4.0/setup.exe"),
            ("1.4.2/setup.exe", "latest/setup.exe"),
            ("1.4.2/setup.exe", "1.4.1/files/setup.exe"),
            ("1.4.2/setup-x64.exe", "1.4.2/setup-x32.exe"),
            ("setup-64.exe", "setup-32.exe"),
            ("1.4.2-x64/setup.exe", "1.4.2/setup.exe"),
            ("", ""),
            ("1.4.", "1."),
        ] {
            assert!(!lowered(old, new), "{old} → {new}");
        }
    }

    #[test]
    fn the_query_and_the_host_hold_no_versions() {
        assert!(!is_lowered(
            "https://a2.0.com/x?v=2.0",
            "https://a1.0.com/x?v=1.0"
        ));
    }

    proptest::proptest! {
        #[test]
        fn no_url_panics_and_none_is_lower_than_itself(url in "\\PC{0,60}", other in "[a-z0-9./v-]{0,40}") {
            assert!(!is_lowered(&url, &url));
            let (there, back) = (is_lowered(&url, &other), is_lowered(&other, &url));
            assert!(!(there && back));
        }
    }
}
