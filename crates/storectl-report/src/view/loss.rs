//! What goes with a destructive change, in words: what whoever acknowledges it agrees to.

use std::collections::HashMap;

use serde_json::Value;
use storectl_model::{AckToken, FieldPath};
use storectl_plan::{Change, ChangeValue, DestructiveClass, Guard, Unmanaged};

use super::{Extent, PlanDetails, RemovedPart, Sentence, count, thousands};
use crate::value::{Body, body, in_line, json_in_line};

/// One thing to decide: everything that one token allows.
pub(crate) struct Decision<'a> {
    /// Why it is destructive, and what allows it; of several places that of the first.
    pub(crate) guard: &'a Guard,
    /// Where.
    pub(crate) paths: Vec<&'a FieldPath>,
    /// What goes, e.g. `removes the language fr-fr: description (1,204 characters), 6 search terms`.
    pub(crate) loss: Sentence,
}

/// Puts together what has the same token, in the order given. What has none stands for itself.
pub(crate) fn decisions<'a>(
    plan: &PlanDetails,
    guarded: impl Iterator<Item = (&'a FieldPath, &'a Guard)>,
) -> Vec<Decision<'a>> {
    let mut decisions: Vec<Decision<'a>> = Vec::new();
    let mut known: HashMap<&AckToken, usize> = HashMap::new();
    for (path, guard) in guarded {
        let token = guard.token();
        let same = token.and_then(|it| known.get(it)).copied();
        if let Some(decision) = same.and_then(|at| decisions.get_mut(at)) {
            decision.paths.push(path);
            continue;
        }
        if let Some(token) = token {
            known.insert(token, decisions.len());
        }
        decisions.push(Decision {
            guard,
            paths: vec![path],
            loss: Sentence::new(),
        });
    }
    for decision in &mut decisions {
        decision.loss = loss(plan, &decision.paths, decision.guard);
    }
    decisions
}

/// Most languages that one decision names.
const NAMED: usize = 40;

fn loss(plan: &PlanDetails, paths: &[&FieldPath], guard: &Guard) -> Sentence {
    let Some(first) = paths.first() else {
        return Sentence::new();
    };
    let sides = Sides::of(plan, first);
    let mut sentence = Sentence::new();
    for (at, class) in guard.classes().enumerate() {
        if at > 0 {
            sentence = sentence.ours("; ");
        }
        sentence = of_class(sentence, class, first, &sides, plan);
    }
    match paths {
        [_] => sentence,
        several => {
            let languages: Vec<&str> = several
                .iter()
                .filter_map(|it| Some(it.language()?.as_str()))
                .collect();
            let mut sentence = sentence.ours(format!(
                ", and alike in {}: ",
                count(languages.len(), "language")
            ));
            for (at, language) in languages.iter().take(NAMED).enumerate() {
                if at > 0 {
                    sentence = sentence.ours(", ");
                }
                sentence = sentence.code(language);
            }
            match languages.len().checked_sub(NAMED).filter(|it| *it > 0) {
                Some(more) => sentence.ours(format!(" and {} more", thousands(more))),
                None => sentence,
            }
        }
    }
}

