//! What befalls products, as data.

mod config;
mod draw;
mod event;
mod kept;
mod orders;
mod shrink;

use serde::{Deserialize, Serialize};

pub use config::{Config, Receipts, Start};
pub use event::{Command, Disturbance, Event, Fault, Lost, Moment, Runner, Verdict};
pub use kept::Unplayable;
pub use orders::{MOST_EVENTS, count_orders, first_release, orders};
pub use shrink::shrink;

/// A configuration, and what happens in it, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The seed it was drawn from; 0 for one that was written.
    pub seed: u64,
    /// What holds throughout.
    pub config: Config,
    /// What happens.
    pub events: Vec<Event>,
}
