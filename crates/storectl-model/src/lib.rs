//! What storectl knows about a Store product: ids, vocabularies, limits, desired and remote state.
//!
//! Pure: no clock, no environment, no files, no network. Every other crate speaks in these types.

mod category;
mod desired;
mod digest;
mod endpoint;
mod field;
mod ids;
mod language;
mod language_table;
pub mod limits;
mod market_table;
mod path;
mod remote;
mod vocabulary;

pub use category::{CATEGORIES, subcategories};
pub use desired::{
    Acknowledgement, DesiredAvailability, DesiredDeclarations, DesiredErrorDetail, DesiredFeature,
    DesiredImage, DesiredListing, DesiredPackage, DesiredProduct, DesiredProperties,
    DesiredRequirement, DesiredRequirementDetail, InvalidAcknowledgement, ListingIntent, Prune,
};
pub use digest::Digest;
pub use endpoint::{Endpoint, MetadataModule, Method};
pub use field::Field;
pub use ids::{AssetId, InvalidId, PackageId, ProductId, SellerId, SubmissionId};
pub use language::LanguageTag;
pub use language_table::LANGUAGES;
pub use market_table::MARKETS;
pub use path::{
    FIELDS, FieldPath, InvalidPath, InvalidSelector, Module, Segment, Selector, find_field,
};
pub use remote::{
    AssetContent, DraftStatus, ImageSize, ListingLanguage, MessageSeverity, RemoteAsset,
    RemoteAssets, RemoteAvailability, RemoteListing, RemotePackage, RemoteProduct,
    RemoteProperties, StoreMessage,
};
pub use vocabulary::{
    Architecture, Discoverability, ErrorScenario, FreeTrial, HardwareFeature, PackageType, Pricing,
    RequirementKind, SubmitMode, UnknownWord, WaitFor,
};
