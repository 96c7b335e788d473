//! Languages × texts: what each listing says, how long it is, and what it shares with another.

mod field;
mod gap;
mod held;
mod matrix;
mod shared;

pub use field::{ListingText, TextUnit};
pub use gap::TextGap;
pub use matrix::{PresentText, TextCell, TextMatrix, TextOrigin, TextRow};
pub(crate) use shared::SharedTexts;
