//! What is read of programs: the fixtures of `tests/fixtures/installers`, complete and in parts.
#![expect(clippy::unwrap_used, reason = "a panic fails the test")]

mod damaged;
mod fixture;
mod kinds;
mod parts;
mod signatures;
