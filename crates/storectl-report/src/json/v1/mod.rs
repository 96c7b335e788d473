//! Version 1 of the documents.

pub(super) mod diagnostics;
pub(in crate::json) mod doctor;
pub(super) mod error;
pub(in crate::json) mod fleet;
pub(super) mod history;
pub(super) mod inspect;
pub(super) mod live;
pub(in crate::json) mod localization;
pub(super) mod plan;
pub(super) mod receipt;
pub(super) mod report;
pub(super) mod shared;
pub(super) mod status;
