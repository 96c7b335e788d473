//! Secrets of earlier submissions.

use std::collections::BTreeSet;

use crate::{FieldPath, Module, Segment};

/// Fields that an earlier submission filled from a secret variable, or may have. What the Store holds there stays a secret,
/// whatever the manifest says now, until a submission gives the field a value that uses none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RememberedSecrets {
    fields: BTreeSet<FieldPath>,
    /// Fields to which the manifest gives a value that uses no secret.
    public: BTreeSet<FieldPath>,
}

impl RememberedSecrets {
    /// Takes the fields that were withheld, and those to which the manifest gives a value that uses no secret.
    pub fn new(fields: BTreeSet<FieldPath>, public: BTreeSet<FieldPath>) -> Self {
        Self { fields, public }
    }

    /// Whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Returns whether what the Store holds at `path`, which is a field or a part of one, may be such a secret. Which of the
    /// Store's packages is which of an earlier submission's is not decided here, so that a field of one counts for all.
    pub fn covers(&self, path: &FieldPath) -> bool {
        let is_it = |it: &FieldPath| {
            let (one, other) = (place(it), place(path));
            one.starts_with(other) || other.starts_with(one)
        };
        path.field().is_some()
            && self
                .fields
                .iter()
                .any(|it| it.module() == path.module() && is_it(it))
    }

    /// Returns whether the value at `path` may be such a secret still once the manifest is applied.
    pub fn outlasts(&self, path: &FieldPath) -> bool {
        self.covers(path) && !self.public.iter().any(|it| path.is_within(it))
    }
}

/// The path without the package it is in.
fn place(path: &FieldPath) -> &[Segment] {
    match (path.module(), path.segments()) {
        (Some(Module::Packages), [_, _, within @ ..]) => within,
        (_, segments) => segments,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(addresses: &[&str]) -> BTreeSet<FieldPath> {
        addresses.iter().map(|it| it.parse().unwrap()).collect()
    }

    fn at(address: &str) -> FieldPath {
        address.parse().unwrap()
    }

    #[test]
    fn a_secret_of_one_package_is_one_of_every_package() {
        let secrets =
            RememberedSecrets::new(paths(&["packages[0].installerParameters"]), paths(&[]));
        assert!(secrets.covers(&at("packages[1].installerParameters")));
        assert!(!secrets.covers(&at("packages[0].packageUrl")));
        // A package as a whole is shown, without that field.
        assert!(!secrets.covers(&at("packages[0]")));
    }

    #[test]
    fn a_secret_ends_where_the_manifest_gives_a_public_value() {
        let address = "listings.en-us.shortDescription";
        let secrets = RememberedSecrets::new(paths(&[address]), paths(&[address]));
        assert!(secrets.covers(&at(address)));
        assert!(!secrets.outlasts(&at(address)));
        assert!(!secrets.covers(&at("listings.de-de.shortDescription")));
    }
}
