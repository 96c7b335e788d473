//! Receipts in git: commits on a ref, newest last.

use std::{collections::BTreeSet, iter};

use storectl_model::ProductId;
use storectl_plan::{Receipt, ReceiptStage};
use storectl_platform::{EntryKind, Git, GitError, ObjectId};
use storectl_report::json::{MAX_RECEIPT, ReceiptError, read_receipt};

use super::place::ReceiptPlace;

/// The file of a commit that holds its receipt.
pub(super) const RECEIPT: &str = "receipt.json";

/// The folder of a commit that holds the manifest and its files.
pub(crate) const FILES: &str = "files";

/// How many commits are looked through for a receipt of this Store.
const MOST: usize = 1_000;

/// Why a commit holds no receipt that can be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommitFault {
    /// It has no such file.
    #[error("it has no {RECEIPT}")]
    Missing,
    /// Something else stands in its place.
    #[error("its {RECEIPT} is not a regular file")]
    NotAFile,
    /// It is not a receipt of this product.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// git does not give it.
    #[error(transparent)]
    Git(#[from] GitError),
}

/// What a ref knows of a product at one Store.
#[derive(Debug, Default)]
pub(super) struct RefReceipts {
    /// The newest receipt that was not withdrawn.
    pub(super) newest: Option<Receipt>,
    /// The newest of an accepted submission.
    pub(super) accepted: Option<Receipt>,
    /// The commit of the newest.
    pub(super) commit: Option<ObjectId>,
    /// The other Stores whose receipts were skipped.
    pub(super) others: BTreeSet<String>,
}

/// What a commit keeps.
pub(crate) struct KeptInCommit {
    /// The receipt.
    pub(crate) receipt: Receipt,
    /// The tree of the manifest and its files, where there is one.
    pub(crate) files: Option<ObjectId>,
}

/// Reads what one commit keeps.
///
/// # Errors
/// Returns an error if it holds no receipt that can be used.
pub(crate) fn read(
    git: &Git,
    commit: &ObjectId,
    product: &ProductId,
) -> Result<KeptInCommit, CommitFault> {
    let root = git
        .root_with(commit, RECEIPT, MAX_RECEIPT)
        .map_err(|error| match error {
            GitError::TooLarge { .. } => CommitFault::Receipt(ReceiptError::TooLarge),
            error => CommitFault::Git(error),
        })?;
    match root.entry(RECEIPT).ok_or(CommitFault::Missing)?.kind {
        EntryKind::File => {}
        EntryKind::Link | EntryKind::Folder | EntryKind::Submodule => {
            return Err(CommitFault::NotAFile);
        }
    }
    let files = root.entry(FILES);
    let files = files.filter(|it| it.kind == EntryKind::Folder);
    let files = files.map(|it| it.id.clone());
    let content = root.into_content().ok_or(CommitFault::Missing)?;
    Ok(KeptInCommit {
        receipt: read_receipt(&content, product)?,
        files,
    })
}

/// Reads the receipt of one commit.
///
/// # Errors
/// As [`read`].
pub(crate) fn receipt(
    git: &Git,
    commit: &ObjectId,
    product: &ProductId,
) -> Result<Receipt, CommitFault> {
    Ok(read(git, commit, product)?.receipt)
}

/// Returns the commits of a ref from its tip back, at most so many. The tip is mostly enough: git is asked for those before it
/// where they are wanted.
pub(super) fn commits<'a>(
    git: &'a Git,
    tip: &'a ObjectId,
    most: usize,
) -> impl Iterator<Item = Result<ObjectId, GitError>> + 'a {
    let before = move || match git.history(tip, None, most) {
        Ok(commits) => commits.into_iter().skip(1).map(Ok).collect(),
        Err(error) => vec![Err(error)],
    };
    iter::once(Ok(tip.clone())).chain(iter::once_with(before).flatten())
}

/// Reads the newest receipts of this Store, from a commit back. Those that were withdrawn are passed over, with what
/// announced them.
///
/// # Errors
/// Returns an error if what comes before the first receipt cannot be used: it may be this Store's.
pub(super) fn newest(
    git: &Git,
    tip: &ObjectId,
    place: &ReceiptPlace,
) -> Result<RefReceipts, CommitFault> {
    let mut found = RefReceipts::default();
    let mut withdrawn: BTreeSet<u64> = BTreeSet::new();
    for commit in commits(git, tip, MOST) {
        let commit = commit?;
        let receipt = match receipt(git, &commit, &place.product) {
            Ok(receipt) => receipt,
            Err(fault) if found.newest.is_none() => return Err(fault),
            // What is older decides nothing any more.
            Err(_) => break,
        };
        let is_ours = receipt.endpoint == place.endpoint;
        match &receipt.stage {
            _ if !is_ours => {
                found.others.insert(receipt.endpoint);
            }
            ReceiptStage::Refused => {
                withdrawn.insert(receipt.submitted_at);
            }
            ReceiptStage::Announced if withdrawn.contains(&receipt.submitted_at) => {}
            ReceiptStage::Announced => {
                if found.newest.is_none() {
                    found.commit = Some(commit.clone());
                    found.newest = Some(receipt);
                }
            }
            ReceiptStage::Accepted(_) => {
                if found.newest.is_none() {
                    found.commit = Some(commit.clone());
                    found.newest = Some(receipt.clone());
                }
                found.accepted = Some(receipt);
                break;
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receipts::testing::{Clone, Origin, history, receipt};

    /// Commits these receipts, oldest first, and reads the newest.
    fn read(receipts: &[Receipt]) -> RefReceipts {
        let Clone { git, place, .. } = &Origin::new().cloned();
        newest(git, &history(git, receipts), place).unwrap()
    }

    fn at_stage(stage: ReceiptStage, at: u64) -> Receipt {
        Receipt {
            stage,
            ..receipt("1152921505700000009", at)
        }
    }

    #[test]
    fn an_announcement_is_the_newest_and_the_accepted_one_before_it_is_known() {
        let accepted = receipt("1152921505700000001", 10);
        let announced = at_stage(ReceiptStage::Announced, 20);
        let found = read(&[accepted.clone(), announced.clone()]);
        assert_eq!(found.newest, Some(announced));
        assert_eq!(found.accepted, Some(accepted));
    }

    #[test]
    fn what_was_withdrawn_is_passed_over_with_its_announcement() {
        let accepted = receipt("1152921505700000001", 10);
        let withdrawn = [ReceiptStage::Announced, ReceiptStage::Refused].map(|it| at_stage(it, 20));
        let [announced, refused] = withdrawn;
        let found = read(&[accepted.clone(), announced, refused]);
        assert_eq!(found.newest, Some(accepted));
    }

    #[test]
    fn receipts_of_other_stores_are_passed_over_and_their_stores_named() {
        let ours = receipt("1152921505700000001", 10);
        let theirs = Receipt {
            endpoint: "https://elsewhere.example".to_owned(),
            ..receipt("1152921505700000002", 20)
        };
        let found = read(&[ours.clone(), theirs.clone()]);
        assert_eq!(found.newest, Some(ours));
        assert_eq!(found.others, BTreeSet::from([theirs.endpoint]));
    }
}
