//! What apply does, as data.

use std::{fmt, mem};

use serde_json::{Value, json};
use storectl_model::{AssetId, DesiredImage, Endpoint, LanguageTag, PackageId};

/// The name of a step within its plan: `s1`, `s2`, … in order of execution.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StepId(String);

impl StepId {
    /// Names the step at `position`, from 1.
    pub fn at(position: usize) -> Self {
        Self(format!("s{position}"))
    }

    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads the name that [`at`](Self::at) gives; `None` for any other.
    pub fn from_name(name: &str) -> Option<Self> {
        let position = name.strip_prefix('s')?.parse().ok()?;
        Some(Self::at(position)).filter(|it| it.as_str() == name)
    }
}

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its name.
    pub id: StepId,
    /// What it does.
    pub action: StepAction,
    /// One line for people.
    pub summary: String,
    /// Indexes into the plan's changes of what it carries out; empty for commits and waits.
    pub changes: Vec<usize>,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq)]
pub enum StepAction {
    /// PATCH of one package with the changed fields.
    PatchPackage {
        /// From the reads this plan rests on.
        package: PackageId,
        /// The body.
        body: Value,
    },
    /// PUT of the whole package set, every field filled in; then the ids are read again.
    ReplacePackages {
        /// The body: `{"packages": [...]}`.
        body: Value,
    },
    /// POST packages/commit.
    CommitPackages,
    /// Waits until the Store has downloaded the packages.
    AwaitPackages,
    /// PATCH of the metadata.
    PatchMetadata {
        /// The listing it writes, adds or removes, where it does.
        language: Option<LanguageTag>,
        /// The body.
        body: Value,
    },
    /// Asks for upload URLs and uploads the new images of one language.
    UploadAssets(AssetUploads),
    /// PUT of the whole image set of one language, new images by what the upload step got.
    CommitAssets {
        /// The language in the Store's spelling.
        language: LanguageTag,
        /// Screenshots in order.
        screenshots: Vec<AssetPlacement>,
        /// Store logos in order.
        store_logos: Vec<AssetPlacement>,
    },
    /// Waits until every module is ready.
    AwaitReady,
    /// Reads back and compares with the manifest.
    Verify,
    /// POST submit.
    Submit,
    /// Follows the submission until it is published or has failed.
    AwaitPublication,
}

/// The new images of one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetUploads {
    /// The language in the Store's spelling.
    pub language: LanguageTag,
    /// New screenshots in order, one for each place that needs one.
    pub screenshots: Vec<DesiredImage>,
    /// New store logos in order, one for each place that needs one.
    pub store_logos: Vec<DesiredImage>,
}

/// One image of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssetPlacement {
    /// An image of the Store that stays, by its own id and address.
    Keep {
        /// Its id.
        id: AssetId,
        /// Its address as answered.
        url: String,
    },
    /// The `index`th new image of the upload step of the same kind.
    Uploaded {
        /// Index into [`AssetUploads::screenshots`] or [`AssetUploads::store_logos`].
        index: usize,
    },
}

/// What a step can do to the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    /// Nothing.
    ReadOnly,
    /// Changes the draft.
    Draft,
    /// Sends the draft to certification.
    Publishes,
}

/// What a step leaves in the draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftEffect {
    /// Nothing: it waits, reads, uploads or submits.
    Nothing,
    /// What it writes.
    Changes,
    /// Nothing, though the Store accepted what it writes: the draft reads back differently.
    Lost,
}

impl DraftEffect {
    /// Every effect.
    pub const ALL: [Self; 3] = [Self::Nothing, Self::Changes, Self::Lost];

    /// Returns the word of the JSON documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Changes => "changes",
            Self::Lost => "lost",
        }
    }
}

impl StepAction {
    /// The kinds that [`kind`](Self::kind) gives.
    pub const KINDS: [&'static str; 11] = [
        "patch-package",
        "replace-packages",
        "commit-packages",
        "await-packages",
        "patch-metadata",
        "upload-assets",
        "commit-assets",
        "await-ready",
        "verify",
        "submit",
        "await-publication",
    ];

