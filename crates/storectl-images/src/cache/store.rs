//! What is remembered of the Store's images from run to run.
//!
//! Two facts that never change: the content of an asset id (field note 22), and the pixels of a content. So the cache
//! may be thrown away at any time and is never wrong; without it images are read again, and where the Store refuses
//! that, cannot be told (trap 70). It holds ids and digests only: no addresses, no secrets.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use storectl_model::{AssetId, Digest, ProductId};

const FORMAT: &str = "storectl.images";
const VERSION: u32 = 1;

/// Most images and most contents remembered, each; 200 languages with every image have 2,400. The oldest go first.
const MAX_ENTRIES: usize = 8_192;

/// Longest file read, in bytes; a full one has less than half of it.
const MAX_BYTES: u64 = 8 * 1024 * 1024;

/// What is known of one product's images.
#[derive(Debug)]
pub struct IdentityCache {
    path: Option<PathBuf>,
    product: Option<ProductId>,
    assets: Recent<AssetId>,
    pixels: Recent<Digest>,
    saved: Saved,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Saved {
    Yes,
    NotYet,
}

/// A cache file that was found and is not used; it is written anew.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "what was remembered of images in `{}` cannot be used ({reason}); they are looked at again",
    path.display()
)]
pub struct CacheWarning {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub reason: String,
}

/// A cache that could not be written. Nothing is lost but time; where the Store's images cannot be read, their identity.
#[derive(Debug, thiserror::Error)]
#[error("could not remember images in `{}`", path.display())]
pub struct CacheError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    #[source]
    pub source: io::Error,
}

impl IdentityCache {
    /// Opens the cache of a product at an endpoint in `folder`, e.g. `$XDG_CACHE_HOME/storectl/images`; creates nothing.
    ///
    /// An absent file is an empty cache; so is one that cannot be used, which is told.
    pub fn open(
        folder: &Path,
        endpoint: &str,
        product: &ProductId,
    ) -> (Self, Option<CacheWarning>) {
        // Ids are the endpoint's own: those of a sandbox mean nothing elsewhere.
        let endpoint = Digest::of(endpoint.trim_end_matches('/').as_bytes());
        let endpoint: String = endpoint.as_str().chars().take(12).collect();
        let path = folder.join(format!("{product}.{endpoint}.json"));
        let (content, warning) = match read(&path, product) {
            Ok(content) => (content, None),
            Err(reason) => {
                let path = path.clone();
                (Content::default(), Some(CacheWarning { path, reason }))
            }
        };
        let cache = Self {
            path: Some(path),
            product: Some(product.clone()),
            assets: Recent::from_pairs(&content.assets, |it| it.parse().ok()),
            pixels: Recent::from_pairs(&content.pixels, digest),
            saved: Saved::Yes,
        };
        (cache, warning)
    }

    /// Makes a cache that forgets at the end, for where there is no folder.
    pub fn in_memory() -> Self {
        Self {
            path: None,
            product: None,
            assets: Recent::default(),
            pixels: Recent::default(),
            saved: Saved::Yes,
        }
    }

    /// Remembers that an image is this file, e.g. because it was uploaded from it (trap 71).
    pub fn remember(&mut self, asset: &AssetId, content: &Digest) {
        self.assets.insert(asset.clone(), content.clone());
        self.saved = Saved::NotYet;
    }

    /// Remembers the pixels of a content.
    pub(super) fn remember_pixels(&mut self, content: &Digest, pixels: &Digest) {
        self.pixels.insert(content.clone(), pixels.clone());
        self.saved = Saved::NotYet;
    }

    /// Gives the content of an image.
    pub fn content(&self, asset: &AssetId) -> Option<&Digest> {
        self.assets.get(asset)
    }

    /// Gives the pixels of a content.
    pub(super) fn pixels(&self, content: &Digest) -> Option<&Digest> {
        self.pixels.get(content)
    }

