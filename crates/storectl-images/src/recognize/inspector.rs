//! One image of the Store: the least that decides what it is.

use storectl_api::{Error, ReadClient};
use storectl_model::{AssetId, DesiredImage, Digest, ImageSize, RemoteAsset};
use tokio::sync::Semaphore;

use super::{
    Digests, IdentityCache,
    gate::Gates,
    local::LocalFiles,
    picture::{self, Examined, ImageFault},
};

/// An image and the files it can be.
#[derive(Debug)]
pub(super) struct Question {
    url: String,
    size: Option<ImageSize>,
    pub(super) candidates: Vec<DesiredImage>,
}

impl Question {
    pub(super) fn about(asset: &RemoteAsset) -> Self {
        Self {
            url: asset.url.clone(),
            size: asset.size,
            candidates: Vec::new(),
        }
    }

    pub(super) fn may_be(&mut self, image: &DesiredImage) {
        if !self.has(&image.digest) {
            self.candidates.push(image.clone());
        }
    }

    fn has(&self, digest: &Digest) -> bool {
        self.candidates.iter().any(|it| it.digest == *digest)
    }
}

/// What an image is.
#[derive(Debug)]
pub(super) enum Finding {
    /// Its content is known.
    Seen {
        /// The digest of its bytes, or of the file it was uploaded from.
        content: Digest,
        /// The files with the same pixels, where that was looked at.
        alike: Digests,
    },
    /// It is not, and this is why.
    CannotTell(String),
}

/// A finding, and what is worth remembering of it.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) finding: Finding,
    /// The image's content.
    pub(super) learnt: Option<Digest>,
    /// The pixels of that content.
    pub(super) pixels: Option<(Digest, Digest)>,
}

impl Answer {
    fn known(content: &Digest, alike: Digests) -> Self {
        Self {
            finding: Finding::Seen {
                content: content.clone(),
                alike,
            },
            learnt: None,
            pixels: None,
        }
    }

    fn cannot_tell(reason: String) -> Self {
        Self {
            finding: Finding::CannotTell(reason),
            learnt: None,
            pixels: None,
        }
    }

    fn learning(mut self, content: &Digest) -> Self {
        self.learnt = Some(content.clone());
        self
    }
}

/// Looks at images.
pub(super) struct Look<'a> {
    client: &'a ReadClient,
    local: &'a LocalFiles<'a>,
    cache: &'a IdentityCache,
    gates: Gates,
    fetches: Semaphore,
    /// One pair of images is decoded at a time: that is what takes memory.
    decoding: Semaphore,
}

impl<'a> Look<'a> {
    pub(super) fn new(
        client: &'a ReadClient,
        local: &'a LocalFiles<'a>,
        cache: &'a IdentityCache,
        fetches: usize,
    ) -> Self {
        Self {
            client,
            local,
            cache,
            gates: Gates::default(),
            fetches: Semaphore::new(fetches.min(Semaphore::MAX_PERMITS)),
            decoding: Semaphore::new(1),
        }
    }

    /// Answers one question.
    pub(super) async fn at(&self, id: &AssetId, question: &Question) -> Answer {
        match self.cache.content(id) {
            Some(content) => self.remembered(content, question).await,
            None => self.ask(question).await,
        }
    }

    /// The content is known; only whether other bytes are the same picture may need a look.
    async fn remembered(&self, content: &Digest, question: &Question) -> Answer {
        if question.has(content) {
            return Answer::known(content, Digests::new());
        }
        if let Some(pixels) = self.cache.pixels(content) {
            let permit = self.decoding.acquire().await;
            let candidates: Vec<&DesiredImage> = question.candidates.iter().collect();
            let alike = self.alike(pixels, &candidates).await;
            drop(permit);
            // What cannot be read is not taken for the same: that the bytes differ is sure.
            return Answer::known(content, alike.unwrap_or_default());
        }
        match self.read(question).await {
            // What it was uploaded from says more than what a server made of that (trap 71).
            Ok(answer) => Answer {
                learnt: None,
                ..answer
            },
            Err(_) => Answer::known(content, Digests::new()),
        }
    }

