//! Fleets: which products jobs are to work on, and what their results come to.

pub(crate) mod changes;
pub(crate) mod list;
pub(crate) mod results;
