//! Which languages would get a new version with the notes that the Store has already.

use std::collections::BTreeSet;

use storectl_manifest::{NotesState, notes_states};
use storectl_model::{DesiredProduct, FieldPath, LanguageTag, Module};
use storectl_plan::ProductPlan;

/// Returns the languages whose notes are what is live although the plan publishes other packages.
pub(crate) fn still_live(product: &DesiredProduct, plan: &ProductPlan) -> BTreeSet<LanguageTag> {
    let paths = || plan.changes.iter().map(|it| &it.path);
    if !paths().any(|it| it.module() == Some(Module::Packages)) {
        return BTreeSet::new();
    }
    let states = notes_states(product, None).into_iter();
    let written = states.filter(|(_, state)| *state == NotesState::Written);
    let is_changed = |language: &LanguageTag| {
        let listing = FieldPath::of_listing(language);
        let notes = listing.clone().key("whatsNew");
        paths().any(|it| *it == listing || *it == notes)
    };
    let written = written.map(|(language, _)| language);
    written.filter(|it| !is_changed(it)).collect()
}
