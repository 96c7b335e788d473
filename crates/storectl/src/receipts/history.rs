//! Reads the releases of a product: from its ref, and the last one from its file.

use storectl_model::mask::mask;
use storectl_plan::{Receipt, releases};
use storectl_platform::{Git, GitError, ObjectId};

use super::{
    file::{self, FileContent},
    git_ref,
    notices::Notice,
    place::{APPLIED, ReceiptPlace},
    reading::fetch,
    tips::Tips,
};

/// How many commits of a ref are read, the newest first.
const MOST: usize = 500;

/// The releases of one product that are known here.
#[derive(Debug, Default)]
pub(crate) struct History {
    /// One receipt a release, the newest first.
    pub(crate) releases: Vec<Receipt>,
    /// What may be missing, and why.
    pub(crate) warnings: Vec<String>,
}

/// Reads the releases of a product at one Store; blocks. Nothing that is wrong with receipts fails it.
pub(crate) fn history(place: &ReceiptPlace) -> History {
    let mut warnings = Vec::new();
    let mut found = of_refs(place, &mut warnings).unwrap_or_else(|error| {
        let error = error.to_string();
        warnings.push(format!(
            "receipts cannot be read from git, so only the last one may be known: {}",
            mask(&error)
        ));
        Found::default()
    });
    match file::read(place) {
        FileContent::Absent => {}
        FileContent::Receipt(receipt) => found.others.push(*receipt),
        FileContent::Unusable(fault) => warnings.push(format!(
            "the receipt {} cannot be used: {fault}",
            place.file.display()
        )),
    }
    History {
        releases: releases(found.published, found.others),
        warnings,
    }
}

/// Receipts that were found, the newest of each place first.
#[derive(Default)]
struct Found {
    /// Those of the ref, in its order.
    published: Vec<Receipt>,
    /// Those that are only here.
    others: Vec<Receipt>,
}

fn of_refs(place: &ReceiptPlace, warnings: &mut Vec<String>) -> Result<Found, GitError> {
    let git = place.git()?;
    let refs = match &place.remote {
        Some(remote) => {
            let mut notices: Vec<Notice> = Vec::new();
            let fetched = fetch(&git, remote, &mut notices)?;
            warnings.extend(notices.into_iter().filter_map(Notice::into_warning));
            fetched.refs
        }
        None => git.references(&["refs/storectl/"])?,
    };
    let tips = Tips::of(&refs, place).reading_order(&git, place)?;
    if tips.is_empty() {
        let name = place.reference(APPLIED);
        warnings.push(format!(
            "git has no receipts in {name}, so only the last release may be known; --receipts git keeps and fetches them"
        ));
    }
    let mut found = Found::default();
    let mut read: Vec<ObjectId> = Vec::new();
    for (at, (_, tip)) in tips.iter().enumerate() {
        let receipts = match at {
            0 => &mut found.published,
            _ => &mut found.others,
        };
        of_tip(&git, tip, place, &mut read, receipts, warnings)?;
    }
    Ok(found)
}

fn of_tip(
    git: &Git,
    tip: &ObjectId,
    place: &ReceiptPlace,
    read: &mut Vec<ObjectId>,
    receipts: &mut Vec<Receipt>,
    warnings: &mut Vec<String>,
) -> Result<(), GitError> {
    let commits = git.history(tip, None, MOST + 1)?;
    if commits.len() > MOST {
        let name = place.reference(APPLIED);
        warnings.push(format!(
            "only the newest {MOST} receipts of {name} in git were read"
        ));
    }
    for commit in commits.into_iter().take(MOST) {
        if read.contains(&commit) {
            // What comes before it was read as well.
            break;
        }
        match git_ref::receipt(git, &commit, &place.product) {
            Ok(receipt) if receipt.endpoint == place.endpoint => receipts.push(receipt),
            // A release at another Store is none of this one.
            Ok(_) => {}
            Err(fault) => warnings.push(format!(
                "the receipt in git, commit {commit}, cannot be used: {fault}"
            )),
        }
        read.push(commit);
    }
    Ok(())
}
