//! Keeps the receipts of one product: always in the file, in git where that is asked for. Blocks.

use storectl_model::{SubmissionId, mask::mask};
use storectl_plan::{Receipt, ReceiptSource, ReceiptStage};
use storectl_platform::{Git, GitError, ObjectId, OwnFileError, read_own};
use storectl_report::json::{self, MAX_RECEIPT};

use super::{
    contents::Contents,
    file,
    notices::Notice,
    place::ReceiptPlace,
    publish::{self, NewReceipt, PublishError},
    submitted_files::submitted_files,
};
use crate::ops::plan::VERSION;

/// Keeps the receipts of one product.
#[derive(Debug)]
pub(super) struct Keeper {
    place: ReceiptPlace,
    contents: Contents,
    /// The tree of the manifest and its files, once it is written.
    files: Option<ObjectId>,
    /// What this run submitted.
    submitted: Option<SubmissionId>,
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
            submitted: None,
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
        let kept = match &receipt.stage {
            ReceiptStage::Announced => {
                if let Before::Unneeded = self.before {
                    self.before = Before::Content(self.content());
                }
                file::replace(&self.place, document)
            }
            ReceiptStage::Accepted(id) => {
                self.before = Before::Unneeded;
                self.submitted = Some(id.clone());
                file::replace(&self.place, document)
            }
            ReceiptStage::Refused => self.restore(),
        };
        let mut notices: Vec<Notice> = kept.err().map(|it| not_written(&it)).into_iter().collect();
        let git = match self.git(receipt) {
            Ok(git) => git,
            Err(notice) => {
                notices.extend(notice);
                return notices;
            }
        };
        let added = match self.own_files(&git) {
            Ok(files) => self.add(&git, receipt, document, &files),
            Err(error) => Err(not_kept(receipt, &error)),
        };
        notices.extend(added.err());
        notices
    }

    /// Keeps what became of a submission, in git with the files that were submitted with it: those that a commit of the same
    /// submission holds. Where there is none, the file alone keeps it: other files would be taken for that submission's.
    pub(super) fn complete(&mut self, receipt: &Receipt) -> Vec<Notice> {
        let document = document(receipt);
        let document = document.as_bytes();
        let kept = file::replace(&self.place, document);
        let mut notices: Vec<Notice> = kept.err().map(|it| not_written(&it)).into_iter().collect();
        let git = match self.git(receipt) {
            Ok(git) => git,
            Err(notice) => {
                notices.extend(notice);
                return notices;
            }
        };
        let is_own =
            self.submitted.is_some() && self.submitted.as_ref() == receipt.stage.submission();
        let files = if is_own {
            self.own_files(&git).map(Some)
        } else {
            submitted_files(&git, &self.place, receipt)
        };
        let added = match files {
            Ok(Some(files)) => self.add(&git, receipt, document, &files),
            Ok(None) => Err(Notice::new(format!(
                "{} is kept in its file only: git has no receipt of that submission, so the files that belong to it are unknown",
                about(receipt)
            ))),
            Err(error) => Err(not_kept(receipt, &error)),
        };
        notices.extend(added.err());
        notices
    }

    /// Opens git; where receipts are not kept there, there is nothing to say.
    fn git(&self, receipt: &Receipt) -> Result<Git, Option<Notice>> {
        if self.place.remote.is_none() {
            return Err(None);
        }
        let git = self.place.git();
        git.map_err(|error| Some(not_kept(receipt, &error)))
    }

    /// Returns the tree of what this run submits, which is written once: the files may change while it is under way.
    fn own_files(&mut self, git: &Git) -> Result<ObjectId, GitError> {
        if let Some(files) = &self.files {
            return Ok(files.clone());
        }
        let files = self.contents.keep(git)?;
        self.files = Some(files.clone());
        Ok(files)
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

    /// Adds a receipt to the ref, with the files that were submitted.
    fn add(
        &self,
        git: &Git,
        receipt: &Receipt,
        document: &[u8],
        files: &ObjectId,
    ) -> Result<(), Notice> {
        let Some(remote) = &self.place.remote else {
            return Ok(());
        };
        let about = about(receipt);
        let new = NewReceipt {
            document,
            files,
            message: &format!("storectl: {about}\n"),
            at: receipt.outcome.at.max(receipt.submitted_at),
        };
        publish::add(git, &self.place, remote, &new).map_err(|error| match error {
            PublishError::NotKept(_) => Notice::new(format!("{about} {error}")),
            PublishError::NotPushed(_) | PublishError::Overtaken => {
                let error = error.to_string();
                Notice {
                    message: format!("{about} {}; to publish it later, run:", mask(&error)),
                    command: Some(self.place.push_command(git, remote)),
                }
            }
        })
    }
}

/// Says that git cannot keep a receipt.
fn not_kept(receipt: &Receipt, error: &GitError) -> Notice {
    Notice::new(format!("{} cannot be kept in git: {error}", about(receipt)))
}

