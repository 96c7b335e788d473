//! What storectl knows about a Store product: ids, vocabularies, limits, desired and remote state.
//!
//! Pure: no clock, no environment, no files, no network. Every other crate speaks in these types.

mod bound;
mod desired;
mod destructive;
mod digest;
mod endpoint;
mod field;
mod host_name;
mod ids;
mod language;
pub mod limits;
pub mod mask;
mod path;
mod policy;
mod reason;
mod remote;
pub mod scan;
mod secret;
mod seen_bytes;
mod shard;
mod version;
mod vocabulary;

pub use bound::{LONGEST_MESSAGE, bound_message};
pub use desired::{
    AckToken, DesiredAvailability, DesiredDeclarations, DesiredErrorDetail, DesiredFeature,
    DesiredImage, DesiredListing, DesiredPackage, DesiredProduct, DesiredProperties,
    DesiredRequirement, DesiredRequirementDetail, Expect, ImageChecksums, InvalidAckToken,
    ListingIntent, Prune, RememberedSecrets, Scope,
};
pub use destructive::DestructiveClass;
pub use digest::Digest;
pub use endpoint::{Endpoint, MetadataModule, Method};
pub use field::Field;
pub use host_name::{HostName, InvalidHostName};
pub use ids::{AssetId, InvalidId, PackageId, ProductId, SellerId, SubmissionId};
pub use language::LanguageTag;
pub use path::{FIELDS, FieldPath, InvalidPath, InvalidSelector, Module, Segment, Selector};
pub use policy::{Allowed, PlacedRule, Policy, PolicyPlace, PolicyRule};
pub use reason::{
    AssertionClaims, CredentialSource, Denied, Missing, NetworkCause, Reason, RefusedAssertion,
    Route, Service, SignInFailure,
};
pub use remote::{
    AssetContent, DraftStatus, HeldField, ImageSize, ListingLanguage, LiveField, LiveValue,
    MessageSeverity, RemoteAsset, RemoteAssets, RemoteAvailability, RemoteListing, RemoteNotes,
    RemotePackage, RemoteProduct, RemoteProperties, StoreMessage,
};
pub use secret::{SECRET, SecretValues, Unmasked};
pub use seen_bytes::{Sameness, SeenBytes};
pub use shard::{InvalidShard, InvalidShardCount, Shard, ShardCount};
pub use version::{InvalidVersion, Version};
pub use vocabulary::{
    Architecture, CATEGORIES, Discoverability, ErrorScenario, FreeTrial, HardwareFeature,
    LANGUAGES, MARKETS, PackageType, PreflightMode, Pricing, RequirementKind, SubmitMode,
    UnknownWord, WaitFor, subcategories,
};
