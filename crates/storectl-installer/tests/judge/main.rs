//! What is found about an installer, and that nothing is found about a good one.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod case;
mod faults;
mod identity;
mod package;
