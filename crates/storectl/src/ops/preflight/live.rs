//! The installer of the package that the Store has: whether a new address has the same bytes, and what was seen under the same
//! address before.

use storectl_installer::{Content, Live, Outcome, Signing};
use storectl_model::{DesiredPackage, Digest, RemotePackage, SeenBytes};

use super::{
    Preflight,
    seen::{SeenInstaller, Sight},
};
use crate::{receipts::Remembered, store::installer_cache::KnownTwin};

/// How many of the last bytes are compared: a signature stands there, which holds a digest of all others.
const END: u64 = 8 * 1024;

/// How many of the first bytes are compared where nothing is signed: the headers, with the time of the build.
const START: u64 = 4 * 1024;

/// The package that the Store has in place of the manifest's.
#[derive(Clone, Debug)]
pub(super) enum LivePackage {
    /// There is none, or it names no address.
    None,
    /// It has the same address; under which this was seen at the last submission, where that is known.
    SameUrl(Option<SeenBytes>),
    /// It has another address.
    OtherUrl {
        url: String,
        /// The version that its installer had at the last submission, where that is known.
        version: Option<String>,
    },
}

impl LivePackage {
    pub(super) fn new(
        desired: &DesiredPackage,
        live: Option<&RemotePackage>,
        remembered: &Remembered,
    ) -> Self {
        match live.and_then(|it| it.package_url.as_deref()) {
            None => Self::None,
            Some(url) if url == desired.package_url => {
                Self::SameUrl(remembered.installer(url).map(|it| it.bytes.clone()))
            }
            Some(url) => Self::OtherUrl {
                url: url.to_owned(),
                version: remembered.installer(url).and_then(|it| it.version.clone()),
            },
        }
    }

    /// Asks for the length of the live installer, where it has another address and nothing is remembered of it.
    pub(super) async fn length(
        &self,
        preflight: &Preflight<'_>,
        installer: &SeenInstaller<'_>,
    ) -> Option<u64> {
        match self {
            Self::OtherUrl { url, .. } if self.remembered(installer).is_none() => {
                preflight.client.length(url).await
            }
            Self::OtherUrl { .. } | Self::SameUrl(_) | Self::None => None,
        }
    }

    /// Returns whether the live installer is known to be the same, or another.
    fn remembered(&self, installer: &SeenInstaller<'_>) -> Option<bool> {
        let Self::OtherUrl { url, .. } = self else {
            return None;
        };
        let address = Digest::of(url.as_bytes());
        let twin = installer.twin().filter(|it| it.address == address)?;
        Some(twin.is_same)
    }

    /// Compares the live installer, of this `length`, with what was seen of the new one, which is then remembered.
    pub(super) async fn compare(
        &self,
        preflight: &Preflight<'_>,
        installer: &SeenInstaller<'_>,
        seen: &Result<Sight, storectl_api::Error>,
        length: Option<u64>,
    ) -> Option<Live> {
        let (url, version) = match self {
            Self::None => {
                if let Ok(sight) = seen {
                    installer.remember(sight, None);
                }
                return None;
            }
            Self::SameUrl(before) => {
                if let Ok(sight) = seen {
                    installer.remember(sight, None);
                }
                return before.clone().map(Live::SameUrl);
            }
            Self::OtherUrl { url, version } => (url, version),
        };
        let Ok(sight) = seen else { return None };
        let is_same = match self.remembered(installer) {
            Some(is_same) => is_same,
            None => is_same(preflight, url, sight, length).await,
        };
        let address = Digest::of(url.as_bytes());
        installer.remember(sight, Some(KnownTwin { address, is_same }));
        Some(if is_same {
            Live::SameBytes {
                url: storectl_model::mask::mask(url).into_owned(),
            }
        } else {
            Live::OtherUrl {
                version: version.clone(),
            }
        })
    }
}

/// Compares as little of two installers as proves that they are the same.
async fn is_same(preflight: &Preflight<'_>, url: &str, sight: &Sight, length: Option<u64>) -> bool {
    let Outcome::Read(Content::Installer(facts)) = &sight.inspection.outcome else {
        return false;
    };
    let (Some(parts), true) = (&sight.parts, length == Some(facts.length)) else {
        return false;
    };
    let end = parts.slice(facts.length.saturating_sub(END)..facts.length);
    let start = match facts.signing {
        Signing::Signed(_) => None,
        Signing::Unsigned | Signing::Unknown => parts.slice(0..START.min(facts.length)),
    };
    let is_signed = matches!(facts.signing, Signing::Signed(_));
    let Some(end) = end else { return false };
    if !is_signed {
        let Some(start) = start else { return false };
        if !preflight.client.has(url, 0, &start).await {
            return false;
        }
    }
    let from = facts.length.saturating_sub(end.len() as u64);
    preflight.client.has(url, from, &end).await
}
