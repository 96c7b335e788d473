//! No write changes nothing.

use serde_json::Value;
use storectl_sandbox::Listing;

use crate::{
    history::{Effect, Exchange, Fate, Run, Snapshot},
    laws::{
        Breach,
        record::{Call, call, interference, is_accepted, requests, said},
    },
};

/// No write that the Store accepted left the draft as it was, but for what a client cannot know: that the Store ignores empty
/// values, what became of a request whose answer was lost, what somebody else has done meanwhile, and packages that are not
/// committed, which reads may not show. Packages may be committed at any time, and images be asked for.
pub(super) fn check(run: &Run) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for product in run.before.keys() {
        let interference = interference(run, product);
        for (at, exchange) in requests(run, product) {
            let is_excused = || {
                let repeats = |(_, it): (usize, &Exchange)| is_repeat(it, exchange);
                interference.iter().any(|it| it.at <= at)
                    || exchange.body.as_ref().is_some_and(holds_nothing)
                    || is_unseen(exchange)
                    || requests(run, product)
                        .take_while(|it| it.0 < at)
                        .any(repeats)
            };
            if is_idle(exchange) && !is_excused() {
                breaches.push(Breach::new(
                    "idle",
                    format!(
                        "{} of {product} was sent and changed nothing: {}",
                        said(exchange),
                        exchange.body.as_ref().unwrap_or(&Value::Null)
                    ),
                ));
            }
        }
    }
    breaches
}

fn is_idle(exchange: &Exchange) -> bool {
    let is_write = match call(exchange) {
        Call::PatchMetadata
        | Call::PutMetadata
        | Call::PatchPackage
        | Call::PutPackages
        | Call::CommitAssets => true,
        Call::Status
        | Call::SubmissionStatus(_)
        | Call::Metadata
        | Call::Packages
        | Call::Assets
        | Call::CommitPackages
        | Call::CreateAssets
        | Call::Submit
        | Call::Upload
        | Call::SignIn
        | Call::Other => false,
    };
    let is_unchanged = |it: &Effect| is_same(&it.before, &it.after);
    is_write && is_accepted(exchange) && exchange.effect.as_ref().is_some_and(is_unchanged)
}

/// Whether two drafts are the same to the letter, but for ids of packages and images.
fn is_same(one: &Snapshot, other: &Snapshot) -> bool {
    let texts = |product: &Snapshot| -> Vec<_> {
        let texts = |it: &Listing| (it.language.clone(), it.fields.clone());
        product.listings.iter().map(texts).collect()
    };
    let packages = |product: &Snapshot| -> Vec<_> {
        let packages = product.packages.iter();
        packages.map(|it| it.fields.clone()).collect()
    };
    one.availability == other.availability
        && one.properties == other.properties
        && texts(one) == texts(other)
        && packages(one) == packages(other)
        && one.draft() == other.draft()
}

/// Whether a request writes packages where some were not committed.
fn is_unseen(exchange: &Exchange) -> bool {
    let is_of_packages = matches!(call(exchange), Call::PatchPackage | Call::PutPackages);
    let before = exchange.effect.as_ref().map(|it| &it.before);
    is_of_packages && before.is_some_and(|it| it.packages != it.committed_packages)
}

/// Whether a request repeats one whose answer was lost.
fn is_repeat(first: &Exchange, second: &Exchange) -> bool {
    first.fate == Fate::Lost
        && call(first) == call(second)
        && first.path == second.path
        && first.body == second.body
}

/// Whether a value, or one in it, is empty or null.
fn holds_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(_) | Value::Number(_) => false,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty() || items.iter().any(holds_nothing),
        Value::Object(members) => members.is_empty() || members.values().any(holds_nothing),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        history::Fate,
        laws::example::{Example, applied, body, published, set_website},
    };

    fn idle(body: Value) -> Example {
        let mut example = Example::new(published());
        example.read();
        example.write("PATCH", "metadata", Some(body), |_| {});
        example
    }

    #[test]
    fn a_write_changes_something() {
        assert_eq!(check(&applied().run), []);
        assert_eq!(check(&idle(body()).run).len(), 1);
    }

    #[test]
    fn what_a_client_cannot_know_is_excused() {
        let cleared = json!({ "properties": { "website": "" } });
        assert_eq!(check(&idle(cleared).run), []);
        let mut lost = Example::new(published());
        lost.write("PATCH", "metadata", Some(body()), set_website);
        lost.last().fate = Fate::Lost;
        lost.write("PATCH", "metadata", Some(body()), |_| {});
        assert_eq!(check(&lost.run), []);
        let mut interfered = Example::new(published());
        interfered.interfere(set_website);
        interfered.write("PATCH", "metadata", Some(body()), |_| {});
        assert_eq!(check(&interfered.run), []);
        let mut store = published();
        store.packages.clear();
        let mut uncommitted = Example::new(store);
        uncommitted.write("PUT", "packages", Some(body()), |_| {});
        assert_eq!(check(&uncommitted.run), []);
    }

    #[test]
    fn a_refusal_changes_nothing() {
        let mut example = idle(body());
        example.last().fate = Fate::Answered(400, None);
        assert_eq!(check(&example.run), []);
    }
}
