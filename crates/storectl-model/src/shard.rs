//! Parts of a fleet, so that several jobs share its products.

use std::{fmt, num::NonZeroU16, str::FromStr};

use sha2::{Digest as _, Sha256};

use crate::ProductId;

/// How many parts a fleet has: 1 to 65,535.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ShardCount(NonZeroU16);

/// One part of a fleet, written `I/N`: part I of N, counted from 1.
///
/// Which part a product is in depends on its ID, in any case, and on N only. So every seller's products are split alike, and a job
/// that knows the seller agrees with one that does not. The parts never change between versions: jobs of a running pipeline may
/// be of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Shard {
    /// N, first, so that parts of one split are in order.
    count: ShardCount,
    /// I. Invariant: 1 to N.
    index: u16,
}

/// A text that is not the number of parts of a fleet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a whole number from 1 to 65535")]
pub struct InvalidShardCount;

/// A text that is not a part of a fleet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected I/N, e.g. 2/4, with whole numbers: N from 1 to 65535, and I from 1 to N")]
pub struct InvalidShard;

impl ShardCount {
    /// The whole fleet in one part.
    pub const ONE: Self = Self(NonZeroU16::MIN);

    /// Returns how many.
    pub fn get(self) -> u16 {
        self.0.get()
    }

    /// Returns every part, in order.
    pub fn shards(self) -> impl Iterator<Item = Shard> {
        (1..=self.get()).map(move |index| Shard { count: self, index })
    }

    /// Returns the part that a product is in.
    pub fn of_product(self, product: &ProductId) -> Shard {
        self.of_text(&product.as_str().to_ascii_lowercase())
    }

    /// Returns the part that a manifest is in whose product ID cannot be read, by its path from the root of the repository: so
    /// that exactly one job reports it.
    pub fn of_manifest(self, path: &str) -> Shard {
        self.of_text(path)
    }

    /// Takes the first 8 bytes of the SHA-256 as a number, the first byte first, modulo N.
    fn of_text(self, text: &str) -> Shard {
        let digest = Sha256::digest(text.as_bytes());
        let first = digest.iter().take(8);
        let number = first.fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
        let rest = number % u64::from(self.get());
        // The rest is below N, which fits.
        let index = u16::try_from(rest).map_or(1, |it| it.saturating_add(1));
        Shard { count: self, index }
    }
}

impl Shard {
    /// Returns how many parts there are.
    pub fn count(self) -> ShardCount {
        self.count
    }
}

impl fmt::Display for ShardCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { count, index } = self;
        write!(f, "{index}/{count}")
    }
}

impl FromStr for ShardCount {
    type Err = InvalidShardCount;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        number(text).map(Self).ok_or(InvalidShardCount)
    }
}

impl FromStr for Shard {
    type Err = InvalidShard;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (index, count) = text.split_once('/').ok_or(InvalidShard)?;
        let index = number(index).ok_or(InvalidShard)?.get();
        let count = number(count).map(ShardCount).ok_or(InvalidShard)?;
        if index > count.get() {
            return Err(InvalidShard);
        }
        Ok(Self { count, index })
    }
}

/// Reads a number of digits only: `+1` is not how anybody writes a part.
fn number(text: &str) -> Option<NonZeroU16> {
    let is_plain = text.bytes().all(|it| it.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn count(number: u16) -> ShardCount {
        number.to_string().parse().unwrap()
    }

    fn product(text: &str) -> ProductId {
        text.parse().unwrap()
    }

    /// Jobs of a pipeline that is being updated are of two versions, which must not skip a product, or take one twice.
    #[test]
    fn products_stay_in_their_parts_from_version_to_version() {
        let parts = |number: u16| {
            let ids = [
                "3e31a9f9-84e8-4d2d-9eba-487878d02ebf",
                "4e31a9f9-84e8-4d2d-9eba-487878d02ebf",
                "XPDM1ZW6815MQM",
            ];
            ids.map(|it| count(number).of_product(&product(it)).to_string())
        };
        assert_eq!(parts(1), ["1/1", "1/1", "1/1"]);
        assert_eq!(parts(4), ["3/4", "3/4", "1/4"]);
        assert_eq!(parts(65_535), ["534/65535", "31672/65535", "8799/65535"]);
        let manifest = count(100).of_manifest("products/widgets/storectl.yaml");
        assert_eq!(manifest.to_string(), "36/100");
    }

    #[test]
    fn ten_thousand_products_are_split_evenly() {
        let mut sizes: BTreeMap<Shard, usize> = BTreeMap::new();
        for number in 0..10_000 {
            let id = product(&format!("{number:08x}-84e8-4d2d-9eba-487878d02ebf"));
            *sizes.entry(count(20).of_product(&id)).or_default() += 1;
        }
        assert_eq!(sizes.len(), 20);
        // 500 each, and five times the deviation of a fair split.
        let is_fair = |it: &usize| (390..=610).contains(it);
        assert!(sizes.values().all(is_fair), "{sizes:?}");
    }

    #[test]
    fn a_part_is_one_of_its_number_and_written_as_it_is_read() {
        for text in ["1/1", "1/4", "4/4", "65535/65535"] {
            assert_eq!(text.parse::<Shard>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "1",
            "/",
            "1/",
            "/4",
            "0/4",
            "5/4",
            "0/0",
            "1/0",
            "-1/4",
            "+1/4",
            "1/+4",
            "1/4/4",
            " 1/4",
            "1/ 4",
            "1.0/4",
            "1/65536",
            "99999999999999999999/4",
            "a/b",
            "١/٤",
        ] {
            assert_eq!(text.parse::<Shard>(), Err(InvalidShard), "{text:?}");
        }
        for text in ["", "0", "-1", "+1", "65536", "many"] {
            assert_eq!(
                text.parse::<ShardCount>(),
                Err(InvalidShardCount),
                "{text:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn every_product_is_in_exactly_one_part_whatever_the_case_of_its_id(
            id in "[A-Za-z0-9_-]{1,128}",
            number in 1_u16..=300,
        ) {
            let of = |id: &str| count(number).of_product(&product(id));
            let parts = count(number).shards().filter(|it| *it == of(&id));
            prop_assert_eq!(parts.count(), 1);
            prop_assert_eq!(of(&id.to_ascii_uppercase()), of(&id.to_ascii_lowercase()));
        }
    }
}
