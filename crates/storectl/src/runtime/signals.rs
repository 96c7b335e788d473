//! SIGINT and SIGTERM. The first asks the command to end, the second ends it.

use std::time::Duration;

use storectl_apply::{Cancellation, StopSignal};
use tokio::sync::mpsc;

use crate::{error::CliError, exit::Exit, runtime::machine::Machine};

/// How long a command may take after the second signal to show what it has done.
const REPORT: Duration = Duration::from_secs(1);

/// Passes signals on to `cancel`, and ends a moment after the second, which is returned: a command that minds both has shown
/// its report by then.
///
/// Ends early, and never, where the system lets nobody listen: then signals do what they do by default.
pub(crate) async fn second_signal(machine: &Machine, cancel: Cancellation) -> StopSignal {
    let (sender, mut signals) = mpsc::unbounded_channel();
    machine.listen(sender);
    let mut count = 0;
    while let Some(signal) = signals.recv().await {
        count += 1;
        cancel.stop(signal);
        if count > 1 {
            tokio::time::sleep(REPORT).await;
            return signal;
        }
    }
    std::future::pending().await
}

/// The error of a command that a signal stopped.
pub(crate) fn stopped(signal: StopSignal) -> CliError {
    CliError::new(exit(signal), format!("stopped by {}", signal.as_str()))
}

/// The error of a command that a signal stopped while it waited for `what`.
pub(crate) fn stopped_while(signal: StopSignal, what: &str, waited: Duration) -> CliError {
    let (signal_name, seconds) = (signal.as_str(), waited.as_secs_f32());
    CliError::new(
        exit(signal),
        format!("stopped by {signal_name} while {what}, after {seconds:.1} s"),
    )
}

/// The error of a run that a signal kept from some of its products.
pub(crate) fn stopped_between(signal: StopSignal) -> CliError {
    let signal_name = signal.as_str();
    CliError::new(
        exit(signal),
        format!("stopped by {signal_name} before every product was started"),
    )
}

/// The exit of a command that a signal stopped.
pub(crate) fn exit(signal: StopSignal) -> Exit {
    match signal {
        StopSignal::Interrupt => Exit::Interrupted,
        StopSignal::Terminate => Exit::Terminated,
    }
}
