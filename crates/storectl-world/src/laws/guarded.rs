//! Destructive changes are acknowledged.

use std::{cell::LazyCell, collections::BTreeSet};

use crate::{
    content::Content,
    history::{History, Run},
    laws::{
        Breach, document,
        given::{allowed, base, remembered, tokens},
        record::{Write, made, read, writes},
        unmanaged::is_hidden,
    },
    wish::{Loss, Wish, destructive, losses},
};

/// No destructive change that a manifest asks for was made, and no destructive change of an unmanaged value was published
/// that the command knew of by its receipt, unless a token was given for what is lost; and each token that the result demands
/// was given.
pub(super) fn check(history: &History, run: &Run) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (product, wish) in &run.wishes {
        let tokens = tokens(run, product);
        let allowed = LazyCell::new(|| allowed(history, product, &tokens));
        let is_allowed = |it: &Loss| allowed.contains(it);
        breaches.extend(unacknowledged(run, product, wish, &is_allowed));
        breaches.extend(moved(history, run, product, wish, &is_allowed));
        breaches.extend(ungiven(run, product, &tokens));
    }
    breaches
}

/// A class of destructive changes, and the address.
type Kind = (&'static str, String);

/// Destructive changes that the manifest asks for, that the command made, and for which no token was given. Of a draft that
/// held what nobody could see, it asks for what it asks for of the draft that was read.
fn unacknowledged(
    run: &Run,
    product: &str,
    wish: &Wish,
    is_allowed: &dyn Fn(&Loss) -> bool,
) -> Vec<Breach> {
    let writes = writes(run, product);
    let (Some(first), Some(last)) = (writes.first(), writes.last()) else {
        return Vec::new();
    };
    let asked = |it: &Content| losses(it, &wish.outcome(it));
    let done = destructive(first.before, last.after);
    let held = asked(first.before);
    let mut kinds: BTreeSet<Kind> = held.iter().cloned().map(kind).collect();
    kinds.retain(|it| done.contains(it));
    if kinds.is_empty() {
        return Vec::new();
    }
    let changed: Vec<String> = writes.iter().flat_map(Write::changed).collect();
    kinds.retain(|(_, address)| changed.iter().any(|it| is_of(it, address)));
    let drafts = read(run, product);
    let read: Vec<Vec<Loss>> = drafts.iter().map(asked).collect();
    kinds.retain(|it| {
        let is_asked = |asked: &Vec<Loss>| asked.iter().any(|loss| is_kind(loss, it));
        !is_hidden(run, product, &it.1, first.at) || read.iter().all(is_asked)
    });
    kinds.retain(|it| {
        let mut seen = read.iter().chain([&held]);
        !seen.any(|asked| {
            let mut asked = asked.iter().filter(|loss| is_kind(loss, it)).peekable();
            asked.peek().is_some() && asked.all(is_allowed)
        })
    });
    let breach = |(class, address)| {
        Breach::new(
            "guarded",
            format!("{address} of {product} was changed ({class}); no token was given for that"),
        )
    };
    kinds.into_iter().map(breach).collect()
}

fn kind(loss: Loss) -> Kind {
    (loss.class, loss.address)
}

fn is_kind(loss: &Loss, (class, address): &Kind) -> bool {
    loss.class == *class && loss.address == *address
}

/// Unmanaged values of which the receipt knew another value, published after a destructive change for which no token was
/// given.
fn moved(
    history: &History,
    run: &Run,
    product: &str,
    wish: &Wish,
    is_allowed: &dyn Fn(&Loss) -> bool,
) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let Some(receipt) = document::plan(run, product).and_then(base) else {
        return breaches;
    };
    for submission in made(run, product) {
        let seen = read(run, product);
        let is_seen = |it: &String| {
            let published = submission.content.get(it);
            seen.iter().all(|draft| draft.get(it) == published)
        };
        let lost = |before: &Content| -> BTreeSet<Kind> {
            let mut lost = losses(before, &submission.content);
            lost.retain(|it| !is_allowed(it));
            let kinds = lost.into_iter().map(kind);
            kinds
                .filter(|(_, it)| is_seen(it) && !wish.manages(it))
                .collect()
        };
        let known = remembered(history, run, product, receipt);
        let lost = known.iter().map(lost);
        let lost = lost.reduce(|one, other| &one & &other);
        for (class, address) in lost.unwrap_or_default() {
            breaches.push(Breach::new(
                "guarded",
                format!(
                    "submission {} publishes {address} of {product}, which has changed since {receipt} ({class}); no token was given for that",
                    submission.submission.id
                ),
            ));
        }
    }
    breaches
}

