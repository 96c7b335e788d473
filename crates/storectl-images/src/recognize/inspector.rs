//! One image of the Store: as little of it as decides what it is.

use std::io::Cursor;

use storectl_model::{AssetId, DesiredImage, Digest, ImageSize};
use storectl_platform::{helpers, spawn_helper};
use tokio::sync::Semaphore;

use super::{
    candidate::Candidate,
    finding::{Content, Digests, FileError, Finding, PixelFact, Unknown},
    health::HostHealth,
    local::LocalFiles,
    server::{ImageHead, ImageServer, ServerError},
};
use crate::{
    cache::{CacheTrust, ImageCache},
    decode::{self, ImageError, ImageInfo, Pixels},
};

/// Looks at images.
pub(super) struct Inspector<'a> {
    server: &'a dyn ImageServer,
    local: &'a LocalFiles<'a>,
    cache: &'a ImageCache,
    hosts: HostHealth,
    fetches: Semaphore,
    /// One image a core: more only wait for each other.
    decoding: Semaphore,
}

impl<'a> Inspector<'a> {
    pub(super) fn new(
        server: &'a dyn ImageServer,
        local: &'a LocalFiles<'a>,
        cache: &'a ImageCache,
        fetches: usize,
    ) -> Self {
        Self {
            server,
            local,
            cache,
            hosts: HostHealth::default(),
            fetches: Semaphore::new(fetches.min(Semaphore::MAX_PERMITS)),
            decoding: Semaphore::new(helpers()),
        }
    }

    /// Looks at one image.
    pub(super) async fn inspect(&self, id: &AssetId, candidate: &Candidate) -> Finding {
        match (self.cache.content(id), self.cache.trust()) {
            (None, _) => self.ask(candidate).await,
            (Some(content), CacheTrust::Believed) => self.remembered(content, candidate).await,
            (Some(content), CacheTrust::Confirmed) => self.confirm(content, candidate).await,
        }
    }

    /// A cache says what the content is, and others may have written it.
    async fn confirm(&self, content: &Digest, candidate: &Candidate) -> Finding {
        let mut finding = self.ask(candidate).await;
        match &finding.content {
            // What it was uploaded from says more than what a server made of that (trap 71).
            Content::Known { digest: _, alike } if alike.contains(content) => {
                finding.content = Finding::known(content, Digests::new()).content;
                finding.learned = None;
                finding
            }
            Content::Unknown(why) if why.is_refusal() => Finding::claimed(content),
            Content::Known { .. } | Content::Claimed(_) | Content::Unknown(_) => finding,
        }
    }

    /// The content is known; only whether other bytes are the same picture may need a look.
    async fn remembered(&self, content: &Digest, candidate: &Candidate) -> Finding {
        if candidate.has(content) {
            return Finding::known(content, Digests::new());
        }
        if let Some(pixels) = self.cache.known_pixels(content) {
            let files: Vec<&DesiredImage> = candidate.files.iter().collect();
            let alike = self.alike(pixels, &files).await;
            // What cannot be read is not taken for the same: that the bytes differ is sure.
            return Finding::known(content, alike.unwrap_or_default());
        }
        match self.read(candidate).await {
            // What it was uploaded from says more than what a server made of that (trap 71).
            Ok(finding) => Finding {
                learned: None,
                ..finding
            },
            Err(_) => Finding::known(content, Digests::new()),
        }
    }

    /// Nothing is known: the server's digest, then the bytes, then the pixels.
    async fn ask(&self, candidate: &Candidate) -> Finding {
        if let Some(why) = self.hosts.given_up(&candidate.url) {
            return Finding::unknown(why);
        }
        let head = self.server.head(&candidate.url).await;
        self.hosts.note(&candidate.url, &head);
        match head {
            // Without HEAD there is GET.
            Err(ServerError::HeadUnsupported) => {}
            Err(error) => return Finding::unknown(Unknown::NotGiven(error)),
            Ok(head) => {
                let is_it = |it: &&DesiredImage| has_bytes(&head, it);
                if let Some(image) = candidate.files.iter().find(is_it) {
                    return Finding::known(&image.digest, Digests::new()).learning(&image.digest);
                }
            }
        }
        match self.read(candidate).await {
            Ok(finding) => finding,
            Err(why) => Finding::unknown(why),
        }
    }

