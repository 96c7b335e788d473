//! Work on every core.

use std::{
    num::NonZero,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
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

/// Does `work` for each path, with its index, on this many cores, and returns the results in the paths' order.
pub(crate) fn each<T: Send>(
    cores: Cores,
    paths: &[PathBuf],
    work: impl Fn(usize, &Path) -> T + Sync,
) -> Vec<T> {
    let workers = cores.0.get().min(paths.len());
    if workers <= 1 {
        let paths = paths.iter().enumerate();
        return paths.map(|(at, it)| work(at, it)).collect();
    }
    let next = AtomicUsize::new(0);
    let mut results: Vec<(usize, T)> = thread::scope(|scope| {
        let run = || {
            let mut done = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                match paths.get(index) {
                    Some(path) => done.push((index, work(index, path))),
                    None => return done,
                }
            }
        };
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(run)).collect();
        let mut all = run();
        for other in others {
            match other.join() {
                Ok(done) => all.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
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
    fn results_come_in_the_order_of_the_paths_whatever_the_number_of_threads() {
        let paths: Vec<PathBuf> = (0..50).map(|it| it.to_string().into()).collect();
        for cores in [1, 3, 100] {
            let cores = Cores(NonZero::new(cores).unwrap());
            assert_eq!(each(cores, &paths, |_, it| it.to_owned()), paths);
        }
    }
}
