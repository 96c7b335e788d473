//! Versions inside package URLs: whether one goes down.

use std::{cmp::Ordering, collections::BTreeMap};

use storectl_model::Version;

/// Words that make what follows a version a pre-release of it; other suffixes, such as `-x64`, say nothing about its age.
const PRE_RELEASES: &[&str] = &[
    "alpha", "beta", "rc", "pre", "preview", "dev", "nightly", "canary", "snapshot", "insider",
];

/// Returns whether `new` names a lower version than `old`.
///
/// Versions are compared where they stand at the same place: in the same segment of the path, counted from the file's name, or
/// in the parameter of the same name, at the same position among its versions. The first pair that differs decides, seen from
/// the host. What cannot be compared, because the places have another shape or name no version, is not lower (forms.md, Edit 8).
pub(super) fn is_lowered(old: &str, new: &str) -> bool {
    let segments = path(old).rsplit('/').zip(path(new).rsplit('/'));
    let (before, after) = (parameters(old), parameters(new));
    let same = before.iter().rev();
    let same = same.filter_map(|(name, old)| Some((*old, *after.get(name)?)));
    // From the end to the host.
    let decided = same
        .chain(segments)
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

/// The parameters of a URL by name, but for those that sign it: what is random in them looks like a version at times.
fn parameters(url: &str) -> BTreeMap<&str, &str> {
    let rest = url.split('#').next().unwrap_or_default();
    let query = rest.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter_map(|it| it.split_once('='));
    let others = pairs.filter(|(name, _)| {
        let name = name.to_ascii_lowercase();
        !["sig", "token"].iter().any(|it| name.contains(it))
    });
    others.collect()
}

/// The versions of one segment of a path or of one parameter, in order: two or more numbers joined by dots, or one number after a `v` that
/// begins a word.
fn versions(segment: &str) -> Vec<Version> {
    let mut found = Vec::new();
    let mut rest = segment;
    while let Some(start) = rest.find(|it: char| it.is_ascii_digit()) {
        let version = &rest[start..];
        let ahead = segment.strip_suffix(version).unwrap_or_default();
        let (numbers, after) = dotted(version);
        rest = after;
        if numbers.len() > 1 || ends_in_mark(ahead) {
            let (pre_release, after) = pre_release(after);
            found.push(Version::new(&numbers, pre_release));
            rest = after;
        }
    }
    found
}

/// Returns whether what is ahead of a number ends in a `v` that begins a word.
fn ends_in_mark(ahead: &str) -> bool {
    let word = ahead.strip_suffix(['v', 'V']);
    word.is_some_and(|it| !it.ends_with(|it: char| it.is_ascii_alphanumeric()))
}

/// Splits a text behind the numbers joined by dots that it begins with. A dot that no number follows belongs to the file's ending.
fn dotted(text: &str) -> (Vec<u64>, &str) {
    let mut numbers = Vec::new();
    let mut rest = text;
    let mut next = Some(text);
    while let Some((digits, after)) = next.map(|it| split(it, char::is_ascii_digit))
        && !digits.is_empty()
    {
        numbers.push(digits.parse().unwrap_or(u64::MAX));
        rest = after;
        next = after.strip_prefix('.');
    }
    (numbers, rest)
}

/// Splits what follows a version's numbers behind its pre-release, which is empty where there is none.
fn pre_release(after: &str) -> (&str, &str) {
    let labeled = after.strip_prefix(['-', '.', '_', '~']).unwrap_or(after);
    let (label, numbered) = split(labeled, char::is_ascii_alphabetic);
    if !PRE_RELEASES.iter().any(|it| it.eq_ignore_ascii_case(label)) {
        return ("", after);
    }
    let (_, rest) = dotted(numbered.strip_prefix(['.', '-']).unwrap_or(numbered));
    labeled.split_at(labeled.len() - rest.len())
}

/// Splits a text behind the characters of one kind that it begins with.
fn split(text: &str, is: fn(&char) -> bool) -> (&str, &str) {
    let end = text.find(|it: char| !is(&it)).unwrap_or(text.len());
    text.split_at(end)
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
            ("1.5.0-rc.2/setup.exe", "1.5.0-rc.1/setup.exe"),
            ("1.5.0-rc-12/setup.exe", "1.5.0-rc-11/setup.exe"),
            ("1.5.0-rc.1.2/setup.exe", "1.5.0-rc.1.1/setup.exe"),
            ("1.5.0-beta/app-2.0.exe", "1.5.0-beta/app-1.9.exe"),
            ("app-1.5-rc1-for-2.0.exe", "app-1.5-rc1-for-1.9.exe"),
            ("app-V2.exe", "app-V1.exe"),
            ("setup_2.0.exe", "setup_1.9.9.exe"),
            ("downloads/1.4.2/setup.exe", "1.4.1/setup.exe"),
            ("1.5/app-9.0.exe", "1.4/app-9.1.exe"),
            ("setup.exe?v=1.6.0", "setup.exe?v=1.5.0"),
            (
                "get?file=app-1.6.0.exe&os=win",
                "get?os=win&file=app-1.5.0.exe",
            ),
            ("1.6/setup.exe?v=1.0", "1.5/setup.exe?v=1.1"),
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
            ("dev2/setup.exe", "dev1/setup.exe"),
            ("x64v2/setup.exe", "x64v1/setup.exe"),
            ("1.4.2-x64/setup.exe", "1.4.2/setup.exe"),
            ("", ""),
            ("1.4.", "1."),
        ] {
            assert!(!lowered(old, new), "{old} → {new}");
        }
    }

    #[test]
    fn the_host_a_signature_and_a_fragment_hold_no_versions() {
        for (old, new) in [
            ("https://a2.0.com/x", "https://a1.0.com/x"),
            ("https://a.com/x?sig=a2.0", "https://a.com/x?sig=a1.0"),
            (
                "https://a.com/x?X-Amz-Signature=2.0",
                "https://a.com/x?X-Amz-Signature=1.0",
            ),
            (
                "https://a.com/x?Access_Token=2.0",
                "https://a.com/x?Access_Token=1.0",
            ),
            ("https://a.com/x#?v=2.0", "https://a.com/x#?v=1.0"),
            ("https://a.com/x?v=2.0", "https://a.com/x?w=1.0"),
        ] {
            assert!(!is_lowered(old, new), "{old} → {new}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_url_panics_and_none_is_lower_than_itself(url in "\\PC{0,60}|[a-c0-9./v?&=-]{0,40}", other in "[a-c0-9./v?&=-]{0,40}") {
            assert!(!is_lowered(&url, &url));
            let (there, back) = (is_lowered(&url, &other), is_lowered(&other, &url));
            assert!(!(there && back));
        }
    }
}
