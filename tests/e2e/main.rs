//! The real binary against the simulated Store, as a release engineer would use it. One folder a command.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod acknowledge;
mod apply;
mod docs;
mod doctor;
mod fleet;
mod fmt;
mod import;
mod init;
mod inspect;
mod lsp;
#[path = "../parsers/mod.rs"]
mod parsers;
mod plan;
mod policy;
mod preflight;
mod program;
mod pull_request;
mod receipts;
mod release;
#[path = "../runners/mod.rs"]
mod runners;
mod sandbox;
mod set;
mod show;
mod signin;
mod status;
mod support;
mod validate;
