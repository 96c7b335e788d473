//! Configurations.

use fastrand::Rng;

use super::{
    matter::Matter,
    wishes,
    words::{chance, pick, word},
};
use crate::scenario::{Config, Receipts, Start};

/// Readings of the contract beside the defaults, by switch.
///
/// Left out is what forces a correct client to fail: texts that cannot be cleared or that a PATCH may not empty
/// (`empty-values`), certification that reads installers, and submissions that stay open whatever happens.
const SWITCHES: &[&[&str]] = &[
    &["failure-status=200"],
    &["unknown-fields=ignored", "unknown-fields=kept"],
    &["other-clients=accepted"],
    &["installer-parameters=sent", "installer-parameters=put"],
    &["nested-objects=merged"],
    &["patch-null=clears"],
    &["old-subcategory=dropped"],
    &["search-words=exact", "search-words=punctuated"],
    &["text-length=characters"],
    &["missing-required=defaulted"],
    &["generic-doc-url=optional"],
    &["old-package-ids=refused"],
    &["package-reads=committed"],
    &["uncommitted-packages=ready"],
    &["writes-during-upload=accepted"],
    &["assets-during-upload=refused"],
    &["repeated-commit=refused"],
    &["write-gate=open"],
    &["new-language=separate"],
    &["asset-language=any"],
    &["omitted-assets=cleared"],
    &["image-bytes=rewritten"],
    &["blob-reads=private"],
    &["secondary-url=distinct"],
    &["unknown-submission=refused", "unknown-submission=unknown"],
    &["submission-outcome=failed", "submission-outcome=retried"],
    &["upload-time=60000"],
    &["submission-time=3600000"],
    &["unseen-reads=1", "unseen-reads=2"],
    &["status-failures=1", "status-failures=3"],
    &["upload-reads=0", "upload-reads=4"],
    &["upload-failures=1"],
    &["stale-reads=1"],
    &["submission-reads=0", "submission-reads=40"],
    &["token-lifetime=120"],
];

/// `--submit` and `--wait`. `always` and `draft` contradict each other.
const FLAGS: &[(&str, &str)] = &[
    ("auto", "submitted"),
    ("auto", "submitted"),
    ("auto", "submitted"),
    ("auto", "submitted"),
    ("auto", "published"),
    ("auto", "draft"),
    ("always", "submitted"),
    ("never", "submitted"),
];

/// The same where nearly all that happens is about packages: what a command leaves uncommitted shows where it does not submit.
const FLAGS_OF_PACKAGES: &[(&str, &str)] = &[
    ("auto", "submitted"),
    ("auto", "draft"),
    ("never", "submitted"),
];

/// Readings that matter where nearly all that happens is about images, most of all that the Store shows none.
const OF_IMAGES: &[&str] = &[
    "blob-reads=private",
    "blob-reads=private",
    "blob-reads=private",
    "image-bytes=rewritten",
];

/// Draws a configuration, where edits are about one matter only, of that.
pub(super) fn config(rng: &mut Rng, only: Option<Matter>) -> Config {
    let count = rng.usize(..5);
    let switches = rng.choose_multiple(SWITCHES, count);
    let mut interpretations: Vec<String> = switches.into_iter().map(|it| word(rng, it)).collect();
    if only == Some(Matter::Images) {
        let reading = word(rng, OF_IMAGES);
        interpretations.retain(|it| *it != reading);
        interpretations.push(reading);
    }
    let products = pick(rng, &[1, 1, 1, 1, 1, 1, 2, 2, 3, 4]);
    let flags = match only {
        Some(Matter::Packages) => FLAGS_OF_PACKAGES,
        Some(Matter::Texts | Matter::Images | Matter::Sale) | None => FLAGS,
    };
    let (submit, wait) = pick(rng, flags);
    let preflight = word(rng, &["off", "off", "off", "off", "auto", "full"]);
    Config {
        interpretations,
        latency: match preflight.as_str() {
            "off" => pick(rng, &[0, 0, 0, 20, 150, 600, 2000]),
            // A look at an installer ends after some seconds (design.md §8).
            _ => pick(rng, &[0, 0, 0, 20, 150]),
        },
        products: (0..products).map(|_| start(rng, only)).collect(),
        receipts: match rng.u8(..16) {
            0 => Receipts::Git,
            1 | 2 => Receipts::Lost,
            _ => Receipts::Own,
        },
        submit: submit.to_owned(),
        wait: wait.to_owned(),
        preflight,
    }
}

fn start(rng: &mut Rng, only: Option<Matter>) -> Start {
    let is_new = chance(rng, 20);
    Start {
        is_new,
        in_capitals: chance(rng, 15),
        wish: if is_new {
            wishes::of_new(rng)
        } else {
            wishes::of_sample(rng, only)
        },
    }
}
