//! The command line, as a program and as a value.
//!
//! [`main`] is the program. [`run`] runs one command on a [`Machine`] whose network, clock, streams and signals may be
//! simulated: nothing but files, and git where there is a repository, is then the process's own.
//!
//! ```
//! use std::sync::{Arc, Mutex};
//! use storectl::{Machine, Sink};
//!
//! let stdout = Arc::new(Mutex::new(Vec::new()));
//! let machine = Machine { stdout: Sink::Buffer(Arc::clone(&stdout)), ..Machine::this() };
//! let no_variables: [(&str, &str); 0] = [];
//! assert_eq!(storectl::run(["storectl", "explain", "13"], no_variables, machine), 0);
//! assert!(!stdout.lock().unwrap().is_empty());
//! ```

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

use std::{ffi::OsString, process::ExitCode};

pub use runtime::machine::{Machine, Network, Signals, Sink};
use settings::env::Env;
pub use storectl_platform::{GitSettings, Helpers};

/// Runs the command of this process.
pub fn main() -> ExitCode {
    let args: Vec<_> = std::env::args_os().collect();
    // The hook has printed why: a panic has no exit code of its own in the contract.
    let ended = std::panic::catch_unwind(|| app::main(&args));
    ended.unwrap_or(exit::Exit::Error).into()
}

/// Runs one command on a machine, with these variables as its environment and no terminal, and returns its exit code
/// (design.md, "Commands").
///
/// Paths of `args` should be absolute: the current folder is the process's. A panic of the simulated network unwinds through
/// the command: what it held is released, as when a process dies.
pub fn run(
    args: impl IntoIterator<Item = impl Into<OsString>>,
    variables: impl IntoIterator<Item = (impl Into<OsString>, impl Into<OsString>)>,
    machine: Machine,
) -> u8 {
    let args: Vec<OsString> = args.into_iter().map(Into::into).collect();
    machine.git.take();
    let env = Env::of(variables).on(machine);
    app::run(&args, &env).code()
}
