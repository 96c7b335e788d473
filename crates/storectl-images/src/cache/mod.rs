//! What is remembered of the Store's images from run to run.

mod file;
mod recent;
mod store;
#[cfg(test)]
mod tests;

pub use store::{CacheError, CacheTrust, CacheWarning, ImageCache};
