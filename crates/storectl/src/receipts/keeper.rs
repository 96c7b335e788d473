//! Keeps the receipts of one product: always in the file, in git where that is asked for. Blocks.

use storectl_model::mask::mask;
use storectl_plan::{Receipt, ReceiptSource, ReceiptStage};
use storectl_platform::{Git, GitError, ObjectId, OwnFileError, read_own};
use storectl_report::json::{self, MAX_RECEIPT};

use super::{
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
    /// The tree of the manifest and its files, once it is written.
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
        let document = document.as_bytes();
        let kept = match receipt.stage {
            ReceiptStage::Announced => {
                if let Before::Unneeded = self.before {
                    self.before = Before::Content(self.content());
                }
                file::replace(&self.place, document)
            }
            ReceiptStage::Accepted(_) => {
                self.before = Before::Unneeded;
                file::replace(&self.place, document)
            }
            ReceiptStage::Refused => self.restore(),
        };
        let mut notices: Vec<Notice> = kept.err().map(|it| not_written(&it)).into_iter().collect();
        let files = self.files.clone();
        let contents = self.contents.clone();
        let files = |git: &Git| files.map_or_else(|| contents.keep(git), Ok);
        match self.add(receipt, document, files) {
            Ok(files) => self.files = files.or(self.files.take()),
            Err(notice) => notices.push(notice),
        }
        notices
    }

    /// Keeps what became of a submission. The files that were submitted with it stay as they were.
    pub(super) fn complete(&mut self, receipt: &Receipt) -> Vec<Notice> {
        let document = document(receipt);
        let document = document.as_bytes();
        let kept = file::replace(&self.place, document);
        let mut notices: Vec<Notice> = kept.err().map(|it| not_written(&it)).into_iter().collect();
        let own = self.files.clone();
        let place = self.place.clone();
        let contents = self.contents.clone();
        let files = |git: &Git| match own {
            Some(files) => Ok(files),
            None => files_at(git, &place)?.map_or_else(|| contents.keep(git), Ok),
        };
        match self.add(receipt, document, files) {
            Ok(files) => self.files = files.or(self.files.take()),
            Err(notice) => notices.push(notice),
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

    /// Adds a receipt to the ref, where receipts are kept in git, and returns the tree of its files.
    fn add(
        &self,
        receipt: &Receipt,
        document: &[u8],
        files: impl FnOnce(&Git) -> Result<ObjectId, GitError>,
    ) -> Result<Option<ObjectId>, Notice> {
        let Some(remote) = &self.place.remote else {
            return Ok(None);
        };
        let about = about(receipt);
        let not_kept =
            |error: GitError| Notice::new(format!("{about} cannot be kept in git: {error}"));
        let git = self.place.git().map_err(not_kept)?;
        let files = files(&git).map_err(not_kept)?;
        let new = NewReceipt {
            document,
            files: &files,
            message: &format!("storectl: {about}\n"),
            at: receipt.outcome.at.max(receipt.submitted_at),
        };
        match publish::add(&git, &self.place, remote, &new) {
            Ok(()) => Ok(Some(files)),
            Err(error @ PublishError::NotKept(_)) => Err(Notice::new(format!("{about} {error}"))),
            Err(error @ (PublishError::NotPushed(_) | PublishError::Overtaken)) => {
                let error = error.to_string();
                Err(Notice {
                    message: format!("{about} {}; to publish it later, run:", mask(&error)),
                    command: Some(self.place.push_command(&git, remote)),
                })
            }
        }
    }
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
    Notice::new(format!("the receipt was not written: {error}{cause}"))
}

/// What a receipt is of, for people.
fn about(receipt: &Receipt) -> String {
    let product = &receipt.product;
    match &receipt.stage {
        ReceiptStage::Announced => {
            format!("the receipt of product {product}, about to be submitted,")
        }
        ReceiptStage::Accepted(id) => {
            let outcome = receipt.outcome.status.as_str();
            format!("the receipt of product {product}, submission {id}, {outcome},")
        }
        ReceiptStage::Refused => format!("the receipt of product {product}, not submitted,"),
    }
}
