//! Two facts that never change: the content of an asset id (field note 22), and the pixels of a content.
//!
//! So the cache may be deleted at any time and is never out of date; without it images are read again, and where the Store
//! refuses that, they stay unknown (trap 70). It holds ids and digests only: no addresses, no secrets. Whether it is true
//! depends on who can write it: see [`CacheTrust`].

use std::path::{Path, PathBuf};

use storectl_model::{AssetId, Digest, ProductId};
use storectl_platform::OwnFileError;

use super::{
    file::{self, Content},
    recent::{Recent, digest, pixels, pixels_text},
};
use crate::decode::Pixels;

/// What is known of one product's images.
#[derive(Debug)]
pub struct ImageCache {
    place: Option<Place>,
    trust: CacheTrust,
    assets: Recent<AssetId, Digest>,
    pixels: Recent<Digest, Pixels>,
    saved: Saved,
}

/// What a cache is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheTrust {
    /// What it says of an image counts.
    Believed,
    /// Others may have written it, so an image is asked for as if nothing were known. What the cache says counts only where the
    /// image server refuses all reads: then nothing else can say it (trap 70).
    Confirmed,
}

/// Where a cache is kept.
#[derive(Debug)]
struct Place {
    path: PathBuf,
    product: ProductId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Saved {
    Yes,
    NotYet,
}

/// A cache file that was found and is not used; the next save replaces it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "cannot use the image cache `{}` ({reason}); reading the Store's images again",
    path.display()
)]
pub struct CacheWarning {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub reason: String,
}

/// A cache that could not be written. Only time is lost; where the Store's images cannot be read, also what they are.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the image cache `{}`", path.display())]
pub struct CacheError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    #[source]
    pub source: OwnFileError,
}

impl ImageCache {
    /// Opens the cache of a product at an endpoint in `folder`, e.g. `$XDG_CACHE_HOME/storectl/images`; creates
    /// nothing.
    ///
    /// An absent file is an empty cache; so is one that cannot be used, with a warning.
    pub fn open(
        folder: &Path,
        endpoint: &str,
        product: &ProductId,
        trust: CacheTrust,
    ) -> (Self, Option<CacheWarning>) {
        // Ids are the endpoint's own: those of a sandbox mean nothing elsewhere.
        let endpoint = Digest::of(endpoint.trim_end_matches('/').as_bytes());
        let endpoint: String = endpoint.as_str().chars().take(12).collect();
        // An id is the same id in any case.
        let name = product.as_str().to_ascii_lowercase();
        let path = folder.join(format!("{name}.{endpoint}.json"));
        let (content, warning) = match file::read(&path, product) {
            Ok(content) => (content, None),
            Err(reason) => {
                let warning = CacheWarning {
                    path: path.clone(),
                    reason: reason.to_string(),
                };
                (Content::default(), Some(warning))
            }
        };
        let cache = Self {
            place: Some(Place {
                path,
                product: product.clone(),
            }),
            trust,
            assets: Recent::from_pairs(&content.assets, |it| it.parse().ok(), digest),
            pixels: Recent::from_pairs(&content.pixels, digest, pixels),
            saved: Saved::Yes,
        };
        (cache, warning)
    }

    /// Makes a cache that forgets when the run ends, for where there is no folder.
    pub fn in_memory() -> Self {
        Self {
            place: None,
            trust: CacheTrust::Believed,
            assets: Recent::default(),
            pixels: Recent::default(),
            saved: Saved::Yes,
        }
    }

    /// As [`in_memory`](Self::in_memory), of this worth.
    #[cfg(test)]
    pub(crate) fn worth(trust: CacheTrust) -> Self {
        Self {
            trust,
            ..Self::in_memory()
        }
    }

    /// Remembers that an image is this file, e.g. because it was uploaded from it (trap 71).
    pub fn remember(&mut self, asset: &AssetId, content: &Digest) {
        self.assets.insert(asset.clone(), content.clone());
        self.saved = Saved::NotYet;
    }

    /// Remembers the digest of the pixels that a content decodes to.
    pub fn remember_pixels(&mut self, content: &Digest, digest: &Digest) {
        let pixels = Pixels {
            digest: digest.clone(),
            checksum: None,
        };
        self.insert_pixels(content, pixels);
    }

    pub(crate) fn insert_pixels(&mut self, content: &Digest, pixels: Pixels) {
        self.pixels.insert(content.clone(), pixels);
        self.saved = Saved::NotYet;
    }

    /// Returns what it is worth.
    pub(crate) fn trust(&self) -> CacheTrust {
        self.trust
    }

    /// Returns the content of an image.
    pub fn content(&self, asset: &AssetId) -> Option<&Digest> {
        self.assets.get(asset)
    }

    /// Returns the digest of the pixels that a content decodes to.
    pub fn pixels(&self, content: &Digest) -> Option<&Digest> {
        self.known_pixels(content).map(|it| &it.digest)
    }

    /// Returns all that is known of the pixels that a content decodes to.
    pub(crate) fn known_pixels(&self, content: &Digest) -> Option<&Pixels> {
        self.pixels.get(content)
    }

    /// Writes what is new, if anything: the file is the old one or the new one, never half of it.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written; go on without.
    pub fn save(&mut self) -> Result<(), CacheError> {
        let (Some(Place { path, product }), Saved::NotYet) = (&self.place, self.saved) else {
            return Ok(());
        };
        let content = Content::new(
            product,
            self.assets.to_pairs(AssetId::as_str, Digest::to_string),
            self.pixels.to_pairs(Digest::as_str, pixels_text),
        );
        file::write(path, &content).map_err(|source| CacheError {
            path: path.clone(),
            source,
        })?;
        self.saved = Saved::Yes;
        Ok(())
    }

    #[cfg(test)]
    pub(super) fn file(&self) -> &Path {
        &self.place.as_ref().unwrap().path
    }

    #[cfg(test)]
    pub(super) fn assets(&self) -> &Recent<AssetId, Digest> {
        &self.assets
    }
}
