//! The example pipelines, run step by step against the simulated Store.
#![cfg(unix)]

mod actions;
mod approval;
mod azure;
mod foreign;
mod forks;
mod gitlab;
mod merge;
mod reconcile;
mod release;
mod runner;
mod schedules;
mod shell;
mod steps;
mod untrusted;

/// The version that `release-on-tag.yml` is run for.
const TAG: &str = "v1.5.0";
