//! The version in the addresses of the packages.

use std::ops::Range;

use serde_json::{Value, json};

/// Beginnings of what follows the version of a pre-release, which is a part of the version.
const PRE_RELEASES: [&str; 6] = ["-alpha", "-beta", "-rc", "-pre", "-dev", "-preview"];

/// Moves the version that every package's address holds into `vars.version`.
pub(super) fn lift(value: &mut Value) {
    let packages = value.get("packages").and_then(Value::as_array);
    let urls = packages
        .into_iter()
        .flatten()
        .map(|it| it["packageUrl"].as_str());
    let Some(urls) = urls.collect::<Option<Vec<&str>>>() else {
        return;
    };
    let Some(version) = shared(&urls) else {
        return;
    };
    let packages = value.get_mut("packages").and_then(Value::as_array_mut);
    for package in packages.into_iter().flatten() {
        if let Some(url) = package["packageUrl"].as_str() {
            package["packageUrl"] = with_variable(url, &version).into();
        }
    }
    value["vars"] = json!({ "version": version });
}

/// Returns the version that all addresses hold; of several the one of most numbers.
fn shared(urls: &[&str]) -> Option<String> {
    let (first, others) = urls.split_first()?;
    let holds = |url: &str, version: &str| versions(url).any(|it| url.get(it) == Some(version));
    let found = versions(first).filter_map(|it| first.get(it));
    let found = found.filter(|version| others.iter().all(|url| holds(url, version)));
    // The first of the longest.
    let found = found.reduce(|best, it| {
        let numbers = |it: &str| it.matches('.').count();
        if numbers(it) > numbers(best) {
            it
        } else {
            best
        }
    });
    found.map(str::to_owned)
}

/// Writes `${version}` in place of a version that an address holds behind its host.
pub(crate) fn with_variable(url: &str, version: &str) -> String {
    let places: Vec<Range<usize>> = versions(url).collect();
    let mut url = url.to_owned();
    for place in places.into_iter().rev() {
        if url.get(place.clone()) == Some(version) {
            url.replace_range(place, "${version}");
        }
    }
    url
}

/// Returns where an address holds dotted numbers, behind its host.
fn versions(url: &str) -> impl Iterator<Item = Range<usize>> {
    let scheme = url.find("://").map_or(0, |it| it + 3);
    let path = url.get(scheme..).and_then(|it| it.find('/'));
    let mut at = path.map_or(url.len(), |it| scheme + it);
    let is_part = |it: char| it.is_ascii_digit() || it == '.';
    std::iter::from_fn(move || {
        loop {
            let rest = url.get(at..)?;
            let start = at + rest.find(|it: char| it.is_ascii_digit())?;
            let run = url.get(start..)?;
            let length = run.find(|it| !is_part(it)).unwrap_or(run.len());
            at = start + length;
            let version = run.get(..length)?.trim_end_matches('.');
            let after = run.get(version.len()..)?.to_ascii_lowercase();
            let is_dotted = version.contains('.') && !version.contains("..");
            // A percent sign begins the code of a character.
            let is_code = url.get(..start)?.ends_with('%');
            let is_pre_release = PRE_RELEASES.iter().any(|it| after.starts_with(it));
            if is_dotted && !is_code && !is_pre_release {
                return Some(start..start + version.len());
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_that_all_addresses_hold_becomes_a_variable() {
        for (urls, version) in [
            (&["https://a.b/1.4.2/setup.exe"][..], Some("1.4.2")),
            (
                &[
                    "https://a.b/v1.4.2/setup-1.4.2.exe",
                    "https://a.b/v1.4.2/x64.msi",
                ],
                Some("1.4.2"),
            ),
            (&["https://a.b/2.0/1.4.2/setup.exe"], Some("1.4.2")),
            (
                &["https://a.b/1.4.2/setup.exe", "https://a.b/1.4.3/setup.exe"],
                None,
            ),
            (&["https://10.0.0.1/setup.exe"], None),
            (&["https://a.b/5/setup.exe"], None),
            (&["https://a.b/1.4.2-beta.1/setup.exe"], None),
            (&["https://a.b/a%201.5/setup.exe"], None),
            (&["https://a.b"], None),
            (&[], None),
        ] {
            assert_eq!(shared(urls).as_deref(), version, "{urls:?}");
        }
    }

    #[test]
    fn every_place_of_the_version_and_no_longer_one_is_replaced() {
        assert_eq!(
            with_variable("https://1.4.2.b/1.4.2/1.4.21/setup-1.4.2.exe", "1.4.2"),
            "https://1.4.2.b/${version}/1.4.21/setup-${version}.exe"
        );
    }
}
