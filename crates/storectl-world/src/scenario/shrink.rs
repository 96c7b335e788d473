//! Makes a scenario smaller that breaks a law.

use std::cmp::Ordering;

use crate::scenario::{Config, Disturbance, Event, Receipts, Scenario};

/// How many smaller scenarios are tried at most.
const TRIES: usize = 600;

/// Returns the smallest scenario found that is still `broken`: fewer events, fewer of what happens while they do, a smaller
/// configuration. Takes at most 600 tries.
pub fn shrink(scenario: &Scenario, mut broken: impl FnMut(&Scenario) -> bool) -> Scenario {
    let mut smallest = scenario.clone();
    let mut left = TRIES;
    let mut length = smallest.events.len().max(1);
    loop {
        let found = smaller(&smallest, length).find(|it| {
            left = left.saturating_sub(1);
            left > 0 && broken(it)
        });
        match found {
            Some(found) => smallest = found,
            None if left == 0 => return smallest,
            // What cannot be left out together may go in parts.
            None if length > 1 => length /= 2,
            None => return smallest,
        }
    }
}

/// Returns scenarios that are smaller by one step; of events, `length` in a row are left out.
fn smaller(scenario: &Scenario, length: usize) -> impl Iterator<Item = Scenario> + '_ {
    let with = |events: Vec<Event>| Scenario {
        events,
        ..scenario.clone()
    };
    let starts = (0..scenario.events.len()).rev();
    let without = starts.filter_map(move |start| {
        let mut events = scenario.events.clone();
        let end = start + length;
        (end <= events.len()).then(|| drop(events.drain(start..end)))?;
        Some(with(events))
    });
    // Parts come after whole events.
    let is_fine = length == 1;
    let parts = (0..scenario.events.len()).filter(move |_| is_fine);
    let parts = parts.flat_map(move |index| {
        let smaller = smaller_event(&scenario.events[index]);
        smaller.into_iter().map(move |event| {
            let mut events = scenario.events.clone();
            events[index] = event;
            with(events)
        })
    });
    let products = scenario.config.products.len();
    let products = (0..products).filter(move |_| is_fine && products > 1);
    let products = products.map(|index| without_product(scenario, index));
    let configs = is_fine.then(|| smaller_configs(&scenario.config));
    let configs = configs.into_iter().flatten();
    let configs = configs.map(|config| Scenario {
        config,
        ..scenario.clone()
    });
    without.chain(parts).chain(products).chain(configs)
}

/// Returns a scenario without one of several products, and without what befalls that.
fn without_product(scenario: &Scenario, index: usize) -> Scenario {
    let count = scenario.config.products.len();
    // An index beyond the last product begins anew.
    let moved = |product: usize| {
        let product = product % count;
        match product.cmp(&index) {
            Ordering::Less => Some(product),
            Ordering::Equal => None,
            Ordering::Greater => Some(product - 1),
        }
    };
    let mut config = scenario.config.clone();
    config.products.remove(index);
    let events = scenario.events.iter();
    Scenario {
        seed: scenario.seed,
        config,
        events: events.filter_map(|it| renumbered(it, &moved)).collect(),
    }
}

/// Returns an event with other indices of products; none where its product has none.
fn renumbered(event: &Event, moved: &impl Fn(usize) -> Option<usize>) -> Option<Event> {
    let mut event = event.clone();
    match &mut event {
        Event::Merge { product, .. }
        | Event::Portal { product, .. }
        | Event::PortalSubmit { product }
        | Event::PortalCancel { product }
        | Event::Certify { product, .. }
        | Event::Swap { product } => *product = moved(*product)?,
        Event::Run { meanwhile, .. } => meanwhile.retain_mut(|(_, it)| match it {
            Disturbance::Event(event) => match renumbered(event, moved) {
                Some(renumbered) => {
                    **event = renumbered;
                    true
                }
                None => false,
            },
            Disturbance::Kill
            | Disturbance::Interrupt
            | Disturbance::Terminate
            | Disturbance::Fault(_) => true,
        }),
        Event::Acknowledge | Event::Lose { .. } | Event::Wait { .. } | Event::Clock { .. } => {}
    }
    Some(event)
}

