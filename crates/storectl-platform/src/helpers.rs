//! Work that blocks, and who does it.

use std::{cell::Cell, num::NonZero, thread};

use tokio::task::JoinHandle;

/// Who does work that blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Helpers {
    /// Threads beside the one that sends requests, as many as there is work for.
    Threads,
    /// That one itself, between requests: what comes before what is the same at every run.
    Nobody,
}

thread_local! {
    static HELPERS: Cell<Helpers> = const { Cell::new(Helpers::Threads) };
}

/// Puts back who helped before.
struct Before(Helpers);

impl Drop for Before {
    fn drop(&mut self) {
        HELPERS.set(self.0);
    }
}

impl Helpers {
    /// Lets these do what `run` gives to helpers on this thread.
    pub fn during<T>(self, run: impl FnOnce() -> T) -> T {
        let _before = Before(HELPERS.replace(self));
        run()
    }
}

/// Returns how many pieces of work that take a processor go on side by side, at least 1: one a core, where helpers are threads.
pub fn helpers() -> usize {
    match HELPERS.get() {
        Helpers::Threads => thread::available_parallelism().map_or(1, NonZero::get),
        Helpers::Nobody => 1,
    }
}

/// Gives work that blocks to a helper.
///
/// # Panics
/// No runtime of tokio runs this.
pub fn spawn_helper<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    match HELPERS.get() {
        #[expect(clippy::disallowed_methods, reason = "the one place")]
        Helpers::Threads => tokio::task::spawn_blocking(work),
        Helpers::Nobody => tokio::spawn(async move { work() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn helper() -> thread::ThreadId {
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.build().unwrap();
        let work = async { spawn_helper(|| thread::current().id()).await };
        runtime.block_on(work).unwrap()
    }

    #[test]
    fn helpers_are_threads_but_for_a_run_that_has_none() {
        let here = thread::current().id();
        assert_eq!(Helpers::Nobody.during(helper), here);
        assert_eq!(Helpers::Nobody.during(helpers), 1);
        assert_ne!(helper(), here);
    }
}
