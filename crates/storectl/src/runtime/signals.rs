//! SIGINT and SIGTERM. The first asks the command to end, the second ends it.

use storectl_apply::{Cancellation, StopSignal};
use tokio::sync::mpsc;

use crate::{error::CliError, exit::Exit, runtime::platform::listen};

/// Listens until the second signal and gives that one; the first goes to `cancel`.
///
/// Ends early, and never, where the system lets nobody listen: then signals do what they do by default.
pub(crate) async fn second_signal(cancel: Cancellation) -> StopSignal {
    let (sender, mut signals) = mpsc::unbounded_channel();
    listen(&sender);
    drop(sender);
    let mut count = 0;
    while let Some(signal) = signals.recv().await {
        count += 1;
        if count > 1 {
            return signal;
        }
        cancel.stop(signal);
    }
    std::future::pending().await
}

/// The error of a command that was told to stop.
pub(crate) fn stopped(signal: StopSignal) -> CliError {
    CliError::new(exit(signal), format!("stopped by {}", signal.as_str()))
}

/// The exit of a command that was told to stop.
pub(crate) fn exit(signal: StopSignal) -> Exit {
    match signal {
        StopSignal::Interrupt => Exit::Interrupted,
        StopSignal::Terminate => Exit::Terminated,
    }
}
