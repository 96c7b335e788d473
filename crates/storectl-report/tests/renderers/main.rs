//! The renderers over hand-built plans, reports and diagnostics: what people read is snapshot, what programs read is
//! validated.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod fixtures;
mod json;
mod markdown;
mod properties;
mod text;
