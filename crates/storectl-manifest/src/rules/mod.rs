//! The rules of design.md §3: raw manifest in, desired state out, findings on the way.
//!
//! Each function takes the pointer of what it judges and gives what could be read; a fault leaves a gap, never a stop.

mod availability;
mod images;
mod language;
mod list;
mod listings;
mod packages;
mod product;
mod properties;
mod text;
mod url;

pub(crate) use product::product;
