//! Every order of a few events, instead of a draw.

use serde_json::json;

use crate::{
    scenario::{
        Command, Config, Disturbance, Event, Fault, Moment, Receipts, Runner, Scenario, Start,
    },
    wish::{ListingWish, Wish},
};

/// One of the events that are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Letter {
    /// Runner A applies.
    A,
    /// Runner B applies.
    B,
    /// The next run is killed before it submits; where its answer is lost as well, right after that.
    Kill,
    /// The answer to the next submit is lost.
    LostAnswer,
    /// Somebody submits in Partner Center.
    PortalSubmit,
}

const LETTERS: [Letter; 5] = [
    Letter::A,
    Letter::B,
    Letter::Kill,
    Letter::LostAnswer,
    Letter::PortalSubmit,
];

/// How many events are ordered at most: with each one more, there are five times as many orders.
pub const MOST_EVENTS: u32 = 6;

/// Returns the scenarios of every order of at most `length` events over: runner A applies, runner B applies, the next run is
/// killed, the answer to the next submit is lost, somebody submits in Partner Center. Orders of the same scenario are one;
/// 4,817 for 6.
pub fn orders(start: &Start, length: u32) -> impl Iterator<Item = Scenario> + '_ {
    let orders = (0..=length).flat_map(orders_of);
    let shortest = orders.filter(|order| is_shortest(order));
    shortest.map(|order| scenario(start, &order))
}

/// Returns how many orders of at most `length` events there are; 19,530 for 6.
pub fn count_orders(length: u32) -> usize {
    (1..=length).map(|it| LETTERS.len().pow(it)).sum()
}

/// Returns every order of so many events.
fn orders_of(length: u32) -> impl Iterator<Item = Vec<Letter>> {
    let letters = LETTERS.len();
    (0..letters.pow(length)).map(move |number| {
        let digit = |place: u32| number / letters.pow(place) % letters;
        (0..length).map(|it| LETTERS[digit(it)]).collect()
    })
}

/// Whether an order is the one of its scenario that is played: what befalls the next run comes right before it, once, and in
/// this order.
fn is_shortest(order: &[Letter]) -> bool {
    use Letter::{A, B, Kill, LostAnswer};
    order.iter().enumerate().all(|(at, letter)| {
        let next = order.get(at + 1);
        match letter {
            Kill => matches!(next, Some(A | B)),
            LostAnswer => matches!(next, Some(A | B | Kill)),
            A | B | Letter::PortalSubmit => true,
        }
    })
}

fn scenario(start: &Start, order: &[Letter]) -> Scenario {
    let mut events = Vec::new();
    let mut next = Vec::new();
    for letter in order {
        match letter {
            Letter::A => events.push(apply(Runner::A, &mut next)),
            Letter::B => events.push(apply(Runner::B, &mut next)),
            Letter::Kill | Letter::LostAnswer => next.push(*letter),
            Letter::PortalSubmit => events.push(Event::PortalSubmit { product: 0 }),
        }
    }
    Scenario {
        seed: 0,
        config: Config {
            interpretations: Vec::new(),
            latency: 0,
            products: vec![start.clone()],
            receipts: Receipts::Own,
            submit: "auto".to_owned(),
            wait: "submitted".to_owned(),
            preflight: "off".to_owned(),
        },
        events,
    }
}

/// An apply that the letters before it befall.
fn apply(runner: Runner, letters: &mut Vec<Letter>) -> Event {
    let is_killed = letters.contains(&Letter::Kill);
    let is_lost = letters.contains(&Letter::LostAnswer);
    letters.clear();
    let lost = (Moment::Submit, Disturbance::Fault(Fault::LostAfter));
    let kill = (Moment::Submit, Disturbance::Kill);
    Event::Run {
        runner,
        command: Command::Apply,
        behind: 0,
        // The request after the one whose answer is lost is another, or the same once more.
        meanwhile: match (is_lost, is_killed) {
            (false, false) => Vec::new(),
            (true, false) => vec![lost],
            (false, true) => vec![kill],
            (true, true) => vec![lost, (Moment::AfterSubmit, Disturbance::Kill)],
        },
    }
}

/// Returns the sandbox's sample product with a manifest that asks for another text.
pub fn first_release() -> Start {
    let mut listing = ListingWish::default();
    let news = json!("Quieter gears, and a search that finds more.");
    listing.fields.insert("whatsNew".to_owned(), news);
    let mut wish = Wish::default();
    wish.listings.insert("en-us".to_owned(), Some(listing));
    Start {
        is_new: false,
        in_capitals: false,
        wish,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scenario_of_every_order_is_played_once() {
        const LENGTH: u32 = 5;
        let start = first_release();
        let text = |it: &Scenario| serde_json::to_string(it).unwrap();
        let mut played: Vec<_> = orders(&start, LENGTH).map(|it| text(&it)).collect();
        played.sort();
        let every = (1..=LENGTH).flat_map(orders_of);
        let mut every: Vec<_> = every.map(|it| text(&scenario(&start, &it))).collect();
        assert_eq!(every.len(), count_orders(LENGTH));
        every.sort();
        every.dedup();
        assert_eq!(played, every);
    }

    #[test]
    fn there_are_as_many_as_is_said() {
        assert_eq!(count_orders(MOST_EVENTS), 19_530);
        assert_eq!(orders(&first_release(), MOST_EVENTS).count(), 4_817);
    }
}
