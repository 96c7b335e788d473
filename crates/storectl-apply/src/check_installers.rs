//! When the installers are looked at again, and what follows where they are not what was planned.

use storectl_plan::{Failure, FailureKind, NextStep};

use crate::{
    executor::{Announcement, Executor},
    failure::{StepError, failure, stopped},
    installers::{InstallerFault, InstallerFaultKind},
};

/// The request that rests on the installers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RestsOnInstallers {
    /// A commit of packages.
    Commit,
    /// The repeat of one whose response was lost and whose first repeat was refused: a refusal alone no longer says that it
    /// failed.
    RepeatedCommit,
    /// The request to submit.
    Submit,
}

impl RestsOnInstallers {
    /// Says what was done with the packages where the request is not sent.
    fn packages(self) -> &'static str {
        match self {
            Self::Commit => "the commit of the packages was not sent",
            Self::RepeatedCommit => "whether the packages are committed is not known",
            // No plan submits before a commit.
            Self::Submit => "the packages are committed",
        }
    }
}

/// Why a look at the installers lets nothing follow.
enum NotSame {
    /// An installer is another one, or cannot be told.
    Fault(InstallerFault),
    /// The time of the run was up before the look ended.
    Late,
}

impl Executor<'_> {
    /// Looks at the installers again. Where one is not what the plan saw, or cannot be told, `next` must not be sent.
    pub(crate) async fn check_installers(
        &mut self,
        next: RestsOnInstallers,
    ) -> Result<(), StepError> {
        let (look, clock, until) = (self.installers.check(), self.clock, self.poll.until);
        let look = async {
            tokio::select! {
                biased;
                found = look => found.map_err(NotSame::Fault),
                () = clock.reached(until) => Err(NotSame::Late),
            }
        };
        let done = |executor: &Self| {
            let submitted = match executor.announcement {
                Announcement::None | Announcement::Made => "nothing was submitted",
                Announcement::InDoubt => {
                    "whether the Store accepted an earlier submit request is not known"
                }
            };
            format!("{}, and {submitted}", next.packages())
        };
        let error = match self.cancel.race(look).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(NotSame::Fault(fault))) => StepError::failed(of_fault(fault, &done(self))),
            Ok(Err(NotSame::Late)) => StepError::interrupted(Failure {
                next: vec![NextStep::Continue],
                ..failure(
                    FailureKind::Waiting,
                    format!(
                        "the installers could not be checked again before the deadline; {}",
                        done(self)
                    ),
                )
            }),
            Err(signal) => StepError::interrupted(stopped(
                signal,
                "while checking the installers again",
                NextStep::Continue,
            )),
        };
        Err(match (next, self.announcement) {
            // What this step sent before may have taken effect.
            (RestsOnInstallers::RepeatedCommit, _) | (_, Announcement::InDoubt) => {
                StepError::Unknown(error.into_failure())
            }
            (
                RestsOnInstallers::Commit | RestsOnInstallers::Submit,
                Announcement::None | Announcement::Made,
            ) => error,
        })
    }
}

fn of_fault(fault: InstallerFault, done: &str) -> Failure {
    let InstallerFault {
        package,
        kind,
        message,
    } = fault;
    let address = package.key("packageUrl");
    let (kind, what, next, hint) = match kind {
        InstallerFaultKind::OtherBytes => (
            FailureKind::Stale,
            "the installer is not the one that was planned",
            NextStep::PlanAgain,
            Some("serve each version under an address of its own, so that its bytes never change"),
        ),
        InstallerFaultKind::CannotTell => (
            FailureKind::InstallerUnknown,
            "whether the installer is the one that was planned is not known",
            NextStep::Continue,
            None,
        ),
    };
    Failure {
        next: vec![next],
        hints: hint.into_iter().map(str::to_owned).collect(),
        fields: vec![address.clone()],
        ..failure(kind, format!("{address}: {what}: {message}; {done}"))
    }
}
