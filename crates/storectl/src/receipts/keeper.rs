//! Keeps the receipts of one product: always in the file, in git where that is asked for. Blocks.

use storectl_model::SubmissionId;
use storectl_plan::{Receipt, ReceiptSource, ReceiptStage};
use storectl_platform::{Git, GitError, ObjectId, OwnFileError, read_own};
use storectl_report::json::{self, MAX_RECEIPT};

use super::{
    catch_up,
    contents::Contents,
    file,
    notices::Notice,
    place::ReceiptPlace,
    publish::{self, NewReceipt, PublishError},
    submitted_files::submitted_files,
    tips::Tips,
};
use crate::ops::plan::VERSION;

/// Keeps the receipts of one product.
#[derive(Debug)]
pub(super) struct Keeper {
    place: ReceiptPlace,
    contents: Contents,
    /// The tree of the manifest and the files that this run submits, once it is written.
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
        let kept = match &receipt.stage {
            ReceiptStage::Announced => {
                if let Before::Unneeded = self.before {
                    self.before = Before::Content(self.content());
                }
                file::replace(&self.place, document.as_bytes())
            }
            ReceiptStage::Accepted(id) => {
                self.before = Before::Unneeded;
                self.submitted = Some(id.clone());
                file::replace(&self.place, document.as_bytes())
            }
            ReceiptStage::Refused => self.restore(),
        };
        self.conclude(kept, receipt, &document, FilesOf::Checkout)
    }

    /// Keeps what became of a submission, in git with the files that were submitted with it: those that a commit of the same
    /// submission holds. Where there is none, the file alone keeps it: other files would be taken for that submission's.
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
            let (files, tips) = self.files(&git, receipt, of)?;
            Ok((git, files, tips))
        });
        let (git, files, tips) = match kept {
            Ok((git, Some(files), tips)) => (git, files, tips),
            Ok((_, None, _)) => {
                return Notice::Warning(format!(
                    "{about} is kept in its file only: git has no receipt of that submission, so the files that belong to it are unknown"
                ));
            }
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
        match publish::add(&git, &self.place, remote, tips, &new) {
            Ok(()) => Notice::Published(self.place.product.clone()),
            Err(error @ PublishError::NotKept(_)) => Notice::Warning(format!("{about} {error}")),
            Err(error @ (PublishError::NotPushed(_) | PublishError::Overtaken)) => {
                catch_up::not_pushed(&git, &self.place, remote, &about, &error)
            }
        }
    }

    /// Returns the tree of the manifest and its files, `None` where it is not known, and where the refs end after that. The tree
    /// of this run is written once: the files may change while it is under way.
    fn files(
        &mut self,
        git: &Git,
        receipt: &Receipt,
        of: FilesOf,
    ) -> Result<(Option<ObjectId>, Tips), GitError> {
        let submission = receipt.stage.submission();
        match of {
            FilesOf::Submission
                if submission.is_none() || submission != self.submitted.as_ref() =>
            {
                let tips = Tips::read(git, &self.place)?;
                let files = submitted_files(git, &self.place, &tips, receipt)?;
                Ok((files, tips))
            }
            FilesOf::Checkout | FilesOf::Submission => {
                let files = match &self.files {
                    Some(own) => own.clone(),
                    None => self.files.insert(self.contents.keep(git)?).clone(),
                };
                Ok((Some(files), Tips::read(git, &self.place)?))
            }
        }
    }
}

/// Whose files a receipt keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FilesOf {
    /// Those that this run submits.
    Checkout,
    /// Those of the receipt's submission, whoever made it.
    Submission,
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
                        let id = made.iter().filter(|it| it.endpoint == store).count();
                        let accepted = made_by(&name, store, id, at);
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
        let said: Vec<String> = notices
            .into_iter()
            .filter_map(Notice::into_warning)
            .collect();
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