/// Tokens that the result demands, that were not given, and without which something was written.
fn ungiven(run: &Run, product: &str, given: &[&str]) -> Vec<Breach> {
    let Some(plan) = document::plan(run, product) else {
        return Vec::new();
    };
    if writes(run, product).is_empty() && made(run, product).is_empty() {
        return Vec::new();
    }
    let items = |name: &str| plan[name].as_array().cloned().unwrap_or_default();
    let submits = !made(run, product).is_empty();
    let unmanaged = items("unmanaged").into_iter().filter(|_| submits);
    let demanding = items("changes").into_iter().chain(unmanaged);
    let mut breaches = Vec::new();
    for it in demanding {
        let Some(token) = it["token"].as_str().filter(|it| !given.contains(it)) else {
            continue;
        };
        breaches.push(Breach::new(
            "guarded",
            format!(
                "{} of {product} was changed or published without {token}, which the plan demands",
                it["address"]
            ),
        ));
    }
    breaches
}

/// Whether an address is another, or below it.
fn is_of(address: &str, above: &str) -> bool {
    let rest = address.strip_prefix(above);
    rest.is_some_and(|it| it.is_empty() || it.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};
    use storectl_sandbox::Product;

    use super::*;
    use crate::{
        content,
        laws::example::{Example, published},
    };

    const TOKEN: &str = "D-aaaaaa";

    fn set_price(product: &mut Product, price: &str) {
        let pricing = "pricing".to_owned();
        product.availability.insert(pricing, json!(price));
    }

    fn wish_price(example: &mut Example, price: &str) {
        for wish in example.run.wishes.values_mut() {
            wish.availability.insert("pricing".to_owned(), json!(price));
        }
    }

    /// A command that changes the price, and was given these tokens.
    fn repriced(tokens: &[&str]) -> Example {
        let mut example = Example::new(published());
        wish_price(&mut example, "FREEMIUM");
        for wish in example.run.wishes.values_mut() {
            wish.acknowledge = tokens.iter().copied().map(str::to_owned).collect();
        }
        example.read();
        example.write("PATCH", "metadata", None, |it| set_price(it, "FREEMIUM"));
        example.report(0, "done", json!(null), json!([]))
    }

    /// The plan of a draft with this price and a manifest that asks for another, which was acknowledged; its token is named
    /// at this address.
    fn acknowledged(before: &str, after: &str, address: &str) -> History {
        let mut store = published();
        set_price(&mut store, before);
        let mut example = Example::new(store);
        wish_price(&mut example, after);
        example.read();
        let change = json!({ "address": address, "token": TOKEN });
        let id = &example.store.id;
        let plan = json!({ "productId": id, "changes": [change] });
        example.run.result = Some(json!({ "products": [plan] }));
        History {
            acknowledged: vec![Arc::new(example.run)],
            ..History::default()
        }
    }

    /// Sets what the result of a command says of its plan.
    fn plan(example: &mut Example, member: &str, value: Value) {
        let mut plan = json!({ "productId": example.store.id });
        plan[member] = value;
        example.run.result.as_mut().unwrap()["plan"] = json!({ "products": [plan] });
    }

    #[test]
    fn a_destructive_change_needs_a_token_that_was_given_for_it() {
        let nothing = History::default();
        assert_eq!(check(&nothing, &repriced(&[]).run).len(), 1);
        let run = repriced(&[TOKEN]).run;
        assert_eq!(check(&nothing, &run).len(), 1, "no plan named it");
        let price = "availability.pricing";
        let same = acknowledged("PAID", "FREEMIUM", price);
        assert_eq!(check(&same, &run), []);
        assert_eq!(check(&same, &repriced(&["D-bbbbbb"]).run).len(), 1);
        for other in [
            acknowledged("SUBSCRIPTION", "FREEMIUM", price),
            acknowledged("PAID", "SUBSCRIPTION", price),
            acknowledged("PAID", "FREEMIUM", "availability.freeTrial"),
        ] {
            assert_eq!(check(&other, &run).len(), 1);
        }
    }

    /// A command that sets a package's version to 1.2, where somebody has set it to 2.0.
    fn lowered(is_read: bool) -> Vec<Breach> {
        let set = |version: &str| {
            let url = format!("https://www.contoso.com/downloads/{version}/setup.exe");
            move |it: &mut Product| {
                let name = "packageUrl".to_owned();
                it.packages[0].fields.insert(name, json!(url));
                it.committed_packages.clone_from(&it.packages);
            }
        };
        let mut example = Example::new(published());
        let mut asked = example.store.clone();
        set("1.2")(&mut asked);
        let asked = content::packages(&content::of_product(&asked))
            .into_iter()
            .cloned()
            .collect();
        for wish in example.run.wishes.values_mut() {
            wish.packages = Some(Vec::clone(&asked));
        }
        example.read();
        example.interfere(set("2.0"));
        if is_read {
            example.read();
        }
        example.write("PATCH", "packages/1", Some(json!({})), set("1.2"));
        check(&History::default(), &example.run)
    }

    #[test]
    fn what_nobody_could_see_needs_no_token() {
        assert_eq!(lowered(false), []);
        assert_eq!(lowered(true).len(), 1);
    }

    #[test]
    fn it_needs_the_token_that_the_plan_demands() {
        let history = acknowledged("PAID", "FREEMIUM", "availability.pricing");
        let judged = |tokens: &[&str]| {
            let mut example = repriced(tokens);
            let change = json!({ "address": "availability.pricing", "token": "D-bbbbbb" });
            plan(&mut example, "changes", json!([change]));
            check(&history, &example.run)
        };
        assert_eq!(judged(&[TOKEN]).len(), 1);
        assert_eq!(judged(&[TOKEN, "D-bbbbbb"]), []);
    }

    /// A command that submits a draft which somebody edited since the last submission.
    fn moved(edit: impl FnOnce(&mut Product)) -> Example {
        let mut store = published();
        edit(&mut store);
        let mut example = Example::new(store);
        example.read();
        example.submit("2");
        example.report(0, "done", json!("2"), json!([]))
    }

    fn of_receipt() -> Value {
        json!({ "kind": "receipt", "submissionId": "1" })
    }

    #[test]
    fn what_moved_since_the_receipt_needs_one_too() {
        let edits: [fn(&mut Product); 3] = [
            |it| set_price(it, "FREEMIUM"),
            |it| {
                let category = "category".to_owned();
                it.properties.insert(category, json!("Games"));
            },
            |it| {
                it.listings[0].fields.shift_remove("description");
            },
        ];
        let nothing = History::default();
        for edit in edits {
            let mut example = moved(edit);
            let unknown = check(&nothing, &example.run);
            assert_eq!(unknown, [], "without a receipt nobody knows");
            plan(&mut example, "base", of_receipt());
            assert_eq!(check(&nothing, &example.run).len(), 1);
        }
    }

    #[test]
    fn a_token_allows_the_move_that_a_plan_named_it_for() {
        let judged = |acknowledged: &str| {
            let mut plan_of = moved(|it| set_price(it, acknowledged));
            let item = json!({ "address": "availability.pricing", "token": TOKEN });
            let id = &plan_of.store.id;
            let entry = json!({ "productId": id, "base": of_receipt(), "unmanaged": [item] });
            plan_of.run.result = Some(json!({ "products": [entry] }));
            let history = History {
                acknowledged: vec![Arc::new(plan_of.run)],
                ..History::default()
            };
            let mut example = moved(|it| set_price(it, "FREEMIUM"));
            plan(&mut example, "base", of_receipt());
            for wish in example.run.wishes.values_mut() {
                wish.acknowledge.push(TOKEN.to_owned());
            }
            check(&history, &example.run)
        };
        assert_eq!(judged("FREEMIUM"), []);
        assert_eq!(judged("SUBSCRIPTION").len(), 1);
    }
}
