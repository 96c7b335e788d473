//! What was seen of an installer: what its host said, and what its bytes are.

use storectl_model::{Digest, SeenBytes};

use crate::Content;

/// How much of an installer is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// A few parts: what identifies it, its version, its signature. What else would help is asked for.
    Parts,
    /// The parts that are there: what needs any other is not known.
    Known,
    /// Every byte: its SHA-256 and the digest that is signed, too.
    Whole,
}

/// What was seen of an installer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// Where it is: the address, or the path as it was given.
    pub source: String,
    /// What its host said; `None` for a file.
    pub host: Option<Host>,
    /// What became of the look.
    pub outcome: Outcome,
    /// A digest of the parts that were read, which identifies them; `None` where none was.
    pub parts: Option<Digest>,
}

impl Inspection {
    /// Returns what identifies the bytes that were seen; nothing is known where none were.
    pub fn seen_bytes(&self) -> SeenBytes {
        let facts = match &self.outcome {
            Outcome::Read(Content::Installer(facts)) => Some(facts),
            Outcome::Read(Content::NoInstaller(_))
            | Outcome::NotServed
            | Outcome::Redirected
            | Outcome::NotAsked(_)
            | Outcome::CannotTell(_) => None,
        };
        let host = self.host.as_ref();
        SeenBytes {
            length: facts.map(|it| it.length).or_else(|| host?.length),
            etag: host.and_then(|it| it.etag.clone()),
            last_modified: host.and_then(|it| it.last_modified.clone()),
            parts: self.parts.clone(),
            sha256: facts.and_then(|it| it.sha256.clone()),
        }
    }
}

/// What became of a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Bytes were read.
    Read(Content),
    /// The host does not serve it: 401, 403, 404 or 410.
    NotServed,
    /// The host names another address, which the Store does not follow.
    Redirected,
    /// Its host is not one that is looked at, such as any other than loopback beside a simulated Store: a sentence without a
    /// final period.
    NotAsked(String),
    /// Nothing is known, for a reason that may pass or that lies with the host: a sentence without a final period.
    CannotTell(String),
}

/// What the host of an installer said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Host {
    /// The status of its answer to HEAD, or of the GET that refuses what HEAD grants or serves what HEAD refuses; `None`
    /// where no answer came.
    pub status: Option<u16>,
    /// Where it sends whoever asks, without a query.
    pub redirect: Option<String>,
    /// The length in bytes that it claims in its answer to HEAD, or to a GET where HEAD is refused.
    pub length: Option<u64>,
    /// The validator of the bytes.
    pub etag: Option<String>,
    /// When it says the bytes changed.
    pub last_modified: Option<String>,
    /// Whether it answers ranges; `None` where none was asked for.
    pub ranges: Option<bool>,
    /// Whether it refuses HEAD.
    pub refuses_head: bool,
    /// How many requests were made.
    pub requests: u32,
    /// How many bytes of bodies were read.
    pub bytes: u64,
}