    /// Nothing is known: the server's digest, then the bytes, then the pixels.
    async fn ask(&self, question: &Question) -> Answer {
        if let Some(reason) = self.gates.closed(&question.url) {
            return Answer::cannot_tell(reason.to_owned());
        }
        let head = self.client.head_image(&question.url).await;
        // A server that does not answer HEAD has refused nothing yet.
        let unsupported = |error: &Error| matches!(error.http_status(), Some(405 | 501));
        match head {
            Err(error) if unsupported(&error) => {}
            Err(error) => {
                let reason = reason(&error);
                self.gates.note::<()>(&question.url, &Err(error));
                return Answer::cannot_tell(reason);
            }
            Ok(head) => {
                self.gates.note(&question.url, &Ok(()));
                let stored = head.content_md5.as_deref().map(str::trim);
                for image in &question.candidates {
                    if head.length == Some(image.bytes)
                        && stored.is_some()
                        && self.local.md5(&image.digest).await.ok().as_deref() == stored
                    {
                        return Answer::known(&image.digest, Digests::new())
                            .learning(&image.digest);
                    }
                }
            }
        }
        match self.read(question).await {
            Ok(answer) => answer,
            Err(reason) => Answer::cannot_tell(reason),
        }
    }

    /// Reads the image and compares bytes, then pixels.
    async fn read(&self, question: &Question) -> Result<Answer, String> {
        let _fetching = self.fetches.acquire().await;
        if let Some(reason) = self.gates.closed(&question.url) {
            return Err(reason.to_owned());
        }
        let fetched = self.client.fetch_image(&question.url).await;
        self.gates.note(&question.url, &fetched);
        let bytes = fetched.map_err(|it| reason(&it))?;

        let candidates: Digests = question
            .candidates
            .iter()
            .map(|it| it.digest.clone())
            .collect();
        let size = question.size;
        let _decoding = self.decoding.acquire().await;
        let seen = tokio::task::spawn_blocking(move || see(&bytes, &candidates, size)).await;
        let seen = seen.map_err(|it| format!("what their server gave does not decode: {it}"))?;
        let (content, examined, pixels) = match seen? {
            Seen::Candidate(content) => {
                return Ok(Answer::known(&content, Digests::new()).learning(&content));
            }
            Seen::Other {
                content,
                examined,
                pixels,
            } => (content, examined, pixels),
        };
        let same_size = question
            .candidates
            .iter()
            .filter(|it| it.size == examined.size);
        let alike = self.alike(&pixels, &same_size.collect::<Vec<_>>()).await?;
        let mut answer = Answer::known(&content, alike).learning(&content);
        answer.pixels = examined.format.is_exact().then_some((content, pixels));
        Ok(answer)
    }

    /// Gives the files with these pixels; called by one task at a time.
    ///
    /// # Errors
    /// Where there is none among those that could be read, and one that could not.
    async fn alike(&self, pixels: &Digest, images: &[&DesiredImage]) -> Result<Digests, String> {
        let mut alike = Digests::new();
        let mut fault = None;
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
                Err(reason) => fault = Some(reason),
            }
        }
        match fault {
            Some(reason) if alike.is_empty() => Err(reason),
            Some(_) | None => Ok(alike),
        }
    }
}

/// What is seen of an image that was read.
enum Seen {
    /// Its bytes are a candidate's.
    Candidate(Digest),
    /// They are not.
    Other {
        content: Digest,
        examined: Examined,
        pixels: Digest,
    },
}

fn see(bytes: &[u8], candidates: &Digests, reported: Option<ImageSize>) -> Result<Seen, String> {
    let content = Digest::of(bytes);
    if candidates.contains(&content) {
        return Ok(Seen::Candidate(content));
    }
    let no_image =
        |fault: ImageFault| format!("what their server gave is no image to compare: {fault}");
    let size = picture::size(bytes).map_err(no_image)?;
    // A thumbnail, or another picture altogether, says nothing about the image that is meant.
    if let Some(reported) = reported.filter(|it| *it != size) {
        return Err(format!(
            "what their server gave is {} × {} pixels and the Store reports {} × {}",
            size.width, size.height, reported.width, reported.height
        ));
    }
    let (examined, pixels) = picture::pixels(bytes).map_err(no_image)?;
    Ok(Seen::Other {
        content,
        examined,
        pixels,
    })
}

/// Says why a server gave no image, without its address.
fn reason(error: &Error) -> String {
    match error.http_status() {
        Some(status) => format!("{} (HTTP {status})", error.kind()),
        None => error.kind().to_string(),
    }
}
