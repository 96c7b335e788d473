//! Slots for products at work, of which one that waits for the Store uses none (design.md §5), and for uploads.

use std::{cell::Cell, fmt, future::Future, num::NonZeroUsize, sync::Arc};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many products may be at work together, or how many uploads.
#[derive(Clone, Debug)]
pub struct Slots(Arc<Semaphore>);

impl Slots {
    /// Makes so many.
    pub fn new(number: NonZeroUsize) -> Self {
        Self(Arc::new(Semaphore::new(
            number.get().min(Semaphore::MAX_PERMITS),
        )))
    }

    /// Waits for a free slot, in the order of the calls.
    pub async fn take(&self) -> Slot {
        let slot = Slot {
            slots: Some(self.clone()),
            held: Cell::new(None),
        };
        slot.take_again().await;
        slot
    }
}

/// The slot of a product at work.
pub struct Slot {
    slots: Option<Slots>,
    held: Cell<Option<OwnedSemaphorePermit>>,
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot").finish_non_exhaustive()
    }
}

impl Slot {
    /// Makes one for a product that shares none.
    pub fn unshared() -> Self {
        Self {
            slots: None,
            held: Cell::new(None),
        }
    }

    /// Gives the slot back until `wait` is over, and then waits for a free one.
    pub(crate) async fn free_during(&self, wait: impl Future<Output = ()>) {
        self.held.take();
        wait.await;
        self.take_again().await;
    }

    async fn take_again(&self) {
        let Some(Slots(slots)) = &self.slots else {
            return;
        };
        // They are never closed.
        self.held.set(Arc::clone(slots).acquire_owned().await.ok());
    }
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use futures_util::FutureExt as _;

    use super::*;

    #[test]
    fn a_slot_is_free_during_a_wait_and_taken_afterwards() {
        let slots = Slots::new(NonZeroUsize::MIN);
        let slot = slots.take().now_or_never().unwrap();
        assert!(slots.take().now_or_never().is_none());
        let other = slot
            .free_during(async {
                let other = slots.take().await;
                drop(other);
            })
            .now_or_never();
        assert!(other.is_some());
        assert!(slots.take().now_or_never().is_none(), "it is held again");
        drop(slot);
        assert!(slots.take().now_or_never().is_some());
    }

    #[test]
    fn a_wait_that_is_over_waits_for_a_free_slot() {
        let slots = Slots::new(NonZeroUsize::MIN);
        let first = slots.take().now_or_never().unwrap();
        let mut other = None;
        let wait = first.free_during(async { other = slots.take().now_or_never() });
        assert!(wait.now_or_never().is_none());
        assert!(other.is_some());
    }

    #[test]
    fn what_shares_no_slot_never_waits_for_one() {
        let waited = Slot::unshared().free_during(ready(())).now_or_never();
        assert!(waited.is_some());
    }
}
