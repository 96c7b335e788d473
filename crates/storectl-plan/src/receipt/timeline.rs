//! When storectl first saw each state of a submission.

use storectl_model::SubmissionId;

use super::Receipt;
use crate::{LastSubmission, SubmissionOutcome};

/// A state of a submission, in order. Source: forms.md, "Receipts" 13.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TimelineState {
    /// The draft was changed.
    Draft,
    /// The packages are uploaded, and the draft is ready.
    Uploaded,
    /// The Store accepted the submission.
    Submitted,
    /// The Store first said that certification is in progress.
    Certification,
    /// It is in the Store.
    Published,
    /// It failed for good.
    Failed,
}

impl TimelineState {
    /// Every state, in order.
    pub const ALL: &[Self] = &[
        Self::Draft,
        Self::Uploaded,
        Self::Submitted,
        Self::Certification,
        Self::Published,
        Self::Failed,
    ];

    /// Returns the word that documents use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Uploaded => "uploaded",
            Self::Submitted => "submitted",
            Self::Certification => "certification",
            Self::Published => "published",
            Self::Failed => "failed",
        }
    }

    /// Returns the state that a word of a document names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.as_str() == word)
    }
}

/// A state and when it was first seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// The state.
    pub state: TimelineState,
    /// When storectl first saw it, in seconds since 1970.
    pub at: u64,
    /// The submission it is a state of; `None` before there is one.
    pub submission: Option<SubmissionId>,
}

/// The states of one submission that were seen, in order, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline(Vec<TimelineEntry>);

impl Timeline {
    /// Takes entries in any order; of a state that stands twice the earlier time holds.
    pub fn new(entries: impl IntoIterator<Item = TimelineEntry>) -> Self {
        let mut timeline = Self::default();
        for it in entries {
            timeline.see(it.state, it.at, it.submission);
        }
        timeline
    }

    /// Joins what the receipt and the journal know of the last submission; empty where neither knows a time.
    ///
    /// A receipt of an earlier submission than the journal's says nothing of it.
    pub fn of(receipt: Option<&Receipt>, last: Option<&LastSubmission>) -> Self {
        let is_same = |it: &&Receipt| match (it.stage.submission(), last) {
            (Some(id), Some(last)) => *id == last.id,
            (Some(_), None) => true,
            (None, _) => false,
        };
        let receipt = receipt.filter(is_same);
        let mut timeline = receipt.map(|it| it.timeline.clone()).unwrap_or_default();
        let Some(last) = last else { return timeline };
        let ended = match last.outcome {
            SubmissionOutcome::Published => Some(TimelineState::Published),
            SubmissionOutcome::Failed => Some(TimelineState::Failed),
            SubmissionOutcome::InProgress | SubmissionOutcome::Unknown => None,
        };
        let states = [
            (Some(TimelineState::Submitted), last.submitted_at),
            (ended, last.ended_at),
        ];
        for (state, at) in states {
            if let Some((state, at)) = state.zip(at) {
                timeline.see(state, at, Some(last.id.clone()));
            }
        }
        timeline
    }

    /// Returns when a submission was first seen to have ended, in seconds since 1970.
    pub fn ended_at(&self, submission: &SubmissionId) -> Option<u64> {
        let ends = [TimelineState::Published, TimelineState::Failed];
        let is_end = |it: &&TimelineEntry| {
            ends.contains(&it.state) && it.submission.as_ref() == Some(submission)
        };
        self.0.iter().find(is_end).map(|it| it.at)
    }

    /// Takes a state that was seen `at` this time. The time of a state that was seen before stays, unless it is later.
    pub fn see(&mut self, state: TimelineState, at: u64, submission: Option<SubmissionId>) {
        match self.0.binary_search_by_key(&state, |it| it.state) {
            Ok(found) => {
                let known = &mut self.0[found];
                known.at = known.at.min(at);
                if known.submission.is_none() {
                    known.submission = submission;
                }
            }
            Err(place) => self.0.insert(
                place,
                TimelineEntry {
                    state,
                    at,
                    submission,
                },
            ),
        }
    }

    /// Returns the entries, in order of the states.
    pub fn entries(&self) -> &[TimelineEntry] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_stand_in_order_and_keep_when_they_were_first_seen() {
        let mut timeline = Timeline::default();
        let id: SubmissionId = "1152921505123".parse().unwrap();
        timeline.see(TimelineState::Published, 40, Some(id.clone()));
        timeline.see(TimelineState::Submitted, 10, Some(id.clone()));
        timeline.see(TimelineState::Certification, 20, Some(id.clone()));
        timeline.see(TimelineState::Certification, 30, Some(id));
        let seen: Vec<(&str, u64)> = timeline
            .entries()
            .iter()
            .map(|it| (it.state.as_str(), it.at))
            .collect();
        assert_eq!(
            seen,
            [("submitted", 10), ("certification", 20), ("published", 40)]
        );
    }

    #[test]
    fn what_nobody_recorded_has_no_time() {
        let last = LastSubmission {
            id: "1152921505123".parse().unwrap(),
            outcome: SubmissionOutcome::Published,
            submitted_at: Some(10),
            ended_at: None,
        };
        let states = |last: Option<&LastSubmission>| {
            let timeline = Timeline::of(None, last);
            let entries = timeline.entries().iter();
            entries.map(|it| it.state.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(states(None), Vec::<&str>::new());
        assert_eq!(states(Some(&last)), ["submitted"]);
        let ended = LastSubmission {
            ended_at: Some(20),
            ..last
        };
        assert_eq!(states(Some(&ended)), ["submitted", "published"]);
    }

    #[test]
    fn every_word_names_its_state() {
        for state in TimelineState::ALL {
            assert_eq!(TimelineState::from_word(state.as_str()), Some(*state));
        }
        assert_eq!(TimelineState::from_word("certified"), None);
    }
}
