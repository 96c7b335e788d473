//! What an apply reports while it runs.

use std::time::Duration;

use storectl_model::{AssetId, DesiredImage, StoreMessage};
use storectl_plan::{Step, StepOutcome};

use crate::stop::{InFlight, StopSignal};

/// Something that happened.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A step begins.
    StepStarted {
        /// The step.
        step: &'a Step,
        /// Its place, from 0.
        index: usize,
        /// How many steps the plan has.
        total: usize,
    },
    /// A wait has read that there is nothing new, and sleeps.
    Waiting {
        /// The step that waits; `None` in a wait outside a plan.
        step: Option<&'a Step>,
        /// How long it has waited.
        elapsed: Duration,
        /// When it reads again.
        next: Duration,
        /// What the Store says in the meantime.
        messages: &'a [StoreMessage],
    },
    /// Bytes of images have left.
    Uploading {
        /// The step that uploads.
        step: &'a Step,
        /// How far it is.
        progress: UploadProgress,
    },
    /// An image was uploaded; nothing shows it before its commit.
    Uploaded {
        /// The step that uploads.
        step: &'a Step,
        /// The id it will have.
        asset: &'a AssetId,
        /// The file, as the manifest names it.
        image: &'a DesiredImage,
        /// How far the step is.
        progress: UploadProgress,
    },
    /// Something a person would want to know now.
    Note {
        /// One sentence.
        message: &'a str,
    },
    /// The first signal came while a request was in flight, which may still end.
    Stopping {
        /// The signal.
        signal: StopSignal,
        /// What is waited for.
        what: InFlight,
        /// For how long at most.
        grace: Duration,
    },
    /// A step has ended; skipped ones are reported, too.
    StepEnded {
        /// The step.
        step: &'a Step,
        /// The outcome of it.
        outcome: &'a StepOutcome,
        /// How long it took.
        took: Duration,
    },
}

/// How far the uploads of one step are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UploadProgress {
    /// Images uploaded.
    pub images: usize,
    /// Images to upload.
    pub all_images: usize,
    /// Bytes sent.
    pub bytes: u64,
    /// Bytes to send.
    pub all_bytes: u64,
    /// Since the first of them.
    pub elapsed: Duration,
}

/// Somebody who watches an apply.
pub trait Observer {
    /// Takes what happened. Called between requests, so it must not block.
    fn event(&mut self, event: Event<'_>);
}

/// An observer that looks away.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {
    fn event(&mut self, _: Event<'_>) {}
}
