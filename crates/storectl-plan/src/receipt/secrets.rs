//! What is remembered of secrets: a value that was put in Partner Center from a secret variable stays a secret there.

use std::{borrow::Cow, collections::BTreeSet};

use storectl_model::{DesiredProduct, FieldPath, Module, RememberedSecrets, RemoteProduct};

use super::Receipt;
use crate::{
    Memory,
    compare::{ImagePolicy, Sides, compare},
    findings::Findings,
};

impl Receipt {
    /// Returns the fields that this submission filled from a secret variable, or that one before it did.
    ///
    /// Certification notes are in no receipt. They count where a secret variable was used that may be theirs.
    pub fn secret_fields(&self) -> BTreeSet<FieldPath> {
        let notes = notes();
        let has_secrets = self.variables.iter().any(|it| it.value.is_none());
        let withheld = self.values.withheld.iter();
        withheld
            .filter(|it| has_secrets || **it != notes)
            .cloned()
            .collect()
    }
}

impl Memory<'_> {
    /// Returns the manifest with what is remembered of secrets.
    pub fn remind<'d>(&self, desired: &'d DesiredProduct) -> Cow<'d, DesiredProduct> {
        let mut fields = self.secret_fields.clone();
        fields.extend(
            self.receipt
                .map(Receipt::secret_fields)
                .into_iter()
                .flatten(),
        );
        fields.extend(self.base.into_iter().flat_map(|it| &it.withheld).cloned());
        let notes = notes();
        let names_notes = desired.properties.certification_notes.is_managed();
        if names_notes && desired.scope.manages(&notes) {
            // Whatever made those in the Store: another runner may have filled them from a secret, and no receipt holds them.
            fields.insert(notes);
        } else {
            // Unmanaged notes are shown by their length alone, whatever they are made of.
            fields.remove(&notes);
        }
        if fields.is_empty() {
            return Cow::Borrowed(desired);
        }
        let public = public(desired);
        desired.remembering(&RememberedSecrets::new(fields, public))
    }
}

/// Returns the fields to which a manifest gives a value that uses no secret variable.
fn public(desired: &DesiredProduct) -> BTreeSet<FieldPath> {
    let sides = Sides {
        base: None,
        desired,
        live: &RemoteProduct::default(),
    };
    let comparison = compare(sides, ImagePolicy::Content, &mut Findings::default());
    let named = comparison.named().map(|it| &it.path);
    named
        .filter(|it| !desired.uses_secret(it))
        .cloned()
        .collect()
}

fn notes() -> FieldPath {
    FieldPath::of_module(Module::Properties).key("certificationNotes")
}
