//! Which part of a fleet a result is about.

use storectl_model::Shard;

use super::Sentence;

/// Which part of a fleet a result is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FleetPart {
    /// The shard of the run; `None` if it was for all that was given.
    pub shard: Option<Shard>,
    /// What a result lacks that was merged of several, a sentence each without its full stop; foreign texts.
    pub missing: Vec<String>,
}

impl FleetPart {
    /// Takes a run of one shard, or of all that was given.
    pub fn of_run(shard: Option<Shard>) -> Self {
        Self {
            shard,
            missing: Vec::new(),
        }
    }

    /// Says that a result of so many manifests is about a part of them only.
    pub(crate) fn line(&self, manifests: usize) -> Option<Sentence> {
        self.shard.map(|it| shard_line(it, manifests))
    }

    /// Says what is missing.
    pub(crate) fn gaps(&self) -> Vec<Sentence> {
        let missing = self.missing.iter();
        let gaps = missing.map(|it| Sentence::labeled("missing").prose(it));
        gaps.collect()
    }
}

/// Says that a result of so many manifests is about one shard only.
pub(crate) fn shard_line(shard: Shard, manifests: usize) -> Sentence {
    let sentence = Sentence::labeled("shard");
    match manifests {
        0 => sentence.ours(format!("{shard}, which has none of the products")),
        _ => sentence.ours(format!("{shard} of the products")),
    }
}
