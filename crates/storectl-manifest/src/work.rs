//! Counted work: how many bytes were looked at, for the test that holds its growth (`tests/complexity`).
//!
//! Allocations are counted by the test's allocator; this counts the scans that allocate nothing: of the source's text, of
//! templates, and comparisons for near matches. Without the feature `metered` it is nothing.

/// Counts that `bytes` bytes were looked at.
#[cfg(not(feature = "metered"))]
pub(crate) fn visit(_bytes: usize) {}

#[cfg(feature = "metered")]
mod counter {
    use std::cell::Cell;

    thread_local! {
        static VISITED: Cell<u64> = const { Cell::new(0) };
    }

    /// Counts that `bytes` bytes were looked at.
    pub(crate) fn visit(bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        VISITED.set(VISITED.get().saturating_add(bytes));
    }

    /// Returns how many bytes this thread has looked at so far.
    pub fn visited() -> u64 {
        VISITED.get()
    }
}
#[cfg(feature = "metered")]
pub(crate) use counter::visit;
#[cfg(feature = "metered")]
pub use counter::visited;
