//! What reviewers see in a pull request, and what machines read of it.

mod eight;
pub(crate) mod hostile;
mod pictures;
mod played;
mod published;
mod scenarios;
mod stable;
