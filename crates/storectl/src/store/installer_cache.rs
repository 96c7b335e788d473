//! What is remembered of installers from run to run: the parts that were read of each, by address.
//!
//! Facts are read from the parts again, so that they are always this version's. Nothing depends on a file here, and no apply
//! trusts one: it reads the bytes again before it commits and before it submits. It holds digests of addresses, and no secrets.

use std::{fs, path::PathBuf, time::SystemTime};

use serde::{Deserialize, Serialize};
use storectl_api::Known;
use storectl_installer::Parts;
use storectl_model::Digest;
use storectl_platform::{read_own, replace_file};

const FORMAT: &str = "storectl.installer";
const VERSION: u32 = 1;

/// Longest file read, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// Length of the digest at the end of a file, in bytes.
const SEAL: usize = 64;

/// Largest parts that are kept, in bytes: twice those of a look by ranges. What a host without ranges sends is read again.
const LARGEST_PARTS: usize = 512 * 1024;

/// Most installers that are remembered. The oldest go first.
const MOST: usize = 64;

/// Remembers installers.
#[derive(Clone, Debug)]
pub(crate) struct InstallerCache {
    folder: Option<PathBuf>,
}

/// What is remembered of an installer.
#[derive(Clone, Debug)]
pub(crate) struct KnownInstaller {
    /// What its host said of the bytes.
    pub(crate) known: Known,
    /// Whether the host answered ranges.
    pub(crate) ranges: Option<bool>,
    /// The bytes that were read.
    pub(crate) parts: Parts,
    /// What identifies them.
    pub(crate) digest: Digest,
    /// The live installer that it was compared with.
    pub(crate) twin: Option<KnownTwin>,
}

/// The live installer that an installer was compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KnownTwin {
    /// Digest of its address.
    pub(crate) address: Digest,
    /// Whether it is the same.
    pub(crate) is_same: bool,
}

/// The line before the bytes; after them stands the digest of both.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Header {
    format: String,
    format_version: u32,
    /// Digest of the address.
    address: String,
    length: u64,
    etag: Option<String>,
    last_modified: Option<String>,
    ranges: Option<bool>,
    digest: String,
    twin: Option<(String, bool)>,
    /// First byte and length of each part.
    parts: Vec<(u64, u64)>,
}

impl InstallerCache {
    /// Keeps files in `folder`; nothing is remembered without one.
    pub(crate) fn new(folder: Option<PathBuf>) -> Self {
        Self { folder }
    }

    /// Returns what is remembered of an address. A file that cannot be used counts as none.
    pub(crate) fn find(&self, address: &str) -> Option<KnownInstaller> {
        let bytes = read_own(&self.file(address)?, LARGEST).ok()??;
        let (header, mut rest) = split(unsealed(&bytes)?)?;
        let header: Header = serde_json::from_slice(header).ok()?;
        let is_ours = header.format == FORMAT
            && header.format_version == VERSION
            && header.address == Digest::of(address.as_bytes()).as_str();
        if !is_ours {
            return None;
        }
        let mut parts = Parts::new(header.length);
        for (start, length) in header.parts {
            let (part, left) = rest.split_at_checked(usize::try_from(length).ok()?)?;
            parts.add(start, part);
            rest = left;
        }
        Some(KnownInstaller {
            known: Known {
                length: header.length,
                etag: header.etag,
                last_modified: header.last_modified,
            },
            ranges: header.ranges,
            parts,
            digest: Digest::from_kept(&header.digest)?,
            twin: header.twin.and_then(|(address, is_same)| {
                let address = Digest::from_kept(&address)?;
                Some(KnownTwin { address, is_same })
            }),
        })
    }

    /// Remembers an installer. What cannot be written is read again next time.
    pub(crate) fn keep(&self, address: &str, installer: &KnownInstaller) {
        let Some(file) = self.file(address) else {
            return;
        };
        let KnownInstaller {
            known,
            ranges,
            parts,
            digest,
            twin,
        } = installer;
        let spans = parts.bytes().map(|(start, it)| (start, it.len() as u64));
        let twin = twin.as_ref();
        let header = Header {
            format: FORMAT.to_owned(),
            format_version: VERSION,
            address: Digest::of(address.as_bytes()).to_string(),
            length: known.length,
            etag: known.etag.clone(),
            last_modified: known.last_modified.clone(),
            ranges: *ranges,
            digest: digest.to_string(),
            twin: twin.map(|it| (it.address.to_string(), it.is_same)),
            parts: spans.collect(),
        };
        let size: usize = parts.bytes().map(|(_, it)| it.len()).sum();
        let Ok(mut bytes) = serde_json::to_vec(&header) else {
            return;
        };
        if size > LARGEST_PARTS {
            return;
        }
        bytes.push(b'\n');
        for (_, part) in parts.bytes() {
            bytes.extend_from_slice(part);
        }
        bytes.extend_from_slice(Digest::of(&bytes).as_str().as_bytes());
        if replace_file(&file, &bytes).is_ok() {
            self.forget_old();
        }
    }

