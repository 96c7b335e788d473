//! A product as the simulated service keeps it: plain values, readable in the state file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::fields::Fields;
use crate::tables::limits;

/// One product: its draft, what was committed of it, and its submissions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Product {
    /// The Partner Center id, a GUID in lower case.
    pub id: String,
    /// The availability module.
    pub availability: Fields,
    /// The properties module.
    pub properties: Fields,
    /// The listings, in the service's order.
    pub listings: Vec<Listing>,
    /// The packages written last.
    pub packages: Vec<Package>,
    /// The packages committed last: what a submission publishes.
    pub committed_packages: Vec<Package>,
    /// Ids from before the last PUT of packages, each with the id at its place now.
    #[serde(default)]
    pub former_package_ids: BTreeMap<String, String>,
    /// The upload started by the last commit of packages.
    #[serde(default)]
    pub upload: Upload,
    /// How many times packages were committed.
    #[serde(default)]
    pub package_commits: u32,
    /// Status reads that will still give the response of before the last commit or submit.
    #[serde(default)]
    pub stale_reads: u32,
    /// Upload URLs given out, by asset id.
    #[serde(default)]
    pub asset_slots: BTreeMap<String, AssetSlot>,
    /// Every submission made, oldest first.
    #[serde(default)]
    pub submissions: Vec<Submission>,
}

/// One language of the listings module with its images.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Listing {
    /// The language in the service's spelling.
    pub language: String,
    /// Everything but the language.
    pub fields: Fields,
    /// The screenshots, in the order customers see.
    #[serde(default)]
    pub screenshots: Vec<Asset>,
    /// The store logos.
    #[serde(default)]
    pub store_logos: Vec<Asset>,
}

/// One package.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Package {
    /// A number as text (field note 11).
    pub id: String,
    /// Everything but the id.
    pub fields: Fields,
}

/// One committed image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asset {
    /// A GUID.
    pub id: String,
    /// The path of its blob below the sandbox's address.
    pub blob: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// The two kinds of images a listing has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AssetKind {
    /// `screenshots`, 1 to 10.
    Screenshot,
    /// `storeLogos`, 1 or 2.
    Logo,
}

/// An upload URL given out for an image that is not committed yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssetSlot {
    /// The language it was asked for.
    pub language: String,
    /// What it was asked for.
    pub kind: AssetKind,
    /// The path and query of the primary address, signature included.
    pub primary: String,
    /// The same of the secondary address.
    pub secondary: String,
}

/// The upload a commit of packages starts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Upload {
    /// None is running, and the last one went well.
    #[default]
    Done,
    /// It runs for this many more status reads.
    Running {
        /// The status reads left.
        reads: u32,
        /// Milliseconds since 1970 before which it does not end.
        #[serde(default)]
        until: u64,
        /// How it will end.
        end: UploadEnd,
    },
    /// It failed: `packageuploaderror`, until the next commit.
    Failed,
}

/// How an upload ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum UploadEnd {
    /// Well.
    Done,
    /// In `packageuploaderror`.
    Failed,
}

/// One submission, with what it publishes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Submission {
    /// 19 digits, above 2^53 (field note 11).
    pub id: String,
    /// Where certification is.
    pub progress: Progress,
    /// Reads of its status that were not answered with it.
    #[serde(default)]
    pub status_reads: u32,
    /// Why certification rejected it, where it reads installers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejections: Vec<Rejection>,
    /// The packages it publishes: those committed last when it was made.
    pub packages: Vec<Package>,
    /// The availability it publishes.
    pub availability: Fields,
    /// The properties it publishes.
    pub properties: Fields,
    /// The listings it publishes.
    pub listings: Vec<Listing>,
}

/// A package that certification rejected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rejection {
    /// The package.
    pub package_id: String,
    /// For people, e.g. `the installer is not signed (10.2.9)`.
    pub reason: String,
}

