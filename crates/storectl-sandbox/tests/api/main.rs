//! The simulated Store, path by path and rule by rule, through its router.

#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod assertions;
mod assets;
mod auth;
mod certification;
mod clients;
mod drafts;
mod explained;
mod faults;
mod installers;
mod interpretations;
mod junk;
mod listings;
mod modules;
mod packages;
mod persistence;
mod reads;
mod sample;
mod state;
mod state_images;
mod state_lock;
mod strict;
mod submission;
mod support;
mod time;
mod wire;
mod writes;
