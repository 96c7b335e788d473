//! The one table of writes: may a write be repeated, how is its effect found out, what does a refused repeat mean.
//!
//! The retry loop goes by it, and so does whoever executes a plan. Source: field-notes.md, traps 9, 50, 62, 78 and 79.

use std::fmt;

use crate::{
    error::{EarlierAttempts, Error},
    error_kind::ErrorKind,
};

/// A write of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WriteOperation {
    /// PATCH metadata.
    PatchMetadata,
    /// PUT packages.
    ReplacePackages,
    /// PATCH packages/{id}.
    PatchPackage,
    /// POST packages/commit.
    CommitPackages,
    /// POST listings/assets/create.
    CreateAssets,
    /// PUT listings/assets/commit.
    CommitAssets,
    /// POST submit.
    Submit,
}

/// What is known of a write: a row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteRules {
    /// On which failures it is repeated.
    pub repeat: Repeat,
    /// How to find out whether it took effect when its answer was lost.
    pub check: EffectCheck,
    /// What it means that a repeat is refused after an attempt whose answer was lost.
    pub refused_repeat: RefusedRepeat,
}

/// On which failures a request is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// On every failure that passes, any 5xx included: it only reads, or sends the same bytes to the same address.
    OnAnyPassingFailure,
    /// On throttling, missing connections, lost and garbled answers, 408, 502, 503 and 504: doing it twice is doing it once.
    WhereTwiceIsOnce,
    /// On throttling and missing connections only: where the service surely did not act on it.
    WhereNotActedOn,
}

/// How to find out whether a write took effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EffectCheck {
    /// Read the metadata and compare the changed fields.
    ReadMetadata,
    /// Read the packages and compare them.
    ReadPackages,
    /// Read the images of the language and compare their ids in order.
    ReadImages,
    /// Read the draft's status: work under way proves it, a ready draft proves nothing. To commit once more is harmless.
    ReadReadiness,
    /// Read the draft's status twice, spaced, for a submission in progress.
    ReadOngoingSubmission,
    /// There is nothing to find out: what it made changes no draft until something else uses it.
    Nothing,
}

/// What it means that a repeat is refused after an attempt that may have been acted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedRepeat {
    /// Nothing by itself: only the check tells. A language that was added cannot be added again.
    AskTheCheck,
    /// The first attempt took effect where the refusal says that the draft is not ready: it started that work.
    TookEffectWhereNotReady,
    /// The submission in the way may be the first attempt's: it is this work's own only if its content is.
    MayBeOurSubmission,
    /// A plain refusal: the first attempt does not matter.
    PlainRefusal,
}

/// What a failed write means for the draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailedWrite {
    /// It had no effect.
    WithoutEffect,
    /// It may have taken effect; this finds out.
    Unknown(EffectCheck),
    /// It was refused, but an earlier attempt may have taken effect.
    RefusedRepeat {
        /// What the refusal means.
        meaning: RefusedRepeat,
        /// What finds out.
        check: EffectCheck,
    },
}

impl fmt::Display for WriteOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::PatchMetadata => "PATCH metadata",
            Self::ReplacePackages => "PUT packages",
            Self::PatchPackage => "PATCH packages",
            Self::CommitPackages => "POST packages/commit",
            Self::CreateAssets => "POST listings/assets/create",
            Self::CommitAssets => "PUT listings/assets/commit",
            Self::Submit => "POST submit",
        })
    }
}

impl WriteOperation {
    /// Every write of the contract.
    pub const ALL: [Self; 7] = [
        Self::PatchMetadata,
        Self::ReplacePackages,
        Self::PatchPackage,
        Self::CommitPackages,
        Self::CreateAssets,
        Self::CommitAssets,
        Self::Submit,
    ];

    /// Gives its row of the table.
    pub const fn rules(self) -> WriteRules {
        let (repeat, check, refused_repeat) = match self {
            Self::PatchMetadata => (
                Repeat::WhereTwiceIsOnce,
                EffectCheck::ReadMetadata,
                RefusedRepeat::AskTheCheck,
            ),
            Self::ReplacePackages | Self::PatchPackage => (
                Repeat::WhereTwiceIsOnce,
                EffectCheck::ReadPackages,
                RefusedRepeat::AskTheCheck,
            ),
            Self::CommitPackages => (
                Repeat::WhereTwiceIsOnce,
                EffectCheck::ReadReadiness,
                RefusedRepeat::TookEffectWhereNotReady,
            ),
            Self::CreateAssets => (
                Repeat::WhereTwiceIsOnce,
                EffectCheck::Nothing,
                RefusedRepeat::PlainRefusal,
            ),
            Self::CommitAssets => (
                Repeat::WhereTwiceIsOnce,
                EffectCheck::ReadImages,
                RefusedRepeat::AskTheCheck,
            ),
            Self::Submit => (
                Repeat::WhereNotActedOn,
                EffectCheck::ReadOngoingSubmission,
                RefusedRepeat::MayBeOurSubmission,
            ),
        };
        WriteRules {
            repeat,
            check,
            refused_repeat,
        }
    }

