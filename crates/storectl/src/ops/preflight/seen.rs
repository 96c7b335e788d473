//! One installer, looked at: now, again until its host has it, or as it is remembered.

use std::time::Duration;

use storectl_api::{Error, Known, Look, LookDepth, Seen};
use storectl_installer::{Content, Depth, Host, Inspection, NoInstaller, Outcome, Parts, read};
use storectl_model::{DesiredPackage, PreflightMode, mask};
use storectl_report::LookOrigin;

use super::Preflight;
use crate::{
    error::CliError,
    exit::Exit,
    store::installer_cache::{KnownInstaller, KnownTwin},
};

/// First pause between two looks of a wait, and the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// An installer that is looked at.
pub(super) struct SeenInstaller<'a> {
    preflight: &'a Preflight<'a>,
    package: &'a DesiredPackage,
    depth: LookDepth,
    known: Option<KnownInstaller>,
}

/// What was seen of it.
#[derive(Debug)]
pub(super) struct Sight {
    pub(super) inspection: Inspection,
    /// The bytes that were read.
    pub(super) parts: Option<Parts>,
}

/// What was seen of it, or why its address may not be reached; and where the bytes came from.
pub(super) type Sighted = (Result<Sight, Error>, LookOrigin);

impl<'a> SeenInstaller<'a> {
    pub(super) fn new(preflight: &'a Preflight<'a>, package: &'a DesiredPackage) -> Self {
        Self {
            preflight,
            package,
            depth: preflight.depth(),
            known: match preflight.mode() {
                PreflightMode::Auto => preflight.cache.find(&package.package_url),
                // It reads every byte.
                PreflightMode::Full | PreflightMode::Off => None,
            },
        }
    }

    /// One of which every byte is read, whatever the plan reads.
    pub(super) fn whole(preflight: &'a Preflight<'a>, package: &'a DesiredPackage) -> Self {
        Self {
            preflight,
            package,
            depth: LookDepth::Whole,
            known: None,
        }
    }

    /// Returns whether something of it is remembered.
    pub(super) fn is_known(&self) -> bool {
        self.known.is_some()
    }

    /// Returns the live installer that it was compared with, where it is remembered.
    pub(super) fn twin(&self) -> Option<&KnownTwin> {
        self.known.as_ref()?.twin.as_ref()
    }

    /// Looks at it, with `--wait-for-package` until it is there.
    ///
    /// # Errors
    /// The time is over (31).
    pub(super) async fn look(&self) -> Result<Sighted, CliError> {
        let preflight = self.preflight;
        let clock = preflight.clock();
        let until = preflight
            .settings
            .wait
            .map(|wait| clock.now().saturating_add(wait));
        let mut pause = FIRST_PAUSE;
        loop {
            let seen = self.look_once().await;
            let (Some(until), Some(missing)) = (until, self.missing(&seen)) else {
                return Ok(seen);
            };
            let left = until.saturating_sub(clock.now());
            if left.is_zero() {
                let address = mask::mask(&self.package.package_url);
                let message = format!("{address} is still not there: {missing}");
                return Err(CliError::new(Exit::Waiting, message)
                    .hint("upload the installer, or use a longer --wait-for-package"));
            }
            clock.sleep(pause.min(left)).await;
            pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
        }
    }

    /// Looks at it once, whether it is there or not.
    pub(super) async fn look_once(&self) -> Sighted {
        let address = self.package.package_url.as_str();
        let look = Look {
            address: address.to_owned(),
            depth: self.depth,
            known: self.known.as_ref().map(|it| it.known.clone()),
            patience: self.preflight.patience,
        };
        match (self.preflight.client.look(&look).await, &self.known) {
            (Ok(Seen::Unchanged(host)), Some(known)) => match remembered(known, host) {
                Some(sight) => (Ok(self.named(sight)), LookOrigin::Cached),
                // What is remembered cannot be read: it is not asked for again.
                None => (self.look_anew(look).await, LookOrigin::Read),
            },
            (Ok(Seen::Unchanged(_)), None) => (self.look_anew(look).await, LookOrigin::Read),
            (Ok(Seen::Inspected { inspection, parts }), _) => (
                Ok(self.named(Sight { inspection, parts })),
                LookOrigin::Read,
            ),
            (Err(error), _) => (Err(error), LookOrigin::Read),
        }
    }

