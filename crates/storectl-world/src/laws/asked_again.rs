//! What was acknowledged is not asked for again.

use std::collections::BTreeMap;

use crate::{
    history::{History, Past, Run},
    laws::{
        Breach, document,
        given::{allowed, tokens},
        memory,
        record::{read, writes},
    },
    wish::{Loss, losses},
};

/// No token is demanded for what is left of what the runner began to write with a token for it that is still given: a command
/// that was interrupted can be finished.
pub(super) fn check(history: &History, run: &Run) -> Vec<Breach> {
    let products = run.wishes.keys();
    products
        .flat_map(|it| of_product(history, run, it))
        .collect()
}

fn of_product(history: &History, run: &Run, product: &str) -> Vec<Breach> {
    let mut demanded = demanded(run, product);
    if demanded.is_empty() {
        return Vec::new();
    }
    let allowed = allowed(history, product, &tokens(run, product));
    let mut begun = begun(history, run, product);
    begun.retain(|it| allowed.contains(it));
    let lost = asked(run, product);
    let is_begun = |address: &&str| {
        let lost = lost.iter();
        let lost = lost.filter(|it| it.address.eq_ignore_ascii_case(address));
        let mut lost = lost.peekable();
        lost.peek().is_some() && lost.all(|it| begun.contains(it))
    };
    demanded.retain(|_, addresses| addresses.iter().all(is_begun));
    let breach = |(token, addresses): (&str, Vec<&str>)| {
        let addresses = addresses.join(", ");
        Breach::new(
            "asked_again",
            format!(
                "{token} is demanded for {addresses} of {product}; an earlier command began that with a token that is still given"
            ),
        )
    };
    demanded.into_iter().map(breach).collect()
}

/// The tokens that a plan waits for, each with its addresses.
fn demanded<'a>(run: &'a Run, product: &str) -> BTreeMap<&'a str, Vec<&'a str>> {
    let changes = document::plan(run, product).and_then(|it| it["changes"].as_array());
    let locked = changes.into_iter().flatten();
    let mut demanded: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for it in locked.filter(|it| it["acknowledged"] == false) {
        if let (Some(token), Some(address)) = (it["token"].as_str(), it["address"].as_str()) {
            demanded.entry(token).or_default().push(address);
        }
    }
    demanded
}

/// What a command's manifest loses of a draft that it read.
fn asked(run: &Run, product: &str) -> Vec<Loss> {
    let Some(wish) = run.wishes.get(product) else {
        return Vec::new();
    };
    let drafts = read(run, product);
    let asked = drafts.iter().flat_map(|it| losses(it, &wish.outcome(it)));
    asked.collect()
}

/// What the runner began to lose with tokens for it, as far as it knows of that: nothing was submitted or forgotten since.
fn begun(history: &History, run: &Run, product: &str) -> Vec<Loss> {
    if !memory::owes_submit(&history.past, run.runner, product) {
        return Vec::new();
    }
    let runs = history.past.iter().filter_map(|it| match it {
        Past::Run(it) => Some(&**it).filter(|it| it.runner == run.runner),
        Past::Event { .. } => None,
    });
    let begun = runs.filter(|it| !writes(it, product).is_empty());
    let lost = begun.flat_map(|it| {
        let allowed = allowed(history, product, &tokens(it, product));
        let asked = asked(it, product).into_iter();
        asked.filter(move |it| allowed.contains(it))
    });
    lost.collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::*;
    use crate::laws::example::{Example, history, published};

    const TOKEN: &str = "D-aaaaaa";

    /// What a command did before the one that is judged.
    #[derive(Clone, Copy)]
    enum Before {
        Wrote,
        Nothing,
    }

    /// A command whose manifest clears the descriptions of two languages, with a token.
    fn clearing() -> Example {
        let mut example = Example::new(published());
        for wish in example.run.wishes.values_mut() {
            for language in ["en-us", "de-de"] {
                let listing = wish.listings.entry(language.to_owned()).or_default();
                let fields = &mut listing.get_or_insert_default().fields;
                fields.insert("description".to_owned(), Value::Null);
            }
            wish.acknowledge = vec![TOKEN.to_owned()];
        }
        example.read();
        example
    }

    /// The plan of these changes, which wait for a token or have it.
    fn plan(example: &Example, languages: &[&str], token: &str) -> Value {
        let changes = languages.iter().map(|it| {
            let address = format!("listings.{it}.description");
            json!({ "address": address, "token": token, "acknowledged": token == TOKEN })
        });
        let changes: Vec<Value> = changes.collect();
        json!({ "products": [{ "productId": example.store.id, "changes": changes }] })
    }

    /// Judges a command that waits for a token for these languages, where those were acknowledged.
    fn judged(left: &[&str], acknowledged: &[&str], before: Before) -> usize {
        let mut plan_of = clearing();
        plan_of.run.result = Some(plan(&plan_of, acknowledged, TOKEN));
        let mut begun = clearing();
        if let Before::Wrote = before {
            begun.write("PATCH", "metadata", Some(json!({})), |it| {
                let name = "website".to_owned();
                it.properties.insert(name, json!("https://example.com"));
            });
        }
        let history = History {
            acknowledged: vec![Arc::new(plan_of.run)],
            ..history([&begun.run])
        };
        let mut example = clearing().report(11, "not-started", json!(null), json!([]));
        let left = plan(&example, left, "D-bbbbbb");
        example.run.result.as_mut().unwrap()["plan"] = left;
        check(&history, &example.run).len()
    }

    #[test]
    fn what_is_left_of_what_was_begun_needs_no_other_token() {
        let both = ["en-us", "de-de"];
        assert_eq!(judged(&both[..1], &both, Before::Wrote), 1);
        assert_eq!(judged(&both, &both[..1], Before::Wrote), 0);
        assert_eq!(judged(&both[..1], &both[1..], Before::Wrote), 0);
        assert_eq!(judged(&both[..1], &both, Before::Nothing), 0);
    }
}
