//! Simulated histories of products, each reproducible from its seed.
//!
//! A [`Scenario`](scenario::Scenario) is data: a configuration and a list of events, drawn from a seed. [`play`] carries it
//! out with the real command line (`storectl::run`) on simulated machines: one thread, virtual time, no sockets, the sandbox
//! as the Store. Each command leaves a [`Run`](history::Run), the record of what was sent and what came of it, and the
//! [`laws`] judge the record: what must hold whatever happened. A scenario that breaks a law is shrunk and kept.
//!
//! The world shares no rule with the client: what a manifest asks for ([`wish`]), what a draft holds ([`content`]) and what
//! is destructive are said here once more, in the world's own words.

pub mod cli;
pub mod content;
mod form;
pub mod history;
pub mod laws;
pub mod narration;
pub mod play;
mod player;
pub mod scenario;
mod stop;
pub mod tally;
pub mod wish;
