//! Signals that ask the player to stop.

use std::{
    io,
    sync::{Arc, OnceLock},
    thread,
};

use storectl::Machine;
use storectl_apply::StopSignal;
use tokio::{runtime::Builder, sync::mpsc::unbounded_channel};

/// Whether somebody asked to stop, e.g. by Ctrl-C. What is being played then is played to its end: it leaves no folder.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stop(Arc<OnceLock<StopSignal>>);

impl Stop {
    /// Listens from now on, on a thread of its own.
    ///
    /// # Errors
    /// There is no way to listen.
    pub(crate) fn listen() -> io::Result<Self> {
        let stop = Self::default();
        let asked = stop.clone();
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (sender, mut signals) = unbounded_channel();
        {
            // From here on no signal ends the process.
            let _within = runtime.enter();
            Machine::this().listen(sender);
        }
        thread::Builder::new().spawn(move || {
            if let Some(signal) = runtime.block_on(signals.recv()) {
                // The first one is told.
                let _ = asked.0.set(signal);
            }
        })?;
        Ok(stop)
    }

    /// Returns the exit code of a process that was asked to stop, if it was: 128 and the number of the signal.
    pub(crate) fn code(&self) -> Option<u8> {
        self.0.get().map(|signal| match signal {
            StopSignal::Interrupt => 130,
            StopSignal::Terminate => 143,
        })
    }
}
