//! Remembers what was uploaded under which id: the Store may refuse to show it again (traps 70, 71).

use storectl_apply::{Event, Observer};
use storectl_images::ImageCache;

use crate::{
    output::printer::{Level, Printer},
    output::progress::Progress,
};

/// Watches an apply, and keeps the ids of uploaded images.
pub(crate) struct UploadRecorder<'a> {
    progress: Progress<'a>,
    images: ImageCache,
    printer: &'a Printer,
}

impl<'a> UploadRecorder<'a> {
    /// Makes one that shows events by `progress` and writes to `images`.
    pub(crate) fn new(progress: Progress<'a>, images: ImageCache, printer: &'a Printer) -> Self {
        Self {
            progress,
            images,
            printer,
        }
    }
}

impl Observer for UploadRecorder<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Uploaded { asset, image, .. } => self.images.remember(asset, &image.digest),
            // An upload is kept before its commit, so that no commit is of an unknown image.
            Event::StepEnded { .. } => {
                if let Err(error) = self.images.save() {
                    let message = format!("{error}: {}", error.source);
                    self.printer.say(Level::Warning, &message);
                }
            }
            Event::StepStarted { .. }
            | Event::Waiting { .. }
            | Event::Uploading { .. }
            | Event::Note { .. } => {}
        }
        self.progress.event(event);
    }
}
