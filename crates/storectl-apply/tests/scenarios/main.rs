//! The applier against the simulated Store, in one process and in no time: what it sends, what it makes of the responses,
//! and what a run leaves behind wherever it ends.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod algebra;
mod behind;
mod following;
mod images;
mod installers;
mod interpretations;
mod interruption;
mod lost;
mod manifests;
mod matrix;
mod ownership;
mod pending;
mod proof;
mod receipts;
mod refusals;
mod remembered;
mod requests;
mod submitting;
mod support;
mod unnamed;
mod waits;
mod watching;
