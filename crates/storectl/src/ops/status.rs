//! Reads how a product stands, and follows what is under way.

use storectl_api::{ErrorKind, PublishingStatus, ReadClient, ReadScope};
use storectl_apply::{Cancellation, follow_submission, watch_draft};
use storectl_model::{DraftStatus, LanguageTag, ProductId, StoreMessage, SubmissionId};

use crate::{
    error::{self, CliError, Written},
    exit::Exit,
    output::printer::Printer,
    output::progress::Progress,
    runtime::block_on,
    store::open::Store,
};

/// What was read of one product.
pub(crate) struct DraftFacts {
    pub(crate) is_ready: bool,
    pub(crate) ongoing: Option<SubmissionId>,
    pub(crate) publishing: Option<String>,
    pub(crate) has_failed: bool,
    pub(crate) messages: Vec<StoreMessage>,
    pub(crate) incomplete: Vec<LanguageTag>,
}

/// Reads a product's draft and its submission in progress, else the last one the journal knows.
///
/// # Errors
/// Where the Store refuses or cannot be understood.
pub(crate) async fn read(
    product: &ProductId,
    journaled: Option<&SubmissionId>,
    client: &ReadClient,
) -> Result<DraftFacts, CliError> {
    let draft = client.read_product(product, ReadScope::default()).await?;
    let mut facts = DraftFacts {
        is_ready: draft.status.is_ready,
        ongoing: draft.status.ongoing_submission,
        publishing: None,
        has_failed: false,
        messages: draft.status.messages,
        incomplete: draft
            .languages
            .into_iter()
            .filter(|it| it.is_complete == Some(false))
            .map(|it| it.language)
            .collect(),
    };
    if let Some(submission) = facts.ongoing.as_ref().or(journaled) {
        match client.submission_status(product, submission).await {
            Ok(status) => {
                facts.publishing = Some(word(&status.publishing_status).to_owned());
                facts.has_failed = status.has_failed;
                facts.messages.extend(status.messages);
            }
            // Not known yet, or not any more.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound { .. }) => {}
            // This says nothing about the submission (field note 93): the rest is shown.
            Err(error) if matches!(error.kind(), ErrorKind::SubmissionUnanswered { .. }) => {
                facts.messages.push(StoreMessage {
                    message: error.summary(),
                    ..StoreMessage::default()
                });
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(facts)
}

/// Follows what is under way until it ends, and keeps `facts` as they were read last.
///
/// # Errors
/// A submission that failed (22), a draft that does not become ready by itself (13), the deadline (31), a signal.
pub(crate) async fn watch(
    facts: &mut DraftFacts,
    product: &ProductId,
    client: &ReadClient,
    store: &Store,
    printer: &Printer,
    cancel: &Cancellation,
) -> Result<(), CliError> {
    let mut progress = Progress::new(printer, product);
    if facts.ongoing.is_none() && facts.has_failed {
        return Err(failed(facts));
    }
    if facts.ongoing.is_none() {
        let watched = watch_draft(
            client,
            product,
            store.clock(),
            store.poll(),
            &mut progress,
            cancel,
        )
        .await;
        if let Some(failure) = watched.failure {
            return Err(error::of_failure(&failure, Written::Nothing));
        }
        facts.take(watched.status);
    }
    let Some(submission) = facts.ongoing.clone() else {
        return Ok(());
    };
    let followed = follow_submission(
        client,
        product,
        &submission,
        store.clock(),
        store.poll(),
        &mut progress,
        cancel,
    )
    .await;
    facts.publishing = followed.publishing_status;
    facts.messages = followed.messages;
    if let Some(failure) = followed.failure {
        return Err(error::of_failure(&failure, Written::Nothing));
    }
    // The draft is free again, and what it says now is news.
    let status = block_on::reading(cancel, async { Ok(client.status(product).await?) }).await?;
    facts.is_ready = status.is_ready;
    facts.ongoing = status.ongoing_submission;
    facts.messages.extend(status.messages);
    Ok(())
}

impl DraftFacts {
    fn take(&mut self, status: DraftStatus) {
        let DraftStatus {
            is_ready,
            ongoing_submission,
            messages,
        } = status;
        self.is_ready = is_ready;
        self.ongoing = ongoing_submission;
        self.messages = messages;
    }
}

fn failed(facts: &DraftFacts) -> CliError {
    CliError::new(Exit::Rejected, "the last submission has failed")
        .said(&facts.messages)
        .hint("see the certification report in Partner Center for the reason")
}

/// Gives the status in the Store's word.
fn word(status: &PublishingStatus) -> &str {
    match status {
        PublishingStatus::InProgress => "INPROGRESS",
        PublishingStatus::Published => "PUBLISHED",
        PublishingStatus::Failed => "FAILED",
        PublishingStatus::Unknown => "UNKNOWN",
        PublishingStatus::Unrecognized(word) => word,
    }
}
