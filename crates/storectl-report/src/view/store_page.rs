//! What the Store holds of a product once a plan is applied: what customers get.

use std::collections::{BTreeMap, BTreeSet};

use storectl_model::{FieldPath, LanguageTag, Module};
use storectl_plan::{ChangeValue, ProductPlan};

/// Every value that is published, unmanaged ones included, as people may see it. What is off, empty or unset is not listed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct StorePage {
    /// The values by their fields.
    pub(crate) values: BTreeMap<FieldPath, ChangeValue>,
}

impl StorePage {
    /// Takes it from a plan without secrets ([`ProductPlan::for_people`]); `None` of a plan that changes and submits nothing.
    pub(crate) fn of(plan: &ProductPlan) -> Option<Self> {
        let values = plan.outcome.values.iter();
        let values: BTreeMap<FieldPath, ChangeValue> = values
            .filter(|(path, _)| **path != path.object())
            .map(|(path, it)| (path.clone(), it.shown.clone()))
            .collect();
        let is_news = !plan.changes.is_empty() || plan.submits();
        (is_news && !values.is_empty()).then_some(Self { values })
    }

    /// Returns the languages that have a listing, in order.
    pub(crate) fn languages(&self) -> BTreeSet<&LanguageTag> {
        self.values.keys().filter_map(FieldPath::language).collect()
    }

    /// Returns a field of a language's listing.
    pub(crate) fn of_listing(
        &self,
        language: &LanguageTag,
        field: &'static str,
    ) -> Option<&ChangeValue> {
        self.values.get(&FieldPath::of_listing(language).key(field))
    }

    /// Returns what tells a package from the others, e.g. `X64 exe de-de`; empty where there is no such package.
    pub(crate) fn package_label(&self, package: &FieldPath) -> String {
        let fields = ["architectures", "packageType", "languages"];
        let words = fields.into_iter().filter_map(|field| {
            match self.values.get(&package.clone().key(field))? {
                ChangeValue::Items(items) => Some(items.join(", ")),
                value => value.as_str().map(str::to_owned),
            }
        });
        words.collect::<Vec<_>>().join(" ")
    }

    /// Returns the packages, in order.
    pub(crate) fn packages(&self) -> BTreeSet<FieldPath> {
        let packages = self.values.keys().map(FieldPath::object);
        packages
            .filter(|it| it.module() == Some(Module::Packages))
            .collect()
    }

    /// Returns the address of a package's installer, unless it is secret.
    pub(crate) fn installer(&self, package: &FieldPath) -> Option<&str> {
        let address = self.values.get(&package.clone().key("packageUrl"))?;
        address.as_str()
    }
}
