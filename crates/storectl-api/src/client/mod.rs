//! The client: reads and, with a type of its own, writes.

pub(crate) mod call;
pub(crate) mod config;
pub(crate) mod images;
pub(crate) mod product;
pub(crate) mod reach;
pub(crate) mod read;
pub(crate) mod scope;
pub(crate) mod upload;
pub(crate) mod write;
