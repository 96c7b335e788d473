//! From paths to manifests: found, read with the files they name, checked.

pub(crate) mod discover;
pub(crate) mod files;
pub(crate) mod load;
pub(crate) mod locate;
