//! Uploading images and committing them.

use std::{io, path::Path};

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use storectl_api::{CreatedAssets, Error, ErrorKind, SignedUrl, UploadSlot};
use storectl_model::{AssetId, DesiredImage, Digest, Endpoint, LanguageTag};
use storectl_plan::{AssetPlacement, AssetUploads, Failure, FailureKind};
use tokio::io::AsyncReadExt as _;

use crate::{
    fault::{GO_ON, Stop, failure, of_error, stopped},
    journal::Write,
    readiness::Trust,
    run::Run,
};

/// How much of a file is in memory while it is digested, in bytes.
const CHUNK: usize = 64 * 1024;

/// The images of one language that were uploaded: ids and the addresses that took them, to be committed.
#[derive(Debug, Default)]
pub(crate) struct Uploaded {
    screenshots: Vec<(AssetId, SignedUrl)>,
    store_logos: Vec<(AssetId, SignedUrl)>,
}

impl Run<'_> {
    /// Asks for addresses and uploads every new image of a language; nothing changes before their commit, so a partial
    /// upload changes nothing (trap 72). Where the addresses are refused, new ones are asked for once (trap 67).
    pub(crate) async fn upload_assets(&mut self, uploads: &AssetUploads) -> Result<(), Stop> {
        for image in uploads.screenshots.iter().chain(&uploads.store_logos) {
            self.check_unchanged(image).await?;
        }
        let uploaded = match self.upload_once(uploads).await {
            Err(UploadStop::Refused(_)) => self.upload_once(uploads).await,
            end => end,
        };
        let uploaded = uploaded.map_err(|stop| match stop {
            UploadStop::Refused(error) => Stop::failed(of_error(&error)),
            UploadStop::Other(stop) => stop,
        })?;
        self.uploaded.insert(uploads.language.clone(), uploaded);
        Ok(())
    }

    async fn upload_once(&mut self, uploads: &AssetUploads) -> Result<Uploaded, UploadStop> {
        let created = self
            .client
            .create_assets(&self.plan.product_id, &uploads.create_body())
            .await
            // Slots nobody uses are harmless, so a lost answer is a plain failure here.
            .map_err(|error| UploadStop::Other(Stop::failed(of_error(&error))))?;
        let CreatedAssets {
            screenshots,
            store_logos,
        } = created;
        Ok(Uploaded {
            screenshots: self.upload_all(&uploads.screenshots, &screenshots).await?,
            store_logos: self.upload_all(&uploads.store_logos, &store_logos).await?,
        })
    }

    async fn upload_all(
        &mut self,
        images: &[DesiredImage],
        slots: &[UploadSlot],
    ) -> Result<Vec<(AssetId, SignedUrl)>, UploadStop> {
        if slots.len() != images.len() {
            let message = format!(
                "asked for {} upload addresses, the Store gave {}",
                images.len(),
                slots.len()
            );
            let failure = failure(FailureKind::Other, message);
            return Err(UploadStop::Other(Stop::failed(failure)));
        }
        let mut uploaded = Vec::with_capacity(images.len());
        for (image, slot) in images.iter().zip(slots) {
            if let Some(signal) = self.cancel.signal() {
                let at = "between two uploads, none of them committed";
                let failure = stopped(signal, at, GO_ON);
                return Err(UploadStop::Other(Stop::failed(failure)));
            }
            let file = self.options.images.join(&image.path);
            match self.client.upload(slot, &file).await {
                Ok(address) => {
                    self.contents.insert(slot.id.clone(), image.digest.clone());
                    uploaded.push((slot.id.clone(), address));
                }
                Err(error) if matches!(error.kind(), ErrorKind::UploadRefused) => {
                    return Err(UploadStop::Refused(error));
                }
                Err(error) => {
                    let failure = of_error(&error);
                    let message = format!("uploading {}: {}", image.path, failure.message);
                    return Err(UploadStop::Other(Stop::failed(Failure {
                        message,
                        ..failure
                    })));
                }
            }
        }
        Ok(uploaded)
    }

    /// Commits the whole image set of a language, both kinds listed (trap 63), in the Store's order (trap 69).
    pub(crate) async fn commit_assets(
        &mut self,
        language: &LanguageTag,
        screenshots: &[AssetPlacement],
        store_logos: &[AssetPlacement],
    ) -> Result<(), Stop> {
        let uploaded = self.uploaded.remove(language).unwrap_or_default();
        let (Some(screenshots), Some(store_logos)) = (
            placed(screenshots, &uploaded.screenshots),
            placed(store_logos, &uploaded.store_logos),
        ) else {
            return Err(Stop::failed(failure(
                FailureKind::Other,
                format!("the plan commits images of {language} that none of its steps uploaded"),
            )));
        };
        let body = json!({
            "listingAssets": {
                "language": language.as_str(),
                "screenshots": screenshots,
                "storeLogos": store_logos,
            }
        });
        self.write(&Endpoint::CommitAssets, Some(&body), Write::Other)
            .await?;
        self.trust = Trust::Twice;
        Ok(())
    }

    /// Refuses a file that is not the one the plan was made of.
    async fn check_unchanged(&self, image: &DesiredImage) -> Result<(), Stop> {
        let path = self.options.images.join(&image.path);
        match digest(&path).await {
            Ok(digest) if digest == image.digest => Ok(()),
            Ok(_) => Err(Stop::failed(Failure {
                hints: vec!["plan again".to_owned()],
                ..failure(
                    FailureKind::Stale,
                    format!("{} has changed since the plan was made", image.path),
                )
            })),
            Err(error) => Err(Stop::failed(failure(
                FailureKind::Other,
                format!("cannot read {}: {error}", image.path),
            ))),
        }
    }
}

/// Why uploads ended early.
enum UploadStop {
    /// An address was refused; new ones may help.
    Refused(Error),
    /// Something else.
    Other(Stop),
}

/// Lists images as a commit wants them: a new one by its whole upload address, a kept one by its own (field note 31).
fn placed(placements: &[AssetPlacement], uploaded: &[(AssetId, SignedUrl)]) -> Option<Vec<Value>> {
    placements
        .iter()
        .map(|placement| match placement {
            AssetPlacement::Keep { id, url } => Some(json!({ "id": id.as_str(), "assetUrl": url })),
            AssetPlacement::Uploaded { index } => uploaded
                .get(*index)
                .map(|(id, url)| json!({ "id": id.as_str(), "assetUrl": url.expose() })),
        })
        .collect()
}

/// Digests a file without holding it.
async fn digest(path: &Path) -> io::Result<Digest> {
    let mut file = tokio::fs::File::open(path).await?;
    let mut hasher = Sha256::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = file.read(&mut chunk).await?;
        match chunk.get(..read) {
            Some(bytes) if !bytes.is_empty() => hasher.update(bytes),
            Some(_) | None => return Ok(Digest::from_bytes(&hasher.finalize())),
        }
    }
}
