//! What the tokens that a command was given stand for.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    content::{self, Content},
    history::{History, Past, Run},
    laws::{
        document,
        record::{flag, made, proven, read},
    },
    wish::{Loss, losses},
};

/// Returns the tokens that a command was given for a product.
pub(super) fn tokens<'a>(run: &'a Run, product: &str) -> Vec<&'a str> {
    let wish = run.wishes.get(product);
    let manifest = wish.into_iter().flat_map(|it| &it.acknowledge);
    let manifest = manifest.map(String::as_str);
    manifest.chain(flag(run, "--acknowledge")).collect()
}

/// Returns what these tokens allow: a token stands for what is lost at the address where a plan named it, by the manifest over
/// the draft as both were then, or by the moves since the receipt of then.
pub(super) fn allowed(history: &History, product: &str, tokens: &[&str]) -> Vec<Loss> {
    let mut allowed = Vec::new();
    for plan in &history.acknowledged {
        let (Some(entry), Some(wish)) = (document::entry(plan, product), plan.wishes.get(product))
        else {
            continue;
        };
        let named = demands(entry).filter(|(_, token)| tokens.contains(token));
        let named: BTreeSet<String> = named.map(|(address, _)| address).collect();
        if named.is_empty() {
            continue;
        }
        let known = base(entry).map(|it| remembered(history, plan, product, it));
        let known = known.unwrap_or_default();
        for draft in read(plan, product) {
            let outcome = wish.outcome(&draft);
            let before = known.iter().chain([&draft]);
            let lost = before.flat_map(|it| losses(it, &outcome));
            allowed.extend(lost.filter(|it| named.contains(&it.address)));
        }
    }
    allowed
}

/// Returns the submission of the receipt that a plan was compared with.
pub(super) fn base(plan: &Value) -> Option<&str> {
    let base = &plan["base"];
    let is_receipt = base["kind"] == "receipt";
    base["submissionId"].as_str().filter(|_| is_receipt)
}

/// Returns what a receipt may say that a submission holds: what that does, or what the command that made it had proven.
pub(super) fn remembered(
    history: &History,
    run: &Run,
    product: &str,
    submission: &str,
) -> Vec<Content> {
    let submissions = run.before.get(product).into_iter();
    let held = submissions
        .flat_map(|it| &it.submissions)
        .filter(|it| it.id == submission)
        .map(content::of_submission);
    let runs = history.past.iter().filter_map(|it| match it {
        Past::Run(it) => Some(&**it),
        Past::Event { .. } => None,
    });
    let proven = runs.flat_map(|run| {
        let made = made(run, product).into_iter();
        let made = made.filter(|it| it.submission.id == submission);
        made.map(|it| proven(run, product, &it)).collect::<Vec<_>>()
    });
    held.chain(proven).collect()
}

/// The addresses of a plan that demand a token, in the words of [`Content`], each with its token.
fn demands(plan: &Value) -> impl Iterator<Item = (String, &str)> {
    let items = ["changes", "unmanaged"].map(|it| plan[it].as_array());
    let items = items.into_iter().flatten().flatten();
    items.filter_map(|it| Some((address(it["address"].as_str()?), it["token"].as_str()?)))
}

/// An address of a plan in the words of [`Content`].
fn address(shown: &str) -> String {
    if shown.starts_with("packages") {
        return "packages".to_owned();
    }
    let address = shown.replace('[', ".").replace(']', "");
    let mut segments = address.split('.');
    match (segments.next(), segments.next()) {
        (Some("listings"), Some(language)) => {
            let rest = segments.map(|it| format!(".{it}"));
            content::listing_address(language) + &rest.collect::<String>()
        }
        _ => address,
    }
}