/// The two values of what is destructive.
enum Sides<'a> {
    Change(&'a Change),
    Moved(&'a Unmanaged),
    Unknown,
}

impl<'a> Sides<'a> {
    fn of(plan: &'a PlanDetails, path: &FieldPath) -> Self {
        let mut changes = plan.changes.iter().filter(|it| it.guard.is_some());
        if let Some(change) = changes.find(|it| it.path == *path) {
            return Self::Change(change);
        }
        let mut moved = plan.unmanaged.iter().filter(|it| it.moved.is_some());
        match moved.find(|it| it.path == *path) {
            Some(moved) => Self::Moved(moved),
            None => Self::Unknown,
        }
    }

    /// Returns the value before and after as JSON; null where there is none or nobody knows it.
    fn json(&self) -> (Value, Value) {
        match self {
            Self::Change(change) => change.shown(),
            Self::Moved(unmanaged) => {
                let before = unmanaged.moved.as_ref().and_then(|it| it.before.clone());
                (before.unwrap_or_default(), unmanaged.value.to_json())
            }
            Self::Unknown => (Value::Null, Value::Null),
        }
    }

    /// Returns both values as people see them, each in a line.
    fn lines(&self) -> Option<(String, String)> {
        match self {
            Self::Change(change) => Some((in_line(&change.before), in_line(&change.after))),
            Self::Moved(unmanaged) => {
                let before = unmanaged.moved.as_ref()?.before.as_ref();
                let before = before.map_or_else(|| "(not recorded)".to_owned(), json_in_line);
                Some((before, in_line(&unmanaged.value)))
            }
            Self::Unknown => None,
        }
    }
}

fn of_class(
    sentence: Sentence,
    class: DestructiveClass,
    path: &FieldPath,
    sides: &Sides<'_>,
    plan: &PlanDetails,
) -> Sentence {
    use DestructiveClass as Class;
    let meaning = class.meaning();
    match class {
        Class::LanguageRemoved => {
            let language = path.language().map_or("", |it| it.as_str());
            let sentence = sentence.ours("removes the language ").code(language);
            parts(sentence, path, plan)
        }
        Class::MarketRemoved => {
            let (before, after) = sides.json();
            let gone = gone(&before, &after);
            let sentence = sentence.ours(format!("removes {}: ", count(gone.len(), "market")));
            listed(sentence, &gone)
        }
        Class::PackageRemoved => {
            let sentence = sentence
                .ours("removes the package ")
                .code(&path.to_string());
            let (before, _) = sides.json();
            match before.get("packageUrl").and_then(Value::as_str) {
                Some(url) => sentence.ours(": ").code_up_to(url, LONGEST),
                None => sentence,
            }
        }
        Class::InstallerHostChanged => {
            let (before, after) = hosts(path, sides, plan);
            let sentence = sentence
                .ours(format!("{meaning} of "))
                .code(&path.object().to_string());
            let sentence = sentence.ours(": ");
            let sentence = match before {
                Some(before) => sentence.code_up_to(&before, LONGEST),
                None => sentence.ours("(another host)"),
            };
            let sentence = sentence.ours(" → ");
            match after {
                Some(after) => sentence.code_up_to(&after, LONGEST),
                None => sentence.ours("(none)"),
            }
        }
        Class::TextCleared | Class::TextShrunk => {
            let (before, after) = sides.json();
            let sentence = sentence.ours(format!("{meaning} ")).code(&path.to_string());
            match (length(&before), length(&after)) {
                (Some(before), Some(after)) => sentence.ours(format!(
                    ": {} → {}",
                    thousands(before),
                    count(after, "character")
                )),
                (Some(before), None) => {
                    sentence.ours(format!(": {} go", count(before, "character")))
                }
                (None, _) => sentence,
            }
        }
        Class::ArchitectureUncovered
        | Class::LanguageUncovered
        | Class::PricingChanged
        | Class::TrialChanged
        | Class::DiscoverabilityChanged
        | Class::CategoryChanged
        | Class::PrivacyPolicyCleared
        | Class::VersionLowered => {
            let sentence = sentence
                .ours(format!("{meaning} ("))
                .code(&path.to_string());
            let sentence = sentence.ours(")");
            match sides.lines() {
                Some((before, after)) if path.field().is_some() => {
                    let sentence = sentence.ours(": ").code_up_to(&before, LONGEST);
                    sentence.ours(" → ").code_up_to(&after, LONGEST)
                }
                Some(_) | None => sentence,
            }
        }
    }
}

/// Most characters of one value.
const LONGEST: usize = 200;

/// Adds what goes with a language: each text with its length, each list with its number of items.
fn parts(sentence: Sentence, language: &FieldPath, plan: &PlanDetails) -> Sentence {
    let mut sentence = sentence;
    for (at, part) in removed_parts(plan, language).enumerate() {
        sentence = sentence
            .ours(if at == 0 { ": " } else { ", " })
            .prose(&part);
    }
    sentence
}

/// Compares the two values of a change of a plan. What goes with a language is not in its value: the plan says it.
pub(crate) fn body_in<'a>(plan: &PlanDetails, change: &'a Change) -> Body<'a> {
    match body(change) {
        Body::Loses(what) if what.is_empty() => {
            Body::Loses(removed_parts(plan, &change.path).collect())
        }
        body => body,
    }
}

/// Returns what goes with a language, one entry a field.
fn removed_parts<'a>(
    plan: &'a PlanDetails,
    language: &'a FieldPath,
) -> impl Iterator<Item = String> + 'a {
    let parts = plan.removed.iter();
    parts.filter(|it| it.path.is_within(language)).map(part)
}

fn part(part: &RemovedPart) -> String {
    let field = part.path.within_object();
    match part.extent {
        Extent::Characters(characters) => format!("{field} ({})", count(characters, "character")),
        Extent::Items(items) => match field.as_str() {
            "searchTerms" => count(items, "search term"),
            "productFeatures" => count(items, "feature"),
            "screenshots" => count(items, "screenshot"),
            "storeLogos" => count(items, "logo"),
            "requirements" => count(items, "hardware requirement"),
            _ => format!("{field} ({})", count(items, "item")),
        },
        Extent::Present => field,
    }
}

/// Returns the hosts of an installer before and after.
fn hosts(
    path: &FieldPath,
    sides: &Sides<'_>,
    plan: &PlanDetails,
) -> (Option<String>, Option<String>) {
    let url = |value: &Value| {
        let url = value.as_str().or_else(|| value.get("packageUrl")?.as_str());
        url.and_then(host)
    };
    let (before, after) = sides.json();
    let replaced = || {
        let removed = plan.changes.iter().filter(|it| {
            it.path.object() != path.object() && matches!(&it.before, ChangeValue::Object(_))
        });
        let mut hosts: Vec<String> = removed.filter_map(|it| url(&it.before.to_json())).collect();
        hosts.sort();
        hosts.dedup();
        (!hosts.is_empty()).then(|| hosts.join(", "))
    };
    (url(&before).or_else(replaced), url(&after))
}

/// Returns the host of an address, as the address spells it.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    (!host.is_empty()).then(|| host.to_owned())
}

/// Returns the items of a list that the other does not have.
fn gone(before: &Value, after: &Value) -> Vec<String> {
    let items = |value: &Value| -> Vec<String> {
        let items = value.as_array().into_iter().flatten();
        items
            .filter_map(|it| Some(it.as_str()?.to_owned()))
            .collect()
    };
    let after = items(after);
    let mut gone = items(before);
    gone.retain(|it| !after.iter().any(|after| after.eq_ignore_ascii_case(it)));
    gone
}

fn listed(mut sentence: Sentence, items: &[String]) -> Sentence {
    for (at, item) in items.iter().take(NAMED).enumerate() {
        if at > 0 {
            sentence = sentence.ours(", ");
        }
        sentence = sentence.code_up_to(item, LONGEST);
    }
    match items.len().checked_sub(NAMED).filter(|it| *it > 0) {
        Some(more) => sentence.ours(format!(" and {} more", thousands(more))),
        None => sentence,
    }
}

fn length(value: &Value) -> Option<usize> {
    let text = value.as_str().filter(|it| *it != storectl_model::SECRET)?;
    Some(text.chars().count())
}
