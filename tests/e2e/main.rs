//! The real binary against the simulated Store, as a release engineer would use it.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod apply;
mod approval;
mod bad_images;
mod bad_input;
mod faults;
mod hostile;
mod images;
#[cfg(unix)]
mod kill;
mod minimal_changes;
mod node_sample;
mod offline;
mod outputs;
mod packages;
mod readings;
mod readme;
mod redaction;
mod requests;
mod support;
mod workflows;
