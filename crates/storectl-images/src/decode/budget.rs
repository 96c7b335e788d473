//! The memory that all decoders of the process take together.

use std::sync::{Condvar, Mutex, PoisonError};

use super::bounds::MAX_MEMORY;

/// Lets decoders of the usual screenshot work on every core of a large machine, and the largest image on four.
static DECODERS: Budget = Budget::new(4 * MAX_MEMORY);

/// So many bytes, of which decoders take their share.
#[derive(Debug)]
struct Budget {
    free: Mutex<u64>,
    freed: Condvar,
}

/// Bytes that are taken until this is dropped.
#[derive(Debug)]
#[must_use]
pub(super) struct Reservation<'a> {
    budget: &'a Budget,
    bytes: u64,
}

/// Waits until the decoders that are at work leave so many bytes, of at most [`MAX_MEMORY`], and takes them. Blocks. Whoever
/// holds a reservation must not ask for another.
pub(super) fn reserve(bytes: u64) -> Reservation<'static> {
    DECODERS.reserve(bytes)
}

impl Budget {
    const fn new(bytes: u64) -> Self {
        Self {
            free: Mutex::new(bytes),
            freed: Condvar::new(),
        }
    }

    fn reserve(&self, bytes: u64) -> Reservation<'_> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let free = self.freed.wait_while(free, |free| *free < bytes);
        *free.unwrap_or_else(PoisonError::into_inner) -= bytes;
        Reservation {
            budget: self,
            bytes,
        }
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        let free = self.budget.free.lock();
        *free.unwrap_or_else(PoisonError::into_inner) += self.bytes;
        // Of those who wait, some may need less than the first.
        self.budget.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicU64, Ordering},
        thread,
    };

    use super::*;

    #[test]
    fn decoders_together_never_take_more_than_there_is() {
        let (budget, taken) = (Budget::new(10), AtomicU64::new(0));
        let work = |bytes| {
            for _ in 0..200 {
                let _reservation = budget.reserve(bytes);
                let now = taken.fetch_add(bytes, Ordering::SeqCst) + bytes;
                assert!(now <= 10, "{now}");
                thread::yield_now();
                taken.fetch_sub(bytes, Ordering::SeqCst);
            }
        };
        thread::scope(|scope| {
            for bytes in [10, 7, 5, 3, 1] {
                scope.spawn(move || work(bytes));
            }
        });
        assert_eq!(*budget.free.lock().unwrap(), 10);
    }
}
