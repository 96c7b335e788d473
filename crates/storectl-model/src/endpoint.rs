//! Every path of the contract, as data.

use crate::{PackageId, ProductId, SubmissionId};

/// HTTP methods the contract uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Starts work: commits, asset creation, submission.
    Post,
    /// Replaces a set whole.
    Put,
    /// Changes what it names.
    Patch,
}

impl Method {
    /// Returns the method's name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
        }
    }
}

/// A part of the metadata that can be read alone. Source: store-api.md, Get Metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetadataModule {
    /// The texts of the languages.
    Listings,
    /// Category, contacts, declarations and hardware.
    Properties,
    /// Markets, price and visibility.
    Availability,
}

impl MetadataModule {
    /// Returns the module's name in a path.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Listings => "listings",
            Self::Properties => "properties",
            Self::Availability => "availability",
        }
    }
}

/// One operation of the submission API. Source: store-api.md, "API Contracts".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// Readiness of the draft's modules, and an ongoing submission.
    Status,
    /// All metadata modules.
    Metadata,
    /// One metadata module.
    MetadataModule(MetadataModule),
    /// Changes named metadata fields.
    PatchMetadata,
    /// The packages of the draft.
    Packages,
    /// One package; the service answers a list of one (field note 12).
    Package(PackageId),
    /// Replaces all packages.
    ReplacePackages,
    /// Changes named fields of one package.
    PatchPackage(PackageId),
    /// Makes package writes effective and starts the upload.
    CommitPackages,
    /// The images of the listings.
    Assets,
    /// Asks for upload URLs.
    CreateAssets,
    /// Replaces the images of one language.
    CommitAssets,
    /// Sends the draft to certification.
    Submit,
    /// How a submission fares.
    SubmissionStatus(SubmissionId),
}

impl Endpoint {
    /// Returns the method.
    pub fn method(&self) -> Method {
        match self {
            Self::Status
            | Self::Metadata
            | Self::MetadataModule(_)
            | Self::Package(_)
            | Self::Packages
            | Self::Assets
            | Self::SubmissionStatus(_) => Method::Get,
            Self::PatchMetadata | Self::PatchPackage(_) => Method::Patch,
            Self::ReplacePackages | Self::CommitAssets => Method::Put,
            Self::CommitPackages | Self::CreateAssets | Self::Submit => Method::Post,
        }
    }

    /// Returns the path under the service's address, without a query.
    pub fn path(&self, product: &ProductId) -> String {
        let tail = match self {
            Self::Status => "status".to_owned(),
            Self::Metadata | Self::PatchMetadata => "metadata".to_owned(),
            Self::MetadataModule(module) => format!("metadata/{}", module.as_str()),
            Self::Packages | Self::ReplacePackages => "packages".to_owned(),
            Self::Package(id) | Self::PatchPackage(id) => format!("packages/{id}"),
            Self::CommitPackages => "packages/commit".to_owned(),
            Self::Assets => "listings/assets".to_owned(),
            Self::CreateAssets => "listings/assets/create".to_owned(),
            Self::CommitAssets => "listings/assets/commit".to_owned(),
            Self::Submit => "submit".to_owned(),
            Self::SubmissionStatus(id) => format!("submission/{id}/status"),
        };
        format!("/submission/v1/product/{product}/{tail}")
    }
}
