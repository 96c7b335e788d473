//! The rules of design.md §3: raw manifest in, desired state out, findings on the way.
//!
//! Each function takes the pointer of what it judges and returns what could be read; a fault leaves a gap, never a stop.

mod availability;
mod characters;
mod exit_codes;
mod expect;
mod file;
mod images;
mod language;
mod list;
mod listing;
mod listings;
mod package_url;
mod packages;
mod product;
mod properties;
mod set_aside;
mod text;
mod translations;
mod url;

pub(crate) use availability::overlong_markets;
pub(crate) use characters::characters;
pub(crate) use product::product;
pub(crate) use set_aside::{SET_ASIDE_MARK, set_aside};
