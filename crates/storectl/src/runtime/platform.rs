//! What differs between operating systems. No other file of this program asks which one it is.

use storectl_apply::StopSignal;
use tokio::sync::mpsc::UnboundedSender;

/// Kinds of operating systems, by where they keep files and how their shells read a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Os {
    /// Windows, with PowerShell.
    Windows,
    /// Everything else, with a POSIX shell.
    Unix,
}

/// The one this program is built for.
pub(crate) const THIS: Os = if cfg!(windows) { Os::Windows } else { Os::Unix };

/// Sends every signal that asks the process to stop. Where the system lets nobody listen, signals do what they do by
/// default.
#[cfg(unix)]
pub(super) fn listen(sender: &UnboundedSender<StopSignal>) {
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

/// Sends every event that asks the process to stop: Ctrl-C, Ctrl-Break, a closed console, a shutdown.
#[cfg(windows)]
pub(super) fn listen(sender: &UnboundedSender<StopSignal>) {
    use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close, ctrl_shutdown};
    macro_rules! forward {
        ($source:ident, $meaning:ident) => {
            if let Ok(mut stream) = $source() {
                let sender = sender.clone();
                tokio::spawn(async move {
                    while stream.recv().await.is_some() && sender.send(StopSignal::$meaning).is_ok()
                    {
                    }
                });
            }
        };
    }
    forward!(ctrl_c, Interrupt);
    forward!(ctrl_break, Terminate);
    forward!(ctrl_close, Terminate);
    forward!(ctrl_shutdown, Terminate);
}