    /// Forgets an address: nobody plans to change to it any more.
    pub(crate) fn forget(&self, address: &str) {
        if let Some(file) = self.file(address) {
            // It may be gone already.
            let _ = fs::remove_file(file);
        }
    }

    fn file(&self, address: &str) -> Option<PathBuf> {
        let digest = Digest::of(address.as_bytes());
        let name: String = digest.as_str().chars().take(32).collect();
        Some(self.folder.as_ref()?.join(name))
    }

    fn forget_old(&self) {
        let files = self.folder.as_ref().and_then(|it| fs::read_dir(it).ok());
        let files = files.into_iter().flatten().flatten();
        let mut files: Vec<(SystemTime, PathBuf)> = files
            .filter_map(|it| Some((it.metadata().ok()?.modified().ok()?, it.path())))
            .collect();
        files.sort();
        let old = files.len().saturating_sub(MOST);
        for (_, file) in files.into_iter().take(old) {
            let _ = fs::remove_file(file);
        }
    }
}

/// Returns a file without the digest at its end, of everything before; `None` where that is another one: what is damaged would
/// be judged as what the host serves.
fn unsealed(bytes: &[u8]) -> Option<&[u8]> {
    let (bytes, seal) = bytes.split_at_checked(bytes.len().checked_sub(SEAL)?)?;
    (Digest::of(bytes).as_str().as_bytes() == seal).then_some(bytes)
}

fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|it| *it == b'\n')?;
    let (header, rest) = bytes.split_at_checked(end)?;
    Some((header, rest.get(1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "https://contoso.com/1.5/setup.exe?sig=secret";

    fn installer() -> KnownInstaller {
        let mut parts = Parts::new(1000);
        parts.add(0, b"MZ");
        parts.add(990, b"\n\0end\n\0\0\0\0");
        KnownInstaller {
            known: Known {
                length: 1000,
                etag: Some("\"a\"".to_owned()),
                last_modified: None,
            },
            ranges: Some(true),
            parts,
            digest: Digest::of(b"parts"),
            twin: Some(KnownTwin {
                address: Digest::of(b"live"),
                is_same: true,
            }),
        }
    }

    #[test]
    fn what_is_kept_is_found_and_holds_no_address() {
        let folder = tempfile::tempdir().unwrap();
        let cache = InstallerCache::new(Some(folder.path().join("installers")));
        assert!(cache.find(ADDRESS).is_none());
        let kept = installer();
        cache.keep(ADDRESS, &kept);
        let found = cache.find(ADDRESS).unwrap();
        assert_eq!(found.known, kept.known);
        assert_eq!(found.digest, kept.digest);
        assert_eq!(found.twin, kept.twin);
        let parts = |it: &KnownInstaller| -> Vec<(u64, Vec<u8>)> {
            it.parts.bytes().map(|(at, it)| (at, it.to_vec())).collect()
        };
        assert_eq!(parts(&found), parts(&kept));
        assert!(cache.find("https://contoso.com/other.exe").is_none());
        let file = fs::read_dir(folder.path().join("installers")).unwrap();
        let bytes = fs::read(file.flatten().next().unwrap().path()).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !text.contains("contoso") && !text.contains("secret"),
            "{text}"
        );
        cache.forget(ADDRESS);
        assert!(cache.find(ADDRESS).is_none());
    }

    #[test]
    fn a_file_that_is_damaged_counts_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let cache = InstallerCache::new(Some(folder.path().to_owned()));
        cache.keep(ADDRESS, &installer());
        let file = cache.file(ADDRESS).unwrap();
        let whole = fs::read(&file).unwrap();
        for length in 0..whole.len() {
            fs::write(&file, &whole[..length]).unwrap();
            assert!(cache.find(ADDRESS).is_none(), "{length} bytes");
        }
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            fs::write(&file, &changed).unwrap();
            assert!(cache.find(ADDRESS).is_none(), "byte {at}");
        }
        fs::write(&file, &whole).unwrap();
        assert!(cache.find(ADDRESS).is_some());
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let cache = InstallerCache::new(Some(folder.path().to_owned()));
        for at in 0..MOST + 3 {
            cache.keep(&format!("https://contoso.com/{at}.exe"), &installer());
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), MOST);
        let last = format!("https://contoso.com/{}.exe", MOST + 2);
        assert!(cache.find(&last).is_some());
    }
}
