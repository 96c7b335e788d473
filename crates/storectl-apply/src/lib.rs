//! Executes a plan: writes, waits, reads back, submits, and keeps a journal.
//!
//! [`apply`] runs the steps it is given, in order, and never computes a second plan. It returns an
//! [`ApplyReport`](storectl_plan::ApplyReport) whatever happens, and reports to an [`Observer`] on the way.

mod announcement;
mod blockers;
mod cancel;
mod check_installers;
mod executor;
mod failure;
mod installers;
mod journal;
mod notes;
mod observer;
mod prior;
mod recorder;
mod refusal;
mod retry;
mod slots;
mod steps;
mod stop;
mod uploads;
mod wait;
mod write;

pub use cancel::Cancellation;
pub use executor::{ApplyRequest, apply};
pub use failure::classify;
pub use installers::{InstallerCheck, InstallerFault, InstallerFaultKind, NoInstallers};
pub use journal::{Journal, JournalError, Journals, LockError, RunLock, StoreKey};
pub use observer::{Event, Observer, Silent, UploadProgress};
pub use prior::{Learned, ProductRead, Recollection, SubmissionAnswer, read_with_submissions};
pub use recorder::{NoReceipts, SubmissionRecorder};
pub use slots::{Slot, Slots};
pub use stop::{InFlight, StopSignal};
pub use wait::{
    draft::{WatchedDraft, watch_draft},
    follow::{
        FollowRequest, Followed, follow_submission, publishing_word, unpublished_reason,
        wait_for_ongoing,
    },
    pace::PollPolicy,
};
