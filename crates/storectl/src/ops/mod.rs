//! What a command does, apart from its flags and its result.

pub(crate) mod acknowledge;
pub(crate) mod apply;
pub(crate) mod approval;
pub(crate) mod blockers;
pub(crate) mod doctor;
pub(crate) mod drafts;
pub(crate) mod edit;
pub(crate) mod fail_on;
pub(crate) mod files_before;
pub(crate) mod history;
pub(crate) mod import;
pub(crate) mod inspect;
pub(crate) mod lsp;
pub(crate) mod online;
pub(crate) mod plan;
mod plan_file;
pub(crate) mod planning;
pub(crate) mod plans;
pub(crate) mod preflight;
pub(crate) mod record_uploads;
pub(crate) mod rehearse;
pub(crate) mod release;
pub(crate) mod report;
pub(crate) mod save_live;
pub(crate) mod seller_slots;
pub(crate) mod status;
pub(crate) mod warnings;
