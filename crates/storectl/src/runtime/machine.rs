//! The machine a command runs on: its streams, network, clock and signals, as values that a simulation can replace.

use std::{
    fmt,
    io::{self, Write as _},
    sync::{Arc, Mutex, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use anstream::{AutoStream, ColorChoice};
use storectl_api::{Clock, Error, HttpOptions, HttpTransport, SystemClock, Transport};
use storectl_apply::StopSignal;
use storectl_platform::{GitSettings, Helpers};
use tokio::sync::mpsc::UnboundedSender;

use crate::runtime::platform;

/// The machine a command runs on.
#[derive(Clone)]
pub struct Machine {
    /// Where results go.
    pub stdout: Sink,
    /// Where messages go.
    pub stderr: Sink,
    /// What sends requests.
    pub network: Network,
    /// What tells the time and waits.
    pub clock: Arc<dyn Clock>,
    /// What asks the command to stop.
    pub signals: Signals,
    /// Who reads files and decodes what is in them, beside the requests.
    pub helpers: Helpers,
    /// Whose settings git goes by, in this process.
    pub git: GitSettings,
}

/// Where a stream goes.
#[derive(Clone, Debug)]
pub enum Sink {
    /// To the process's stdout.
    Stdout,
    /// To the process's stderr.
    Stderr,
    /// Nowhere else: it is kept here.
    Buffer(Arc<Mutex<Vec<u8>>>),
}

/// What sends requests.
#[derive(Clone)]
pub enum Network {
    /// Connections over HTTP.
    Http,
    /// This, whatever the options of a command are.
    Simulated(Arc<dyn Transport>),
}

/// What asks a command to stop.
#[derive(Clone)]
pub enum Signals {
    /// The operating system.
    Process,
    /// This, called once a command listens, with what takes the signals.
    Simulated(Arc<dyn Fn(UnboundedSender<StopSignal>) + Send + Sync>),
}

impl Machine {
    /// Returns the one this process runs on.
    pub fn this() -> Self {
        Self {
            stdout: Sink::Stdout,
            stderr: Sink::Stderr,
            network: Network::Http,
            clock: Arc::new(SystemClock::new()),
            signals: Signals::Process,
            helpers: Helpers::Threads,
            git: GitSettings::Callers,
        }
    }

    /// Makes what sends requests.
    ///
    /// # Errors
    /// TLS cannot be set up.
    pub(crate) fn transport(&self, options: HttpOptions) -> Result<Arc<dyn Transport>, Error> {
        Ok(match &self.network {
            Network::Http => Arc::new(HttpTransport::new(options)?),
            Network::Simulated(transport) => Arc::clone(transport),
        })
    }

    /// Returns the clock.
    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock)
    }

    /// Returns the time of day.
    pub(crate) fn now(&self) -> SystemTime {
        self.clock.unix_now()
    }

    /// Returns the time in seconds since 1970.
    pub(crate) fn unix_now(&self) -> u64 {
        let since = self.now().duration_since(UNIX_EPOCH);
        since.unwrap_or_default().as_secs()
    }

    /// Sends every signal that asks the process to stop; within a runtime, which listens as long as it runs.
    pub fn listen(&self, sender: UnboundedSender<StopSignal>) {
        match &self.signals {
            Signals::Process => platform::listen(&sender),
            Signals::Simulated(listen) => listen(sender),
        }
    }
}

impl Default for Machine {
    fn default() -> Self {
        Self::this()
    }
}

impl fmt::Debug for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Machine(..)")
    }
}

impl Sink {
    /// Writes text, styled or not, and flushes it.
    ///
    /// # Errors
    /// As the stream's own.
    pub(crate) fn write(&self, text: &str, choice: ColorChoice) -> io::Result<()> {
        fn all(mut stream: impl io::Write, text: &str) -> io::Result<()> {
            stream.write_all(text.as_bytes())?;
            stream.flush()
        }
        // Documents are long, and have no colors to strip.
        let choice = if text.contains('\u{1b}') {
            choice
        } else {
            ColorChoice::AlwaysAnsi
        };
        match self {
            Self::Stdout => all(AutoStream::new(io::stdout().lock(), choice), text),
            Self::Stderr => all(AutoStream::new(io::stderr().lock(), choice), text),
            Self::Buffer(buffer) => {
                let mut buffer = buffer.lock().unwrap_or_else(PoisonError::into_inner);
                AutoStream::new(&mut *buffer, choice).write_all(text.as_bytes())
            }
        }
    }
}
