//! What a plan document shows of installers, read from its JSON.

use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;
use storectl_model::{Digest, FieldPath, PreflightMode, SeenBytes};
use storectl_plan::{SeenInstaller, SeenInstallers};

/// One package's installer. Facts about it that do not identify its bytes are for people: that nobody edits them is all that counts.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Package {
    #[serde(deserialize_with = "address")]
    address: FieldPath,
    bytes_seen: bool,
    version: Option<String>,
    length: Option<u64>,
    #[serde(deserialize_with = "digest")]
    parts_digest: Option<Digest>,
    #[serde(deserialize_with = "digest")]
    sha256: Option<Digest>,
    http: Option<Http>,
    /// All that is shown of it, its keys in order.
    #[serde(skip)]
    pub(super) facts: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Http {
    etag: Option<String>,
    last_modified: Option<String>,
}

impl Package {
    fn mark(&self) -> SeenInstaller {
        let Self {
            address,
            bytes_seen,
            version,
            length,
            parts_digest,
            sha256,
            http,
            facts: _, // what of it counts is read already
        } = self;
        let http = http.as_ref();
        let bytes = || SeenBytes {
            length: *length,
            etag: http.and_then(|it| it.etag.clone()),
            last_modified: http.and_then(|it| it.last_modified.clone()),
            parts: parts_digest.clone(),
            sha256: sha256.clone(),
        };
        SeenInstaller {
            package: address.clone(),
            version: version.clone().filter(|_| *bytes_seen),
            bytes: bytes_seen.then(bytes),
        }
    }
}

/// Puts together what was seen of a product's installers.
pub(super) fn seen(mode: PreflightMode, packages: &[Package]) -> SeenInstallers {
    SeenInstallers {
        mode,
        packages: packages.iter().map(Package::mark).collect(),
    }
}

/// Reads the installers, and keeps all that is shown of them.
pub(super) fn packages<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<Package>, D::Error> {
    let documents = Vec::<Value>::deserialize(deserializer)?.into_iter();
    let packages = documents.map(|mut facts| {
        let package = Package::deserialize(&facts).map_err(D::Error::custom)?;
        facts.sort_all_objects();
        Ok(Package { facts, ..package })
    });
    packages.collect()
}

/// Reads the mode. Where there is none, the plan was made by a version that looked at no installers.
pub(super) fn mode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PreflightMode, D::Error> {
    match Option::<String>::deserialize(deserializer)? {
        None => Ok(PreflightMode::Off),
        Some(word) => word
            .parse()
            .map_err(|_| D::Error::custom("not a preflight mode")),
    }
}

fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<FieldPath, D::Error> {
    let address = String::deserialize(deserializer)?;
    address
        .parse()
        .map_err(|_| D::Error::custom("not the address of a package"))
}

fn digest<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Digest>, D::Error> {
    match Option::<String>::deserialize(deserializer)? {
        None => Ok(None),
        Some(text) => match Digest::from_kept(&text) {
            Some(digest) => Ok(Some(digest)),
            None => Err(D::Error::custom("not a SHA-256 digest")),
        },
    }
}
