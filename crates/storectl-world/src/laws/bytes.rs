//! What an approved plan saw of installers is what is submitted.

use std::collections::BTreeSet;

use crate::{
    content::packages,
    history::{Exchange, History, Meanwhile, Past, Role, Run},
    laws::{
        Breach, document,
        record::{Made, approved_plan, is_accepted, made},
    },
    scenario::{Event, product_id},
};

/// No command that applies an approved plan submits a package whose installer that plan saw and somebody has replaced since, as
/// far as the command's last look at it can show.
pub(super) fn check(history: &History, run: &Run) -> Vec<Breach> {
    let Some((plan, since)) = approved_plan(&history.past, run) else {
        return Vec::new();
    };
    if during(plan).chain(during(run)).any(|(_, it)| is_run(it)) {
        // What happened when is not on record.
        return Vec::new();
    }
    let mut breaches = Vec::new();
    for product in run.before.keys() {
        let is_swap =
            |it: &Event| matches!(it, Event::Swap { product: of } if product_id(*of) == *product);
        let swaps = || during(run).filter(|(_, it)| is_swap(it));
        if during(plan).any(|(_, it)| is_swap(it)) {
            // Which of them it saw is not on record.
            continue;
        }
        let is_past_swap = |it: &&Past| matches!(it, Past::Event { event, .. } if is_swap(event));
        // What happens during a command is on record before it is.
        let earlier = since.iter().filter(is_past_swap).count() - swaps().count();
        let seen = document::seen_installers(plan, product);
        for made in made(run, product) {
            for url in published(&made, &seen) {
                let exchanges = run.exchanges.iter().take(made.at);
                let look = exchanges.enumerate().filter(|(_, it)| is_look(it, url));
                let look = look.map(|(at, _)| at).next_back();
                let shown = swaps().filter(|(at, _)| look.is_some_and(|look| *at <= look));
                // There are two, in turn.
                if (earlier + shown.count()) % 2 == 1 {
                    breaches.push(Breach::new(
                        "bytes",
                        format!(
                            "submission {} publishes {url} of {product}, which is not the installer that the approved plan saw",
                            made.submission.id
                        ),
                    ));
                }
            }
        }
    }
    breaches
}

/// What happened during a command, each before the request of that place.
fn during(run: &Run) -> impl Iterator<Item = (usize, &Event)> {
    run.meanwhile.iter().filter_map(|(at, it)| match it {
        Meanwhile::Event { event, .. } => Some((*at, event)),
        Meanwhile::Signal(_) => None,
    })
}

/// The installers that a submission publishes, of those that were seen.
fn published<'a>(made: &'a Made<'_>, seen: &BTreeSet<&str>) -> Vec<&'a str> {
    let urls = packages(&made.content)
        .into_iter()
        .filter_map(|it| it.get("packageUrl")?.as_str());
    urls.filter(|it| seen.contains(it)).collect()
}

fn is_run(event: &Event) -> bool {
    matches!(event, Event::Run { .. })
}

fn is_look(exchange: &Exchange, url: &str) -> bool {
    let Exchange {
        role, host, path, ..
    } = exchange;
    *role == Role::Installers && format!("https://{host}{path}") == url && is_accepted(exchange)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use storectl_sandbox::Product;

    use super::*;
    use crate::{
        laws::example::{Example, history, published},
        scenario::Command,
    };

    /// A plan that saw the installer, and a command that applies it.
    fn approved() -> (Run, Example) {
        let mut store: Product = published();
        store.submissions.clear();
        let mut plan = Example::new(store.clone());
        plan.run.command = Command::Plan;
        plan.read();
        let mut plan = plan.report(0, "changed", json!(null), json!([])).run;
        let url = store.packages[0].fields["packageUrl"].clone();
        let result = plan.result.as_mut().unwrap();
        result["planHash"] = json!("sp1-0");
        result["products"][0]["preflight"] = json!([{ "source": url, "bytesSeen": true }]);
        let mut example = Example::new(store);
        example.run.command = Command::ApplyApproved;
        example.run.approved = Some(example.run.wishes.clone());
        example.read();
        (plan, example)
    }

    fn swap(product: usize) -> Event {
        Event::Swap { product }
    }

    fn submitted(mut example: Example) -> Run {
        example.submit("2");
        example.report(0, "done", json!("2"), json!([])).run
    }

    #[test]
    fn an_installer_that_was_replaced_is_not_submitted() {
        let (plan, example) = approved();
        let run = submitted(example);
        let after = |swaps: &[usize]| {
            let mut history = history([&plan]);
            history.past.extend(swaps.iter().map(|it| Past::Event {
                event: swap(*it),
                before: run.before.clone(),
                after: run.before.clone(),
            }));
            check(&history, &run).len()
        };
        assert_eq!(after(&[]), 0);
        assert_eq!(after(&[0]), 1);
        assert_eq!(after(&[1]), 0, "of another product");
        assert_eq!(after(&[0, 0]), 0, "it is back");
    }

    #[test]
    fn what_comes_after_the_last_look_shows_nowhere() {
        let (plan, mut example) = approved();
        let url = example.store.packages[0].fields["packageUrl"].clone();
        let url = url
            .as_str()
            .unwrap()
            .trim_start_matches("https://")
            .to_owned();
        let (host, path) = url.split_once('/').unwrap();
        let look = |example: &mut Example| {
            example.send("GET", "", None, json!({}));
            let look = example.last();
            look.role = Role::Installers;
            look.product = None;
            host.clone_into(&mut look.host);
            look.path = format!("/{path}");
        };
        let swapped = |mut example: Example| {
            let at = example.run.exchanges.len();
            let event = Meanwhile::Event {
                event: swap(0),
                before: example.run.before.clone(),
                after: example.run.before.clone(),
            };
            example.run.meanwhile.push((at, event));
            example
        };
        look(&mut example);
        let mut example = swapped(example);
        let late = Example {
            run: example.run.clone(),
            store: example.store.clone(),
        };
        let mut history = history([&plan]);
        history.past.push(Past::Event {
            event: swap(0),
            before: late.run.before.clone(),
            after: late.run.before.clone(),
        });
        assert_eq!(check(&history, &submitted(late)), []);
        look(&mut example);
        assert_eq!(check(&history, &submitted(example)).len(), 1);
    }
}
