//! Receipts: what is remembered of submissions beyond one run (design.md §7).

mod applied;
mod catch_up;
mod contents;
mod file;
mod follower;
mod found;
pub(crate) mod git_ref;
mod history;
mod join;
mod keeper;
mod kept;
mod memory;
mod notices;
mod order;
pub(crate) mod place;
mod publish;
mod reading;
mod recorder;
mod revision;
mod standing;
mod submitted_files;
#[cfg(test)]
mod testing;
mod tips;

pub(crate) use catch_up::Access;
pub(crate) use follower::Follower;
pub(crate) use history::{History, history};
pub(crate) use memory::{BaseSource, Remembered};
pub(crate) use notices::Notices;
pub(crate) use place::ReceiptPlace;
pub(crate) use recorder::{Recorder, Submitted};
pub(crate) use revision::{RevisionBase, bases_at, with_bases};
pub(crate) use standing::{Standing, standing};

use storectl_manifest::Variables;
use storectl_platform::spawn_helper;

use self::reading::Reading;
use crate::{manifests::load::Manifest, store::open::Store};

/// Returns what is remembered of each product, in order, and publishes what only this repository has of it. What is wrong with
/// receipts is said, and fails nothing.
pub(crate) async fn of_all(
    store: &Store,
    manifests: &[Manifest],
    notices: &Notices<'_>,
) -> Vec<Remembered> {
    let places = manifests.iter().map(|it| ReceiptPlace::of(store, it));
    read_all(halved(places.collect()), Access::Publish, notices).await
}

/// Returns what is remembered in the places of these manifests, in order, for a plan: with what receipts withhold, where the
/// manifests manage it. `vars` are given for all manifests.
pub(crate) async fn for_plans(
    places: Vec<ReceiptPlace>,
    manifests: &[Manifest],
    vars: &Variables,
    access: Access,
    notices: &Notices<'_>,
) -> Vec<Remembered> {
    let places = halved(places);
    let remembered = read_all(places.clone(), access, notices).await;
    applied::with_applied(remembered, places, manifests, vars).await
}

fn halved(places: Vec<ReceiptPlace>) -> Vec<ReceiptPlace> {
    let places = places.into_iter();
    places.map(ReceiptPlace::with_half_the_time).collect()
}

async fn read_all(
    places: Vec<ReceiptPlace>,
    access: Access,
    notices: &Notices<'_>,
) -> Vec<Remembered> {
    let products = places.len();
    let read = spawn_helper(move || reading::read(&places, access)).await;
    // A panic there was reported.
    let read = read.unwrap_or_else(|_| Reading::nothing(products));
    notices.say(read.notices);
    for remembered in &read.remembered {
        // Before the drafts are read, and traced.
        notices.redactor().hide_fields(remembered.secret_fields());
    }
    read.remembered
}
