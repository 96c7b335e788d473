//! Tells how an apply goes: a line that is written over on a terminal, lines with a time otherwise.

use std::time::Duration;

use indicatif::DecimalBytes;
use serde_json::json;
use storectl_apply::{Event, InFlight, Observer, UploadProgress};
use storectl_model::{ProductId, StoreMessage};
use storectl_plan::{Step, StepOutcome};

use crate::{
    args::LogFormat,
    output::{
        live_line::{self, TICK},
        printer::{Level, Printer},
    },
};

/// Watches the apply of one product.
pub(crate) struct Progress<'a> {
    printer: &'a Printer,
    product: &'a ProductId,
    /// The product with a colon and a space, where lines name it.
    name: String,
    /// `[2/7]`, of the step that runs, behind the product.
    place: String,
    /// When uploads were last reported, since their first.
    told: Option<Duration>,
}

/// How often uploads are reported where no line is overwritten.
const UPLOAD_NEWS: Duration = Duration::from_secs(10);

/// Whether lines name their product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// There is one product.
    Unneeded,
    /// Lines of several products alternate.
    Shown,
}

impl Names {
    /// Decides it for so many products that are watched side by side.
    pub(crate) fn of(products: usize) -> Self {
        if products > 1 {
            Self::Shown
        } else {
            Self::Unneeded
        }
    }
}

impl<'a> Progress<'a> {
    /// Makes one.
    pub(crate) fn new(printer: &'a Printer, product: &'a ProductId, names: Names) -> Self {
        if !printer.live().is_hidden() {
            printer.live().reset();
        }
        let name = match names {
            Names::Unneeded => String::new(),
            Names::Shown => format!("{product}: "),
        };
        Self {
            printer,
            product,
            place: name.trim_end().to_owned(),
            name,
            told: None,
        }
    }

    fn started(&mut self, step: &Step, index: usize, total: usize) {
        self.place = format!("{}[{}/{total}]", self.name, index + 1);
        self.told = None;
        let text = format!("{} {}", self.place, step.summary);
        self.tell(
            &text,
            "step-started",
            json!({ "step": step.id.as_str(), "kind": step.action.kind() }),
        );
    }

    /// Tells that it waits for `what`.
    pub(crate) fn waiting_for(
        &self,
        what: &str,
        elapsed: Duration,
        next: Duration,
        messages: &[StoreMessage],
    ) {
        let said = messages
            .iter()
            .find(|it| !it.message.is_empty())
            .map_or_else(String::new, |it| {
                format!("; the Store reports: {}", it.message)
            });
        let text = format!(
            "{} {what}: {} so far, next check in {}{said}",
            self.place,
            seconds(elapsed),
            seconds(next),
        );
        let facts = json!({ "elapsedMs": millis(elapsed), "nextMs": millis(next) });
        self.tell(text.trim_start(), "waiting", facts);
    }

    /// Shows how far uploads are: as a bar where there is a live line, else in lines, one for each image and for each
    /// ten seconds of a long one.
    fn uploading(&mut self, step: &Step, uploaded: Option<&str>, progress: UploadProgress) {
        let UploadProgress {
            images,
            all_images,
            bytes,
            all_bytes,
            elapsed,
        } = progress;
        let live = self.printer.live();
        if !live.is_hidden() {
            let text = format!("{} {}: {images} of {all_images}", self.place, step.summary);
            self.printer.show_live(&text);
            live.set_position(bytes);
            if self.told.is_none() {
                live.set_length(all_bytes);
                live.reset_eta();
                live_line::show_as(live, live_line::UPLOADS);
            }
            self.told = Some(elapsed);
            return;
        }
        let since = elapsed.saturating_sub(self.told.unwrap_or_default());
        if uploaded.is_none() && since < UPLOAD_NEWS {
            return;
        }
        self.told = Some(elapsed);
        let what =
            uploaded.map_or_else(|| "uploading".to_owned(), |file| format!("uploaded {file}"));
        let text = format!(
            "{} {what}: {images} of {all_images} images, {} of {}, {}/s",
            self.place,
            DecimalBytes(bytes),
            DecimalBytes(all_bytes),
            DecimalBytes(bytes.saturating_mul(1000) / millis(elapsed).max(1)),
        );
        let facts = json!({
            "event": "uploading",
            "product": self.product.as_str(),
            "step": step.id.as_str(),
            "file": uploaded,
            "images": images,
            "allImages": all_images,
            "bytes": bytes,
            "allBytes": all_bytes,
        });
        self.line(Level::Info, &text, facts);
    }