    /// Returns the kind as the JSON plan names it (design.md §4).
    pub fn kind(&self) -> &'static str {
        match self {
            Self::PatchPackage { .. } => "patch-package",
            Self::ReplacePackages { .. } => "replace-packages",
            Self::CommitPackages => "commit-packages",
            Self::AwaitPackages => "await-packages",
            Self::PatchMetadata { .. } => "patch-metadata",
            Self::UploadAssets(_) => "upload-assets",
            Self::CommitAssets { .. } => "commit-assets",
            Self::AwaitReady => "await-ready",
            Self::Verify => "verify",
            Self::Submit => "submit",
            Self::AwaitPublication => "await-publication",
        }
    }

    /// Returns what it can do to the product.
    pub fn risk(&self) -> Risk {
        match self {
            Self::AwaitPackages | Self::AwaitReady | Self::Verify | Self::AwaitPublication => {
                Risk::ReadOnly
            }
            Self::PatchPackage { .. }
            | Self::ReplacePackages { .. }
            | Self::CommitPackages
            | Self::PatchMetadata { .. }
            | Self::UploadAssets(_)
            | Self::CommitAssets { .. } => Risk::Draft,
            Self::Submit => Risk::Publishes,
        }
    }

    /// Returns what it leaves in the draft once it is done. Uploaded images are not in the draft before their commit.
    pub fn draft_effect(&self) -> DraftEffect {
        match self {
            Self::PatchPackage { .. }
            | Self::ReplacePackages { .. }
            | Self::CommitPackages
            | Self::PatchMetadata { .. }
            | Self::CommitAssets { .. } => DraftEffect::Changes,
            Self::AwaitPackages
            | Self::UploadAssets(_)
            | Self::AwaitReady
            | Self::Verify
            | Self::Submit
            | Self::AwaitPublication => DraftEffect::Nothing,
        }
    }

    /// Returns the request it sends; `None` if it only reads or waits.
    pub fn endpoint(&self) -> Option<Endpoint> {
        match self {
            Self::PatchPackage { package, .. } => Some(Endpoint::PatchPackage(package.clone())),
            Self::ReplacePackages { .. } => Some(Endpoint::ReplacePackages),
            Self::CommitPackages => Some(Endpoint::CommitPackages),
            Self::PatchMetadata { .. } => Some(Endpoint::PatchMetadata),
            Self::UploadAssets(_) => Some(Endpoint::CreateAssets),
            Self::CommitAssets { .. } => Some(Endpoint::CommitAssets),
            Self::Submit => Some(Endpoint::Submit),
            Self::AwaitPackages | Self::AwaitReady | Self::Verify | Self::AwaitPublication => None,
        }
    }

    /// Returns the body known at planning time; `None` if there is none or it holds what only a later response tells.
    pub fn body(&self) -> Option<Value> {
        match self {
            Self::PatchPackage { body, .. }
            | Self::ReplacePackages { body }
            | Self::PatchMetadata { body, .. } => Some(body.clone()),
            Self::UploadAssets(uploads) => Some(uploads.create_body()),
            Self::CommitPackages
            | Self::AwaitPackages
            | Self::CommitAssets { .. }
            | Self::AwaitReady
            | Self::Verify
            | Self::Submit
            | Self::AwaitPublication => None,
        }
    }

    /// Changes the body that a plan holds, where it holds one.
    pub(crate) fn edit_body(&mut self, edit: impl FnOnce(Value) -> Value) {
        match self {
            Self::PatchPackage { body, .. }
            | Self::ReplacePackages { body }
            | Self::PatchMetadata { body, .. } => *body = edit(mem::take(body)),
            Self::UploadAssets(_)
            | Self::CommitPackages
            | Self::AwaitPackages
            | Self::CommitAssets { .. }
            | Self::AwaitReady
            | Self::Verify
            | Self::Submit
            | Self::AwaitPublication => {}
        }
    }
}

impl StepAction {
    /// Returns what an image step is about, by content: the files it uploads, or the whole set it commits; `None` for others.
    ///
    /// Files are named by path and SHA-256, kept images by id, uploaded ones by their place among the uploads. Addresses
    /// stay out: they are signed or long.
    pub fn assets(&self) -> Option<Value> {
        let (language, screenshots, store_logos): (_, Value, Value) = match self {
            Self::UploadAssets(uploads) => {
                let file =
                    |it: &DesiredImage| json!({ "path": it.path, "sha256": it.digest.as_str() });
                let files = |them: &[DesiredImage]| them.iter().map(file).collect();
                (
                    &uploads.language,
                    files(&uploads.screenshots),
                    files(&uploads.store_logos),
                )
            }
            Self::CommitAssets {
                language,
                screenshots,
                store_logos,
            } => {
                let place = |it: &AssetPlacement| match it {
                    AssetPlacement::Keep { id, url: _ } => json!({ "keep": id.as_str() }),
                    AssetPlacement::Uploaded { index } => json!({ "new": index }),
                };
                let places = |them: &[AssetPlacement]| them.iter().map(place).collect();
                (language, places(screenshots), places(store_logos))
            }
            Self::PatchPackage { .. }
            | Self::ReplacePackages { .. }
            | Self::CommitPackages
            | Self::AwaitPackages
            | Self::PatchMetadata { .. }
            | Self::AwaitReady
            | Self::Verify
            | Self::Submit
            | Self::AwaitPublication => return None,
        };
        Some(
            json!({ "language": language.key(), "screenshots": screenshots, "storeLogos": store_logos }),
        )
    }
}

impl AssetUploads {
    /// Returns the body of the create request: only new images are counted, and a kind with none is left out (trap 64).
    pub fn create_body(&self) -> Value {
        let mut counts = serde_json::Map::new();
        for (key, count) in [
            ("Screenshot", self.screenshots.len()),
            ("Logo", self.store_logos.len()),
        ] {
            if count > 0 {
                counts.insert(key.to_owned(), count.into());
            }
        }
        json!({ "language": self.language.as_str(), "createAssetRequest": counts })
    }
}
