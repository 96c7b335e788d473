//! What came of rehearsing an apply against a simulated Store.

use super::{Sentence, SourceRef, count};

/// The rehearsal of one product's plan (forms.md, "Receipts" 17).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rehearsal {
    /// Reading requests that applying took, beside those of the plan.
    pub reads: usize,
    /// Writing requests, uploads included.
    pub writes: usize,
    /// How many times it waited for the Store.
    pub waits: usize,
    /// What the simulated Store refused; none where everything went well.
    pub refusals: Vec<Refused>,
}

/// Something that the simulated Store refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The field, e.g. `listings.en-us.description`; empty for the whole product.
    pub address: String,
    /// What was wrong.
    pub message: String,
    /// The Store's code, e.g. `badrequest`.
    pub code: String,
    /// How the simulated Store reads what the contract leaves open, where it refused because of that.
    pub interpretations: Vec<Interpretation>,
    /// Where in the manifest.
    pub source: Option<SourceRef>,
}

/// A reading of what the contract leaves open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interpretation {
    /// As `storectl sandbox` spells it, e.g. `text-length=utf16`.
    pub switch: String,
    /// What it is about, e.g. `the unit of text lengths`.
    pub about: String,
    /// What it means, e.g. `UTF-16 units.`.
    pub meaning: String,
}

impl Rehearsal {
    /// Returns whether everything went well.
    pub fn is_ok(&self) -> bool {
        self.refusals.is_empty()
    }
}

impl Refused {
    /// Returns what was wrong, with the readings that made it so.
    pub fn message(&self) -> String {
        let mut message = self.message.clone();
        for it in &self.interpretations {
            let Interpretation {
                switch,
                about,
                meaning,
            } = it;
            let meaning = meaning.trim_end_matches('.');
            message = format!(
                "{message} (the contract leaves open {about}; interpretation {switch}: {meaning})"
            );
        }
        message
    }
}

/// Says what came of a rehearsal: one line, then one for each refusal.
pub(crate) fn rehearsal(rehearsal: &Rehearsal) -> Vec<Sentence> {
    let Rehearsal {
        reads,
        writes,
        waits,
        refusals,
    } = rehearsal;
    let took = format!(
        "{}, {}",
        count(reads.saturating_add(*writes), "request"),
        count(*waits, "wait")
    );
    if refusals.is_empty() {
        return vec![Sentence::labeled("rehearsed").ours(took)];
    }
    let refused = format!("{} after {took}", count(refusals.len(), "refusal"));
    let mut sentences = vec![Sentence::labeled("rehearsed").ours(refused)];
    sentences.extend(refusals.iter().map(|it| {
        let sentence = Sentence::labeled("refused");
        let sentence = match it.address.as_str() {
            "" => sentence,
            address => sentence.code(address).ours(": "),
        };
        let sentence = sentence.prose(&it.message());
        match &it.source {
            Some(source) => sentence.ours(" at ").place(source),
            None => sentence,
        }
    }));
    sentences
}
