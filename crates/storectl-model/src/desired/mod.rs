//! Desired state: what a manifest asks for, after every rule of its form has been checked.

mod expect;
mod listing;
mod modules;
mod package;
mod product;
mod scope;
mod secrets;
mod token;

pub use self::{
    expect::Expect,
    listing::{DesiredImage, DesiredListing, DesiredRequirement, ImageChecksums, ListingIntent},
    modules::{
        DesiredAvailability, DesiredDeclarations, DesiredFeature, DesiredProperties,
        DesiredRequirementDetail,
    },
    package::{DesiredErrorDetail, DesiredPackage},
    product::{DesiredProduct, Prune},
    scope::Scope,
    secrets::RememberedSecrets,
    token::{AckToken, InvalidAckToken},
};
