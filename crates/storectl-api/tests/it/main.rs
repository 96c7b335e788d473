//! The client as its users see it: over a script, over a router and over real sockets.

#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod auth;
mod certificates;
mod deadlines;
mod faults;
mod http;
mod installers;
mod odd_answers;
mod reading;
mod redaction;
mod sandbox;
mod secrets;
mod support;
mod wire;
mod writing;
