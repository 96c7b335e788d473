//! Exit codes: part of the interface (design.md §2). No other file of this program knows their numbers.

use std::{fmt::Write as _, process::ExitCode};

/// How a run ended, as scripts see it.
///
/// The order is that of design.md §2: of several products, or several reasons in one, the greatest decides the run's
/// code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Done, or nothing to do.
    Ok,
    /// `plan --detailed-exitcode`: differences, no error.
    Changes,
    /// A submission is in progress, or the draft is not ready for a reason this apply cannot fix.
    Busy,
    /// Throttled or unavailable after bounded retries.
    Transient,
    /// The Store is still working.
    Waiting,
    /// Some steps done, some not.
    Partial,
    /// The Store refused values, packages or assets; certification failed.
    Rejected,
    /// Everything was accepted, but the read-back differs.
    Unconverged,
    /// Unclassified, local I/O.
    Error,
    /// The plan is not the one that was approved, or the draft changed.
    Stale,
    /// A destructive change has no acknowledgment.
    Blocked,
    /// The manifest or the policy has errors.
    Invalid,
    /// Sign-in, role, tenant, seller or product id.
    Auth,
    /// Wrong arguments.
    Usage,
    /// SIGINT.
    Interrupted,
    /// SIGTERM.
    Terminated,
}

/// Whether running the same command again can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Retry {
    /// There is nothing to repeat.
    Unneeded,
    /// Something has to be fixed first.
    No,
    /// It can help once somebody else is done.
    Later,
    /// It can help as it is.
    Yes,
}

impl Retry {
    /// Returns the answer to "should a job engine retry?".
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Unneeded => "not needed",
            Self::No => "no",
            Self::Later => "later",
            Self::Yes => "yes",
        }
    }
}

impl Exit {
    /// Every exit, by code.
    pub(crate) const ALL: [Self; 16] = [
        Self::Ok,
        Self::Error,
        Self::Changes,
        Self::Invalid,
        Self::Blocked,
        Self::Stale,
        Self::Busy,
        Self::Auth,
        Self::Transient,
        Self::Rejected,
        Self::Partial,
        Self::Waiting,
        Self::Unconverged,
        Self::Usage,
        Self::Interrupted,
        Self::Terminated,
    ];