    /// Gives what the failure of this write means for the draft.
    pub fn failed(self, error: &Error) -> FailedWrite {
        let WriteRules {
            repeat: _,
            check,
            refused_repeat,
        } = self.rules();
        if check == EffectCheck::Nothing {
            return FailedWrite::WithoutEffect;
        }
        if error.outcome_unknown() {
            return FailedWrite::Unknown(check);
        }
        match error.earlier_attempts() {
            EarlierAttempts::WithoutEffect => FailedWrite::WithoutEffect,
            EarlierAttempts::PerhapsActedOn => match error.kind() {
                ErrorKind::Rejected { .. } | ErrorKind::NotFound { .. } => {
                    FailedWrite::RefusedRepeat {
                        meaning: refused_repeat,
                        check,
                    }
                }
                _ => FailedWrite::Unknown(check),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use storectl_model::NetworkCause;

    use super::*;
    use crate::error::Effort;

    fn lost() -> Error {
        Error::new(ErrorKind::AnswerLost {
            cause: NetworkCause::Reset,
            what: String::new(),
        })
    }

    fn refused_after(earlier: EarlierAttempts) -> Error {
        Error::new(ErrorKind::Rejected { ongoing: None }).after(Effort {
            attempts: 2,
            waited: Duration::ZERO,
            earlier,
        })
    }

    #[test]
    fn every_write_has_a_row_and_all_but_submit_may_be_done_twice() {
        for operation in WriteOperation::ALL {
            let rules = operation.rules();
            let is_submit = operation == WriteOperation::Submit;
            assert_eq!(
                rules.repeat == Repeat::WhereNotActedOn,
                is_submit,
                "{operation:?}"
            );
            assert_ne!(rules.repeat, Repeat::OnAnyPassingFailure, "{operation:?}");
        }
    }

    #[test]
    fn a_lost_answer_is_cleared_up_as_the_write_needs() {
        for operation in WriteOperation::ALL {
            let expected = match operation {
                WriteOperation::PatchMetadata => FailedWrite::Unknown(EffectCheck::ReadMetadata),
                WriteOperation::ReplacePackages | WriteOperation::PatchPackage => {
                    FailedWrite::Unknown(EffectCheck::ReadPackages)
                }
                WriteOperation::CommitPackages => FailedWrite::Unknown(EffectCheck::ReadReadiness),
                WriteOperation::CreateAssets => FailedWrite::WithoutEffect,
                WriteOperation::CommitAssets => FailedWrite::Unknown(EffectCheck::ReadImages),
                WriteOperation::Submit => FailedWrite::Unknown(EffectCheck::ReadOngoingSubmission),
            };
            assert_eq!(operation.failed(&lost()), expected, "{operation:?}");
        }
    }

    #[test]
    fn a_refusal_has_no_effect_unless_an_attempt_before_it_may_have_had_one() {
        for operation in WriteOperation::ALL {
            let plain = refused_after(EarlierAttempts::WithoutEffect);
            assert_eq!(
                operation.failed(&plain),
                FailedWrite::WithoutEffect,
                "{operation:?}"
            );
            let rules = operation.rules();
            let expected = match operation {
                WriteOperation::CreateAssets => FailedWrite::WithoutEffect,
                _ => FailedWrite::RefusedRepeat {
                    meaning: rules.refused_repeat,
                    check: rules.check,
                },
            };
            let repeated = refused_after(EarlierAttempts::PerhapsActedOn);
            assert_eq!(operation.failed(&repeated), expected, "{operation:?}");
        }
    }

    #[test]
    fn a_commit_of_packages_refused_the_second_time_took_effect_the_first_time() {
        let repeated = refused_after(EarlierAttempts::PerhapsActedOn);
        assert_eq!(
            WriteOperation::CommitPackages.failed(&repeated),
            FailedWrite::RefusedRepeat {
                meaning: RefusedRepeat::TookEffectWhereNotReady,
                check: EffectCheck::ReadReadiness,
            }
        );
    }

    #[test]
    fn a_repeat_that_never_arrived_leaves_the_first_attempt_open() {
        let unsent = Error::new(ErrorKind::NotReachable {
            cause: NetworkCause::Refused,
            what: String::new(),
        });
        let unsent = unsent.after(Effort {
            attempts: 5,
            waited: Duration::ZERO,
            earlier: EarlierAttempts::PerhapsActedOn,
        });
        assert_eq!(
            WriteOperation::PatchMetadata.failed(&unsent),
            FailedWrite::Unknown(EffectCheck::ReadMetadata)
        );
    }
}
