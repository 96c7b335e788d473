//! Which of the receipts of one product that were found counts.

use std::collections::{BTreeMap, BTreeSet};

use storectl_model::SubmissionId;
use storectl_plan::Receipt;
use storectl_platform::{Git, GitError, ObjectId};

use super::{
    git_ref,
    memory::Remembered,
    notices::Notice,
    order::{self, Position},
    place::ReceiptPlace,
    tips::Tips,
};

/// The receipts of one product that were found.
#[derive(Default)]
pub(super) struct Found {
    /// That of the file.
    pub(super) file: Option<Receipt>,
    /// Those of each ref that holds what no other holds.
    refs: Vec<Candidate>,
    /// Submissions that the refs hold before their newest.
    earlier: BTreeSet<SubmissionId>,
    /// Why others cannot be used.
    pub(super) faults: Vec<String>,
}

/// The newest receipt of one place, and the newest of an accepted submission there.
struct Candidate {
    newest: Receipt,
    accepted: Option<Receipt>,
}

impl Found {
    /// Reads the refs of a product. A receipt of the file, or of the other ref, that a ref holds before its newest is older,
    /// however late it says it is.
    ///
    /// # Errors
    /// Returns an error if git cannot answer.
    pub(super) fn read_refs(
        &mut self,
        git: &Git,
        refs: &BTreeMap<String, ObjectId>,
        place: &ReceiptPlace,
        notices: &mut Vec<Notice>,
    ) -> Result<(), GitError> {
        for (name, tip) in Tips::of(refs, place).reading_order(git, place)? {
            let read = match git_ref::newest(git, &tip, place) {
                Ok(read) => read,
                Err(fault) => {
                    notices.push(Notice::Warning(format!(
                        "the receipt in {name}, commit {tip}, cannot be used: {fault}"
                    )));
                    self.faults.push(fault.to_string());
                    continue;
                }
            };
            notices.extend(read.others.into_iter().map(|other| {
                Notice::Warning(format!(
                    "receipts in {name} for {other} are skipped, because this run is for {}",
                    place.endpoint
                ))
            }));
            let Some(newest) = read.newest else { continue };
            let earlier = &mut self.earlier;
            let mut is_later = |it: &Receipt| -> Result<bool, GitError> {
                Ok(order::position(git, &tip, place, it, earlier)? != Position::Earlier)
            };
            if let Some(file) = self.file.take() {
                self.file = is_later(&file)?.then_some(file);
            }
            // Of two refs the remote's comes first: what is only here was not published, unless others published it since.
            let mut others = Vec::new();
            for other in self.refs.drain(..) {
                if is_later(&other.newest)? {
                    others.push(other);
                }
            }
            self.refs = others;
            self.refs.push(Candidate {
                newest,
                accepted: read.accepted,
            });
        }
        Ok(())
    }

    /// Chooses the newest, and the newest of an accepted submission.
    pub(super) fn remembered(self) -> Remembered {
        let of_file = self.file.map(|it| Candidate {
            accepted: it.stage.submission().is_some().then(|| it.clone()),
            newest: it,
        });
        let mut candidates: Vec<Candidate> = self.refs.into_iter().chain(of_file).collect();
        if let Some(fault) = self.faults.into_iter().next() {
            // What cannot be read may be the newest, and a wrong base is worse than none. A secret is one whatever is the
            // newest.
            let found = candidates.iter().map(|it| &it.newest);
            let secrets = found.flat_map(Receipt::secret_fields).collect();
            return Remembered::nothing(format!("the receipt cannot be used: {fault}"))
                .with_secrets(secrets);
        }
        candidates.sort_by_key(|it| knowledge(&it.newest));
        let Some(last) = candidates.pop() else {
            return Remembered::nothing("no receipt yet");
        };
        let others = candidates.into_iter().filter_map(|it| it.accepted);
        let accepted = last.accepted.or_else(|| others.max_by_key(knowledge));
        Remembered::of_receipts(last.newest, accepted, self.earlier)
    }
}

/// Orders receipts of which git knows no order: by time, and of two of one submission the one that knows more is the later.
fn knowledge(receipt: &Receipt) -> (u64, bool, bool, usize) {
    (
        receipt.submitted_at,
        receipt.stage.submission().is_some(),
        receipt.outcome.status.is_final(),
        receipt.timeline.entries().len(),
    )
}
