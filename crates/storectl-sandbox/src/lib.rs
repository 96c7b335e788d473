//! A strict simulation of the Microsoft Store submission API for MSI and EXE apps.
//!
//! It is built from the contract (store-api.md) and from what a recorded live run shows (the field
//! notes); where they differ the recording wins, and where both are silent the strictest reading is
//! the default and [`Interpretations`] has a switch. It shares no types with the client, so that a
//! misspelling in one cannot hide in the other.
//!
//! Time passes by reads: each status read brings a running package upload or a submission one step
//! on, so that tests need no sleeping and a rehearsal at the terminal moves as fast as its user.
//!
//! Beside the API it hosts installers, below `/installers/`: those of [`Options::installers`] and [`Sandbox::put_installer`].
//! What a bad host does is a matter of [`Fault`]s, and certification reads them if so interpreted.
//!
//! A GUID that is not the sample product's is an empty product on its first use: default modules,
//! no listing, no package. The contract asks that every module be ready before metadata is written;
//! for a product that has nothing yet, nothing is not ready, so its first package and its first
//! language can be written through the API. Submitting demands both.

mod auth;
mod blob;
mod certification;
mod client_keys;
mod digest;
mod draft;
mod effect;
mod explain;
mod fault;
mod fields;
mod guids;
mod inject;
mod installers;
mod interpretations;
mod json;
mod loopback;
mod options;
mod outcome;
mod persist;
mod png;
mod product;
mod redact;
mod request;
mod response;
mod route;
mod rules;
mod sandbox;
mod seed;
mod server;
mod simulation;
mod store;
pub mod tables;

pub use client_keys::{ClientKeys, ClientKeysError};
pub use draft::DraftError;
pub use explain::{Explained, Reading, Refused};
pub use fault::{Fault, FaultError, FaultKind, Matcher, Requests, RetryAfter, When};
pub use fields::Fields;
pub use guids::Guids;
pub use interpretations::*;
pub use options::{Clock, Credentials, Explain, Log, Options, Seed, VirtualTime};
pub use persist::StateError;
pub use product::{
    Asset, AssetKind, AssetSlot, Listing, Package, Product, Progress, Rejection, Submission,
    Upload, UploadEnd,
};
pub use sandbox::Sandbox;
pub use seed::SAMPLE_PRODUCT;
pub use simulation::Recorded;
