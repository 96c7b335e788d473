//! Where the receipts of a product end: the ref of this repository, and that of the remote.

use std::collections::BTreeMap;

use storectl_platform::{Git, GitError, ObjectId};

use super::place::{APPLIED, FETCHED, ReceiptPlace};

/// The last commits with receipts of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tips {
    /// The one in this repository.
    pub(super) here: Option<ObjectId>,
    /// The one of the remote, as fetched last.
    pub(super) there: Option<ObjectId>,
}

impl Tips {
    /// Asks git for those of a product.
    ///
    /// # Errors
    /// Returns an error if git cannot answer.
    pub(super) fn read(git: &Git, place: &ReceiptPlace) -> Result<Self, GitError> {
        let [here, there] = [APPLIED, FETCHED].map(|it| place.reference(it));
        let refs = git.references(&[&here, &there])?;
        Ok(Self::of(&refs, place))
    }

    /// Finds those of a product among refs.
    pub(super) fn of(refs: &BTreeMap<String, ObjectId>, place: &ReceiptPlace) -> Self {
        let [here, there] = [APPLIED, FETCHED].map(|it| refs.get(&place.reference(it)).cloned());
        Self { here, there }
    }

    /// Returns those to be read, with the names of their refs: the one that holds the other, or both where each holds what the
    /// other lacks, the remote's first.
    ///
    /// # Errors
    /// Returns an error if git cannot answer.
    pub(super) fn reading_order(
        self,
        git: &Git,
        place: &ReceiptPlace,
    ) -> Result<Vec<(String, ObjectId)>, GitError> {
        let tip = |prefix, it: Option<ObjectId>| it.map(|it| (place.reference(prefix), it));
        Ok(match (tip(FETCHED, self.there), tip(APPLIED, self.here)) {
            (Some(there), Some(here)) => {
                if git.is_before(&here.1, &there.1)? {
                    vec![there]
                } else if git.is_before(&there.1, &here.1)? {
                    vec![here]
                } else {
                    vec![there, here]
                }
            }
            (one, other) => one.into_iter().chain(other).collect(),
        })
    }
}
