//! What happened, on record.

mod role;
mod run;

pub use role::Role;
pub use run::{Ended, Exchange, Fate, History, Meanwhile, Past, Products, Run};
