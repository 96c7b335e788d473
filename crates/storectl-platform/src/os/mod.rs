//! The systems' own calls and numbers.

#[cfg(unix)]
mod unix;
#[cfg(not(any(unix, windows)))]
mod unknown;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(crate) use unix::*;
#[cfg(not(any(unix, windows)))]
pub(crate) use unknown::*;
#[cfg(windows)]
pub(crate) use windows::*;
