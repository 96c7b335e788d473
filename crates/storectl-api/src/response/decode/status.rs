//! Responses that say how far things are, and the submission that may be in the way.

use serde_json::Value;
use storectl_model::{DraftStatus, StoreMessage, SubmissionId};

use super::reader::{DecodeError, ObjectReader};
use crate::response::submission::{PublishingStatus, SubmissionStatus};

/// Reads `responseData` of GET status. Source: store-api.md, Module Status Polling; field notes 1 and 6.
pub(crate) fn draft_status(
    data: Value,
    messages: Vec<StoreMessage>,
) -> Result<DraftStatus, DecodeError> {
    let mut fields = ObjectReader::of(data, "responseData")?;
    Ok(DraftStatus {
        is_ready: fields.flag("isReady")?.unwrap_or_default(),
        ongoing_submission: ongoing(&mut fields, &messages)?,
        messages,
    })
}

/// Reads `responseData` of GET submission status. Source: store-api.md, Submission Status Polling; field note 32.
pub(crate) fn submission_status(
    data: Value,
    messages: Vec<StoreMessage>,
) -> Result<SubmissionStatus, DecodeError> {
    let mut fields = ObjectReader::of(data, "responseData")?;
    let status = fields.text("publishingStatus")?;
    Ok(SubmissionStatus {
        publishing_status: status.map_or(PublishingStatus::Unknown, PublishingStatus::of),
        has_failed: fields.flag("hasFailed")?.unwrap_or_default(),
        messages,
    })
}

/// Reads the new submission's id and the ongoing one's of POST submit. Source: store-api.md, Create Submission.
pub(crate) fn submitted(
    data: Value,
    messages: &[StoreMessage],
) -> Result<(Option<SubmissionId>, Option<SubmissionId>), DecodeError> {
    let mut fields = ObjectReader::of(data, "responseData")?;
    Ok((fields.id("submissionId")?, ongoing(&mut fields, messages)?))
}

/// Finds the submission in progress: by its field, else in the text of a message (trap 76).
pub(crate) fn ongoing(
    fields: &mut ObjectReader,
    messages: &[StoreMessage],
) -> Result<Option<SubmissionId>, DecodeError> {
    let named = fields.id("ongoingSubmissionId")?;
    Ok(named.or_else(|| messages.iter().find_map(|it| named_in(&it.message))))
}

/// Reads the id out of "Product already has One Active Submission In-Progress. SubmissionId: …" (field note 6).
fn named_in(message: &str) -> Option<SubmissionId> {
    let lower = message.to_ascii_lowercase();
    if !lower.contains("in-progress") && !lower.contains("in progress") {
        return None;
    }
    let (name, length) = ["submissionid", "submission id"]
        .iter()
        .find_map(|name| lower.find(name).map(|at| (at, name.len())))?;
    let id: String = message
        .get(name + length..)?
        .trim_start_matches(|it: char| !it.is_ascii_alphanumeric())
        .chars()
        .take_while(|it| it.is_ascii_alphanumeric() || *it == '-' || *it == '_')
        .collect();
    id.parse().ok()
}
