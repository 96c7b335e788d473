//! Receipts for tests.

use std::{
    collections::BTreeMap,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use storectl_plan::{
    Receipt, ReceiptOutcome, ReceiptSource, ReceiptStage, ReceiptValues, SubmissionOutcome,
    Timeline,
};

use storectl_platform::{Git, NewCommit, NewEntry, ObjectId};
use storectl_report::json;

use super::{git_ref::RECEIPT, place::ReceiptPlace};

const PRODUCT: &str = "3e31a9f9-84e8-4d2d-9eba-487878d02ebf";

/// The place of a product whose manifest is in `folder`.
pub(super) fn place(folder: &Path) -> ReceiptPlace {
    ReceiptPlace {
        product: PRODUCT.parse().unwrap(),
        endpoint: "sandbox".to_owned(),
        file: folder.join(format!(".storectl/receipts/{PRODUCT}@sandbox.json")),
        folder: folder.to_owned(),
        remote: Some("origin".to_owned()),
        until: Instant::now() + Duration::from_secs(60),
    }
}

/// The receipt of an accepted submission.
pub(super) fn receipt(submission: &str, at: u64) -> Receipt {
    Receipt {
        product: PRODUCT.parse().unwrap(),
        endpoint: "sandbox".to_owned(),
        seller: "123456892".parse().unwrap(),
        source: ReceiptSource::default(),
        stage: ReceiptStage::Accepted(submission.parse().unwrap()),
        submitted_at: at,
        plan_hash: format!("sp1-{}", "0".repeat(32)).parse().unwrap(),
        variables: Vec::new(),
        values: ReceiptValues::default(),
        installers: Vec::new(),
        timeline: Timeline::default(),
        outcome: ReceiptOutcome {
            status: SubmissionOutcome::InProgress,
            at,
        },
    }
}

/// Commits these receipts, oldest first, and returns the last commit.
pub(super) fn history(git: &Git, receipts: &[Receipt]) -> ObjectId {
    let mut tip = None;
    for receipt in receipts {
        let document = json::receipt(receipt, "1").to_string();
        let document = git.write_blob(document.as_bytes()).unwrap();
        let file = (RECEIPT.to_owned(), NewEntry::File(document));
        let tree = git.write_tree(&BTreeMap::from([file])).unwrap();
        let commit = git.write_commit(&NewCommit {
            tree: &tree,
            parent: tip.as_ref(),
            message: "receipt",
            at: receipt.submitted_at,
        });
        tip = Some(commit.unwrap());
    }
    tip.unwrap()
}

/// A bare repository, and clones of it.
pub(super) struct Origin {
    folder: tempfile::TempDir,
}

impl Origin {
    /// Makes one.
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        git(folder.path(), &["init", "--quiet", "--bare"]);
        Self { folder }
    }

    /// Returns where it is.
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Makes another machine's clone of it.
    pub(super) fn cloned(&self) -> Clone {
        let folder = tempfile::tempdir().unwrap();
        let address = self.path().to_string_lossy().into_owned();
        git(folder.path(), &["init", "--quiet"]);
        git(folder.path(), &["remote", "add", "origin", &address]);
        Clone {
            git: Git::open(folder.path()).unwrap(),
            place: place(folder.path()),
            _folder: folder,
        }
    }
}

/// A clone, and where its receipts are.
pub(super) struct Clone {
    pub(super) git: Git,
    pub(super) place: ReceiptPlace,
    _folder: tempfile::TempDir,
}

/// Runs the user's git.
pub(super) fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(folder)
        .env_remove("GIT_DIR")
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}
