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
mod runtime;
mod settings;
mod store;

fn main() -> std::process::ExitCode {
    app::main(&std::env::args_os().collect::<Vec<_>>()).into()
}
