//! What is read of Windows Installer packages: as a file, over ranges, and of hostile ones.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod economy;
mod facts;
mod hostile;
mod support;
