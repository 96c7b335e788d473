//! New manifests: what somewhere else holds, written as a person would have written it.

mod defaults;
mod draft;
mod images;
mod new_manifest;
mod parts;
mod refused;
mod texts;
mod tree;
mod version;

pub use draft::{AdoptError, Adopted, Draft, DraftOptions, Layout, from_draft};
pub use new_manifest::NewManifest;
pub use refused::Refused;
