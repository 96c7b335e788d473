//! Executes a plan: writes, waits, reads back, submits, and keeps a journal.
//!
//! [`apply`](crate::Journal) executes the steps of a plan and never computes a second one.

mod cancel;
mod journal;
mod observer;
mod poll;
mod publication;
mod readiness;

pub use cancel::{Cancellation, StopSignal};
pub use journal::{
    Draft, Intent, Journal, JournalError, JournalWarning, Packages, Phase, Submission,
};
pub use observer::{Event, Observer, Silent};
pub use poll::PollPolicy;
