//! `storectl-world`: plays simulated histories.

use std::process::ExitCode;

use clap::Parser as _;
use storectl_world::cli::Cli;

fn main() -> ExitCode {
    Cli::parse().run()
}
