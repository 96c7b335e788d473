//! Runs what waits for the network, until it ends or is told to.

use std::{future::Future, time::Instant};

use storectl_apply::Cancellation;
use storectl_platform::check_open_limit;

use crate::{
    error::CliError,
    runtime::{machine::Machine, signals},
};

/// How many files the runtime, the signals and a listener open together, with some to spare for the files of a run.
const NEEDED: usize = 16;

/// Runs `work`; the second SIGINT or SIGTERM ends it wherever it is. The first one goes to `cancel`, which `work`
/// minds.
pub(crate) fn until_stopped<T>(
    machine: &Machine,
    cancel: Cancellation,
    work: impl Future<Output = Result<T, CliError>>,
) -> Result<T, CliError> {
    check_open_limit(NEEDED).map_err(|error| CliError::local("cannot start", error))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| CliError::local("cannot start", error))?;
    let run = async {
        tokio::select! {
            biased;
            signal = signals::second_signal(machine, cancel) => Err(signals::stopped(signal)),
            outcome = work => outcome,
        }
    };
    let outcome = machine.helpers.during(|| runtime.block_on(run));
    // A thread that waits for a response on the terminal would otherwise be waited for.
    runtime.shutdown_background();
    outcome
}

/// Runs `work`, which only reads: the first signal ends it, and the error says what was waited for, e.g. "reading
/// drafts", and for how long.
pub(crate) async fn reading<T>(
    cancel: &Cancellation,
    what: &str,
    work: impl Future<Output = Result<T, CliError>>,
) -> Result<T, CliError> {
    let begun = Instant::now();
    tokio::select! {
        biased;
        signal = cancel.stopped() => Err(signals::stopped_while(signal, what, begun.elapsed())),
        outcome = work => outcome,
    }
}
