//! The GUIDs that the sandbox makes up.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

/// Where the GUIDs come from that the sandbox makes up: of images, tokens and responses. Clones draw from one source.
#[derive(Clone, Debug, Default)]
pub struct Guids(Source);

#[derive(Clone, Debug, Default)]
enum Source {
    #[default]
    Random,
    Seeded {
        seed: u64,
        drawn: Arc<AtomicU64>,
    },
}

impl Guids {
    /// The same ones for the same seed, in the order in which they are asked for. They begin anew with each sandbox: a state
    /// file that outlives one may hold them already.
    pub fn seeded(seed: u64) -> Self {
        Self(Source::Seeded {
            seed,
            drawn: Arc::default(),
        })
    }

    /// Draws one, of version 4.
    pub(crate) fn draw(&self) -> Uuid {
        let Self(source) = self;
        match source {
            Source::Random => Uuid::new_v4(),
            Source::Seeded { seed, drawn } => {
                let number = drawn.fetch_add(1, Ordering::Relaxed);
                let digest = Sha256::new()
                    .chain_update(seed.to_be_bytes())
                    .chain_update(number.to_be_bytes())
                    .finalize();
                let mut bytes = [0; 16];
                bytes
                    .iter_mut()
                    .zip(digest)
                    .for_each(|(to, from)| *to = from);
                Builder::from_random_bytes(bytes).into_uuid()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_guids_and_another_one_others() {
        let four = |guids: &Guids| -> Vec<Uuid> { (0..4).map(|_| guids.draw()).collect() };
        let guids = Guids::seeded(7);
        let first = four(&guids);
        assert_eq!(first, four(&Guids::seeded(7)));
        let mut all = [first, four(&guids.clone()), four(&Guids::seeded(8))].concat();
        all.extend(four(&Guids::default()));
        assert!(all.iter().all(|it| it.get_version_num() == 4));
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 16);
    }
}
