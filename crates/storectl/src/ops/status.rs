//! Reads how a product stands, and follows what is under way.

use std::time::Duration;

use storectl_api::{ErrorKind, PublishingStatus, ReadClient, ReadScope};
use storectl_apply::{Cancellation, follow_submission};
use storectl_model::{LanguageTag, MessageSeverity, ProductId, StoreMessage, SubmissionId};

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
            Err(error) if matches!(error.kind(), ErrorKind::NotFound) => {}
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
    let started = store.clock().now();
    let mut pause = store.poll().first_interval.max(Duration::from_millis(1));
    loop {
        if let Some(submission) = facts.ongoing.clone() {
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
            let status =
                block_on::reading(cancel, async { Ok(client.status(product).await?) }).await?;
            facts.is_ready = status.is_ready;
            facts.ongoing = status.ongoing_submission;
            facts.messages.extend(status.messages);
            return Ok(());
        }
        if facts.has_failed {
            return Err(
                CliError::new(Exit::Rejected, "the last submission has failed")
                    .said(&facts.messages)
                    .hint("the reason is in the certification report in Partner Center"),
            );
        }
        if facts.is_ready {
            return Ok(());
        }
        if facts.messages.iter().any(is_error) {
            return Err(CliError::new(
                Exit::Busy,
                "the draft is not ready, and waiting does not help",
            )
            .said(&facts.messages));
        }
        let elapsed = store.clock().now().saturating_sub(started);
        if elapsed >= store.poll().deadline {
            return Err(CliError::new(
                Exit::Waiting,
                "the draft was still not ready when --timeout passed",
            ));
        }
        progress.waiting_for(
            "the draft is not ready yet",
            elapsed,
            pause,
            &facts.messages,
        );
        let again = async {
            store.clock().sleep(pause).await;
            Ok(client.status(product).await?)
        };
        let status = block_on::reading(cancel, again).await?;
        facts.is_ready = status.is_ready;
        facts.ongoing = status.ongoing_submission;
        facts.messages = status.messages;
        pause = pause.saturating_mul(2).min(store.poll().cap);
    }
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

fn is_error(message: &StoreMessage) -> bool {
    match message.severity() {
        MessageSeverity::Error => true,
        MessageSeverity::Warning => false,
    }
}
