//! What the Store holds, taken over into a manifest that is there: as edits, of which each says what a person would have
//! written.
//!
//! A value is written where it changes no other language: in the listing itself where it comes from `listingDefaults`, unless
//! every language that takes the default has the new value ([`shared`]).

mod images;
mod listings;
mod packages;
mod shared;
mod take;
mod value;
mod variables;

pub use images::image_place;
pub use listings::{of_managed_fields, takes_default};
pub use take::take;
pub use variables::take_variables;
