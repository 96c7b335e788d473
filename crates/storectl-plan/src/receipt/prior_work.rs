//! What is known of earlier runs where there is a receipt beside the journal, or in its place.

use std::collections::BTreeSet;

use storectl_model::SubmissionId;

use super::{Receipt, ReceiptStage};
use crate::{
    AnnouncedSubmission, LastSubmission, OnReceipt, PendingFact, PriorWork, SubmissionKnowledge,
    SubmissionOutcome, pending::AnnouncementAge,
};

impl PriorWork {
    /// Adds what the last receipt says to what a journal knows; `now` is in seconds since 1970.
    ///
    /// The later of the two submissions is the last one; of those in `earlier` it is known that the receipt's came later, also
    /// where a clock that was ahead says otherwise. A submission publishes the whole draft, so what was written before
    /// the receipt's one is submitted and committed, whoever made it. Whether the Store confirms the receipt is open.
    #[must_use]
    pub fn with_receipt(
        self,
        receipt: &Receipt,
        earlier: &BTreeSet<SubmissionId>,
        now: u64,
    ) -> Self {
        let is_later = self.last_submission.as_ref().is_some_and(|last| {
            last.submitted_at >= Some(receipt.submitted_at) && !earlier.contains(&last.id)
        });
        match &receipt.stage {
            ReceiptStage::Refused => self,
            ReceiptStage::Announced if is_later => self,
            ReceiptStage::Announced => self.with_announced(receipt, now),
            // It was compared, and is not this work's own (forms.md, "Approval" 9).
            ReceiptStage::Accepted(id) if self.refused.contains(id) => self,
            ReceiptStage::Accepted(id) => match &self.last_submission {
                Some(last) if last.id == *id => self.with_outcome(receipt),
                Some(_) if is_later => self,
                Some(_) | None => self.with_later(id, receipt),
            },
        }
    }

    /// Adds what the submission that the journal knows as well held, and its outcome.
    fn with_outcome(mut self, receipt: &Receipt) -> Self {
        self.knowledge = SubmissionKnowledge::Known;
        self.on_receipt = OnReceipt::Values;
        let Some(last) = &mut self.last_submission else {
            return self;
        };
        let ended = &receipt.outcome;
        if last.outcome.is_final() {
            if last.outcome == ended.status {
                // Whoever saw it first knows when it ended.
                last.ended_at = Some(last.ended_at.map_or(ended.at, |it| it.min(ended.at)));
            }
            return self;
        }
        last.outcome = ended.status;
        if last.outcome.is_final() {
            last.ended_at = Some(ended.at);
            self.on_receipt = OnReceipt::Outcome;
        }
        self
    }

    /// Takes a submission that was made after everything the journal knows of submissions.
    fn with_later(self, id: &SubmissionId, receipt: &Receipt) -> Self {
        let is_settled = self.last_write.is_some_and(|it| it <= receipt.submitted_at);
        let is_left = |fact: &PendingFact| match fact {
            PendingFact::PackagesUncommitted | PendingFact::Unsubmitted => !is_settled,
            // Only one is in progress at a time: the earlier one has ended.
            PendingFact::Following(_) => false,
        };
        Self {
            facts: self.facts.into_iter().filter(is_left).collect(),
            knowledge: SubmissionKnowledge::Known,
            last_submission: Some(LastSubmission {
                id: id.clone(),
                outcome: receipt.outcome.status,
                submitted_at: Some(receipt.submitted_at),
                ended_at: receipt
                    .outcome
                    .status
                    .is_final()
                    .then_some(receipt.outcome.at),
            }),
            in_doubt: self.in_doubt.filter(|_| !is_settled),
            submitted: None,
            on_receipt: OnReceipt::Submission,
            ..self
        }
    }

    /// Takes a submission that was announced, where no later one is known: whether it was sent, nobody knows.
    fn with_announced(mut self, receipt: &Receipt, now: u64) -> Self {
        let age = if receipt.is_freshly_announced(now) {
            AnnouncementAge::Fresh
        } else {
            self.knowledge = SubmissionKnowledge::Unknown;
            AnnouncementAge::Stale
        };
        self.announced = Some(AnnouncedSubmission {
            at: receipt.submitted_at,
            age,
        });
        if !self.facts.contains(&PendingFact::Unsubmitted) {
            self.facts.push(PendingFact::Unsubmitted);
        }
        self
    }

    /// Takes it that the Store does not know the last submission: what was last submitted is not known, either. What rests
    /// on a receipt alone is forgotten, and `journal`, what the journal knows by itself, is left.
    #[must_use]
    pub fn disowned(self, journal: Self) -> Self {
        let known = match self.on_receipt {
            OnReceipt::Nothing | OnReceipt::Values => self,
            OnReceipt::Outcome | OnReceipt::Submission => journal,
        };
        Self {
            knowledge: SubmissionKnowledge::Unknown,
            ..known
        }
    }

    /// Takes what the Store says of the last submission. An end that is known is not forgotten where it says nothing; an
    /// outcome that is not even known there leaves open whether there is such a submission (forms.md, "Receipts" 5).
    pub fn confirm(&mut self, outcome: SubmissionOutcome) {
        let Some(last) = &mut self.last_submission else {
            return;
        };
        if outcome == SubmissionOutcome::Unknown && last.outcome.is_final() {
            return;
        }
        if outcome != last.outcome {
            last.ended_at = None;
        }
        last.outcome = outcome;
        if outcome == SubmissionOutcome::Unknown {
            self.knowledge = SubmissionKnowledge::Unknown;
        }
    }
}
