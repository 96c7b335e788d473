//! The Store and hosts of installers, opened: clients, journals, the embedded sandbox, the trace.

pub(crate) mod embedded;
pub(crate) mod hosts;
pub(crate) mod images;
pub(crate) mod installer_cache;
pub(crate) mod journals;
pub(crate) mod open;
pub(crate) mod plans;
pub(crate) mod snapshot;
pub(crate) mod state_dir;
pub(crate) mod trace;
mod waits;
