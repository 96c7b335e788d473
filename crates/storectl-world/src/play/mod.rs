//! Carries a scenario out.

mod run;

pub use run::{Ended, Exchange, Fate, History, Meanwhile, Past, Products, Run};
