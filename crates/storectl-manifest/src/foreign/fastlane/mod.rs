//! The folders of texts and images that fastlane keeps for Google Play (`supply`) and the App Store (`deliver`).
//!
//! Two phases, as for a manifest: [`FastlaneFiles::among`] finds the files that are read, and [`FastlaneFiles::read`] makes
//! a product of what is in them.
//!
//! Source: fastlane's documentation of `upload_to_play_store` and `upload_to_app_store`; `supply/lib/supply.rb`,
//! `deliver/lib/deliver/upload_metadata.rb`.

mod files;
mod images;
mod keywords;
mod layout;
mod product;

pub use files::{FastlaneFile, FastlaneFiles};
