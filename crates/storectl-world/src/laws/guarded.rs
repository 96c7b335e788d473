//! Destructive changes are acknowledged.

use crate::{
    content::{self, Content},
    history::{Products, Run},
    laws::{
        Breach, document,
        record::{Write, flag, made, read, writes},
        unmanaged::is_hidden,
    },
    wish,
};

/// No destructive change that a manifest asks for was made, and no destructive change of an unmanaged value was published
/// that the command knew of by its receipt, without a token; and each token that the result demands was given.
pub(super) fn check(run: &Run) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for product in run.before.keys() {
        let tokens = tokens(run, product);
        if tokens.is_empty() {
            breaches.extend(unacknowledged(run, product));
            breaches.extend(moved(run, product));
        }
        breaches.extend(ungiven(run, product, &tokens));
    }
    breaches
}

/// Returns the tokens that were given.
fn tokens<'a>(run: &'a Run, product: &str) -> Vec<&'a str> {
    let wish = run.wishes.get(product);
    let manifest = wish.into_iter().flat_map(|it| &it.acknowledge);
    let manifest = manifest.map(String::as_str);
    manifest.chain(flag(run, "--acknowledge")).collect()
}

/// Destructive changes that the manifest asks for, that the command made, and for which no token was given. Of a draft that
/// held what nobody could see, it asks for what it asks for of the draft that was read.
fn unacknowledged(run: &Run, product: &str) -> Vec<Breach> {
    let writes = writes(run, product);
    let (Some(first), Some(last), Some(wish)) =
        (writes.first(), writes.last(), run.wishes.get(product))
    else {
        return Vec::new();
    };
    let done = wish::destructive(first.before, last.after);
    let mut asked = wish::destructive(first.before, &wish.outcome(first.before));
    asked.retain(|it| done.contains(it));
    let changed: Vec<String> = writes.iter().flat_map(Write::changed).collect();
    asked.retain(|(_, address)| changed.iter().any(|it| is_of(it, address)));
    let drafts = read(run, product);
    asked.retain(|change| {
        let is_asked = |it: &Content| wish::destructive(it, &wish.outcome(it)).contains(change);
        !is_hidden(run, product, &change.1, first.at) || drafts.iter().all(is_asked)
    });
    let breach = |(class, address)| {
        Breach::new(
            "guarded",
            format!("{address} of {product} was changed ({class}); no token acknowledges it"),
        )
    };
    asked.into_iter().map(breach).collect()
}

/// Unmanaged values of which the receipt knew another value, published after a destructive change for which no token was
/// given. What receipts keep in plain: availability, and the category.
fn moved(run: &Run, product: &str) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let receipt = receipt(run, product);
    let (Some(receipt), Some(wish)) = (receipt, run.wishes.get(product)) else {
        return breaches;
    };
    let published = |products: &Products| {
        let product = products.get(product)?;
        let mut submissions = product.submissions.iter();
        submissions
            .find(|it| it.id == receipt)
            .map(content::of_submission)
    };
    let Some(before) = published(&run.before) else {
        return breaches;
    };
    for submission in made(run, product) {
        let seen = read(run, product);
        for (class, address) in wish::destructive(&before, &submission.content) {
            let is_plain = address.starts_with("availability.") || address == "properties.category";
            let is_seen = seen
                .iter()
                .all(|it| it.get(&address) == submission.content.get(&address));
            if is_plain && is_seen && !wish.manages(&address) {
                breaches.push(Breach::new(
                    "guarded",
                    format!(
                        "submission {} publishes {address} of {product}, which has changed since {receipt} ({class}); no token acknowledges it",
                        submission.submission.id
                    ),
                ));
            }
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

/// Returns the submission of the receipt that the plan was compared with.
fn receipt<'a>(run: &'a Run, product: &str) -> Option<&'a str> {
    let base = &document::plan(run, product)?["base"];
    let is_receipt = base["kind"] == "receipt";
    base["submissionId"].as_str().filter(|_| is_receipt)
}

/// Whether an address is another, or below it.
fn is_of(address: &str, above: &str) -> bool {
    let rest = address.strip_prefix(above);
    rest.is_some_and(|it| it.is_empty() || it.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use storectl_sandbox::Product;

    use super::*;
    use crate::laws::example::{Example, published};

    fn set_price(product: &mut Product) {
        let pricing = "pricing".to_owned();
        product.availability.insert(pricing, json!("FREEMIUM"));
    }

    /// A command that changes the price.
    fn repriced(token: Option<&str>) -> Example {
        let mut example = Example::new(published());
        for wish in example.run.wishes.values_mut() {
            wish.availability
                .insert("pricing".to_owned(), json!("FREEMIUM"));
            wish.acknowledge = token.into_iter().map(str::to_owned).collect();
        }
        example.read();
        example.write("PATCH", "metadata", None, set_price);
        example.report(0, "done", json!(null), json!([]))
    }

    #[test]
    fn a_destructive_change_needs_a_token() {
        assert_eq!(check(&repriced(None).run).len(), 1);
        assert_eq!(check(&repriced(Some("D-aaaaaa")).run), []);
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
        check(&example.run)
    }

    #[test]
    fn what_nobody_could_see_needs_no_token() {
        assert_eq!(lowered(false), []);
        assert_eq!(lowered(true).len(), 1);
    }

    #[test]
    fn it_needs_the_token_that_the_plan_demands() {
        let mut example = repriced(Some("D-aaaaaa"));
        let change = json!({ "address": "availability.pricing", "token": "D-bbbbbb" });
        let plan = json!({ "productId": example.store.id, "changes": [change] });
        example.run.result.as_mut().unwrap()["plan"] = json!({ "products": [plan] });
        assert_eq!(check(&example.run).len(), 1);
        for wish in example.run.wishes.values_mut() {
            wish.acknowledge.push("D-bbbbbb".to_owned());
        }
        assert_eq!(check(&example.run), []);
    }

    #[test]
    fn what_moved_since_the_receipt_needs_one_too() {
        let mut store = published();
        set_price(&mut store);
        let mut example = Example::new(store);
        example.read();
        example.submit("2");
        let mut example = example.report(0, "done", json!("2"), json!([]));
        assert_eq!(check(&example.run), [], "without a receipt nobody knows");
        let base = json!({ "kind": "receipt", "submissionId": "1" });
        let plan = json!({ "productId": example.store.id, "base": base });
        example.run.result.as_mut().unwrap()["plan"] = json!({ "products": [plan] });
        assert_eq!(check(&example.run).len(), 1);
    }
}
