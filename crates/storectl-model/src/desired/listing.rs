//! Texts and images of a language.

use crate::{Digest, Field, ImageSize};

/// What is to become of one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListingIntent {
    /// The language is to be there, with these fields.
    Present(Box<DesiredListing>),
    /// The language is to go (`fr-fr: null`).
    Removed,
}

/// The texts and images of one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DesiredListing {
    /// Description; required, never `Clear`.
    pub description: Field<String>,
    /// What is new.
    pub whats_new: Field<String>,
    /// Features, in order.
    pub product_features: Field<Vec<String>>,
    /// Short description.
    pub short_description: Field<String>,
    /// Search terms, in order.
    pub search_terms: Field<Vec<String>>,
    /// License terms; required, never `Clear`.
    pub additional_license_terms: Field<String>,
    /// Copyright line.
    pub copyright: Field<String>,
    /// Developer's name.
    pub developed_by: Field<String>,
    /// The name products are sorted by.
    pub sort_title: Field<String>,
    /// Hardware texts, in order.
    pub requirements: Field<Vec<DesiredRequirement>>,
    /// Contact.
    pub contact_info: Field<String>,
    /// Screenshots, the whole list in the Store's order.
    pub screenshots: Field<Vec<DesiredImage>>,
    /// Store logos, the whole list in the Store's order.
    pub store_logos: Field<Vec<DesiredImage>>,
}

/// One pair of hardware texts; at least one of them is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DesiredRequirement {
    /// The least hardware.
    pub minimum_hardware: Option<String>,
    /// The hardware recommended.
    pub recommended_hardware: Option<String>,
}

/// An image file, read and measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesiredImage {
    /// The file, relative to the manifest's folder, as the manifest writes it.
    pub path: String,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its size in pixels.
    pub size: ImageSize,
    /// What its copies are recognized by; `None` where only a Git LFS pointer was there to read.
    pub checksums: Option<ImageChecksums>,
}

/// What decides whether a copy can be an image, without another reading of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageChecksums {
    /// MD5 of its bytes in base64, as blob servers keep it.
    pub md5: String,
    /// A checksum of its colors. The same picture has the same one in every encoding; another one has it rarely.
    pub pixels: u64,
}
