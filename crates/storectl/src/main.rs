//! storectl: keeps Microsoft Store products in git.

mod app;
mod args;
mod commands;
mod error;
mod exit;
mod hints;
mod manifests;
mod ops;
mod output;
mod receipts;
mod runtime;
mod settings;
mod store;

fn main() -> std::process::ExitCode {
    let args: Vec<_> = std::env::args_os().collect();
    // The hook has printed why: a panic has no exit code of its own in the contract.
    let ended = std::panic::catch_unwind(|| app::main(&args));
    ended.unwrap_or(exit::Exit::Error).into()
}
