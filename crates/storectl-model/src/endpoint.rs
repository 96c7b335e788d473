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
    /// Gives the method's name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
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
    /// Changes named metadata fields.
    PatchMetadata,
    /// The packages of the draft.
    Packages,
    /// Replaces all packages.
    ReplacePackages,
    /// Changes named fields of one package.
    PatchPackage(PackageId),
    /// Makes package writes effective and starts the upload.
    CommitPackages,
    /// The images of the listings.
    Assets,
    /// Asks for upload addresses.
    CreateAssets,
    /// Replaces the images of one language.
    CommitAssets,
    /// Sends the draft to certification.
    Submit,
    /// How a submission fares.
    SubmissionStatus(SubmissionId),
}

impl Endpoint {
    /// Gives the method.
    pub fn method(&self) -> Method {
        match self {
            Self::Status
            | Self::Metadata
            | Self::Packages
            | Self::Assets
            | Self::SubmissionStatus(_) => Method::Get,
            Self::PatchMetadata | Self::PatchPackage(_) => Method::Patch,
            Self::ReplacePackages | Self::CommitAssets => Method::Put,
            Self::CommitPackages | Self::CreateAssets | Self::Submit => Method::Post,
        }
    }

    /// Gives the path under the service's address, without a query.
    pub fn path(&self, product: &ProductId) -> String {
        let tail = match self {
            Self::Status => "status".to_owned(),
            Self::Metadata | Self::PatchMetadata => "metadata".to_owned(),
            Self::Packages | Self::ReplacePackages => "packages".to_owned(),
            Self::PatchPackage(id) => format!("packages/{id}"),
            Self::CommitPackages => "packages/commit".to_owned(),
            Self::Assets => "listings/assets".to_owned(),
            Self::CreateAssets => "listings/assets/create".to_owned(),
            Self::CommitAssets => "listings/assets/commit".to_owned(),
            Self::Submit => "submit".to_owned(),
            Self::SubmissionStatus(id) => format!("submission/{id}/status"),
        };
        format!("/submission/v1/product/{product}/{tail}")
    }

    /// Tells whether sending it twice leaves the Store as sending it once would (traps 9 and 78).
    pub fn is_repeatable(&self) -> bool {
        match self {
            Self::Submit => false,
            Self::Status
            | Self::Metadata
            | Self::PatchMetadata
            | Self::Packages
            | Self::ReplacePackages
            | Self::PatchPackage(_)
            | Self::CommitPackages
            | Self::Assets
            | Self::CreateAssets
            | Self::CommitAssets
            | Self::SubmissionStatus(_) => true,
        }
    }
}
