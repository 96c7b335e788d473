//! The asynchronous runtime, and the signals that stop it.

pub(crate) mod block_on;
pub(crate) mod machine;
pub(crate) mod panic;
pub(crate) mod platform;
pub(crate) mod signals;
pub(crate) mod time;
