//! The manifest as it is written: the types the JSON schema is made from and the value is read into.
//!
//! Every field may be absent. What the Store demands is demanded by the rules, where the API would demand it; what no
//! manifest can do without is `required` in the schema.

mod availability;
mod expect;
mod fields;
mod listing;
mod package;
mod product;
mod properties;
mod text;

pub(crate) use availability::{Availability, Market, Markets};
pub(crate) use expect::{Expect, Sha256};
#[cfg(test)]
pub(crate) use fields::LANGUAGE_PATTERN;
pub(crate) use fields::{Clearable, Inline, Language, List, NonNull, Word, language_schema};
pub(crate) use listing::{Images, LISTING_IMAGES, Listing, Requirement};
pub(crate) use package::{ErrorDetail, ErrorValue, Package};
pub(crate) use product::{Listings, MOST_LISTINGS, Manifest, PruneWord};
pub(crate) use properties::{Declarations, Feature, Properties, RequirementDetail};
pub(crate) use text::{Overflow, Paths, Text};
