//! Which changes lose something.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use storectl_sandbox::Fields;

use super::packages::{host, numbers, pairs, text, version};
use crate::content::{self, Content};

/// What a change loses: what one token of design.md §6 allows.
#[derive(Clone, Debug, PartialEq)]
pub struct Loss {
    /// The class.
    pub class: &'static str,
    /// The address; `packages` for what befalls a package.
    pub address: String,
    /// What goes: the value; of a language everything of it; of an installer from another host that host.
    pub goes: Value,
    /// What comes in its place: the value, null where there is none; of a package that goes all packages that are new.
    pub comes: Value,
}

/// From this length on, in characters, a text that loses more than half of them is destructive (design.md §6).
const LONG_TEXT: usize = 200;

/// Texts that are written for one version (design.md §6), and the subcategory, which goes with its category.
const FREE_TEXTS: &[&str] = &["whatsNew", "certificationNotes", "subcategory"];

/// What packages cover together, and the class of what none covers any more.
const COVERS: [(&str, &str); 2] = [
    ("architectures", "architecture-uncovered"),
    ("languages", "language-uncovered"),
];

/// Returns the classes of design.md §6 that a change from one content to another falls in, each with its address, in order of
/// both.
pub fn destructive(before: &Content, after: &Content) -> Vec<(&'static str, String)> {
    let found = losses(before, after);
    let found: BTreeSet<_> = found.into_iter().map(|it| (it.class, it.address)).collect();
    found.into_iter().collect()
}

/// Returns what a change from one content to another loses.
pub fn losses(before: &Content, after: &Content) -> Vec<Loss> {
    let mut found = Vec::new();
    for (address, old) in before {
        let new = after.get(address);
        if new != Some(old)
            && let Some(class) = class(address, old, new, after)
        {
            let goes = match class {
                "language-removed" => language(before, address),
                _ => old.clone(),
            };
            found.push(Loss {
                class,
                address: address.clone(),
                goes,
                comes: new.cloned().unwrap_or_default(),
            });
        }
    }
    let (before, after) = (content::packages(before), content::packages(after));
    found.extend(of_packages(&before, &after));
    found
}

/// Everything of a language.
fn language(content: &Content, address: &str) -> Value {
    let below = format!("{address}.");
    let fields = content.iter().filter(|(it, _)| it.starts_with(&below));
    let fields = fields.map(|(address, value)| (address.clone(), value.clone()));
    Value::Object(fields.collect())
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
fn of_packages(before: &[&Fields], after: &[&Fields]) -> Vec<Loss> {
    let mut found = Vec::new();
    let mut lose = |class, goes: Value, comes: Value| {
        found.push(Loss {
            class,
            address: "packages".to_owned(),
            goes,
            comes,
        });
    };
    let known: BTreeSet<&str> = before.iter().map(|it| host(url(it))).collect();
    let pairs = pairs(before, after);
    let new = (0..after.len()).filter(|at| !pairs.contains(&Some(*at)));
    let new: Vec<&Fields> = new.map(|at| after[at]).collect();
    let arrivals: Value = new.iter().map(|it| arrival(it)).collect();
    for (old, pair) in before.iter().zip(&pairs) {
        let Some(new) = pair.map(|at| after[at]) else {
            let gone = || Value::Object((*old).clone());
            lose("package-removed", gone(), arrivals.clone());
            for (name, class) in COVERS {
                if is_uncovered(old, after, name) {
                    lose(class, gone(), arrivals.clone());
                }
            }
            continue;
        };
        for (name, class) in COVERS {
            if is_uncovered(old, after, name) {
                lose(class, field(old, name), field(new, name));
            }
        }
        let (old_url, new_url) = (url(old), url(new));
        let (old_host, new_host) = (host(old_url), host(new_url));
        if old_host != new_host {
            lose("installer-host-changed", json!(old_host), json!(new_host));
        }
        let number = |url| version(url).and_then(numbers);
        if let (Some(old), Some(new)) = (number(old_url), number(new_url))
            && new < old
        {
            lose("version-lowered", json!(old_url), json!(new_url));
        }
        for (name, value) in *old {
            if let Some(class) = of_text(name, value, new.get(name)) {
                lose(class, value.clone(), field(new, name));
            }
        }
    }
    for package in new {
        let host = host(url(package));
        if !before.is_empty() && !known.contains(host) {
            lose("installer-host-changed", Value::Null, json!(host));
        }
    }
    found
}

/// Whether a package has an item of a list that no package has afterwards.
fn is_uncovered(old: &Fields, after: &[&Fields], name: &str) -> bool {
    let is_covered = |item: &Value| after.iter().any(|it| items(it, name).any(|it| it == item));
    !items(old, name).all(is_covered)
}

fn items<'a>(package: &'a Fields, name: &str) -> impl Iterator<Item = &'a Value> {
    let items = package.get(name).and_then(Value::as_array);
    items.into_iter().flatten()
}

/// What a token tells of a package that is new: it allows the host, and not one version's address.
fn arrival(package: &Fields) -> Value {
    let lists = ["packageType", "architectures", "languages"].map(|it| field(package, it));
    json!([host(url(package)), lists])
}

fn url(package: &Fields) -> &str {
    text(package, "packageUrl")
}

fn field(package: &Fields, name: &str) -> Value {
    package.get(name).cloned().unwrap_or_default()
}
