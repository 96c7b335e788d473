//! Which package of a manifest is which of a draft, and what is inside a package URL.

use serde_json::{Map, Value};
use storectl_sandbox::Fields;

use crate::content::normal;

/// Says whether two packages are one.
type Rule<'a> = &'a dyn Fn(&Fields, &Fields) -> bool;

/// Pairs packages of one side with packages of the other, each at most once: by type, architecture and languages, if these are
/// named, else by address; one that is left on each side is the same all the same, unless type, architecture and address are
/// all others (design.md §5).
pub(super) fn pairs(these: &[&Fields], those: &[&Fields]) -> Vec<Option<usize>> {
    let same = |this: &Fields, that: &Fields, name: &str| {
        let value = |it: &Fields| it.get(name).and_then(|it| normal(name, it));
        value(this) == value(that)
    };
    let is_alike = |this: &Fields, that: &Fields| {
        let has_languages = !this.contains_key("languages") || same(this, that, "languages");
        has_languages && same(this, that, "packageType") && same(this, that, "architectures")
    };
    let has_address = |this: &Fields, that: &Fields| same(this, that, "packageUrl");
    let mut found: Vec<Option<usize>> = vec![None; these.len()];
    let rules: [Rule<'_>; 2] = [&is_alike, &has_address];
    for rule in rules {
        for (at, this) in these.iter().enumerate() {
            let is_free = |it: &usize| !found.contains(&Some(*it)) && rule(this, those[*it]);
            let pair = found[at].or_else(|| (0..those.len()).find(is_free));
            found[at] = pair;
        }
    }
    let mut left = (0..these.len()).filter(|at| found[*at].is_none());
    let mut free = (0..those.len()).filter(|at| !found.contains(&Some(*at)));
    if let (Some(at), None, Some(only), None) = (left.next(), left.next(), free.next(), free.next())
    {
        let has_common = |name: &&str| same(these[at], those[only], name);
        if ["packageType", "architectures", "packageUrl"]
            .iter()
            .any(has_common)
        {
            found[at] = Some(only);
        }
    }
    found
}

/// Returns the packages that a manifest asks for, over those of a draft.
pub(super) fn outcome(wished: &[Fields], live: &[&Fields]) -> Vec<Fields> {
    let names: Vec<&Fields> = wished.iter().collect();
    let pairs = pairs(&names, live);
    let over = wished.iter().zip(pairs).map(|(wished, pair)| {
        let mut package = pair.map(|at| live[at].clone()).unwrap_or_default();
        for (name, value) in wished {
            let value = match (name.as_str(), value) {
                ("errorDetails", Value::Object(named)) => {
                    let scenarios = package.get(name).and_then(Value::as_object).cloned();
                    let mut scenarios: Map<String, Value> = scenarios.unwrap_or_default();
                    scenarios.extend(named.clone());
                    normal(name, &Value::Object(scenarios))
                }
                _ => normal(name, value),
            };
            match value {
                Some(value) => drop(package.insert(name.clone(), value)),
                None => drop(package.shift_remove(name)),
            }
        }
        package
    });
    over.collect()
}

/// Returns a text of a package; empty where there is none.
pub(super) fn text<'a>(package: &'a Fields, name: &str) -> &'a str {
    package
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// Returns the architecture of a package.
pub(super) fn architecture(package: &Fields) -> &str {
    let architectures = package.get("architectures");
    let first = architectures.and_then(|it| it.get(0));
    first.and_then(Value::as_str).unwrap_or_default()
}

/// Returns the host of a URL.
pub(super) fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default()
}

/// Returns a URL at another host.
pub(super) fn at_host(url: &str, host: &str) -> String {
    let path = url.splitn(4, '/').nth(3).unwrap_or_default();
    format!("https://{host}/{path}")
}

/// Returns the version in a URL: the segment of its path that is one.
pub(super) fn version(url: &str) -> Option<&str> {
    url.split('/').skip(3).find(|it| numbers(it).is_some())
}

/// Returns a URL of another version.
pub(super) fn of_version(url: &str, version: &str) -> String {
    let segments = url.split('/').enumerate().map(|(at, segment)| {
        let is_version = at >= 3 && numbers(segment).is_some();
        if is_version { version } else { segment }
    });
    segments.collect::<Vec<_>>().join("/")
}

/// Returns the numbers of a version of two or more, without zeros at its end.
pub(super) fn numbers(version: &str) -> Option<Vec<u32>> {
    let numbers: Option<Vec<u32>> = version.split('.').map(|it| it.parse().ok()).collect();
    let mut numbers = numbers.filter(|it| it.len() > 1)?;
    while numbers.last() == Some(&0) {
        numbers.pop();
    }
    Some(numbers)
}
