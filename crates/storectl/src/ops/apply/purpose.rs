//! What an apply is for.

use crate::args::ConsentArgs;

/// What is to be done with the drafts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// They are made to match their manifests.
    Apply,
    /// They are submitted as they are, and must match their manifests already.
    Submit,
}

/// What happens where a submission is in progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ongoing {
    /// The product is refused.
    Refuse,
    /// It is waited for.
    Await,
}

impl Ongoing {
    /// Takes it from the flags.
    pub(crate) fn of(args: &ConsentArgs) -> Self {
        if args.wait_for_ongoing {
            Self::Await
        } else {
            Self::Refuse
        }
    }
}
