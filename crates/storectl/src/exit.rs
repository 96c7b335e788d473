//! Exit codes: part of the interface (design.md §2). Nothing else in this program knows their numbers.

use std::process::ExitCode;

/// How a run ended, as scripts see it.
///
/// The order is that of gravity: of several products' codes the greatest is the run's. Success is the least, then
/// "there are differences", then what waiting mends, then what people mend, then what they must look at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Done, or nothing to do.
    Ok,
    /// `plan --detailed-exitcode`: differences, no error.
    Changes,
    /// The deadline passed while the Store was still working.
    Waiting,
    /// A submission is in progress, or the draft is not ready for a reason this apply cannot mend.
    Busy,
    /// A destructive change has no acknowledgement.
    Blocked,
    /// The plan is not the one that was approved, or the draft moved.
    Stale,
    /// Throttled or unavailable after bounded retries.
    Transient,
    /// Everything was accepted, but the read-back differs.
    Unconverged,
    /// The Store refused values, packages or assets; certification failed.
    Rejected,
    /// Sign-in, role, tenant, seller or product id.
    Auth,
    /// The manifest has errors.
    Invalid,
    /// Unclassified.
    Error,
    /// Some steps done, some not.
    Partial,
    /// Wrong arguments.
    Usage,
    /// SIGTERM.
    Terminated,
    /// SIGINT.
    Interrupted,
}

impl Exit {
    /// Gives the process's exit code.
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

    /// Gives the name design.md §2 has for it.
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
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// The table for `--help`.
pub(crate) const HELP: &str = "\
Exit codes:
    0  done, or nothing to do
    1  unclassified error
    2  plan --detailed-exitcode: there are differences
   10  the manifest has errors
   11  a destructive change has no acknowledgement
   12  the plan is not the one approved, or the draft moved
   13  a submission is in progress, or the draft is not ready
   20  sign-in, role, tenant, seller or product id
   21  throttled or unavailable after bounded retries
   22  the Store refused values, packages or assets
   30  some steps done, some not; run the same command again
   31  the deadline passed while the Store was still working
   32  accepted, but the read-back differs; not submitted
   64  wrong arguments
  130, 143  interrupted, terminated

stdout carries the result, stderr the talk. Text is for people and may change; scripts use --format json.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_of_several_products_is_the_codes_order_and_not_its_number() {
        let worst = [Exit::Changes, Exit::Waiting, Exit::Ok, Exit::Auth];
        assert_eq!(worst.into_iter().max(), Some(Exit::Auth));
        assert!(Exit::Partial > Exit::Waiting);
        assert!(Exit::Interrupted > Exit::Partial);
    }
}
