//! The renderers over hand-built plans, reports and diagnostics: what people read is snapshot, what programs read is
//! validated, and nothing foreign acts on anything.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod annotations;
mod announced;
mod budget;
mod checked;
mod commands;
mod comment;
mod everywhere;
mod fixtures;
mod gfm;
mod glance;
mod html;
mod inspect;
mod json;
mod labels;
mod localization;
mod markdown;
mod memory;
mod outputs;
#[path = "../../../../tests/parsers/mod.rs"]
mod parsers;
mod policy;
mod preflight;
mod properties;
mod receipts;
mod refused_snapshots;
#[path = "../../../../tests/runners/mod.rs"]
mod runners;
mod sarif;
mod saved;
mod secrets;
mod snapshots;
mod text;
mod titles;
mod variables;
