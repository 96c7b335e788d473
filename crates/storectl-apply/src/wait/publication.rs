//! What the responses of submission status mean: pure.

use std::time::Duration;

/// How many responses in a row may say nothing before a wait ends: `UNKNOWN` is not terminal, and not endless (trap 84).
const PATIENCE: u32 = 10;

/// How many responses in a row may not know the submission: it takes a while to get about (trap 85).
const GRACE: u32 = 5;

/// How many such responses in a row are believed when a wait must end before those, and how long it must have taken.
const LEAST_GRACE: (u32, Duration) = (2, Duration::from_secs(10));

/// What a wait for publication does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is in the Store.
    Published,
    /// It failed, and the Store does not try again.
    Failed,
    /// Read again.
    Wait,
    /// The Store does not say its outcome.
    Unclear,
    /// The Store does not know it.
    Missing,
}

/// Follows the responses of one submission.
#[derive(Debug, Default)]
pub(crate) struct PublicationPoller {
    unclear: u32,
    missing: u32,
}

/// What one response of submission status says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Observation {
    /// `PUBLISHED`.
    Published,
    /// `INPROGRESS`, or a `FAILED` the Store tries again.
    Underway,
    /// `hasFailed`: final with any status (trap 83).
    Failed,
    /// `UNKNOWN`, or a word nobody knows yet.
    Unclear,
    /// HTTP 404.
    Missing,
}

impl PublicationPoller {
    /// Says what is believed of the last responses where the wait ends now, after this time.
    pub(crate) fn at_deadline(&self, waited: Duration) -> Verdict {
        let (reads, least) = LEAST_GRACE;
        if self.missing >= reads && waited >= least {
            Verdict::Missing
        } else {
            Verdict::Wait
        }
    }

    /// Takes a response and says what to do.
    pub(crate) fn observe(&mut self, news: Observation) -> Verdict {
        match news {
            Observation::Published => Verdict::Published,
            Observation::Failed => Verdict::Failed,
            Observation::Underway => {
                *self = Self::default();
                Verdict::Wait
            }
            Observation::Unclear => {
                self.missing = 0;
                self.unclear += 1;
                if self.unclear < PATIENCE {
                    Verdict::Wait
                } else {
                    Verdict::Unclear
                }
            }
            Observation::Missing => {
                self.missing += 1;
                if self.missing < GRACE {
                    Verdict::Wait
                } else {
                    Verdict::Missing
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_status_is_borne_for_a_while_and_forgotten_when_there_is_news() {
        let mut follow = PublicationPoller::default();
        for _ in 1..PATIENCE {
            assert_eq!(follow.observe(Observation::Unclear), Verdict::Wait);
        }
        assert_eq!(follow.observe(Observation::Underway), Verdict::Wait);
        for _ in 1..PATIENCE {
            assert_eq!(follow.observe(Observation::Unclear), Verdict::Wait);
        }
        assert_eq!(follow.observe(Observation::Unclear), Verdict::Unclear);
    }

    #[test]
    fn a_submission_nobody_knows_yet_gets_some_grace() {
        let mut follow = PublicationPoller::default();
        for _ in 1..GRACE {
            assert_eq!(follow.observe(Observation::Missing), Verdict::Wait);
        }
        assert_eq!(follow.observe(Observation::Missing), Verdict::Missing);
    }

    #[test]
    fn at_the_deadline_two_responses_that_do_not_know_it_are_believed_after_a_while() {
        let long = Duration::from_secs(10);
        let mut follow = PublicationPoller::default();
        follow.observe(Observation::Missing);
        assert_eq!(follow.at_deadline(long), Verdict::Wait);
        follow.observe(Observation::Missing);
        assert_eq!(follow.at_deadline(long / 2), Verdict::Wait);
        assert_eq!(follow.at_deadline(long), Verdict::Missing);
        follow.observe(Observation::Underway);
        assert_eq!(follow.at_deadline(long), Verdict::Wait);
    }

    #[test]
    fn published_and_failed_end_it() {
        assert_eq!(
            PublicationPoller::default().observe(Observation::Published),
            Verdict::Published
        );
        assert_eq!(
            PublicationPoller::default().observe(Observation::Failed),
            Verdict::Failed
        );
    }
}
