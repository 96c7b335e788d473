//! Looks at installers in files and where they are hosted, judges them, and writes what they say to a manifest where that is
//! asked for.

mod address;
mod file;
mod judged;
mod look;
mod owners;
mod write;

pub(crate) use judged::Inspected;
pub(crate) use look::look_at_all;
pub(crate) use write::WriteTarget;
