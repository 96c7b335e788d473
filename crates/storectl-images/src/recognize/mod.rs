//! Which image of the Store is which file: by content, for the Store gives images names of its own.
//!
//! Only the size of a Store image is reported. Where it fits a file's, the image itself is read, as little of it as
//! decides: what is remembered of its id, then the digest that its server keeps, then its bytes, then its pixels
//! (design.md §4, traps 69-71). A Store that refuses to be read leaves the question open, never a new upload.

mod assign;
mod candidate;
mod finding;
mod health;
mod inspector;
mod lists;
mod local;
mod notes;
mod recognition;
mod server;
mod source;
#[cfg(test)]
mod tests;

pub use notes::{Note, Recognition, Remark};
pub use recognition::{Concurrency, recognize};
pub use server::{ImageHead, ImageServer, ServerError};
pub use source::{ImageFile, ImageFolder, ImageSource};
