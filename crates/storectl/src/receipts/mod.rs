//! Receipts: what is remembered of submissions beyond one run (design.md §7).

mod contents;
mod file;
mod follower;
pub(crate) mod git_ref;
mod history;
mod keeper;
mod kept;
mod memory;
mod notices;
pub(crate) mod place;
mod publish;
mod reading;
mod recorder;
mod revision;
#[cfg(test)]
mod testing;

pub(crate) use follower::Follower;
pub(crate) use history::{History, history};
pub(crate) use memory::{BaseSource, Remembered};
pub(crate) use notices::Notices;
pub(crate) use place::ReceiptPlace;
pub(crate) use recorder::{Recorder, Submitted};
pub(crate) use revision::{bases_at, with_bases};

use self::reading::Reading;
use crate::{manifests::load::Manifest, store::open::Store};

/// Returns what is remembered of each product, in order. What is wrong with receipts is said, and fails nothing.
pub(crate) async fn of_all(
    store: &Store,
    manifests: &[Manifest],
    notices: &Notices<'_>,
) -> Vec<Remembered> {
    let places: Vec<ReceiptPlace> = manifests
        .iter()
        .map(|it| ReceiptPlace::of(store, it))
        .collect();
    let read = tokio::task::spawn_blocking(move || reading::read(&places)).await;
    // A panic there was reported.
    let read = read.unwrap_or_else(|_| Reading::nothing(manifests.len()));
    notices.say(read.notices);
    read.remembered
}
