//! Destructive changes and the tokens that allow them (design.md §6): a pass over the changes of a plan.

mod classes;
mod tokens;

use storectl_model::AckToken;

pub use self::classes::DestructiveClass;
use crate::Change;

/// A destructive change's lock: its token opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// Why it is destructive.
    pub class: DestructiveClass,
    /// What the manifest's `acknowledge` or `--acknowledge` must name.
    pub token: AckToken,
    /// Whether it is named.
    pub acknowledged: bool,
}

/// Locks every destructive change; those whose token is among `acknowledged` are open.
pub(crate) fn guard(changes: &mut [Change], acknowledged: impl Fn(&AckToken) -> bool) {
    for change in changes {
        change.guard = classes::class(change).map(|class| {
            let token = tokens::token(class, change);
            Guard {
                class,
                acknowledged: acknowledged(&token),
                token,
            }
        });
    }
}
