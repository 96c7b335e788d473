//! Every table of both sides, the client's and the sandbox', is the contract's.

mod document;
mod extract;
mod members;
mod tables;
