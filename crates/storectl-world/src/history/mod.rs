//! What happened, on record.

mod effect;
mod role;
mod run;

pub use effect::Effect;
pub use role::Role;
pub use run::{Ended, Exchange, Fate, History, Meanwhile, Past, Products, Run};
