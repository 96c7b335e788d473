//! What a named token stands for, to be recognized once a part of it is done.

use std::collections::BTreeSet;

use storectl_model::AckToken;

/// A token that was named and covers several changes, or covered them before some were written: it is derived from all of
/// them, so what is left of them after an interruption would have another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgment {
    /// The token.
    pub token: AckToken,
    /// Each change, by the token that it would have if it were the only one. Which values they stand for, nobody can tell
    /// from them.
    pub changes: BTreeSet<AckToken>,
}
