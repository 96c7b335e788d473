//! The words and codes of the service: those storectl may send, spelled as the service spells them.

mod categories;
mod languages;
mod markets;
mod words;

pub use self::{
    categories::{CATEGORIES, subcategories},
    languages::LANGUAGES,
    markets::MARKETS,
    words::{
        Architecture, Discoverability, ErrorScenario, FreeTrial, HardwareFeature, PackageType,
        PreflightMode, Pricing, RequirementKind, SubmitMode, UnknownWord, WaitFor,
    },
};
