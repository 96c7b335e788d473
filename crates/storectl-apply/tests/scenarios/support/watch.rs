//! Events and reports as lines.

use storectl_apply::{Event, Observer};
use storectl_plan::{ApplyReport, StepOutcome};

/// What a watcher is called with: a line for each event.
type OnLine<'a> = Box<dyn FnMut(&str) + 'a>;

/// Notes events as lines, and calls back on each.
#[derive(Default)]
pub(crate) struct Watcher<'a> {
    pub(crate) lines: Vec<String>,
    pub(crate) on_line: Option<OnLine<'a>>,
}

impl Observer for Watcher<'_> {
    fn event(&mut self, event: Event<'_>) {
        let line = match event {
            Event::StepStarted { step, index, total } => {
                format!("{}/{total} {} starts", index + 1, step.action.kind())
            }
            Event::Waiting {
                step,
                elapsed,
                next,
                messages,
            } => format!(
                "{} waits: {} s gone, next in {} s{}",
                step.map_or("-", |it| it.action.kind()),
                elapsed.as_secs(),
                next.as_secs(),
                messages
                    .last()
                    .map(|it| format!(", last said {}", it.code))
                    .unwrap_or_default()
            ),
            // How often it comes is the network's affair.
            Event::Uploading { .. } => return,
            Event::Uploaded {
                image, progress, ..
            } => format!(
                "{} uploaded: {} of {}, {} of {} bytes",
                image.path,
                progress.images,
                progress.all_images,
                progress.bytes,
                progress.all_bytes
            ),
            Event::Stopping { what, grace, .. } => {
                format!("stopping: {} s for {what:?}", grace.as_secs())
            }
            Event::Note { message } => format!("note: {message}"),
            Event::StepEnded { step, outcome, .. } => {
                format!("{} {}", step.action.kind(), word(outcome))
            }
        };
        if let Some(on_line) = &mut self.on_line {
            on_line(&line);
        }
        self.lines.push(line);
    }
}

fn word(outcome: &StepOutcome) -> String {
    match outcome {
        StepOutcome::Done => "done".to_owned(),
        StepOutcome::AlreadyTrue => "already true".to_owned(),
        StepOutcome::Failed(failure) => format!("failed: {:?}", failure.kind),
        StepOutcome::Skipped { because } => format!("skipped because of {because}"),
        StepOutcome::Interrupted(failure) => format!("interrupted: {:?}", failure.kind),
        StepOutcome::Unknown(failure) => format!("unknown: {:?}", failure.kind),
    }
}

/// The report in lines: one for each step, then the failure's parts, the submission and the messages.
pub(crate) fn report_lines(report: &ApplyReport) -> String {
    let mut lines: Vec<String> = report
        .steps
        .iter()
        .map(|it| format!("{} {}: {}", it.id, it.kind, word(&it.outcome)))
        .collect();
    if let Some(failure) = report.failure() {
        lines.push(format!("failure: {}", failure.message));
        lines.extend(failure.request.iter().map(|it| format!("request: {it}")));
        lines.extend(failure.http_status.iter().map(|it| format!("http: {it}")));
        if failure.correlation_id.is_some() {
            lines.push("correlation ID: there".to_owned());
        }
        for message in &failure.store_messages {
            lines.push(format!(
                "store: {} ({}): {}",
                message.code, message.target, message.message
            ));
        }
        lines.extend(failure.next.iter().map(|it| format!("next: {it:?}")));
        lines.extend(failure.hints.iter().map(|it| format!("hint: {it}")));
        lines.extend(failure.fields.iter().map(|it| format!("address: {it}")));
    }
    if let Some(submission) = &report.submission {
        lines.push(format!("submission: {submission}"));
    }
    if let Some(status) = &report.publishing_status {
        lines.push(format!("publishing: {status}"));
    }
    for message in &report.messages {
        lines.push(format!("message ({}): {}", message.target, message.message));
    }
    lines.extend(report.notes.iter().map(|it| format!("note: {it}")));
    lines.join("\n")
}
