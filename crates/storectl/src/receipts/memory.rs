//! What is remembered of a product when it is planned.

use std::{collections::BTreeSet, sync::Arc};

use storectl_model::{DesiredProduct, FieldPath, SubmissionId};
use storectl_plan::{Base, Memory, Receipt, ReceiptInstaller};
use storectl_report::{BaseView, Foreign};

/// What is remembered of one product's submissions.
#[derive(Clone, Debug)]
pub(crate) struct Remembered {
    /// The newest receipt of this Store, whatever became of its submission.
    receipt: Option<Receipt>,
    /// The newest one of an accepted submission.
    accepted: Option<Receipt>,
    /// What the labels of changes rest on.
    source: BaseSource,
    /// Its values; `None` where there is no base.
    base: Option<Base>,
    /// The manifest that the accepted submission was made from, where it says what the receipt withholds.
    applied: Option<Arc<DesiredProduct>>,
    /// Fields that hold a secret since an earlier submission, also of one that is no base.
    secret_fields: BTreeSet<FieldPath>,
    /// Submissions that came before the newest receipt's, as git knows, whatever the clocks said.
    earlier: BTreeSet<SubmissionId>,
}

/// What the labels of changes rest on.
#[derive(Clone, Debug)]
pub(crate) enum BaseSource {
    /// The receipt of the last submission.
    Receipt {
        /// The commit that was checked out then, where that is known.
        commit: Option<String>,
        /// The submission.
        submission: SubmissionId,
        /// When it was made, in seconds since 1970.
        at: u64,
    },
    /// The manifest at a git revision.
    Revision {
        /// As `--base` named it.
        rev: String,
        /// The commit it is.
        commit: String,
    },
    /// Nothing.
    None {
        /// Why.
        reason: String,
    },
}

impl Remembered {
    /// Nothing is remembered.
    pub(crate) fn nothing(reason: impl Into<String>) -> Self {
        Self {
            receipt: None,
            accepted: None,
            source: BaseSource::None {
                reason: reason.into(),
            },
            base: None,
            applied: None,
            secret_fields: BTreeSet::new(),
            earlier: BTreeSet::new(),
        }
    }

    /// Takes it that these fields hold a secret.
    #[must_use]
    pub(crate) fn with_secrets(self, secret_fields: BTreeSet<FieldPath>) -> Self {
        Self {
            secret_fields,
            ..self
        }
    }

    /// Returns what identified the bytes under an address when they were submitted last, where that is known.
    pub(crate) fn installer(&self, url: &str) -> Option<&ReceiptInstaller> {
        self.accepted.as_ref()?.installer(url)
    }

    /// The newest receipt, and the newest of an accepted submission, which is the base and what others' changes are seen
    /// since.
    pub(crate) fn of_receipts(
        newest: Receipt,
        accepted: Option<Receipt>,
        earlier: BTreeSet<SubmissionId>,
    ) -> Self {
        let known = accepted
            .as_ref()
            .and_then(|it| Some((it, it.stage.submission()?)));
        let mut earlier = earlier;
        if newest.stage.submission().is_none() {
            earlier.extend(known.map(|(_, submission)| submission.clone()));
        }
        let Some((receipt, submission)) = known else {
            return Self {
                secret_fields: newest.secret_fields(),
                receipt: Some(newest),
                earlier,
                ..Self::nothing("the last receipt names no submission")
            };
        };
        Self {
            source: BaseSource::Receipt {
                commit: receipt.source.commit.clone(),
                submission: submission.clone(),
                at: receipt.submitted_at,
            },
            base: Some(Base::of_receipt(receipt)),
            secret_fields: newest
                .secret_fields()
                .into_iter()
                .chain(receipt.secret_fields())
                .collect(),
            receipt: Some(newest),
            accepted,
            applied: None,
            earlier,
        }
    }

    /// Takes the manifest that was submitted last for what its receipt withholds, as far as `now` manages it.
    #[must_use]
    pub(super) fn with_applied(self, applied: Arc<DesiredProduct>, now: &DesiredProduct) -> Self {
        Self {
            base: self.base.map(|it| it.with_applied(&applied, now)),
            applied: Some(applied),
            ..self
        }
    }

    /// Takes another base for the labels; the receipt still says what was submitted and what moved (forms.md, "Receipts" 8).
    #[must_use]
    pub(crate) fn with_base(self, source: BaseSource, base: Option<Base>) -> Self {
        Self {
            source,
            base,
            ..self
        }
    }

