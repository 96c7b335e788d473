//! What the passing of time does: to an upload of packages, and to a submission.
//!
//! Both last for a number of status reads and, if so interpreted, for a span of the sandbox's clock at least.

use std::time::Duration;

use super::context::Context;
use crate::certification::reject;
use crate::effect::Effect;
use crate::interpretations::{Certification, Interpretations, SubmissionOutcome};
use crate::product::{Product, Progress, Submission, Upload, UploadEnd};

/// Ends what is over by now.
pub(super) fn pass(product: &mut Product, context: &Context) -> Effect {
    let mut effect = Effect::None;
    if let Upload::Running {
        reads: 0,
        until,
        end,
    } = product.upload
        && until <= milliseconds(context.now)
    {
        product.upload = match end {
            UploadEnd::Done => Upload::Done,
            UploadEnd::Failed => Upload::Failed,
        };
        effect = Effect::Changed;
    }
    for submission in &mut product.submissions {
        if let Progress::InProgress { reads: 0, until } = submission.progress
            && until <= milliseconds(context.now)
        {
            certify(submission, context);
            effect = Effect::Changed;
        }
    }
    effect
}

/// An upload that begins now.
pub(super) fn begin_upload(end: UploadEnd, context: &Context) -> Upload {
    Upload::Running {
        reads: context.interpretations.upload_reads,
        until: later(context, context.interpretations.upload_time),
        end,
    }
}

/// Certification that begins now.
pub(super) fn begin_certification(context: &Context) -> Progress {
    Progress::InProgress {
        reads: context.interpretations.submission_reads,
        until: later(context, context.interpretations.submission_time),
    }
}

fn later(context: &Context, after: u32) -> u64 {
    milliseconds(context.now).saturating_add(u64::from(after))
}

fn milliseconds(since_1970: Duration) -> u64 {
    u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX)
}

/// An upload after one more status read.
pub(super) fn upload_read(upload: &Upload) -> Upload {
    match *upload {
        Upload::Running { reads, until, end } => Upload::Running {
            reads: reads.saturating_sub(1),
            until,
            end,
        },
        Upload::Done => Upload::Done,
        Upload::Failed => Upload::Failed,
    }
}

/// Where a submission is after one more status read.
pub(super) fn certification_read(progress: Progress) -> Progress {
    match progress {
        Progress::InProgress { reads, until } => Progress::InProgress {
            reads: reads.saturating_sub(1),
            until,
        },
        Progress::Retried | Progress::Published => Progress::Published,
        Progress::Stalled => Progress::Stalled,
        Progress::Unknown => Progress::Unknown,
        Progress::Failed => Progress::Failed,
    }
}

/// Ends certification.
fn certify(submission: &mut Submission, context: &Context) {
    submission.rejections = match context.interpretations.certification {
        Certification::Trusting => Vec::new(),
        Certification::ReadsInstallers => reject(&submission.packages, &context.host),
    };
    submission.progress = if submission.rejections.is_empty() {
        end(context.interpretations)
    } else {
        Progress::Failed
    };
}

/// How certification ends that rejects no package.
fn end(interpretations: &Interpretations) -> Progress {
    match interpretations.submission_outcome {
        SubmissionOutcome::Published => Progress::Published,
        SubmissionOutcome::Failed => Progress::Failed,
        SubmissionOutcome::Retried => Progress::Retried,
        SubmissionOutcome::Stalled => Progress::Stalled,
        SubmissionOutcome::Unknown => Progress::Unknown,
    }
}
