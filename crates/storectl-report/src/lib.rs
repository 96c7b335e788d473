//! Renders plans, reports, statuses and diagnostics as text, Markdown and JSON.
//!
//! Pure: values in, a `String` or a JSON value out. What to show is an [`Output`]; [`render`] shows it in a [`Format`].
//! Whether to color, how much to say and where it goes is the caller's choice. Everything that came from a manifest, an
//! argument or the Store is [`Foreign`], and escaped for the format it is written in.
//!
//! ```
//! use std::collections::BTreeMap;
//! use storectl_report::{Appearance, Command, Counts, DiagnosticsView, Format, Output, render};
//!
//! let valid = Output::Diagnostics(DiagnosticsView {
//!     command: Command::Validate,
//!     shard: None,
//!     manifests: 2,
//!     products: Vec::new(),
//!     diagnostics: &[],
//!     unlisted: Counts::default(),
//!     localization: Vec::new(),
//!     names: BTreeMap::new(),
//!     error: None,
//! });
//! let text = render(&valid, Format::Text, Appearance::PLAIN);
//! assert_eq!(text, "2 manifests: no errors, no warnings\n");
//! ```

mod diff;
mod escape;
mod fleet;
mod foreign;
mod format;
mod github;
mod html;
pub mod json;
mod markdown;
mod output;
mod output_names;
mod remarks;
mod render;
mod sarif;
mod text;
mod time;
mod value;
mod view;

pub use diff::unified_diff;
pub use fleet::{FleetFormat, MOST_JOBS, render_fleet};
pub use foreign::Foreign;
pub use format::{
    Appearance, FileFormat, Format, Styling, UnknownFileFormat, UnknownFormat, Verbosity,
};
pub use html::{MAX_PICTURES, NamedPicture, PictureError, PictureFile, Pictures};
pub use output::Output;
pub use render::{
    render, render_bundle, render_file, render_saved, render_saved_file, render_saved_page,
};
pub use view::{
    AtView, BaseView, BundleProduct, BundleView, Check, CheckId, CheckStatus, Command, Counts,
    DiagnosticList, DiagnosticsView, DoctorView, ErrorView, Fact, FailureView, FileBefore,
    FindingView, FleetPart, FleetProduct, FleetView, HistoryView, InstallerLook, InstallerView,
    InstallersView, Interpretation, LiveStamp, LookOrigin, ManifestTexts, Names, Offer,
    PackageLook, PlanDetails, PlanView, ProductHistory, ProductOutcome, ProductReport,
    ProductStatus, ProductView, Refused, Rehearsal, Release, ReportView, RepositoryView, SourceRef,
    StatusFacts, StatusView, count, file_beside, short_commit, submission_in_doubt,
};
