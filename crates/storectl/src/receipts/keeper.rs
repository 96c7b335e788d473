//! Keeps the receipts of one product: always in the file, in git where that is asked for. Blocks.

use storectl_plan::{Receipt, ReceiptSource, ReceiptStage};
use storectl_platform::{Git, GitError, ObjectId, OwnFileError, read_own};
use storectl_report::json::{self, MAX_RECEIPT};

use super::{
    catch_up,
    contents::Contents,
    file,
    git_ref::FILES,
    notices::Notice,
    place::{APPLIED, FETCHED, ReceiptPlace},
    publish::{self, NewReceipt, PublishError},
};
use crate::ops::plan::VERSION;

/// Keeps the receipts of one product.
#[derive(Debug)]
pub(super) struct Keeper {
    place: ReceiptPlace,
    contents: Contents,
    /// The tree of the manifest and the files that this run submits, once it is written.
    files: Option<ObjectId>,
    /// What the file held before a submission was announced.
    before: Before,
}

/// What the file held before a submission was announced.
#[derive(Debug)]
enum Before {
    /// Nothing is announced.
    Unneeded,
    /// These bytes, or no file.
    Content(Option<Vec<u8>>),
}

impl Keeper {
    /// Makes one for a product.
    pub(super) fn new(place: ReceiptPlace, contents: Contents) -> Self {
        Self {
            place,
            contents,
            files: None,
            before: Before::Unneeded,
        }
    }

    /// Returns where the manifest comes from; `by` is who started the run, if a CI system says so.
    pub(super) fn source(&self, by: Option<String>) -> ReceiptSource {
        let git = self.place.git().ok();
        self.contents.source(git.as_ref(), by)
    }

    /// Keeps a receipt of what this checkout submits; what cannot be done is said in the notices.
    pub(super) fn keep(&mut self, receipt: &Receipt) -> Vec<Notice> {
        let document = document(receipt);
        let kept = match receipt.stage {
            ReceiptStage::Announced => {
                if let Before::Unneeded = self.before {
                    self.before = Before::Content(self.content());
                }
                file::replace(&self.place, document.as_bytes())
            }
            ReceiptStage::Accepted(_) => {
                self.before = Before::Unneeded;
                file::replace(&self.place, document.as_bytes())
            }
            ReceiptStage::Refused => self.restore(),
        };
        self.conclude(kept, receipt, &document, FilesOf::Checkout)
    }

    /// Keeps what became of a submission. The files that were submitted with it stay as they were.
    pub(super) fn complete(&mut self, receipt: &Receipt) -> Vec<Notice> {
        let document = document(receipt);
        let kept = file::replace(&self.place, document.as_bytes());
        self.conclude(kept, receipt, &document, FilesOf::Submission)
    }

    /// Adds to git what was, or was not, written to the file.
    fn conclude(
        &mut self,
        kept: Result<(), OwnFileError>,
        receipt: &Receipt,
        document: &str,
        of: FilesOf,
    ) -> Vec<Notice> {
        let mut notices: Vec<Notice> = kept.err().map(|it| not_written(&it)).into_iter().collect();
        if let Some(remote) = self.place.remote.clone() {
            notices.push(self.add(receipt, document, of, &remote));
        }
        notices
    }

    fn content(&self) -> Option<Vec<u8>> {
        let limit = u64::try_from(MAX_RECEIPT).unwrap_or(u64::MAX);
        read_own(&self.place.file, limit).ok().flatten()
    }

    /// Gives the file what it held before a submission was announced that did not happen.
    fn restore(&mut self) -> Result<(), OwnFileError> {
        match std::mem::replace(&mut self.before, Before::Unneeded) {
            Before::Unneeded => Ok(()),
            Before::Content(None) => file::remove(&self.place),
            Before::Content(Some(bytes)) => file::replace(&self.place, &bytes),
        }
    }

    /// Adds a receipt to the ref and publishes it.
    fn add(&mut self, receipt: &Receipt, document: &str, of: FilesOf, remote: &str) -> Notice {
        let about = about(receipt);
        let kept = self.place.git().and_then(|git| {
            let files = self.files(&git, of)?;
            Ok((git, files))
        });
        let (git, files) = match kept {
            Ok(kept) => kept,
            Err(error) => {
                return Notice::Warning(format!("{about} cannot be kept in git: {error}"));
            }
        };
        let new = NewReceipt {
            document: document.as_bytes(),
            files: &files,
            message: &format!("storectl: {about}\n"),
            at: receipt.outcome.at.max(receipt.submitted_at),
        };
        match publish::add(&git, &self.place, remote, &new) {
            Ok(()) => Notice::Published(self.place.product.clone()),
            Err(error @ PublishError::NotKept(_)) => Notice::Warning(format!("{about} {error}")),
            Err(error @ (PublishError::NotPushed(_) | PublishError::Overtaken)) => {
                catch_up::not_pushed(&git, &self.place, remote, &about, &error)
            }
        }
    }

    /// Returns the tree of the manifest and its files.
    fn files(&mut self, git: &Git, of: FilesOf) -> Result<ObjectId, GitError> {
        if let Some(own) = &self.files {
            return Ok(own.clone());
        }
        let submitted = match of {
            FilesOf::Checkout => None,
            FilesOf::Submission => files_at(git, &self.place)?,
        };
        match submitted {
            // What this run submits later has its own.
            Some(files) => Ok(files),
            None => Ok(self.files.insert(self.contents.keep(git)?).clone()),
        }
    }
}

/// Whose files a receipt keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FilesOf {
    /// Those that this run submits.
    Checkout,
    /// Those of the last submission, whoever made it.
    Submission,
}

/// Returns the document of a receipt, for programs and for people who look at the ref.
fn document(receipt: &Receipt) -> String {
    format!("{:#}\n", json::receipt(receipt, VERSION))
}

/// Returns the files of the newest commit of the ref.
fn files_at(git: &Git, place: &ReceiptPlace) -> Result<Option<ObjectId>, GitError> {
    for prefix in [APPLIED, FETCHED] {
        let Some(tip) = git.reference(&place.reference(prefix))? else {
            continue;
        };
        if let Some(entry) = git.entry(&tip, FILES)? {
            return Ok(Some(entry.id));
        }
    }
    Ok(None)
}

fn not_written(error: &OwnFileError) -> Notice {
    use std::error::Error as _;
    let cause = error
        .source()
        .map(|it| format!(": {it}"))
        .unwrap_or_default();
    Notice::Warning(format!("the receipt was not written: {error}{cause}"))
}

/// What a receipt is of, for people.
fn about(receipt: &Receipt) -> String {
    let product = &receipt.product;
    match &receipt.stage {
        ReceiptStage::Announced => {
            format!("the receipt of product {product} (about to be submitted)")
        }
        ReceiptStage::Accepted(id) => {
            let outcome = receipt.outcome.status.as_str();
            format!("the receipt of product {product} (submission {id}, {outcome})")
        }
        ReceiptStage::Refused => format!("the receipt of product {product} (not submitted)"),
    }
}
