//! A command changes no value that its manifests do not name.

use serde_json::Value;

use crate::{
    content::{self, Content},
    history::Run,
    laws::{
        Breach,
        record::{Part, Write, interference, last_read, read, said, shown, unseen, writes},
    },
    wish::Wish,
};

/// Each value that a request changed is named by the manifest, and is now what that asks for; or the request asked for the
/// right value and the Store made another of it; or it undid what nobody could see.
pub(super) fn check(run: &Run) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for product in run.before.keys() {
        let writes = writes(run, product);
        if writes.is_empty() {
            continue;
        }
        let plans = read(run, product);
        let wish = run.wishes.get(product).cloned().unwrap_or_default();
        for write in writes {
            let drafts: Vec<&Content> = plans.iter().chain([write.before]).collect();
            for address in write.changed() {
                if is_allowed(&wish, &drafts, &write, &address)
                    || is_blind(run, product, &wish, &plans, &write, &address)
                {
                    continue;
                }
                let (before, after) = (write.before.get(&address), write.after.get(&address));
                let asked = drafts
                    .first()
                    .and_then(|it| wish.outcome(it).remove(&address));
                let asked = if wish.manages(&address) {
                    format!("the manifest asks for {}", shown(asked.as_ref()))
                } else {
                    "no manifest names it".to_owned()
                };
                breaches.push(Breach::new(
                    "unmanaged",
                    format!(
                        "{} changed {address} of {product} from {} to {}; {asked}",
                        said(write.exchange),
                        shown(before),
                        shown(after)
                    ),
                ));
            }
        }
    }
    breaches
}

/// Whether an address now holds what the manifest asks for, over a draft that was read or the one that was written to.
fn is_allowed(wish: &Wish, drafts: &[&Content], write: &Write<'_>, address: &str) -> bool {
    if !wish.manages(address) {
        return false;
    }
    let after = write.after.get(address);
    drafts.iter().any(|draft| {
        let outcome = wish.outcome(draft);
        let asked = outcome.get(address);
        match address {
            "packages" => is_between(write.before.get(address), asked, after),
            _ => asked == after || asked == sent(write, address).as_ref(),
        }
    })
}

/// Whether each package is one of before or one that is asked for: they are written one by one.
fn is_between(before: Option<&Value>, asked: Option<&Value>, after: Option<&Value>) -> bool {
    items(after).all(|package| {
        items(before).any(|it| it == package) || items(asked).any(|it| it == package)
    })
}

/// Returns what a request asks for at an address of a field; `None` also where it asks for nothing.
fn sent(write: &Write<'_>, address: &str) -> Option<Value> {
    let body = write.exchange.body.as_ref()?;
    let fields = |name: &str| body[name].as_object().cloned().unwrap_or_default();
    let mut listing = fields("listings");
    let language = listing.shift_remove("language");
    let listings =
        language
            .as_ref()
            .and_then(Value::as_str)
            .map(|language| storectl_sandbox::Listing {
                language: language.to_owned(),
                fields: listing,
                screenshots: Vec::new(),
                store_logos: Vec::new(),
            });
    let mut asked = storectl_sandbox::Product::empty("");
    asked.availability = fields("availability");
    asked.properties = fields("properties");
    asked.listings = listings.into_iter().collect();
    content::of_product(&asked).remove(address)
}

/// Whether the request gave an address back the value that was read, where the draft held another that nobody could see. A
/// request that changes a package names some of its fields, and the others stay as the draft held them.
fn is_blind(
    run: &Run,
    product: &str,
    wish: &Wish,
    plans: &[Content],
    write: &Write<'_>,
    address: &str,
) -> bool {
    let after = write.after.get(address);
    let gives = |plan: &Content| match address {
        "packages" if wish.manages(address) => {
            let asked = wish.outcome(plan);
            is_woven(write.before.get(address), asked.get(address), after)
        }
        _ => plan.get(address) == after,
    };
    is_hidden(run, product, address, write.at) && plans.iter().any(gives)
}

/// Whether the draft may have held what the last read before a request did not show: somebody changed it after that, or
/// changed packages and did not commit them.
pub(super) fn is_hidden(run: &Run, product: &str, address: &str, before: usize) -> bool {
    let is_uncommitted = || {
        let last = last_read(run, product, Part::Packages, before).unwrap_or_default();
        let mut others = interference(run, product).into_iter();
        let found = others.rfind(|it| it.at <= last).map(|it| it.after);
        let found = found.or_else(|| run.before.get(product));
        found.is_some_and(|it| it.packages != it.committed_packages)
    };
    !unseen(run, product, address, before).is_empty() || address == "packages" && is_uncommitted()
}

