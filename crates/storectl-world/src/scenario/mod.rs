//! What befalls products, as data.

mod config;
mod draw;
mod event;
mod orders;
mod shrink;

use serde::{Deserialize, Serialize};

pub use config::{Config, Receipts, Start};
pub use event::{Command, Disturbance, Event, Fault, Lost, Moment, Runner, Verdict};
pub use orders::orders;
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

impl Scenario {
    /// Draws.
    pub fn draw(seed: u64) -> Self {
        let start = first_release();
        let mut it = orders(&start, 1).next().unwrap_or_else(|| unreachable!());
        it.seed = seed;
        it
    }
}

/// A start.
pub fn first_release() -> Start {
    let mut wish = crate::wish::Wish::default();
    let mut fields = storectl_sandbox::Fields::new();
    fields.insert("shortDescription".to_owned(), "Gears".into());
    let listing = crate::wish::ListingWish {
        fields,
        ..Default::default()
    };
    wish.listings.insert("en-us".to_owned(), Some(listing));
    Start {
        is_new: false,
        in_capitals: false,
        wish,
    }
}
