//! SIGINT and SIGTERM. The first asks the command to end, the second ends it.

use storectl_apply::{Cancellation, StopSignal};
use tokio::sync::mpsc;

use crate::{error::CliError, exit::Exit};

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

#[cfg(unix)]
fn listen(sender: &mpsc::UnboundedSender<StopSignal>) {
    use tokio::signal::unix::{SignalKind, signal};
    for (kind, meaning) in [
        (SignalKind::interrupt(), StopSignal::Interrupt),
        (SignalKind::terminate(), StopSignal::Terminate),
    ] {
        let Ok(mut stream) = signal(kind) else {
            continue;
        };
        let sender = sender.clone();
        tokio::spawn(async move {
            while stream.recv().await.is_some() && sender.send(meaning).is_ok() {}
        });
    }
}

#[cfg(not(unix))]
fn listen(sender: &mpsc::UnboundedSender<StopSignal>) {
    let sender = sender.clone();
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() && sender.send(StopSignal::Interrupt).is_ok() {}
    });
}
