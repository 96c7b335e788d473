//! Runs what waits for the network, until it ends or is told to.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::mpsc,
    time::Instant,
};

use storectl_apply::Cancellation;
use storectl_platform::check_open_limit;

use crate::{
    error::CliError,
    runtime::{
        machine::{Helpers, Machine},
        signals,
    },
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
    let mut builder = tokio::runtime::Builder::new_current_thread();
    match machine.helpers {
        Helpers::Many => {}
        Helpers::InStep => {
            builder.max_blocking_threads(1);
        }
    }
    let runtime = builder
        .enable_all()
        .build()
        .map_err(|error| CliError::local("cannot start", error))?;
    let outcome = runtime.block_on(async {
        tokio::select! {
            biased;
            signal = signals::second_signal(machine, cancel) => Err(signals::stopped(signal)),
            outcome = in_step(machine.helpers, work) => outcome,
        }
    });
    // A thread that waits for a response on the terminal would otherwise be waited for.
    runtime.shutdown_background();
    outcome
}

/// Runs `work`, beside its helpers or in step with them.
async fn in_step<T>(helpers: Helpers, work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    poll_fn(|context| {
        match helpers {
            Helpers::Many => {}
            Helpers::InStep => {
                // The one thread does this last.
                let (done, waiting) = mpsc::channel();
                tokio::task::spawn_blocking(move || done.send(()));
                // It ends with an error where the thread does not run any more.
                let _ = waiting.recv();
            }
        }
        work.as_mut().poll(context)
    })
    .await
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
