//! Whoever looks at the installers again right before the Store takes them (design.md §8).

use std::future;

use futures_util::{FutureExt as _, future::LocalBoxFuture};
use storectl_model::FieldPath;

/// Looks again at the installers that one product's plan saw.
///
/// A plan approves bytes, and the Store downloads what the address serves later. Whoever implements this compares the two.
pub trait InstallerCheck {
    /// Looks at every installer whose bytes the plan saw.
    ///
    /// Called right before each commit of packages, which makes the Store download them, and before the proof that a request
    /// to submit follows, so that nothing comes between the proof and the request (design.md §5, step 9). Not called where
    /// neither is sent. Dropping the future is safe: it only reads, and a signal or the deadline of the run ends it.
    ///
    /// # Errors
    /// Returns the first installer that is another one, else the first of which nothing could be learned after the retries
    /// that any read gets.
    fn check(&mut self) -> LocalBoxFuture<'_, Result<(), InstallerFault>>;
}

/// Why a package cannot be committed or submitted as it was planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstallerFault {
    /// The package, e.g. `packages[0]`.
    pub package: FieldPath,
    /// What is wrong with its installer.
    pub kind: InstallerFaultKind,
    /// How that shows, as a clause without a final period: `it had 7 bytes and has 8`.
    pub message: String,
}

/// What is wrong with an installer that is looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstallerFaultKind {
    /// The address serves other bytes than the plan saw.
    OtherBytes,
    /// Whether it serves the same ones is not known.
    CannotTell,
}

/// Looks at nothing, and lets everything pass: for plans that saw no bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoInstallers;

impl InstallerCheck for NoInstallers {
    fn check(&mut self) -> LocalBoxFuture<'_, Result<(), InstallerFault>> {
        future::ready(Ok(())).boxed_local()
    }
}