    fn ended(&self, step: &Step, outcome: &StepOutcome, took: Duration) {
        let (word, level) = match outcome {
            StepOutcome::Done => ("done", Level::Info),
            StepOutcome::AlreadyTrue => ("already true", Level::Info),
            StepOutcome::Failed(_) => ("failed", Level::Info),
            StepOutcome::Interrupted(_) => ("interrupted", Level::Info),
            StepOutcome::Unknown(_) => ("sent, but whether it took effect is unknown", Level::Info),
            StepOutcome::Skipped { .. } => ("skipped", Level::Detail),
        };
        let text = format!(
            "{} {}: {word} ({})",
            self.place,
            step.summary,
            seconds(took)
        );
        let facts = json!({
            "event": "step-ended",
            "product": self.product.as_str(),
            "step": step.id.as_str(),
            "kind": step.action.kind(),
            "outcome": word,
            "tookMs": millis(took),
        });
        self.line(level, &text, facts);
    }

    /// Shows what is going on now: over the live line where there is one, else as a line.
    fn tell(&self, text: &str, event: &str, mut facts: serde_json::Value) {
        let live = self.printer.live();
        if live.is_hidden() {
            if let Some(facts) = facts.as_object_mut() {
                facts.insert("event".to_owned(), event.into());
                facts.insert("product".to_owned(), self.product.as_str().into());
            }
            self.line(Level::Info, text, facts);
        } else {
            // Another product that was watched may have ended.
            if live.is_finished() {
                live.reset();
            }
            live.enable_steady_tick(TICK);
            live_line::show_as(live, live_line::LINE);
            self.printer.show_live(text);
        }
    }

    fn line(&self, level: Level, text: &str, facts: serde_json::Value) {
        let is_plain =
            self.printer.log_format() == LogFormat::Text && self.printer.live().is_hidden();
        if is_plain {
            let time = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ");
            self.printer.event(level, &format!("{time} {text}"), facts);
        } else {
            self.printer.event(level, text, facts);
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        self.printer.live().disable_steady_tick();
        self.printer.live().finish_and_clear();
    }
}

impl Observer for Progress<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::StepStarted { step, index, total } => self.started(step, index, total),
            Event::Waiting {
                step,
                elapsed,
                next,
                messages,
            } => {
                let what = step.map_or("waiting for the Store", |it| it.summary.as_str());
                self.waiting_for(what, elapsed, next, messages);
            }
            Event::Uploading { step, progress } => self.uploading(step, None, progress),
            Event::Uploaded {
                step,
                asset: _,
                image,
                progress,
            } => self.uploading(step, Some(&image.path), progress),
            Event::Note { message } => self.line(
                Level::Warning,
                message,
                json!({ "event": "note", "product": self.product.as_str() }),
            ),
            Event::Stopping {
                signal,
                what,
                grace,
            } => {
                let what = match what {
                    InFlight::Write(operation) => operation.to_string(),
                    InFlight::Uploads => "the uploads in flight".to_owned(),
                    InFlight::Receipt => "the receipt".to_owned(),
                };
                let text = format!(
                    "{}: waiting up to {} s for {what}; a second signal stops immediately",
                    signal.as_str(),
                    grace.as_secs(),
                );
                let facts = json!({
                    "event": "stopping",
                    "product": self.product.as_str(),
                    "signal": signal.as_str(),
                    "waitingFor": what,
                    "graceMs": millis(grace),
                });
                self.line(Level::Warning, &text, facts);
            }
            Event::StepEnded {
                step,
                outcome,
                took,
            } => self.ended(step, outcome, took),
        }
    }
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f32())
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