/// Returns an event without a part of what it holds.
fn smaller_event(event: &Event) -> Vec<Event> {
    let mut smaller = Vec::new();
    match event {
        Event::Merge { product, edits } if edits.len() > 1 => {
            for index in 0..edits.len() {
                let mut edits = edits.clone();
                edits.remove(index);
                let product = *product;
                smaller.push(Event::Merge { product, edits });
            }
        }
        Event::Run {
            runner,
            command,
            behind,
            meanwhile,
        } => {
            let run = |behind, meanwhile| Event::Run {
                runner: *runner,
                command: *command,
                behind,
                meanwhile,
            };
            for index in 0..meanwhile.len() {
                let mut meanwhile = meanwhile.clone();
                meanwhile.remove(index);
                smaller.push(run(*behind, meanwhile));
            }
            if *behind > 0 {
                smaller.push(run(0, meanwhile.clone()));
            }
        }
        Event::Merge { .. }
        | Event::Acknowledge
        | Event::Lose { .. }
        | Event::Portal { .. }
        | Event::PortalSubmit { .. }
        | Event::PortalCancel { .. }
        | Event::Certify { .. }
        | Event::Wait { .. }
        | Event::Clock { .. }
        | Event::Swap { .. } => {}
    }
    smaller
}

/// Returns configurations with one thing less, or as usual.
fn smaller_configs(config: &Config) -> Vec<Config> {
    let mut smaller = Vec::new();
    for index in 0..config.interpretations.len() {
        let mut fewer = config.clone();
        fewer.interpretations.remove(index);
        smaller.push(fewer);
    }
    let usual = Config {
        latency: 0,
        receipts: Receipts::Own,
        submit: "auto".to_owned(),
        wait: "submitted".to_owned(),
        preflight: "off".to_owned(),
        ..config.clone()
    };
    for changed in [
        Config {
            latency: usual.latency,
            ..config.clone()
        },
        Config {
            receipts: usual.receipts,
            ..config.clone()
        },
        Config {
            submit: usual.submit.clone(),
            ..config.clone()
        },
        Config {
            wait: usual.wait.clone(),
            ..config.clone()
        },
        Config {
            preflight: usual.preflight.clone(),
            ..config.clone()
        },
    ] {
        smaller.push(changed);
    }
    for (index, start) in config.products.iter().enumerate() {
        let mut push = |change: &dyn Fn(&mut crate::scenario::Start)| {
            let mut changed = config.clone();
            change(&mut changed.products[index]);
            smaller.push(changed);
        };
        push(&|it| it.in_capitals = false);
        for field in start.wish.availability.keys() {
            push(&|it| drop(it.wish.availability.remove(field)));
        }
        for field in start.wish.properties.keys() {
            push(&|it| drop(it.wish.properties.remove(field)));
        }
        for language in start.wish.listings.keys() {
            push(&|it| drop(it.wish.listings.remove(language)));
        }
        push(&|it| it.wish.packages = None);
    }
    smaller.retain(|it| it != config);
    smaller
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Command, Moment, Runner, Start, first_release, orders};

    #[test]
    fn any_product_goes_with_what_befalls_it() {
        let swap = |product| Event::Swap { product };
        let run = |meanwhile: &[usize]| Event::Run {
            runner: Runner::A,
            command: Command::Apply,
            behind: 0,
            meanwhile: meanwhile
                .iter()
                .map(|it| (Moment::Submit, Disturbance::Event(Box::new(swap(*it)))))
                .collect(),
        };
        let mut scenario = orders(&first_release(), 0).next().unwrap();
        let start = |is_new| Start {
            is_new,
            ..first_release()
        };
        scenario.config.products = vec![start(true), start(false), start(true)];
        scenario.events = vec![swap(0), run(&[0, 1, 2]), swap(4)];

        let shrunk = shrink(&scenario, |it| it.config.products.contains(&start(false)));
        assert_eq!(shrunk.config.products.len(), 1);
        assert!(!shrunk.config.products[0].is_new);

        let without = without_product(&scenario, 0);
        assert_eq!(without.config.products, [start(false), start(true)]);
        assert_eq!(without.events, [run(&[0, 1]), swap(0)]);
        let without = without_product(&scenario, 1);
        assert_eq!(without.config.products, [start(true), start(true)]);
        assert_eq!(without.events, [swap(0), run(&[0, 1])]);
    }
}
