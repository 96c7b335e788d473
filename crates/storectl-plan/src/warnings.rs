//! What to know about a plan beside its differences.

use std::collections::{BTreeMap, BTreeSet};

use storectl_model::{
    AckToken, DesiredProduct, DraftStatus, FieldPath, LanguageTag, ListingIntent, Prune,
    RemoteProduct, Selector,
};

use crate::{Change, Guard, PlanOptions, ProductPlan, Warning};

/// What the Store says of a draft it does not call ready, and warnings of its answers.
pub(crate) fn of_store<'a>(
    live: &'a RemoteProduct,
    status: &'a DraftStatus,
) -> impl Iterator<Item = Warning> + use<'a> {
    // A status that names a submission, though that has ended, speaks of its lock.
    let unready = !status.is_ready && live.status.ongoing_submission.is_none();
    let general = unready.then(|| Warning {
        path: None,
        message: "the draft is not ready; apply tries to fix it".to_owned(),
    });
    let is_free = status.ongoing_submission.is_none();
    let said = status.messages.iter().filter(move |_| is_free);
    let said = said.chain(&live.messages).map(|it| Warning {
        path: it.target.parse().ok(),
        message: format!("the Store reports: {}", it.message),
    });
    let incomplete = live
        .languages
        .iter()
        .filter(|it| it.is_complete == Some(false))
        .map(|it| Warning {
            path: Some(FieldPath::of_listing(&it.language)),
            message: "this listing is incomplete in the Store".to_owned(),
        });
    general.into_iter().chain(said).chain(incomplete)
}

/// A language without a region beside the same language and script with one, one of them in the manifest and one in the
/// draft alone: customers see two listings of one language (forms.md, "Outputs" 13).
///
/// Two within the manifest are `validate`'s to warn about. A language that goes does not count.
pub(crate) fn same_language(desired: &DesiredProduct, live: &RemoteProduct) -> Vec<Warning> {
    if desired.prune == Prune::Listings {
        return Vec::new();
    }
    let listed = live.languages.iter().map(|it| &it.language);
    let stored: BTreeSet<&LanguageTag> = live.listings.keys().chain(listed).collect();
    let mut of_draft: BTreeMap<String, Vec<&LanguageTag>> = BTreeMap::new();
    for language in stored {
        if !desired.listings.contains_key(language) {
            let family = of_draft.entry(language.family()).or_default();
            family.push(language);
        }
    }
    let mut warnings = Vec::new();
    for (language, intent) in &desired.listings {
        match intent {
            ListingIntent::Present(_) => {}
            ListingIntent::Removed => continue,
        }
        let path = FieldPath::of_listing(language);
        let family = of_draft.get(&language.family()).into_iter().flatten();
        let others: Vec<String> = family
            .filter(|it| it.overlaps(language) && desired.scope.touches(&path))
            .map(|it| format!("`{it}`"))
            .collect();
        if !others.is_empty() {
            warnings.push(Warning {
                path: Some(path),
                message: format!(
                    "`{language}` and {}, which only the draft has, are listings for the same language",
                    others.join(", ")
                ),
            });
        }
    }
    warnings
}

/// A token that acknowledges nothing would allow a later change that comes back to the same values.
pub(crate) fn unused_tokens<'a>(
    desired: &DesiredProduct,
    changes: impl Iterator<Item = &'a Change>,
) -> Vec<Warning> {
    let guards = changes.filter_map(|it| it.guard.as_ref());
    let used: BTreeSet<&AckToken> = guards.filter_map(Guard::token).collect();
    let of_manifest: BTreeSet<&AckToken> = desired.acknowledge.iter().collect();
    let unused = of_manifest.difference(&used).map(|token| Warning {
        path: Some(FieldPath::root().key("acknowledge")),
        message: format!("{token} does not match any change; remove it"),
    });
    unused.collect()
}

/// Warns of tokens that were acknowledged for a run and match no change of any of its plans.
pub fn unused_tokens_of_run<'a>(
    acknowledged: &[AckToken],
    plans: impl IntoIterator<Item = &'a ProductPlan>,
) -> Vec<Warning> {
    let guards = plans.into_iter().flat_map(ProductPlan::guards);
    // One that the policy makes void matches its change all the same.
    let used: BTreeSet<&AckToken> = guards.filter_map(Guard::derived_token).collect();
    let acknowledged: BTreeSet<&AckToken> = acknowledged.iter().collect();
    let unused = acknowledged.difference(&used).map(|token| Warning {
        path: None,
        message: format!(
            "{token}, acknowledged for this run, does not match any change; remove it"
        ),
    });
    unused.collect()
}

/// Selectors that pick nothing: neither what the manifest names, nor a language that pruning removes.
pub(crate) fn idle_selectors<'a>(
    options: &PlanOptions<'a>,
    changes: &[Change],
) -> Vec<&'a Selector> {
    let picks = |it: &&Selector| changes.iter().any(|change| it.picks(&change.path));
    options.unmatched.iter().filter(|it| !picks(it)).collect()
}

/// A managed value of which the last receipt keeps nothing: it may be what was submitted, or what an interrupted run wrote.
pub(crate) fn maybe_unsubmitted(path: &FieldPath) -> Warning {
    Warning {
        path: Some(path.clone()),
        message: "whether this value was submitted is unknown: receipts keep nothing of it, and the manifest that was submitted last does not say or cannot be read; submit the draft if the value is new".to_owned(),
    }
}

/// Says that a selector picks nothing.
pub(crate) fn idle(selector: &Selector) -> Warning {
    Warning {
        path: None,
        message: format!("`{selector}` matches nothing in the manifest"),
    }
}
