//! `storectl-world`: plays simulated histories.

use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;
use storectl_world::cli::Cli;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    Cli::parse().run()
}
