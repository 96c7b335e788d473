//! The language server: what `validate` knows of a manifest, while it is written.
//!
//! [`server::serve`] reads messages on a thread of its own and answers them in order on this one. [`state`] is what the server
//! knows and has no input or output; the files below it each answer one kind of request from an [`analysis::Analysis`].

mod actions;
mod analysis;
mod definition;
mod diagnostics;
mod documents;
mod frames;
mod hover;
mod message;
mod positions;
mod published;
mod requests;
mod server;
mod state;
mod surrogates;
mod uri;

pub(crate) use server::serve;