/// Returns the document of a receipt, for programs and for people who look at the ref.
fn document(receipt: &Receipt) -> String {
    format!("{:#}\n", json::receipt(receipt, VERSION))
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
            format!("the receipt of product {product} (about to be submitted)")
        }
        ReceiptStage::Accepted(id) => {
            let outcome = receipt.outcome.status.as_str();
            format!("the receipt of product {product} (submission {id}, {outcome})")
        }
        ReceiptStage::Refused => format!("the receipt of product {product} (not submitted)"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use storectl_plan::{ReceiptSource, SubmissionOutcome};
    use storectl_platform::NewEntry;

    use super::*;
    use crate::receipts::{
        git_ref::{FILES, RECEIPT},
        place::{APPLIED, FETCHED, REFSPEC},
        testing::{Clone as Machine, Origin, git, receipt},
    };

    /// The Stores whose receipts share a ref.
    const STORES: [&str; 2] = ["sandbox", "https://store.example"];

    /// What a runner does on one of three machines.
    #[derive(Clone, Debug)]
    enum Work {
        /// Submits at a Store, after it has seen the end of the last submission there.
        Release { store: usize },
        /// Announces a submission that the Store refuses.
        Refused { store: usize },
        /// Sees the end of one of the submissions so far.
        Complete { which: usize },
    }

    fn work() -> impl Strategy<Value = Work> {
        prop_oneof![
            3 => (0..STORES.len()).prop_map(|store| Work::Release { store }),
            1 => (0..STORES.len()).prop_map(|store| Work::Refused { store }),
            3 => any::<usize>().prop_map(|which| Work::Complete { which }),
        ]
    }

    /// The keeper of a run whose manifest says `name`, at a Store.
    fn keeper(machine: &Machine, name: &str, store: &str) -> Keeper {
        let manifest = machine.git.write_blob(name.as_bytes()).unwrap();
        let manifest = ("manifest".to_owned(), NewEntry::File(manifest));
        let contents = Contents::Receipt {
            files: machine.git.write_tree(&BTreeMap::from([manifest])).unwrap(),
            source: ReceiptSource::default(),
        };
        let place = ReceiptPlace {
            endpoint: store.to_owned(),
            ..machine.place.clone()
        };
        Keeper::new(place, contents)
    }

    /// A receipt of the run whose manifest says `name`; two Stores may give one submission's id.
    fn made_by(name: &str, store: &str, submission: usize, at: u64) -> Receipt {
        let made = receipt(&(1_152_921_505_700_000_000 + submission).to_string(), at);
        Receipt {
            endpoint: store.to_owned(),
            source: ReceiptSource {
                manifest: name.to_owned(),
                ..made.source.clone()
            },
            ..made
        }
    }

    fn ended(receipt: &Receipt, at: u64) -> Receipt {
        let mut ended = receipt.clone();
        ended.observe(SubmissionOutcome::Published, at);
        ended
    }

    /// Demands that every commit of a ref holds the files of the run that made its receipt.
    fn check(machine: &Machine, folder: &std::path::Path, name: &str) {
        let commits = git(folder, &["for-each-ref", "--format=%(objectname)", name]);
        let Some(tip) = commits.lines().next() else {
            return;
        };
        for commit in git(folder, &["rev-list", tip]).lines() {
            let document = git(folder, &["show", &format!("{commit}:{RECEIPT}")]);
            let receipt = machine.place.read(document.as_bytes()).unwrap();
            let manifest = git(folder, &["show", &format!("{commit}:{FILES}/manifest")]);
            assert_eq!(manifest, receipt.source.manifest, "{receipt:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_commit_has_the_files_of_its_own_receipt_whatever_runners_do(
            runs in prop::collection::vec((0_usize..3, any::<bool>(), work()), 1..10)
        ) {
            let origin = Origin::new();
            let machines = [(); 3].map(|()| origin.cloned());
            let mut made: Vec<Receipt> = Vec::new();
            for (run, (machine, fetches, work)) in runs.iter().enumerate() {
                let machine = &machines[*machine];
                let at = 10 * u64::try_from(run).unwrap() + 10;
                let name = format!("run {run}");
                if *fetches {
                    machine.git.fetch("origin", REFSPEC).unwrap();
                }
                match work {
                    Work::Release { store } => {
                        let store = STORES[*store];
                        let mut keeper = keeper(machine, &name, store);
                        let last = made.iter().rev().find(|it| it.endpoint == store);
                        if let Some(last) = last {
                            keeper.complete(&ended(last, at));
                        }
                        let accepted = made_by(&name, store, made.len() / 2, at);
                        let announced = Receipt { stage: ReceiptStage::Announced, ..accepted.clone() };
                        keeper.keep(&announced);
                        keeper.keep(&accepted);
                        keeper.complete(&ended(&accepted, at + 5));
                        made.push(accepted);
                    }
                    Work::Refused { store } => {
                        let mut keeper = keeper(machine, &name, STORES[*store]);
                        let receipt = made_by(&name, STORES[*store], 0, at);
                        for stage in [ReceiptStage::Announced, ReceiptStage::Refused] {
                            keeper.keep(&Receipt { stage, ..receipt.clone() });
                        }
                    }
                    Work::Complete { which } => {
                        let Some(receipt) = made.get(which % made.len().max(1)) else {
                            continue;
                        };
                        keeper(machine, &name, &receipt.endpoint).complete(&ended(receipt, at));
                    }
                }
            }
            for machine in &machines {
                for prefix in [APPLIED, FETCHED] {
                    check(machine, machine.git.root(), &machine.place.reference(prefix));
                }
            }
            check(&machines[0], origin.path(), &machines[0].place.reference(APPLIED));
        }
    }

    #[test]
    fn an_outcome_whose_files_are_known_nowhere_is_kept_in_the_file_and_that_is_said() {
        let origin = Origin::new();
        let machine = origin.cloned();
        let other = made_by("another run", STORES[0], 1, 10);
        keeper(&machine, "another run", STORES[0]).keep(&other);
        let unknown = ended(&made_by("a run without git", STORES[0], 2, 20), 30);
        let notices = keeper(&machine, "checkout", STORES[0]).complete(&unknown);
        let said: Vec<&str> = notices.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains("is kept in its file only"), "{said:?}");
        let name = machine.place.reference(APPLIED);
        assert_eq!(
            git(machine.git.root(), &["rev-list", "--count", &name]),
            "1\n"
        );
        let kept = machine
            .place
            .read(&std::fs::read(&machine.place.file).unwrap());
        assert_eq!(kept.unwrap(), unknown);
    }
}
