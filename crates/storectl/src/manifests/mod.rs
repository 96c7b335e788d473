//! From paths to manifests: found, read with the files they name, checked.

pub(crate) mod applied;
pub(crate) mod at;
pub(crate) mod check;
pub(crate) mod discover;
pub(crate) mod examine;
mod extract;
pub(crate) mod file_tree;
pub(crate) mod files;
pub(crate) mod git_tree;
pub(crate) mod inspect;
pub(crate) mod invalid;
mod lfs;
pub(crate) mod load;
mod loaded;
pub(crate) mod locate;
pub(crate) mod original;
pub(crate) mod overlay;
pub(crate) mod parallel;
pub(crate) mod place;
mod receipt;
pub(crate) mod remembered;
pub(crate) mod repository;
pub(crate) mod revision;
pub(crate) mod shard;
pub(crate) mod survey;
pub(crate) mod texts;
pub(crate) mod trail;