    async fn look_anew(&self, look: Look) -> Result<Sight, Error> {
        let look = Look {
            known: None,
            ..look
        };
        match self.preflight.client.look(&look).await? {
            Seen::Inspected { inspection, parts } => Ok(self.named(Sight { inspection, parts })),
            // Nothing was known that could be so still.
            Seen::Unchanged(host) => Ok(self.named(Sight {
                inspection: Inspection {
                    source: String::new(),
                    host: Some(host),
                    outcome: Outcome::CannotTell("the host sent no bytes".to_owned()),
                    parts: None,
                },
                parts: None,
            })),
        }
    }

    /// Names it as it may be shown.
    fn named(&self, sight: Sight) -> Sight {
        let source = mask::mask(&self.package.package_url).into_owned();
        Sight {
            inspection: Inspection {
                source,
                ..sight.inspection
            },
            ..sight
        }
    }

    /// Says what its host does not have yet, where waiting may help (forms.md, Installers 10).
    fn missing(&self, seen: &Sighted) -> Option<String> {
        let (Ok(Sight { inspection, .. }), _) = seen else {
            return None;
        };
        let host = inspection.host.as_ref();
        let status = host.and_then(|it| it.status);
        match &inspection.outcome {
            Outcome::NotServed => Some(match status {
                Some(status) => format!("its host responds with {status}"),
                None => "its host does not serve it".to_owned(),
            }),
            Outcome::CannotTell(reason) => {
                let may_pass = status.is_none_or(|it| it == 429 || it >= 500);
                may_pass.then(|| reason.clone())
            }
            Outcome::Read(Content::NoInstaller(NoInstaller::Html)) => {
                Some("its host sends a web page".to_owned())
            }
            Outcome::Read(Content::NoInstaller(_) | Content::Installer(_)) => {
                let expected = self.package.expect.length?;
                let found = inspection.seen_bytes().length?;
                (found != expected).then(|| format!("it has {found} bytes, expected {expected}"))
            }
            Outcome::Redirected | Outcome::NotAsked(_) => None,
        }
    }

    /// Remembers what was read of it, and which live installer it was compared with.
    pub(super) fn remember(&self, sight: &Sight, twin: Option<KnownTwin>) {
        if self.preflight.mode() != PreflightMode::Auto {
            return;
        }
        let Sight { inspection, parts } = sight;
        let Inspection {
            source: _,
            host,
            outcome,
            parts: digest,
        } = inspection;
        let is_installer = matches!(outcome, Outcome::Read(Content::Installer(_)));
        let known = host.as_ref().and_then(Known::of);
        let (Some(host), Some(known), Some(parts), Some(digest)) = (host, known, parts, digest)
        else {
            return;
        };
        // The host may name the same bytes by another validator: that is what it is asked for next.
        let is_news = self
            .known
            .as_ref()
            .is_none_or(|it| it.known != known || it.digest != *digest || it.twin != twin);
        if is_installer && is_news {
            let installer = KnownInstaller {
                known,
                ranges: host.ranges,
                parts: parts.clone(),
                digest: digest.clone(),
                twin,
            };
            self.preflight
                .cache
                .keep(&self.package.package_url, &installer);
        }
    }
}

/// Reads what is remembered of an installer whose host says that it is still the same.
fn remembered(known: &KnownInstaller, host: Host) -> Option<Sight> {
    let mut parts = known.parts.clone();
    let length = parts.length();
    let content = read(&mut parts, length, Depth::Known).ok()?;
    Some(Sight {
        inspection: Inspection {
            source: String::new(),
            host: Some(Host {
                ranges: known.ranges,
                ..host
            }),
            outcome: Outcome::Read(content),
            parts: Some(known.digest.clone()),
        },
        parts: Some(parts),
    })
}