/// Where certification of a submission is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Progress {
    /// In progress for this many more status reads.
    InProgress {
        /// The status reads left.
        reads: u32,
        /// Milliseconds since 1970 before which it does not end.
        #[serde(default)]
        until: u64,
    },
    /// Failed once; the service tries again by itself.
    Retried,
    /// Failed, and the service says of every read that it will try again.
    Stalled,
    /// The service cannot tell.
    Unknown,
    /// Published.
    Published,
    /// Failed for good.
    Failed,
}

impl Product {
    /// A product with default modules, no listing and no package.
    pub fn empty(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            availability: crate::rules::availability::defaults(),
            properties: crate::rules::properties::defaults(),
            listings: Vec::new(),
            packages: Vec::new(),
            committed_packages: Vec::new(),
            former_package_ids: BTreeMap::new(),
            upload: Upload::Done,
            package_commits: 0,
            stale_reads: 0,
            asset_slots: BTreeMap::new(),
            submissions: Vec::new(),
        }
    }

    /// The submission that locks the draft, if one is in progress.
    pub fn active_submission(&self) -> Option<&Submission> {
        self.submissions.iter().find(|it| it.progress.is_active())
    }

    /// The listing of a language, whatever its case.
    pub fn listing(&self, language: &str) -> Option<&Listing> {
        self.listings
            .iter()
            .find(|it| it.language.eq_ignore_ascii_case(language))
    }

    pub(crate) fn listing_mut(&mut self, language: &str) -> Option<&mut Listing> {
        self.listings
            .iter_mut()
            .find(|it| it.language.eq_ignore_ascii_case(language))
    }
}

impl Progress {
    /// Whether the draft is locked meanwhile.
    pub fn is_active(self) -> bool {
        match self {
            Self::InProgress { .. } | Self::Retried | Self::Stalled | Self::Unknown => true,
            Self::Published | Self::Failed => false,
        }
    }
}

impl Listing {
    /// A language without texts and images.
    pub fn empty(language: impl Into<String>) -> Self {
        Self {
            language: language.into(),
            fields: crate::rules::listing::defaults(),
            screenshots: Vec::new(),
            store_logos: Vec::new(),
        }
    }

    /// What a language still lacks: a description, license terms, a screenshot, a logo.
    pub fn lacks(&self) -> Vec<&'static str> {
        let unset = |name| {
            self.fields
                .get(name)
                .and_then(Value::as_str)
                .is_none_or(str::is_empty)
        };
        let mut lacks = Vec::new();
        lacks.extend(unset("description").then_some("description"));
        lacks.extend(unset("additionalLicenseTerms").then_some("additionalLicenseTerms"));
        lacks.extend(self.screenshots.is_empty().then_some("screenshots"));
        lacks.extend(self.store_logos.is_empty().then_some("storeLogos"));
        lacks
    }

    pub(crate) fn assets(&self, kind: AssetKind) -> &[Asset] {
        match kind {
            AssetKind::Screenshot => &self.screenshots,
            AssetKind::Logo => &self.store_logos,
        }
    }

    pub(crate) fn set_assets(&mut self, kind: AssetKind, assets: Vec<Asset>) {
        match kind {
            AssetKind::Screenshot => self.screenshots = assets,
            AssetKind::Logo => self.store_logos = assets,
        }
    }
}

impl AssetKind {
    /// The name in answers and commits.
    pub(crate) fn plural(self) -> &'static str {
        match self {
            Self::Screenshot => "screenshots",
            Self::Logo => "storeLogos",
        }
    }

    /// The name in `createAssetRequest`.
    pub(crate) fn singular(self) -> &'static str {
        match self {
            Self::Screenshot => "Screenshot",
            Self::Logo => "Logo",
        }
    }

    /// How many a language may have (store-api.md, Create Listing Assets).
    pub(crate) fn limit(self) -> usize {
        match self {
            Self::Screenshot => limits::SCREENSHOTS,
            Self::Logo => limits::STORE_LOGOS,
        }
    }
}