    /// Writes what is new, if anything, in one piece: the file is the old one or the new one, never half of it.
    ///
    /// # Errors
    /// Where the file cannot be written; go on without.
    pub fn save(&mut self) -> Result<(), CacheError> {
        let (Some(path), Some(product), Saved::NotYet) = (&self.path, &self.product, self.saved)
        else {
            return Ok(());
        };
        let content = Content {
            format: FORMAT.to_owned(),
            format_version: VERSION,
            product_id: product.to_string(),
            assets: self.assets.to_pairs(AssetId::as_str),
            pixels: self.pixels.to_pairs(Digest::as_str),
        };
        write(path, &content).map_err(|source| CacheError {
            path: path.clone(),
            source,
        })?;
        self.saved = Saved::Yes;
        Ok(())
    }
}

/// The file. Pairs, oldest first.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    format: String,
    format_version: u32,
    product_id: String,
    /// Asset id and SHA-256 of its content.
    assets: Vec<(String, String)>,
    /// SHA-256 of a content and digest of its pixels.
    pixels: Vec<(String, String)>,
}

fn read(path: &Path, product: &ProductId) -> Result<Content, String> {
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Content::default()),
        Err(error) => return Err(error.to_string()),
    };
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|it| it.to_string())?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!("it is longer than {MAX_BYTES} bytes"));
    }
    let content: Content = serde_json::from_slice(&bytes).map_err(|it| it.to_string())?;
    if content.format != FORMAT || content.format_version != VERSION {
        return Err(format!("it is not of format {FORMAT} {VERSION}"));
    }
    if content.product_id != product.as_str() {
        return Err("it is another product's".to_owned());
    }
    Ok(content)
}

fn write(path: &Path, content: &Content) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&serde_json::to_vec(content)?)?;
    file.persist(path).map_err(|it| it.error)?;
    Ok(())
}

/// Reads a digest as [`Digest`] writes it.
fn digest(text: &str) -> Option<Digest> {
    let digits = text.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> = digits
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    let digest = Digest::from_bytes(&bytes?);
    // What is no canonical SHA-256 is not read, e.g. `+1` for a byte.
    (text.len() == 64 && digest.as_str() == text).then_some(digest)
}

/// Facts by the age of their knowledge.
#[derive(Debug)]
struct Recent<K> {
    facts: BTreeMap<K, (Digest, usize)>,
    next: usize,
}

impl<K> Default for Recent<K> {
    fn default() -> Self {
        Self {
            facts: BTreeMap::new(),
            next: 0,
        }
    }
}

impl<K: Ord> Recent<K> {
    fn from_pairs(pairs: &[(String, String)], key: impl Fn(&str) -> Option<K>) -> Self {
        let mut recent = Self::default();
        for (name, value) in pairs {
            if let (Some(key), Some(value)) = (key(name), digest(value)) {
                recent.insert(key, value);
            }
        }
        recent
    }

    fn to_pairs(&self, name: impl Fn(&K) -> &str) -> Vec<(String, String)> {
        let mut facts: Vec<_> = self.facts.iter().collect();
        facts.sort_by_key(|(_, (_, age))| *age);
        let old = facts.len().saturating_sub(MAX_ENTRIES);
        facts
            .into_iter()
            .skip(old)
            .map(|(key, (value, _))| (name(key).to_owned(), value.to_string()))
            .collect()
    }

    fn insert(&mut self, key: K, value: Digest) {
        self.facts.insert(key, (value, self.next));
        self.next = self.next.saturating_add(1);
    }

    fn get(&self, key: &K) -> Option<&Digest> {
        self.facts.get(key).map(|(value, _)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDPOINT: &str = "https://api.store.microsoft.com";

    fn product() -> ProductId {
        "3e31a9f9-84e8-4d2d-9eba-487878d02ebf".parse().unwrap()
    }

    fn asset(name: &str) -> AssetId {
        name.parse().unwrap()
    }

    fn open(folder: &Path) -> IdentityCache {
        let (cache, warning) = IdentityCache::open(folder, ENDPOINT, &product());
        assert_eq!(warning, None);
        cache
    }

    #[test]
    fn what_is_saved_is_known_the_next_time() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("storectl/images");
        let (content, pixels) = (Digest::of(b"content"), Digest::of(b"pixels"));
        let mut cache = open(&folder);
        cache.remember(&asset("a"), &content);
        cache.remember_pixels(&content, &pixels);
        cache.save().unwrap();
        let cache = open(&folder);
        assert_eq!(cache.content(&asset("a")), Some(&content));
        assert_eq!(cache.pixels(&content), Some(&pixels));
    }

    #[test]
    fn nothing_is_written_where_nothing_is_new() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("images");
        open(&folder).save().unwrap();
        assert!(!folder.exists());
    }

