//! Slots for products at work, by seller account: one whose requests are held back takes none from another's products.

use std::{collections::BTreeMap, num::NonZeroUsize};

use storectl_apply::{Slot, Slots};
use storectl_model::SellerId;

/// Slots of several seller accounts, so many for each.
pub(crate) struct SellerSlots(BTreeMap<Option<SellerId>, Slots>);

impl SellerSlots {
    /// Makes so many for each of these; products whose account nobody names share some, too.
    pub(crate) fn new(
        number: NonZeroUsize,
        sellers: impl IntoIterator<Item = Option<SellerId>>,
    ) -> Self {
        let sellers = sellers.into_iter();
        Self(sellers.map(|it| (it, Slots::new(number))).collect())
    }

    /// Waits for a slot of one of them.
    pub(crate) async fn take(&self, seller: Option<&SellerId>) -> Slot {
        match self.0.get(&seller.cloned()) {
            Some(slots) => slots.take().await,
            None => Slot::unshared(),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[test]
    fn one_seller_takes_no_slot_of_another() {
        let [one, other]: [SellerId; 2] = ["1", "2"].map(|it| it.parse().unwrap());
        let both = [Some(one.clone()), Some(other.clone()), Some(one.clone())];
        let slots = SellerSlots::new(NonZeroUsize::MIN, both);
        let taken = slots.take(Some(&one)).now_or_never();
        assert!(taken.is_some());
        assert!(slots.take(Some(&one)).now_or_never().is_none());
        assert!(slots.take(Some(&other)).now_or_never().is_some());
    }
}
