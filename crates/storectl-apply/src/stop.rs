//! What asks a run to stop, and what it still waits for then.

use storectl_api::WriteOperation;
use storectl_plan::FailureKind;

/// What asked the program to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopSignal {
    /// SIGINT, Ctrl-C.
    Interrupt,
    /// SIGTERM, a canceled job.
    Terminate,
}

impl StopSignal {
    /// Returns the kind of failure an apply ends with.
    pub fn failure_kind(self) -> FailureKind {
        match self {
            Self::Interrupt => FailureKind::Interrupted,
            Self::Terminate => FailureKind::Terminated,
        }
    }

    /// Returns the signal's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Interrupt => "SIGINT",
            Self::Terminate => "SIGTERM",
        }
    }
}

/// What a run waits for after the first signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InFlight {
    /// A write whose answer has not come.
    Write(WriteOperation),
    /// Images that are being uploaded; nothing shows them before their commit.
    Uploads,
    /// The receipt of the submission, on its way to where it is kept.
    Receipt,
}
