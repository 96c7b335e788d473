//! What other tools keep of a product becomes a manifest that is valid, whatever they keep.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod fastlane;
mod properties;
mod store_submission;
mod support;
