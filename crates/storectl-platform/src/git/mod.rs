//! git, asked through its command line.
//!
//! git itself is asked, not its files read: formats of the index and of refs (split, sparse, reftable, SHA-256) are solved
//! there. Every call goes through one [`Git`], which fixes the environment: no hook, pager, prompt or background job runs,
//! nothing needs a configured user, and time and output are bounded. Only plumbing is used, which touches neither the
//! index nor the work tree.

mod batch;
mod changed;
mod checkout;
mod error;
mod history;
mod object;
mod read;
mod remote;
mod root;
mod runner;
mod settings;
#[cfg(test)]
mod testing;
mod write;

pub use changed::WorkTreePaths;
pub use checkout::checked_out_commit;
pub(crate) use checkout::is_tracked;
pub use error::GitError;
pub use object::{InvalidObjectId, ObjectId};
pub use read::{EntryKind, TreeEntry};
pub use remote::Pushed;
pub use root::Root;
pub use runner::{Git, end_git_at};
pub use settings::GitSettings;
pub use write::{NewCommit, NewEntry};
