//! Work on every core.

use std::{
    collections::BTreeMap,
    num::NonZero,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// How many threads work side by side, at least 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cores(NonZero<usize>);

impl Cores {
    /// As many as this machine has.
    pub(crate) fn all() -> Self {
        Self(thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN))
    }

    /// One: where the work around it is on every core.
    pub(crate) fn one() -> Self {
        Self(NonZero::<usize>::MIN)
    }

    /// Returns how many.
    pub(crate) fn number(self) -> usize {
        self.0.get()
    }

    /// What is left for each of `number` pieces of work that run side by side.
    pub(crate) fn shared_by(self, number: usize) -> Self {
        let share = self.0.get() / number.max(1);
        Self(NonZero::new(share).unwrap_or(NonZero::<usize>::MIN))
    }
}

/// Does `work` for each item, with its index, on this many cores, and returns the results in the items' order.
pub(crate) fn each<I: Sync, T: Send>(
    cores: Cores,
    items: &[I],
    work: impl Fn(usize, &I) -> T + Sync,
) -> Vec<T> {
    let mut results = Vec::with_capacity(items.len());
    in_order(cores, items, work, |_, result| results.push(result));
    results
}

/// Does `work` for each item, with its index, on this many cores, and gives `take` the results in the items' order, each as
/// soon as it and those before it are there: of many results, only what `take` keeps is held.
pub(crate) fn in_order<I: Sync, T: Send>(
    cores: Cores,
    items: &[I],
    work: impl Fn(usize, &I) -> T + Sync,
    take: impl FnMut(&I, T) + Send,
) {
    let workers = cores.0.get().min(items.len());
    let next = AtomicUsize::new(0);
    let results = Mutex::new(InOrder {
        items,
        early: BTreeMap::new(),
        taken: 0,
        take,
    });
    let run = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else {
                return;
            };
            let result = work(index, item);
            let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
            results.add(index, result);
        }
    };
    thread::scope(|scope| {
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(run)).collect();
        run();
        for other in others {
            if let Err(panic) = other.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
}

/// Results that come in any order, and are taken in that of their items.
struct InOrder<'i, I, T, F> {
    items: &'i [I],
    /// Results that one before them is missing of, by index.
    early: BTreeMap<usize, T>,
    /// How many were taken.
    taken: usize,
    take: F,
}

impl<I, T, F: FnMut(&I, T)> InOrder<'_, I, T, F> {
    fn add(&mut self, index: usize, result: T) {
        self.early.insert(index, result);
        while let Some(item) = self.items.get(self.taken)
            && let Some(result) = self.early.remove(&self.taken)
        {
            (self.take)(item, result);
            self.taken += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cores_are_shared_and_none_is_left_without() {
        let eight = Cores(NonZero::new(8).unwrap());
        let shares: Vec<usize> = [0, 1, 3, 8, 1000]
            .into_iter()
            .map(|it| eight.shared_by(it).0.get())
            .collect();
        assert_eq!(shares, [8, 8, 2, 1, 1]);
    }

    #[test]
    fn results_come_in_the_order_of_the_items_whatever_the_number_of_threads() {
        let items: Vec<usize> = (0..50).map(|it| it * 7).collect();
        for cores in [1, 3, 100] {
            let cores = Cores(NonZero::new(cores).unwrap());
            let expected: Vec<_> = items.iter().copied().enumerate().collect();
            assert_eq!(each(cores, &items, |at, it| (at, *it)), expected);
        }
    }

    #[test]
    fn a_result_is_taken_as_soon_as_those_before_it_are() {
        let mut taken = Vec::new();
        let mut results = InOrder {
            items: &["a", "b", "c"],
            early: BTreeMap::new(),
            taken: 0,
            take: |item: &&'static str, number: usize| taken.push((*item, number)),
        };
        results.add(1, 1);
        assert_eq!(results.taken, 0);
        results.add(0, 0);
        assert_eq!((results.taken, results.early.len()), (2, 0));
        results.add(2, 2);
        assert_eq!(taken, [("a", 0), ("b", 1), ("c", 2)]);
    }
}
