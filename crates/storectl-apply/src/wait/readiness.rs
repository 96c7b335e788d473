//! What the responses of module status mean for a wait: pure.

use storectl_model::{DraftStatus, MessageSeverity, StoreMessage, SubmissionId};
use storectl_plan::has_uncommitted_packages;

/// What one status response says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Every module is ready.
    Ready,
    /// The Store is at work; waiting helps.
    Working,
    /// A submission is in progress: every write is refused (trap 80).
    Busy(Option<SubmissionId>),
    /// Packages were written and not committed: only a commit ends this.
    Uncommitted,
    /// The Store could not take the packages.
    UploadFailed,
    /// A module has a fault that waiting cannot fix.
    Broken,
}

/// Judges one status response.
///
/// Readiness wins over messages, since warnings come with ready drafts (trap 3). Not ready without errors is work in
/// progress, as are errors of packages other than `packageuploaderror` (trap 75), and errors of targets nobody has seen
/// yet: the deadline bounds them. Case is not promised (field note 7).
pub(crate) fn judge(status: &DraftStatus) -> Reading {
    if let Some(submission) = &status.ongoing_submission {
        return Reading::Busy(Some(submission.clone()));
    }
    if status.is_ready {
        return Reading::Ready;
    }
    let targets = |module: &str| {
        errors(&status.messages).any(|it| it.target.to_ascii_lowercase().starts_with(module))
    };
    if targets("submission") {
        Reading::Busy(None)
    } else if errors(&status.messages).any(|it| it.code.eq_ignore_ascii_case("packageuploaderror"))
    {
        Reading::UploadFailed
    } else if has_uncommitted_packages(status) {
        Reading::Uncommitted
    } else if ["listings", "properties", "availability"]
        .iter()
        .any(|it| targets(it))
    {
        Reading::Broken
    } else {
        Reading::Working
    }
}

/// Returns the messages that are not warnings.
pub(crate) fn errors(messages: &[StoreMessage]) -> impl Iterator<Item = &StoreMessage> {
    messages.iter().filter(|it| match it.severity() {
        MessageSeverity::Error => true,
        MessageSeverity::Warning => false,
    })
}

/// How much one response is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// Nothing was started that a stale response could hide.
    Once,
    /// Work was started: the first response may be from before it (trap 77).
    Twice,
}

/// What the steps after this wait can still do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LaterWrites {
    /// They write metadata or images, which may fix what is broken now (trap 46).
    MayFix,
    /// They write nothing that could fix it.
    FixNothing,
}

/// Whether the packages may be committed once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recommit {
    /// It is worth one try, for the Store's download may have failed by chance (trap 61).
    Untried,
    /// It was tried in this run.
    Tried,
    /// This run commits nothing: it only watches.
    NotHere,
}

/// What is known of packages beside the Store's own word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KnownPackages {
    /// Nothing.
    AsReported,
    /// The journal says that they were written and not committed, which the Store need not report (trap 50).
    Uncommitted,
}

/// What a wait does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Go on to the next step.
    Proceed,
    /// Read again after the regular pause.
    Wait,
    /// Read again after a short pause, to confirm.
    Confirm,
    /// Commit the packages once more, then read again.
    CommitAgain,
    /// A submission is in the way.
    Busy(Option<SubmissionId>),
    /// The Store refuses the packages.
    PackagesRefused,
    /// Another module has a fault.
    Broken,
}

/// Follows the responses of one wait.
#[derive(Debug)]
pub(crate) struct ReadinessPoller {
    freshness: Freshness,
    later: LaterWrites,
    recommit: Recommit,
    packages: KnownPackages,
    /// The response before this one, since work was last started.
    last: Option<Reading>,
}

impl ReadinessPoller {
    pub(crate) fn new(
        freshness: Freshness,
        later: LaterWrites,
        recommit: Recommit,
        packages: KnownPackages,
    ) -> Self {
        Self {
            freshness,
            later,
            recommit,
            packages,
            last: None,
        }
    }

