//! Reads the Store's responses, tolerant where the service is known to vary (field-notes.md, sections 1.1, 1.2 and 5.1).
//!
//! Property names in any case, null as absent, one object where a list is documented, numbers where an id is text. What
//! cannot be read is named by its path; nothing is dropped silently.

pub(crate) mod assets;
pub(crate) mod metadata;
pub(crate) mod packages;
pub(crate) mod reader;
pub(crate) mod status;
#[cfg(test)]
mod tests;