    /// Returns the process's exit code.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Error => 1,
            Self::Changes => 2,
            Self::Invalid => 10,
            Self::Blocked => 11,
            Self::Stale => 12,
            Self::Busy => 13,
            Self::Auth => 20,
            Self::Transient => 21,
            Self::Rejected => 22,
            Self::Partial => 30,
            Self::Waiting => 31,
            Self::Unconverged => 32,
            Self::Usage => 64,
            Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }

    /// Returns its name in JSON.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Error => "error",
            Self::Changes => "changes",
            Self::Invalid => "invalid",
            Self::Blocked => "blocked",
            Self::Stale => "stale",
            Self::Busy => "busy",
            Self::Auth => "auth",
            Self::Transient => "transient",
            Self::Rejected => "rejected",
            Self::Partial => "partial",
            Self::Waiting => "waiting",
            Self::Unconverged => "unconverged",
            Self::Usage => "usage",
            Self::Interrupted | Self::Terminated => "interrupted",
        }
    }

    /// Says what it means, in one line.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Ok => "done, or nothing to do",
            Self::Error => {
                "unclassified error, or a local file that cannot be read or written; fmt --check: a file would change"
            }
            Self::Changes => "plan --detailed-exitcode: the plan has changes",
            Self::Invalid => "the manifest has errors, on its own or combined with the draft",
            Self::Blocked => {
                "a destructive change is not acknowledged, the policy forbids the plan, or --fail-on found what it names"
            }
            Self::Stale => "the plan is not the approved one, or the draft changed",
            Self::Busy => "a submission is in progress, or the draft is not ready",
            Self::Auth => "sign-in failed, or the role, tenant, seller or product ID is wrong",
            Self::Transient => "throttled or unavailable after retries",
            Self::Rejected => {
                "the Store rejected values, packages or assets, or certification failed"
            }
            Self::Partial => "some steps are done; run again to finish",
            Self::Waiting => "the Store is still working",
            Self::Unconverged => {
                "the Store accepted the changes, but the draft still differs; not submitted; import: the manifest \
                 differs from the draft"
            }
            Self::Usage => "invalid arguments, or a PATH that does not exist",
            Self::Interrupted => {
                "interrupted (SIGINT); pending work is recorded, and import writes nothing"
            }
            Self::Terminated => {
                "terminated (SIGTERM); pending work is recorded, and import writes nothing"
            }
        }
    }

    /// Says what to do about it.
    pub(crate) fn advice(self) -> &'static str {
        match self {
            Self::Ok => "No action is needed.",
            Self::Error => {
                "Read the message. It names the file that is missing, unreadable or malformed."
            }
            Self::Changes => {
                "Review the plan, then run `storectl apply`. No other command exits with 2."
            }
            Self::Invalid => {
                "Fix the manifest. `storectl validate` shows every error with its line; `storectl explain CODE` explains an error."
            }
            Self::Blocked => {
                "Review the change. If it is intended, add the token from the plan to `acknowledge:` in the manifest, or pass it with `--acknowledge`. If the policy forbids the plan, undo what it names, or have its owners change the policy."
            }
            Self::Stale => "Plan again, review what changed, and apply the new plan.",
            Self::Busy => {
                "Wait until the submission ends (`--wait-for-ongoing`), or cancel it in Partner Center. If the draft is not ready, fix what the Store reports."
            }
            Self::Auth => {
                "Fix the credentials, the application's role, or the IDs. The message names the service that responded."
            }
            Self::Transient => "Run the same command again. Nothing was written.",
            Self::Rejected => {
                "Fix the problems that the Store reports, then apply again. The certification report is in Partner Center."
            }
            Self::Partial => {
                "Run the same command again. It reads the draft and continues where it left off."
            }
            Self::Waiting => "Run the same command again, or increase `--timeout`.",
            Self::Unconverged => {
                "Check the fields that differ, including in Partner Center, then plan again. After `import`, remove them from \
                 the manifest or correct them."
            }
            Self::Usage => "Fix the command line. `storectl help COMMAND` lists the arguments.",
            Self::Interrupted | Self::Terminated => {
                "Run the same command again. It continues where it left off; `import` starts again."
            }
        }
    }

    /// Says whether a job engine may run the same command again.
    pub(crate) fn retry(self) -> Retry {
        match self {
            Self::Ok | Self::Changes => Retry::Unneeded,
            Self::Error
            | Self::Invalid
            | Self::Blocked
            | Self::Stale
            | Self::Auth
            | Self::Rejected
            | Self::Unconverged
            | Self::Usage => Retry::No,
            Self::Busy => Retry::Later,
            Self::Transient
            | Self::Partial
            | Self::Waiting
            | Self::Interrupted
            | Self::Terminated => Retry::Yes,
        }
    }

    /// Finds the exit of a code.
    pub(crate) fn of_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Returns the table for `--help`: one line per code, with whether a job engine should retry.
pub(crate) fn table() -> String {
    Exit::ALL.into_iter().fold(
        "Exit codes (and retry by a job engine):\n".to_owned(),
        |mut text, exit| {
            let (code, retry) = (exit.code(), exit.retry().as_str());
            let _ = writeln!(text, "  {code:>3}  {} (retry: {retry})", exit.meaning());
            text
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_reasons_the_contracts_order_decides() {
        let order = [
            143, 130, 64, 20, 10, 11, 12, 1, 32, 22, 30, 31, 21, 13, 2, 0,
        ];
        let mut all = Exit::ALL;
        all.sort_unstable_by(|one, other| other.cmp(one));
        assert_eq!(all.map(Exit::code), order);
    }

    #[test]
    fn every_code_leads_back_to_its_exit() {
        for exit in Exit::ALL {
            assert_eq!(Exit::of_code(exit.code()), Some(exit));
        }
        assert_eq!(Exit::of_code(3), None);
    }
}
