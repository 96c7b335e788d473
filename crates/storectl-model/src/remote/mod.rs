//! Remote state: what the Store's responses say about a draft.
//!
//! Open where the manifest is closed: words of the Store are kept as text, and keys this tool does not know are kept in
//! `extra`, so that an object that must be sent whole loses nothing (traps 7, 38). `None` is both "unset" and "not
//! answered", which the service does not tell apart: it leaves null scalars out (field note 2).

mod held;
mod image;
mod listing;
mod live_field;
mod modules;
mod notes;
mod package;
mod product;
mod status;

pub use self::{
    held::HeldField,
    image::{AssetContent, ImageSize, RemoteAsset, RemoteAssets},
    listing::{ListingLanguage, RemoteListing},
    live_field::{LiveField, LiveValue},
    modules::{RemoteAvailability, RemoteProperties},
    notes::RemoteNotes,
    package::RemotePackage,
    product::RemoteProduct,
    status::{DraftStatus, MessageSeverity, StoreMessage},
};
