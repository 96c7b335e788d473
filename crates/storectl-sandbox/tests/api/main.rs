//! The simulated Store, path by path and rule by rule, through its router.

#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod assets;
mod auth;
mod faults;
mod junk;
mod listings;
mod modules;
mod packages;
mod persistence;
mod reads;
mod sample;
mod submission;
mod support;
mod wire;
