//! Release notes from a changelog: one version's section, as the plain text that the Store shows.

mod cut;
mod plain;
mod section;

pub(crate) use cut::cut;
pub(crate) use plain::{PlainText, plain_text};
pub(crate) use section::{Section, section};
