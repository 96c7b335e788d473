//! Uploading the new images of a language.

use std::{cell::Cell, collections::BTreeMap, io, path::Path};

use futures_util::{StreamExt as _, stream};
use sha2::{Digest as _, Sha256};
use storectl_api::{
    CreatedAssets, Error, ErrorKind, SignedUrl, UploadMeter, UploadSlot, WriteClient,
};
use storectl_model::{AssetId, DesiredImage, Digest};
use storectl_plan::{AssetUploads, Failure, FailureKind, Step};
use tokio::io::AsyncReadExt as _;

use crate::{
    cancel::Cancellation,
    executor::Executor,
    failure::{GO_ON, StepError, classify, failure, stopped},
    observer::{Event, UploadProgress},
    uploads::Uploaded,
};

/// How much of a file is in memory while it is digested, in bytes.
const CHUNK: usize = 64 * 1024;

impl Executor<'_> {
    /// Asks for addresses and uploads every new image of a language, several at once; nothing changes before their commit,
    /// so a partial upload changes nothing (trap 72). Where the addresses are refused, new ones are asked for once (trap 67).
    pub(crate) async fn upload_assets(
        &mut self,
        step: &Step,
        uploads: &AssetUploads,
    ) -> Result<(), StepError> {
        for image in uploads.screenshots.iter().chain(&uploads.store_logos) {
            self.check_unchanged(image).await?;
        }
        let uploaded = match self.upload_once(step, uploads).await {
            Err(UploadStop::Refused(_)) => self.upload_once(step, uploads).await,
            end => end,
        };
        let uploaded = uploaded.map_err(|stop| match stop {
            UploadStop::Refused(error) => StepError::failed(going_on(classify(&error))),
            UploadStop::Other(stop) => stop,
        })?;
        self.uploaded.insert(uploads.language.clone(), uploaded);
        Ok(())
    }

    async fn upload_once(
        &mut self,
        step: &Step,
        uploads: &AssetUploads,
    ) -> Result<Uploaded, UploadStop> {
        let created = self
            .client
            .create_assets(&self.plan.product_id, &uploads.create_body())
            .await
            // Slots nobody uses are harmless, so a lost answer is a plain failure here.
            .map_err(|error| UploadStop::Other(StepError::failed(classify(&error))))?;
        let CreatedAssets {
            screenshots,
            store_logos,
        } = created;
        let mut pairs = pairs(&uploads.screenshots, &screenshots)?;
        pairs.extend(self::pairs(&uploads.store_logos, &store_logos)?);
        let mut addresses = self.upload_all(step, &pairs).await?;
        let store_logos = addresses.split_off(screenshots.len().min(addresses.len()));
        Ok(Uploaded {
            screenshots: addresses,
            store_logos,
        })
    }

    /// Uploads images and gives their ids and the addresses that took them, in order.
    async fn upload_all(
        &mut self,
        step: &Step,
        pairs: &[(&DesiredImage, &UploadSlot)],
    ) -> Result<Vec<(AssetId, SignedUrl)>, UploadStop> {
        let meter = UploadMeter::new();
        let started = self.clock.now();
        let mut progress = UploadProgress {
            all_images: pairs.len(),
            all_bytes: pairs.iter().map(|(image, _)| image.bytes).sum(),
            ..UploadProgress::default()
        };
        let (client, cancel, folder) = (self.client, self.cancel, &self.images);
        // After a failure none is begun; those under way may finish.
        let failed = Cell::new(false);
        let uploads: Vec<_> = pairs
            .iter()
            .enumerate()
            .map(|(at, &(image, slot))| {
                let (meter, failed) = (meter.of_file(), &failed);
                async move {
                    if failed.get() {
                        return None;
                    }
                    let end = upload(client, cancel, folder, image, slot, &meter).await;
                    failed.set(failed.get() || end.is_err());
                    Some((at, image, slot, end))
                }
            })
            .collect();
        let mut uploads = stream::iter(uploads).buffer_unordered(self.uploads.get());
        let mut uploaded: BTreeMap<usize, (AssetId, SignedUrl)> = BTreeMap::new();
        let mut first_failure = None;
        loop {
            // An answer before a number: where both are there, the number is of the answer.
            let answer = tokio::select! {
                biased;
                answer = uploads.next() => Some(answer),
                _ = meter.moved(progress.bytes) => None,
            };
            progress.bytes = meter.sent();
            progress.elapsed = self.clock.now().saturating_sub(started);
            let Some(answer) = answer else {
                self.observer.event(Event::Uploading { step, progress });
                continue;
            };
            let (at, image, slot, address) = match answer {
                Some(Some((at, image, slot, Ok(address)))) => (at, image, slot, address),
                Some(Some((_, _, _, Err(failure)))) => {
                    first_failure.get_or_insert(failure);
                    continue;
                }
                Some(None) => continue,
                None => break,
            };
            progress.images += 1;
            self.report.uploads += 1;
            self.contents.insert(slot.id.clone(), image.digest.clone());
            self.observer.event(Event::Uploaded {
                step,
                asset: &slot.id,
                image,
                progress,
            });
            uploaded.insert(at, (slot.id.clone(), address));
        }
        match first_failure {
            Some(failure) => Err(failure),
            None => Ok(uploaded.into_values().collect()),
        }
    }

    /// Refuses a file that is not the one the plan was made of.
    async fn check_unchanged(&self, image: &DesiredImage) -> Result<(), StepError> {
        let path = self.images.join(&image.path);
        match digest(&path).await {
            Ok(digest) if digest == image.digest => Ok(()),
            Ok(_) => Err(StepError::failed(Failure {
                hints: vec!["plan again".to_owned()],
                ..failure(
                    FailureKind::Stale,
                    format!("{} has changed since the plan was made", image.path),
                )
            })),
            Err(error) => Err(StepError::failed(failure(
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
    Other(StepError),
}

/// Puts each image to the slot that is meant for it.
fn pairs<'a>(
    images: &'a [DesiredImage],
    slots: &'a [UploadSlot],
) -> Result<Vec<(&'a DesiredImage, &'a UploadSlot)>, UploadStop> {
    if slots.len() == images.len() {
        return Ok(images.iter().zip(slots).collect());
    }
    let message = format!(
        "asked for {} upload addresses, the Store gave {}",
        images.len(),
        slots.len()
    );
    let failure = failure(FailureKind::Other, message);
    Err(UploadStop::Other(StepError::failed(failure)))
}

/// Uploads one image and gives the address that took it; begins nothing after a signal.
async fn upload(
    client: &WriteClient,
    cancel: &Cancellation,
    folder: &Path,
    image: &DesiredImage,
    slot: &UploadSlot,
    meter: &UploadMeter,
) -> Result<SignedUrl, UploadStop> {
    if let Some(signal) = cancel.signal() {
        let at = "between two uploads, none of them committed";
        let failure = stopped(signal, at, GO_ON);
        return Err(UploadStop::Other(StepError::interrupted(failure)));
    }
    let file = folder.join(&image.path);
    match client.upload(slot, &file, meter).await {
        Ok(address) => Ok(address),
        Err(error) if matches!(error.kind(), ErrorKind::UploadRefused) => {
            Err(UploadStop::Refused(error))
        }
        Err(error) => {
            let failure = classify(&error);
            let message = format!("uploading {}: {}", image.path, failure.message);
            Err(UploadStop::Other(StepError::failed(going_on(Failure {
                message,
                ..failure
            }))))
        }
    }
}

/// Says how to go on after uploads that were cut short: the draft is as it was, so nothing else would say it.
fn going_on(mut failure: Failure) -> Failure {
    failure.hints.push(GO_ON.to_owned());
    failure
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
