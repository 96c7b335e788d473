//! What renderers are given, and what all of them say of it.

mod at;
mod base;
mod blocker;
mod bundle;
mod command;
mod diagnostic_list;
mod diagnostics;
mod doctor;
mod excerpt;
mod failure;
mod field_marks;
mod fleet;
mod fleet_part;
mod group;
mod history;
mod installer;
mod keep;
mod link;
mod live;
pub(crate) mod localization;
mod loss;
mod matrix;
mod names;
mod number;
mod offer;
mod order;
pub(crate) mod origin;
mod pictures;
mod plan;
mod plan_details;
mod ran;
mod reasons;
mod rehearsal;
mod removed;
mod replaced;
mod report;
mod sentence;
mod stale;
mod status;
mod store_page;
mod two_way;
pub(crate) mod unmanaged;
mod variables;
mod verdict;

pub use at::AtView;
pub use base::{BaseView, short_commit};
pub use blocker::submission_in_doubt;
pub(crate) use blocker::{Locked, Obstacle, if_intended, is_locked, locked_words, obstacles};
pub use bundle::{BundleProduct, BundleView, Fact};
pub use command::Command;
pub use diagnostic_list::DiagnosticList;
pub(crate) use diagnostic_list::MOST_LISTED;
pub use diagnostics::{Counts, DiagnosticsView};
pub(crate) use diagnostics::{Shown, is_error};
pub use doctor::{Check, CheckId, CheckStatus, DoctorView};
pub(crate) use excerpt::Excerpt;
pub use failure::{ErrorView, FailureView, SourceRef};
pub(crate) use field_marks::FieldMarks;
pub use fleet::{FleetProduct, FleetView};
pub use fleet_part::FleetPart;
pub(crate) use fleet_part::shard_line;
pub(crate) use group::{Edit, EditGroup, Group, Place, edits_of, field, groups, groups_of};
pub(crate) use history::{COLUMNS, columns};
pub use history::{HistoryView, ProductHistory, Release};
pub(crate) use installer::{
    CheckedPackage, ErrorText, FindingCounts, InstallerErrors, Preflight, ShownFinding, checked,
    facts, payload,
};
pub use installer::{
    FindingView, InstallerLook, InstallerView, InstallersView, LookOrigin, PackageLook,
};
pub(crate) use keep::{keep, take_live};
pub(crate) use link::partner_center;
pub use live::LiveStamp;
pub(crate) use live::stamp;
pub use localization::ManifestTexts;
pub(crate) use loss::{Decision, decisions};
pub(crate) use matrix::{ChangeMatrix, Column, Kind, Tally};
pub use names::Names;
pub use number::count;
pub(crate) use number::{bytes, duration, thousands};
pub use offer::Offer;
pub(crate) use order::ImageOrder;
pub use pictures::{RepositoryView, file_beside};
pub use plan::{FileBefore, PlanView, ProductView};
pub use plan_details::PlanDetails;
pub(crate) use plan_details::{PendingWork, PlannedStep};
pub(crate) use ran::{Ended, for_customers, outcome_word, trimmed, unfinished};
pub(crate) use reasons::{error_details, failure_details, hint, note, place, store_reports};
pub(crate) use rehearsal::rehearsal;
pub use rehearsal::{Interpretation, Refused, Rehearsal};
pub(crate) use removed::{Extent, RemovedPart};
pub(crate) use replaced::Replaced;
pub use report::{ProductOutcome, ProductReport, ReportView};
pub(crate) use sentence::{Sentence, Span, capitalized};
pub use status::{ProductStatus, StatusFacts, StatusView};
pub(crate) use status::{no_submission, timeline};
pub(crate) use store_page::StorePage;
pub(crate) use two_way::two_way_of;
pub(crate) use variables::variables;
pub(crate) use verdict::{
    NO_TOKEN, NO_TOKEN_YET, Writes, foot, headline, pending, totals, unexplained_failure, verdict,
    writes,
};
