//! Looks at installers where they are hosted: a few ranges, or every byte, never with the token.
//!
//! Where to start reading: `client.rs` (one look), `by_parts.rs` and `whole.rs` (its two depths), `survey.rs` (what the
//! first answers of a host amount to).

pub(crate) mod ask;
pub(crate) mod budget;
pub(crate) mod by_parts;
pub(crate) mod claims;
pub(crate) mod client;
pub(crate) mod content_range;
pub(crate) mod look;
pub(crate) mod reach;
pub(crate) mod reader;
pub(crate) mod reply;
pub(crate) mod stop;
pub(crate) mod survey;
mod twin;
pub(crate) mod visit;
pub(crate) mod whole;
