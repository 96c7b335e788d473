//! Why a request was refused: which interpretation of the contract made it so.
//!
//! No rule says so itself. A refused request changes nothing, so it is judged again on a copy of the product, each time with
//! one switch set otherwise: an error that is gone then is of that switch's making.

use crate::interpretations::{Interpretations, Switch};
use crate::response::StoreError;
use crate::route::Call;
use crate::store::{Context, State};

/// A request that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The HTTP method.
    pub method: String,
    /// The path as sent.
    pub path: String,
    /// Why, one by one.
    pub errors: Vec<Explained>,
}

/// One error of a refused request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The code, e.g. `badrequest`.
    pub code: String,
    /// For people.
    pub message: String,
    /// E.g. `listings`.
    pub target: String,
    /// The interpretations that make it an error; none where the contract itself does.
    pub readings: Vec<Reading>,
}

/// A switch and the value it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The switch.
    pub switch: Switch,
    /// Its value, one of the switch's.
    pub value: &'static str,
}

impl Reading {
    /// Returns what the value means.
    pub fn meaning(&self) -> &'static str {
        let mut values = self.switch.values.iter();
        let found = values.find(|(value, _)| *value == self.value);
        found.map_or("", |(_, meaning)| meaning)
    }
}

/// Says of each error which switches make it one.
pub(crate) fn explain(
    before: &State,
    id: &str,
    call: &Call,
    context: &Context<'_>,
    errors: &[StoreError],
) -> Vec<Explained> {
    let mut explained: Vec<Explained> = errors.iter().map(Explained::from).collect();
    for (reading, other) in alternatives(context.interpretations) {
        let context = Context {
            interpretations: &other,
            query: context.query.clone(),
            ..*context
        };
        let (outcome, _) = before.copy_of(id).call(id, call, &context);
        let left = match &outcome {
            Ok(_) => &[],
            Err(refusal) => refusal.errors.as_slice(),
        };
        for (error, one) in errors.iter().zip(&mut explained) {
            if !left.contains(error) && !one.readings.contains(&reading) {
                one.readings.push(reading);
            }
        }
    }
    explained
}

impl From<&StoreError> for Explained {
    fn from(error: &StoreError) -> Self {
        let StoreError {
            code,
            message,
            target,
        } = error;
        Self {
            code: (*code).to_owned(),
            message: message.clone(),
            target: (*target).to_owned(),
            readings: Vec::new(),
        }
    }
}

/// Every other set of interpretations in which one switch differs, with that switch and the value it has now.
fn alternatives(now: &Interpretations) -> Vec<(Reading, Interpretations)> {
    let mut found = Vec::new();
    for switch in Interpretations::SWITCHES {
        let with = |value: &str| {
            let mut other = now.clone();
            let set = other.set(&format!("{}={value}", switch.name));
            set.is_ok().then_some(other)
        };
        let values = || switch.values.iter().map(|(value, _)| *value);
        let Some(current) = values().find(|it| with(it).as_ref() == Some(now)) else {
            continue; // a number, which no rule refuses for
        };
        let others = values().filter(|it| *it != current).filter_map(with);
        let reading = Reading {
            switch: *switch,
            value: current,
        };
        found.extend(others.map(|it| (reading, it)));
    }
    found
}
