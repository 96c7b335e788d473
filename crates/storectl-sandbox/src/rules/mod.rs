//! The documented rules of each module, and how a write turns one state of a module into the next.

pub(crate) mod availability;
pub(crate) mod check;
pub(crate) mod listing;
pub(crate) mod module;
pub(crate) mod package;
pub(crate) mod properties;
