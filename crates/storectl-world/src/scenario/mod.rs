//! What befalls products, as data.

mod config;
mod draw;
mod event;
mod kept;
mod orders;
mod shrink;

use serde::{Deserialize, Serialize};
use storectl_sandbox::SAMPLE_PRODUCT;

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

/// Returns the id of a product, by its place in the configuration: the sandbox's sample, or one like it.
pub(crate) fn product_id(product: usize) -> String {
    let end = SAMPLE_PRODUCT.len() - 1;
    let digit = "fedcba98".as_bytes()[product % 8] as char;
    format!("{}{digit}", &SAMPLE_PRODUCT[..end])
}