    #[test]
    fn each_product_and_each_endpoint_has_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let mut cache = open(folder.path());
        cache.remember(&asset("a"), &Digest::of(b"content"));
        cache.save().unwrap();
        let other = "13aeef39-4fe9-4d61-8e91-000000000000".parse().unwrap();
        for (endpoint, product) in [("http://127.0.0.1:1", product()), (ENDPOINT, other)] {
            let (cache, warning) = IdentityCache::open(folder.path(), endpoint, &product);
            assert_eq!((cache.content(&asset("a")), warning), (None, None));
        }
        let (same, _) = IdentityCache::open(folder.path(), &format!("{ENDPOINT}/"), &product());
        assert!(same.content(&asset("a")).is_some());
    }

    #[test]
    fn a_file_that_cannot_be_used_is_told_and_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let newer = r#"{"format":"storectl.images","formatVersion":2,"productId":"x","assets":[],"pixels":[]}"#;
        for garbage in ["", "{", "[1]", "\0\u{ff}", newer] {
            let mut cache = open(folder.path());
            cache.remember(&asset("a"), &Digest::of(b"content"));
            cache.save().unwrap();
            fs::write(cache.path.as_ref().unwrap(), garbage).unwrap();
            let (mut cache, warning) = IdentityCache::open(folder.path(), ENDPOINT, &product());
            assert!(warning.is_some(), "{garbage}");
            assert_eq!(cache.content(&asset("a")), None);
            cache.remember(&asset("b"), &Digest::of(b"other"));
            cache.save().unwrap();
            assert!(open(folder.path()).content(&asset("b")).is_some());
            fs::remove_file(cache.path.unwrap()).unwrap();
        }
    }

    #[test]
    fn a_fact_that_is_none_is_left_out() {
        let good = Digest::of(b"good").to_string();
        let upper = good.to_uppercase();
        let pairs = [
            ("a", good.as_str()),
            ("b", "12"),
            ("c", "é"),
            ("d", &upper),
            ("no id", &good),
        ];
        let pairs: Vec<(String, String)> = pairs
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect();
        let recent: Recent<AssetId> = Recent::from_pairs(&pairs, |it| it.parse().ok());
        assert_eq!(recent.facts.keys().collect::<Vec<_>>(), [&asset("a")]);
    }

    #[test]
    fn the_oldest_facts_go_first_and_the_file_stays_small() {
        let folder = tempfile::tempdir().unwrap();
        let mut cache = open(folder.path());
        for at in 0..=MAX_ENTRIES {
            let digest = Digest::of(&at.to_be_bytes());
            cache.remember(
                &asset(&format!("3e31a9f9-84e8-4d2d-9eba-{at:012}")),
                &digest,
            );
            cache.remember_pixels(&digest, &digest);
        }
        cache.save().unwrap();
        let size = fs::metadata(cache.path.as_ref().unwrap()).unwrap().len();
        assert!(size < MAX_BYTES / 2, "{size}");
        let cache = open(folder.path());
        assert_eq!(cache.assets.facts.len(), MAX_ENTRIES);
        assert_eq!(
            cache.content(&asset("3e31a9f9-84e8-4d2d-9eba-000000000000")),
            None
        );
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let (mut cache, _) = IdentityCache::open(&file, ENDPOINT, &product());
        cache.remember(&asset("a"), &Digest::of(b"content"));
        let error = cache.save().unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("could not remember images in `")
        );
    }
}
