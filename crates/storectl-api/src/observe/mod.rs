//! What passes between the client and the network: counted, traced, redacted; long waits announced.

pub(crate) mod exchange;
mod hidden_fields;
pub(crate) mod incoming;
pub(crate) mod redact;
mod secret_search;
pub(crate) mod trace;
mod views;
pub(crate) mod wait;
