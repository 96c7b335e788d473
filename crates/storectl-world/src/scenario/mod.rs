//! What befalls products, as data.

mod config;
mod draw;
mod event;
mod orders;
mod shrink;

use serde::{Deserialize, Serialize};

pub use config::{Config, Receipts, Start};
pub use event::{Command, Disturbance, Event, Fault, Lost, Moment, Runner, Verdict};
pub use orders::{first_release, orders};
pub use shrink::shrink;

/// A configuration, and what happens in it, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// The seed it was drawn from; 0 for one that was written.
    pub seed: u64,
    /// What holds throughout.
    pub config: Config,
    /// What happens.
    pub events: Vec<Event>,
}
