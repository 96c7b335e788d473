//! What happened, on record.

mod effect;
mod role;
mod run;
mod snapshot;

pub use effect::Effect;
pub use role::Role;
pub use run::{Ended, Exchange, Fate, History, Meanwhile, Past, Products, Run};
pub use snapshot::Snapshot;