    /// Takes it that the Store does not know the receipt's submission: then the receipt proves nothing, and is no base.
    ///
    /// An announcement after it still counts: it names no submission that the Store could know.
    pub(crate) fn disown(&mut self, submission: &SubmissionId) {
        self.receipt = self.announced().cloned();
        self.accepted = None;
        self.applied = None;
        match self.source {
            BaseSource::Receipt { .. } | BaseSource::None { .. } => {
                let reason = format!(
                    "the Store does not know submission {submission}, which the last receipt names"
                );
                self.source = BaseSource::None { reason };
                self.base = None;
            }
            BaseSource::Revision { .. } => {}
        }
    }

    /// Returns the newest receipt of an accepted submission.
    pub(crate) fn accepted(&self) -> Option<&Receipt> {
        self.accepted.as_ref()
    }

    /// Returns the newest receipt, where it is of no accepted submission.
    pub(crate) fn announced(&self) -> Option<&Receipt> {
        let newest = self.receipt.as_ref();
        newest.filter(|it| it.stage.submission().is_none())
    }

    /// Returns the newest receipt, whatever became of its submission.
    pub(crate) fn receipt(&self) -> Option<&Receipt> {
        self.receipt.as_ref()
    }

    /// Returns submissions that came before the receipt's, whatever the clocks said.
    pub(crate) fn earlier(&self) -> &BTreeSet<SubmissionId> {
        &self.earlier
    }

    /// Returns the commit that a submission was made from, where the receipt is of it and names one.
    pub(crate) fn commit_of(&self, submission: &SubmissionId) -> Option<&str> {
        let receipt = self.accepted.as_ref()?;
        let is_it = receipt.stage.submission() == Some(submission);
        receipt.source.commit.as_deref().filter(|_| is_it)
    }

    /// Returns why there is no base, where there is none.
    pub(crate) fn two_way(&self) -> Option<&str> {
        match &self.source {
            BaseSource::None { reason } => Some(reason),
            BaseSource::Receipt { .. } | BaseSource::Revision { .. } => None,
        }
    }

    /// Returns what a plan takes of it.
    pub(crate) fn memory(&self) -> Memory<'_> {
        Memory {
            base: self.base.as_ref(),
            receipt: self.accepted.as_ref(),
            applied: self.applied.as_deref(),
            secret_fields: &self.secret_fields,
        }
    }

    /// Returns the fields that hold a secret since an earlier submission.
    pub(crate) fn secret_fields(&self) -> &BTreeSet<FieldPath> {
        &self.secret_fields
    }

    /// Returns the commit that holds the base, where one does.
    pub(crate) fn base_commit(&self) -> Option<&str> {
        match &self.source {
            BaseSource::Receipt { commit, .. } => {
                let receipt = self.accepted.as_ref()?;
                commit.as_deref().filter(|_| !receipt.source.dirty)
            }
            BaseSource::Revision { commit, .. } => Some(commit),
            BaseSource::None { .. } => None,
        }
    }

    /// Returns the base as documents and people see it.
    pub(crate) fn view(&self) -> BaseView<'_> {
        match &self.source {
            BaseSource::Receipt {
                commit,
                submission,
                at,
            } => BaseView::Receipt {
                commit: commit.as_deref().map(Foreign::new),
                submission,
                at: *at,
            },
            BaseSource::Revision { rev, commit } => BaseView::Revision {
                rev: Foreign::new(rev),
                commit: Foreign::new(commit),
            },
            BaseSource::None { reason } => BaseView::None {
                reason: Foreign::new(reason),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use storectl_model::SeenBytes;
    use storectl_plan::ReceiptStage;

    use super::*;
    use crate::receipts::testing::receipt;

    const URL: &str = "https://contoso.com/1.2/setup.exe";

    #[test]
    fn an_announcement_does_not_hide_the_installers_of_the_submission_before_it() {
        let seen = |length| ReceiptInstaller {
            package_url: URL.to_owned(),
            version: None,
            bytes: SeenBytes {
                length: Some(length),
                ..SeenBytes::default()
            },
        };
        let accepted = Receipt {
            installers: vec![seen(7)],
            ..receipt("1152921505700000001", 1)
        };
        let announced = Receipt {
            stage: ReceiptStage::Announced,
            installers: vec![seen(8)],
            ..receipt("1152921505700000002", 2)
        };
        let submission = accepted.stage.submission().cloned().unwrap();
        let mut remembered = Remembered::of_receipts(announced, Some(accepted), BTreeSet::new());
        assert_eq!(remembered.installer(URL), Some(&seen(7)));
        assert_eq!(
            remembered.installer("https://contoso.com/1.3/setup.exe"),
            None
        );

        // A submission that the Store does not know proves nothing.
        remembered.disown(&submission);
        assert_eq!(remembered.installer(URL), None);
    }
}
