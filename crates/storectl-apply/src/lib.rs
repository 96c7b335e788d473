//! Executes a plan: writes, waits, reads back, submits, and keeps a journal.
//!
//! [`apply`] runs the steps it is given, in order, and never computes a second plan. It returns an
//! [`ApplyReport`](storectl_plan::ApplyReport) whatever happens, and tells an [`Observer`] on the way.

mod assets;
mod cancel;
mod fault;
mod follow;
mod journal;
mod new_language;
mod notes;
mod observer;
mod poll;
mod publication;
mod readiness;
mod ready;
mod refuse;
mod run;
mod submit;
mod verify;
mod wait;
mod write;

pub use cancel::{Cancellation, StopSignal};
pub use follow::{Followed, follow_submission, wait_for_ongoing};
pub use journal::{
    Draft, Intent, Journal, JournalError, JournalWarning, LockError, Packages, Phase, RunLock,
    Submission,
};
pub use observer::{Event, Observer, Silent, UploadProgress};
pub use poll::PollPolicy;
pub use refuse::adoptable;
pub use run::{ApplyOptions, apply};
