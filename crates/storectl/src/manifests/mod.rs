//! From paths to manifests: found, read with the files they name, checked.

pub(crate) mod check;
pub(crate) mod discover;
pub(crate) mod file_tree;
pub(crate) mod files;
mod git_tree;
pub(crate) mod inspect;
pub(crate) mod load;
pub(crate) mod locate;
mod parallel;
pub(crate) mod place;
mod repository;
pub(crate) mod revision;