    /// Takes a response and says what to do.
    pub(crate) fn read(&mut self, status: &DraftStatus) -> Verdict {
        let reading = match (judge(status), self.packages) {
            (Reading::Working, KnownPackages::Uncommitted) => Reading::Uncommitted,
            (reading, KnownPackages::AsReported | KnownPackages::Uncommitted) => reading,
        };
        let confirmed = match self.freshness {
            Freshness::Once => true,
            // Either the same response again, or one that differs from an older one and so is newer than the work.
            Freshness::Twice => self.last.is_some(),
        };
        let when_confirmed = |verdict| if confirmed { verdict } else { Verdict::Confirm };
        let verdict = match &reading {
            Reading::Ready => when_confirmed(Verdict::Proceed),
            Reading::Working => Verdict::Wait,
            Reading::Busy(submission) => Verdict::Busy(submission.clone()),
            Reading::Uncommitted => match self.recommit {
                Recommit::Untried | Recommit::NotHere => when_confirmed(Verdict::CommitAgain),
                Recommit::Tried => Verdict::Wait,
            },
            Reading::UploadFailed => match self.recommit {
                Recommit::Untried => Verdict::CommitAgain,
                Recommit::Tried | Recommit::NotHere => when_confirmed(Verdict::PackagesRefused),
            },
            Reading::Broken => match self.later {
                LaterWrites::MayFix => when_confirmed(Verdict::Proceed),
                LaterWrites::FixNothing => Verdict::Broken,
            },
        };
        self.last = Some(reading);
        if verdict == Verdict::CommitAgain {
            *self = Self::new(
                Freshness::Twice,
                self.later,
                Recommit::Tried,
                KnownPackages::AsReported,
            );
        }
        verdict
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(code: &str, target: &str) -> StoreMessage {
        StoreMessage {
            code: code.to_owned(),
            message: "text".to_owned(),
            target: target.to_owned(),
        }
    }

    fn uncommitted() -> StoreMessage {
        StoreMessage {
            message: "Packages were updated but are not committed".to_owned(),
            ..message("badrequest", "packages")
        }
    }

    fn status(is_ready: bool, messages: &[StoreMessage]) -> DraftStatus {
        DraftStatus {
            is_ready,
            ongoing_submission: None,
            messages: messages.to_vec(),
        }
    }

    fn ready() -> DraftStatus {
        status(true, &[])
    }

    fn working() -> DraftStatus {
        status(false, &[])
    }

    fn upload_error() -> DraftStatus {
        status(false, &[message("PackageUploadError", "packages")])
    }

    fn gate(freshness: Freshness) -> ReadinessPoller {
        ReadinessPoller::new(
            freshness,
            LaterWrites::FixNothing,
            Recommit::Untried,
            KnownPackages::AsReported,
        )
    }

    /// A poller of someone who commits nothing.
    fn watcher(packages: KnownPackages) -> ReadinessPoller {
        ReadinessPoller::new(
            Freshness::Twice,
            LaterWrites::FixNothing,
            Recommit::NotHere,
            packages,
        )
    }

    #[test]
    fn packages_that_only_the_journal_knows_to_be_uncommitted_are_not_waited_for() {
        let mut watcher = watcher(KnownPackages::Uncommitted);
        assert_eq!(watcher.read(&working()), Verdict::Confirm);
        assert_eq!(watcher.read(&working()), Verdict::CommitAgain);
    }

    #[test]
    fn a_ready_draft_with_a_warning_is_ready() {
        let answer = status(true, &[message("Warning", "listings")]);
        assert_eq!(judge(&answer), Reading::Ready);
    }

    #[test]
    fn not_ready_is_judged_by_code_and_target_without_regard_to_case() {
        for (messages, reading) in [
            (vec![], Reading::Working),
            (vec![message("warning", "listings")], Reading::Working),
            (vec![message("badrequest", "packages")], Reading::Working),
            (vec![message("error", "somethingNew")], Reading::Working),
            (vec![message("badrequest", "Listings")], Reading::Broken),
            (vec![message("error", "properties")], Reading::Broken),
            (vec![message("error", "availability")], Reading::Broken),
            (
                vec![message("PACKAGEUPLOADERROR", "packages")],
                Reading::UploadFailed,
            ),
            (vec![message("error", "submission")], Reading::Busy(None)),
            (vec![uncommitted()], Reading::Uncommitted),
        ] {
            assert_eq!(judge(&status(false, &messages)), reading, "{messages:?}");
        }
    }

    #[test]
    fn an_ongoing_submission_is_busy_however_ready_the_draft_is() {
        let id: SubmissionId = "1152921505700517065".parse().unwrap();
        let answer = DraftStatus {
            ongoing_submission: Some(id.clone()),
            ..ready()
        };
        assert_eq!(judge(&answer), Reading::Busy(Some(id)));
    }

    #[test]
    fn one_ready_answer_is_enough_where_nothing_was_started() {
        assert_eq!(gate(Freshness::Once).read(&ready()), Verdict::Proceed);
    }

    #[test]
    fn after_work_was_started_a_lone_ready_answer_may_be_stale() {
        let mut gate = gate(Freshness::Twice);
        assert_eq!(gate.read(&ready()), Verdict::Confirm);
        assert_eq!(gate.read(&working()), Verdict::Wait);
        assert_eq!(gate.read(&ready()), Verdict::Proceed);
    }

    #[test]
    fn two_ready_answers_in_a_row_are_enough() {
        let mut gate = gate(Freshness::Twice);
        assert_eq!(gate.read(&ready()), Verdict::Confirm);
        assert_eq!(gate.read(&ready()), Verdict::Proceed);
    }

    #[test]
    fn a_failed_upload_is_committed_once_more_and_refused_when_it_fails_again() {
        let mut gate = gate(Freshness::Twice);
        assert_eq!(gate.read(&upload_error()), Verdict::CommitAgain);
        assert_eq!(gate.read(&upload_error()), Verdict::Confirm);
        assert_eq!(gate.read(&upload_error()), Verdict::PackagesRefused);
    }

    #[test]
    fn who_commits_nothing_waits_neither_for_a_commit_nor_for_a_failed_upload() {
        for (answer, verdict) in [
            (status(false, &[uncommitted()]), Verdict::CommitAgain),
            (upload_error(), Verdict::PackagesRefused),
        ] {
            let mut watcher = watcher(KnownPackages::AsReported);
            assert_eq!(watcher.read(&answer), Verdict::Confirm);
            assert_eq!(watcher.read(&answer), verdict);
        }
    }

    #[test]
    fn a_failed_upload_may_heal() {
        let mut gate = gate(Freshness::Twice);
        assert_eq!(gate.read(&upload_error()), Verdict::CommitAgain);
        assert_eq!(gate.read(&working()), Verdict::Wait);
        assert_eq!(gate.read(&ready()), Verdict::Proceed);
    }

    #[test]
    fn a_broken_module_stops_unless_a_later_step_may_mend_it() {
        let broken = status(false, &[message("badrequest", "listings")]);
        assert_eq!(gate(Freshness::Twice).read(&broken), Verdict::Broken);
        let mut before_metadata = ReadinessPoller::new(
            Freshness::Twice,
            LaterWrites::MayFix,
            Recommit::Untried,
            KnownPackages::AsReported,
        );
        assert_eq!(before_metadata.read(&broken), Verdict::Confirm);
        assert_eq!(before_metadata.read(&broken), Verdict::Proceed);
    }
}
