//! What flags, the environment and defaults come to.

mod certificate;
pub(crate) mod consent;
pub(crate) mod credential;
pub(crate) mod doctor;
pub(crate) mod env;
pub(crate) mod history;
pub(crate) mod hosts;
pub(crate) mod image_cache;
pub(crate) mod offline;
pub(crate) mod plan;
pub(crate) mod policy;
pub(crate) mod preflight;
pub(crate) mod receipts;
pub(crate) mod repository;
mod secret_file;
pub(crate) mod service;
pub(crate) mod started_by;
pub(crate) mod store;
