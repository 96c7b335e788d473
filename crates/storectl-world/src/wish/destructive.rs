//! Which changes lose something.

use std::collections::BTreeSet;

use serde_json::Value;
use storectl_sandbox::Fields;

use super::packages::{host, numbers, pairs, text, version};
use crate::content::{self, Content};

/// From this length on, in characters, a text that loses more than half of them is destructive (design.md §6).
const LONG_TEXT: usize = 200;

/// Texts that are written for one version (design.md §6), and the subcategory, which goes with its category.
const FREE_TEXTS: &[&str] = &["whatsNew", "certificationNotes", "subcategory"];

/// Returns the classes of design.md §6 that a change from one content to another falls in, each with its address, in order of
/// both; what befalls a package has the address `packages`.
pub fn destructive(before: &Content, after: &Content) -> Vec<(&'static str, String)> {
    let mut found = BTreeSet::new();
    for (address, old) in before {
        let new = after.get(address);
        if new != Some(old)
            && let Some(class) = class(address, old, new, after)
        {
            found.insert((class, address.clone()));
        }
    }
    let (before, after) = (content::packages(before), content::packages(after));
    let classes = of_packages(&before, &after);
    found.extend(classes.into_iter().map(|it| (it, "packages".to_owned())));
    found.into_iter().collect()
}

/// The class of what an address loses; nothing of a language is lost beside the language.
fn class(address: &str, old: &Value, new: Option<&Value>, after: &Content) -> Option<&'static str> {
    let segments: Vec<&str> = address.split('.').collect();
    match segments.as_slice() {
        ["listings", _] => return Some("language-removed"),
        ["listings", language, _] if !after.contains_key(&format!("listings.{language}")) => {
            return None;
        }
        _ => {}
    }
    match address {
        "availability.markets" => {
            let keeps = |it| {
                new.and_then(Value::as_array)
                    .is_some_and(|new| new.contains(it))
            };
            let mut old = old.as_array().into_iter().flatten();
            old.any(|it| !keeps(it)).then_some("market-removed")
        }
        "availability.pricing" => Some("pricing-changed"),
        "availability.freeTrial" => Some("trial-changed"),
        "availability.discoverability" => Some("discoverability-changed"),
        "properties.category" => Some("category-changed"),
        "properties.privacyPolicyUrl" if new.is_none() => Some("privacy-policy-cleared"),
        _ => of_text(segments.last()?, old, new),
    }
}

fn of_text(field: &str, old: &Value, new: Option<&Value>) -> Option<&'static str> {
    let old = old.as_str()?.chars().count();
    let new = new.and_then(Value::as_str).map(|it| it.chars().count());
    match new {
        _ if FREE_TEXTS.contains(&field) => None,
        None => Some("text-cleared"),
        Some(new) => (old >= LONG_TEXT && new * 2 < old).then_some("text-shrunk"),
    }
}

/// What packages lose, judged over all of them together.
fn of_packages(before: &[&Fields], after: &[&Fields]) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    let covered = |packages: &[&Fields], name: &str| -> BTreeSet<String> {
        let lists = packages.iter().filter_map(|it| it.get(name)?.as_array());
        lists.flatten().map(Value::to_string).collect()
    };
    for (name, class) in [
        ("architectures", "architecture-uncovered"),
        ("languages", "language-uncovered"),
    ] {
        if !covered(before, name).is_subset(&covered(after, name)) {
            found.insert(class);
        }
    }
    let known: BTreeSet<&str> = before
        .iter()
        .map(|it| host(text(it, "packageUrl")))
        .collect();
    for (old, pair) in before.iter().zip(pairs(before, after)) {
        let Some(new) = pair.map(|at| after[at]) else {
            found.insert("package-removed");
            continue;
        };
        let (old_url, new_url) = (text(old, "packageUrl"), text(new, "packageUrl"));
        if host(old_url) != host(new_url) {
            found.insert("installer-host-changed");
        }
        let number = |url| version(url).and_then(numbers);
        if let (Some(old), Some(new)) = (number(old_url), number(new_url))
            && new < old
        {
            found.insert("version-lowered");
        }
        for (name, value) in *old {
            found.extend(of_text(name, value, new.get(name)));
        }
    }
    let is_new = |package: &&&Fields| !known.contains(host(text(package, "packageUrl")));
    if !before.is_empty() && after.iter().any(|it| is_new(&it)) {
        found.insert("installer-host-changed");
    }
    found
}
