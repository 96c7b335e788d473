//! storectl: keeps Microsoft Store products in git.

mod app;
mod applying;
mod approval;
mod choices;
mod cli;
mod commands;
mod confirm;
mod discover;
mod env;
mod error;
mod exit;
mod files;
mod manifests;
mod output;
mod places;
mod planning;
mod printer;
mod progress;
mod refusals;
mod remembering;
mod reporting;
mod run;
mod settings;
mod signals;
mod state;
mod store;
mod store_images;
mod trace;
mod watching;

fn main() -> std::process::ExitCode {
    app::main(std::env::args_os().collect()).into()
}