    /// Reads the image and compares bytes, then pixels.
    async fn read(&self, candidate: &Candidate) -> Result<Finding, Unknown> {
        let _fetching = self.fetches.acquire().await;
        if let Some(why) = self.hosts.given_up(&candidate.url) {
            return Err(why);
        }
        let fetched = self.server.fetch(&candidate.url).await;
        self.hosts.note(&candidate.url, &fetched);
        let bytes = fetched.map_err(Unknown::NotGiven)?;

        let files: Digests = candidate.files.iter().map(|it| it.digest.clone()).collect();
        let size = candidate.size;
        let decoding = self.decoding.acquire().await;
        let seen = spawn_helper(move || see(&bytes, &files, size)).await;
        drop(decoding);
        let seen = seen.map_err(|it| Unknown::NotComparable(it.to_string()))?;
        let (content, info, pixels) = match seen? {
            Seen::File(content) => {
                return Ok(Finding::known(&content, Digests::new()).learning(&content));
            }
            Seen::Other {
                content,
                info,
                pixels,
            } => (content, info, pixels),
        };
        let same_size = candidate.files.iter().filter(|it| it.size == info.size);
        let alike = self.alike(&pixels, &same_size.collect::<Vec<_>>()).await?;
        let mut finding = Finding::known(&content, alike).learning(&content);
        let fact = PixelFact { content, pixels };
        finding.pixels = info.format.is_exact().then_some(fact);
        Ok(finding)
    }

    /// Returns the files with these pixels.
    ///
    /// # Errors
    /// Returns an error if there is none among those that could be read, and one that could not.
    async fn alike(&self, pixels: &Pixels, images: &[&DesiredImage]) -> Result<Digests, FileError> {
        let mut alike = Digests::new();
        let mut unusable = None;
        for image in images.iter().filter(|it| can_show(it, pixels)) {
            match self.pixels(image).await {
                Ok(found) if found == pixels.digest => {
                    alike.insert(image.digest.clone());
                }
                Ok(_) => {}
                Err(error) => unusable = Some(error),
            }
        }
        match unusable {
            Some(error) if alike.is_empty() => Err(error),
            Some(_) | None => Ok(alike),
        }
    }

    async fn pixels(&self, image: &DesiredImage) -> Result<Digest, FileError> {
        let known = match self.cache.trust() {
            CacheTrust::Believed => self.cache.pixels(&image.digest),
            CacheTrust::Confirmed => None,
        };
        if let Some(known) = known {
            return Ok(known.clone());
        }
        let _decoding = self.decoding.acquire().await;
        self.local.pixels(&image.digest).await
    }
}

/// Whether the bytes that a server has are a file's, as far as it says.
fn has_bytes(head: &ImageHead, image: &DesiredImage) -> bool {
    let stored = head.content_md5.as_deref().map(str::trim);
    let checksums = image.checksums.as_ref();
    head.length == Some(image.bytes)
        && stored.is_some_and(|it| checksums.is_some_and(|own| own.md5 == it))
}

/// Whether a file may have these pixels: it is not read to find out that it has others.
fn can_show(image: &DesiredImage, pixels: &Pixels) -> bool {
    let own = image.checksums.as_ref().map(|it| it.pixels);
    own.zip(pixels.checksum).is_none_or(|(own, it)| own == it)
}

/// What is seen of an image that was read.
enum Seen {
    /// It has the bytes of one of the files.
    File(Digest),
    /// It has other bytes.
    Other {
        content: Digest,
        info: ImageInfo,
        pixels: Pixels,
    },
}

fn see(bytes: &[u8], files: &Digests, reported: Option<ImageSize>) -> Result<Seen, Unknown> {
    let content = Digest::of(bytes);
    if files.contains(&content) {
        return Ok(Seen::File(content));
    }
    let not_comparable = |error: ImageError| Unknown::NotComparable(error.to_string());
    let sent = decode::size(bytes).map_err(not_comparable)?;
    // A thumbnail, or another picture altogether, says nothing about the image that was asked for.
    if let Some(reported) = reported.filter(|it| *it != sent) {
        return Err(Unknown::OtherSize { sent, reported });
    }
    let (info, pixels) = decode::pixels(Cursor::new(bytes)).map_err(not_comparable)?;
    Ok(Seen::Other {
        content,
        info,
        pixels,
    })
}
