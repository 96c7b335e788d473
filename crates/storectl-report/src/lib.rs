//! Renders plans, reports, statuses and diagnostics as text, Markdown and JSON.
//!
//! Pure: values in, a `String` or a JSON value out. Whether to colour, how much to say and where it goes is the caller's
//! choice. Everything that came from a manifest or from the Store is escaped for the format it is written in
//! ([`escape`]).

mod address;
mod diff;
pub mod escape;
pub mod json;
mod link;
pub mod markdown;
mod number;
pub mod text;
mod value;
mod view;

pub use view::{
    ErrorView, PlanView, ProductReport, ProductStatus, ProductView, ReportView, SourceRef,
    StatusFacts, StatusView, Styling, Verbosity,
};
