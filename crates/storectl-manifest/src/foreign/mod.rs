//! What other tools keep of a product, read as if it were a draft, so that it becomes a manifest like one.
//!
//! Pure: texts and lists of files in, a draft out. What the tools hold and a manifest does not is named, never dropped
//! silently.

mod fastlane;
mod languages;
mod reading;
mod store_submission;

pub use fastlane::{FastlaneFile, FastlaneFiles};
pub use reading::{ForeignProduct, Omission, OmissionReason, Remark};
pub use store_submission::{SubmissionError, from_store_submission};
