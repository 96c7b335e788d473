//! One image of the Store: as little of it as decides what it is.

use storectl_model::{AssetId, DesiredImage, Digest, ImageSize};
use storectl_platform::spawn_helper;
use tokio::sync::Semaphore;

use super::{
    candidate::Candidate,
    finding::{Digests, FileError, Finding, PixelFact, Unknown},
    health::HostHealth,
    local::LocalFiles,
    server::{ImageServer, ServerError},
};
use crate::{
    cache::ImageCache,
    decode::{self, ImageError, ImageInfo},
};

/// Looks at images.
pub(super) struct Inspector<'a> {
    server: &'a dyn ImageServer,
    local: &'a LocalFiles<'a>,
    cache: &'a ImageCache,
    hosts: HostHealth,
    fetches: Semaphore,
    /// One pair of images is decoded at a time: that is what takes memory.
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
            decoding: Semaphore::new(1),
        }
    }

    /// Looks at one image.
    pub(super) async fn inspect(&self, id: &AssetId, candidate: &Candidate) -> Finding {
        match self.cache.content(id) {
            Some(content) => self.remembered(content, candidate).await,
            None => self.ask(candidate).await,
        }
    }

    /// The content is known; only whether other bytes are the same picture may need a look.
    async fn remembered(&self, content: &Digest, candidate: &Candidate) -> Finding {
        if candidate.has(content) {
            return Finding::known(content, Digests::new());
        }
        if let Some(pixels) = self.cache.pixels(content) {
            let permit = self.decoding.acquire().await;
            let files: Vec<&DesiredImage> = candidate.files.iter().collect();
            let alike = self.alike(pixels, &files).await;
            drop(permit);
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
            Err(error) => return Finding::unknown(Unknown::NotGiven(error.to_string())),
            Ok(head) => {
                let stored = head.content_md5.as_deref().map(str::trim);
                for image in &candidate.files {
                    if head.length == Some(image.bytes)
                        && stored.is_some()
                        && self.local.md5(&image.digest).await.ok().as_deref() == stored
                    {
                        return Finding::known(&image.digest, Digests::new())
                            .learning(&image.digest);
                    }
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
        let bytes = fetched.map_err(|it| Unknown::NotGiven(it.to_string()))?;

        let files: Digests = candidate.files.iter().map(|it| it.digest.clone()).collect();
        let size = candidate.size;
        let _decoding = self.decoding.acquire().await;
        let seen = spawn_helper(move || see(&bytes, &files, size)).await;
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

    /// Returns the files with these pixels; called by one task at a time.
    ///
    /// # Errors
    /// Returns an error if there is none among those that could be read, and one that could not.
    async fn alike(&self, pixels: &Digest, images: &[&DesiredImage]) -> Result<Digests, FileError> {
        let mut alike = Digests::new();
        let mut unusable = None;
        for image in images {
            let known = self.cache.pixels(&image.digest);
            let found = match known {
                Some(known) => Ok(known.clone()),
                None => self.local.pixels(&image.digest).await,
            };
            match found {
                Ok(found) if found == *pixels => {
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
}

/// What is seen of an image that was read.
enum Seen {
    /// It has the bytes of one of the files.
    File(Digest),
    /// It has other bytes.
    Other {
        content: Digest,
        info: ImageInfo,
        pixels: Digest,
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
    let (info, pixels) = decode::pixels(bytes).map_err(not_comparable)?;
    Ok(Seen::Other {
        content,
        info,
        pixels,
    })
}