/// Whether each field of each package is what one of before holds, or what is asked for.
fn is_woven(before: Option<&Value>, asked: Option<&Value>, after: Option<&Value>) -> bool {
    let fields = |it: &Value| it.as_object().cloned().unwrap_or_default();
    items(after).all(|package| {
        let is_of = |old: &Value, new: &Value| {
            let mut names = fields(package);
            names.extend(fields(old));
            names
                .keys()
                .all(|it| package[it] == old[it] || package[it] == new[it])
        };
        items(before).any(|old| items(asked).any(|new| is_of(old, new)))
    })
}

fn items(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use storectl_sandbox::Product;

    use super::*;
    use crate::laws::example::{Example, applied, published};

    fn patched(body: Value, act: fn(&mut Product)) -> Vec<Breach> {
        let mut example = Example::new(published());
        example.read();
        example.write("PATCH", "metadata", Some(body), act);
        check(&example.run)
    }

    fn set(product: &mut Product, name: &str, value: Value) {
        product.properties.insert(name.to_owned(), value);
    }

    #[test]
    fn what_no_manifest_names_stays() {
        assert_eq!(check(&applied().run), []);
        let breaches = patched(json!({}), |it| set(it, "category", json!("Games")));
        assert_eq!(breaches.len(), 1, "{breaches:?}");
        assert!(breaches[0].message.contains("no manifest names it"));
    }

    #[test]
    fn what_a_manifest_names_gets_the_value_it_asks_for() {
        let other = json!({ "properties": { "website": "https://example.com/other" } });
        let act = |it: &mut Product| set(it, "website", json!("https://example.com/other"));
        assert_eq!(patched(other, act).len(), 1);
        // The Store made another value of what was asked for.
        assert_eq!(patched(crate::laws::example::body(), act), []);
    }

    #[test]
    fn an_edit_that_nobody_could_see_may_be_undone() {
        let undone = |is_read: bool| {
            let mut example = Example::new(published());
            example.read();
            let before = example.store.properties["category"].clone();
            example.interfere(|it| set(it, "category", json!("Games")));
            if is_read {
                example.read();
            }
            let act = |it: &mut Product| set(it, "category", before);
            example.write("PATCH", "metadata", Some(json!({})), act);
            check(&example.run)
        };
        assert_eq!(undone(false), []);
        assert_eq!(undone(true).len(), 1);
    }

    /// Returns what is wrong where the address of a package is changed, and another field of it was edited.
    fn mixed(edit: fn(&mut Example)) -> Vec<Breach> {
        const URL: &str = "https://www.contoso.com/downloads/1.2/setup.exe";
        let mut example = Example::new(published());
        let held = content::of_product(&example.store);
        let mut asked = content::packages(&held)[0].clone();
        asked.insert("packageUrl".to_owned(), json!(URL));
        for wish in example.run.wishes.values_mut() {
            wish.packages = Some(vec![asked.clone()]);
        }
        edit(&mut example);
        example.write("PATCH", "packages/1", Some(json!({})), |it| {
            let url = "packageUrl".to_owned();
            it.packages[0].fields.insert(url, json!(URL));
        });
        check(&example.run)
    }

    fn set_parameters(product: &mut Product) {
        let parameters = "installerParameters".to_owned();
        let fields = &mut product.packages[0].fields;
        fields.insert(parameters, json!("/VERYSILENT"));
    }

    #[test]
    fn a_field_of_a_package_that_nobody_could_see_stays_as_it_is() {
        let late = mixed(|it| {
            it.read();
            it.interfere(set_parameters);
        });
        assert_eq!(late, []);
        // A Store that shows what is committed shows nothing of it.
        let uncommitted = mixed(|it| {
            it.interfere(set_parameters);
            it.read();
        });
        assert_eq!(uncommitted, []);
        let seen = mixed(|it| {
            it.interfere(|it| {
                set_parameters(it);
                it.committed_packages.clone_from(&it.packages);
            });
            it.read();
        });
        assert_eq!(seen.len(), 1);
    }
}
