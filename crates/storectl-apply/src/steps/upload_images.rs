//! Uploading the new images of a language.

use std::{cell::Cell, collections::BTreeMap, path::Path};

use futures_util::{StreamExt as _, future::try_join, stream::FuturesUnordered};
use storectl_api::{
    BoxFuture, Clock, CreatedAssets, Error, ErrorKind, SignedUrl, UploadMeter, UploadSlot,
    WriteClient, WriteOperation,
};
use storectl_model::{AssetId, DesiredImage};
use storectl_plan::{AssetUploads, Failure, FailureKind, NextStep, ProductPlan, Step, StepAction};

use crate::{
    cancel::{Cancellation, GRACE},
    executor::Executor,
    failure::{StepError, classify, failure, stopped},
    observer::{Event, UploadProgress},
    retry::Attempts,
    stop::{InFlight, StopSignal},
    uploads::Uploaded,
};

impl<'a> Executor<'a> {
    /// Asks for addresses and uploads every new image of a language, several in parallel; nothing changes before their
    /// commit, so a partial upload changes nothing (trap 72). Where the addresses are refused, new ones are asked for
    /// once (trap 67).
    pub(crate) async fn upload_assets(
        &mut self,
        step: &Step,
        index: usize,
        uploads: &AssetUploads,
    ) -> Result<(), StepError> {
        self.check_lock()?;
        let next = self.next_uploads(index);
        for image in uploads.screenshots.iter().chain(&uploads.store_logos) {
            check_length(&self.images, image).await?;
        }
        let uploaded = match self.upload_when_ready(step, uploads, next).await {
            Err(UploadStop::Refused(_)) => self.upload_when_ready(step, uploads, next).await,
            end => end,
        };
        let uploaded = uploaded.map_err(|stop| match stop {
            UploadStop::Refused(error) => StepError::failed(going_on(classify(&error))),
            UploadStop::NoAddresses(failure) => StepError::Failed(failure),
            UploadStop::Other(stop) => stop,
        })?;
        self.uploaded.insert(uploads.language.clone(), uploaded);
        Ok(())
    }

    /// Returns what is uploaded next, where only the commit of these images is before it: then its language is there already, and
    /// so are addresses for it.
    fn next_uploads(&self, index: usize) -> Option<&'a AssetUploads> {
        let plan: &'a ProductPlan = self.plan;
        let later = plan.steps.iter().skip(index + 1);
        let mut later = later.skip_while(|it| matches!(it.action, StepAction::CommitAssets { .. }));
        match &later.next()?.action {
            StepAction::UploadAssets(uploads) => Some(uploads),
            _ => None,
        }
    }

    /// Waits where no addresses are given out because the draft is not ready, and asks again.
    async fn upload_when_ready(
        &mut self,
        step: &Step,
        uploads: &AssetUploads,
        next: Option<&AssetUploads>,
    ) -> Result<Uploaded, UploadStop> {
        let body = uploads.create_body();
        let mut attempts = Attempts::of(step, WriteOperation::CreateAssets, Some(&body));
        loop {
            let failure = match self.upload_once(step, uploads, next).await {
                Err(UploadStop::NoAddresses(failure)) => failure,
                end => return end,
            };
            let waited = self.wait_or_refuse(&mut attempts, failure).await;
            waited.map_err(UploadStop::Other)?;
        }
    }

    async fn upload_once(
        &mut self,
        step: &Step,
        uploads: &AssetUploads,
        next: Option<&AssetUploads>,
    ) -> Result<Uploaded, UploadStop> {
        let CreatedAssets {
            screenshots,
            store_logos,
        } = match self.slots.remove(&uploads.language) {
            Some(asked_before) => asked_before,
            None => self.create(uploads).await?,
        };
        let mut pairs = pairs(&uploads.screenshots, &screenshots)?;
        pairs.extend(self::pairs(&uploads.store_logos, &store_logos)?);
        let (client, cancel, product) = (self.client, self.cancel, &self.plan.product_id);
        // Slots nobody uses are harmless, and where there are none yet, they are asked for when it is their turn.
        let ahead = async {
            let next = next?;
            let body = next.create_body();
            let created = cancel.race(client.create_assets(product, &body)).await;
            Some((next.language.clone(), created.ok()?.ok()?))
        };
        let ahead = async { Ok(ahead.await) };
        let (mut addresses, ahead) = try_join(self.upload_all(step, &pairs), ahead).await?;
        self.slots.extend(ahead);
        let store_logos = addresses.split_off(screenshots.len().min(addresses.len()));
        Ok(Uploaded {
            screenshots: addresses,
            store_logos,
        })
    }

    /// Asks where images can be uploaded.
    async fn create(&mut self, uploads: &AssetUploads) -> Result<CreatedAssets, UploadStop> {
        let (client, product) = (self.client, &self.plan.product_id);
        let body = uploads.create_body();
        self.cancel
            .finish(
                self.clock,
                &mut *self.observer,
                InFlight::Write(WriteOperation::CreateAssets),
                client.create_assets(product, &body),
            )
            .await
            .map_err(|signal| UploadStop::Other(interrupted(signal)))?
            // Slots nobody uses are harmless, so a lost answer is a plain failure here.
            .map_err(|error| UploadStop::NoAddresses(Box::new(classify(&error))))
    }

    /// Uploads images and returns their ids and the addresses that took them, in order.
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
        let slots = self.uploads;
        // After a failure none is begun; those under way may finish.
        let failed = Cell::new(false);
        let mut uploads: FuturesUnordered<_> = pairs
            .iter()
            .enumerate()
            .map(|(at, &(image, slot))| {
                let (meter, failed) = (meter.of_file(), &failed);
                async move {
                    let _slot = slots.take().await;
                    if failed.get() {
                        return None;
                    }
                    let end = upload(client, cancel, folder, image, slot, &meter).await;
                    failed.set(failed.get() || end.is_err());
                    Some((at, image, slot, end))
                }
            })
            .collect();
        let mut uploaded: BTreeMap<usize, (AssetId, SignedUrl)> = BTreeMap::new();
        let mut first_failure = None;
        let mut grace = Grace::NotNeeded;
        loop {
            // A response before a number: where both are there, the number is of the response.
            let answer = tokio::select! {
                biased;
                answer = uploads.next() => Some(answer),
                end = grace.ended(cancel, self.clock) => match end {
                    GraceEnd::Begins(signal, sleep) => {
                        self.observer.event(Event::Stopping {
                            signal,
                            what: InFlight::Uploads,
                            grace: GRACE,
                        });
                        grace = Grace::Running(signal, sleep);
                        continue;
                    }
                    GraceEnd::Over(signal) => return Err(UploadStop::Other(interrupted(signal))),
                },
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
}

/// Refuses a file that is not as long as the one the plan was made of, before anything is asked for it. What it holds
/// is checked while it is uploaded.
async fn check_length(folder: &Path, image: &DesiredImage) -> Result<(), StepError> {
    match tokio::fs::metadata(folder.join(&image.path)).await {
        Ok(facts) if facts.len() == image.bytes => Ok(()),
        Ok(_) => Err(StepError::failed(changed(image))),
        Err(error) => Err(StepError::failed(failure(
            FailureKind::Other,
            format!("cannot read {}: {error}", image.path),
        ))),
    }
}

fn changed(image: &DesiredImage) -> Failure {
    Failure {
        next: vec![NextStep::PlanAgain],
        ..failure(
            FailureKind::Stale,
            format!("{} has changed since the plan was made", image.path),
        )
    }
}

/// What is left of the time that uploads in flight have after a signal.
enum Grace<'a> {
    /// No signal has come.
    NotNeeded,
    /// One has.
    Running(StopSignal, BoxFuture<'a, ()>),
}

/// What happened to the time that uploads have.
enum GraceEnd<'a> {
    /// It begins now.
    Begins(StopSignal, BoxFuture<'a, ()>),
    /// It is over.
    Over(StopSignal),
}

impl<'a> Grace<'a> {
    async fn ended(&mut self, cancel: &Cancellation, clock: &'a dyn Clock) -> GraceEnd<'a> {
        match self {
            Self::NotNeeded => {
                let signal = cancel.stopped().await;
                GraceEnd::Begins(signal, clock.sleep(GRACE))
            }
            Self::Running(signal, sleep) => {
                tokio::select! {
                    biased;
                    _ = cancel.stopped_now() => {}
                    () = sleep => {}
                }
                GraceEnd::Over(*signal)
            }
        }
    }
}

/// Makes the failure of uploads that a signal ended; nothing shows them before their commit.
fn interrupted(signal: StopSignal) -> StepError {
    StepError::interrupted(stopped(
        signal,
        "during the uploads; none of them was committed",
        NextStep::Continue,
    ))
}

/// Why uploads ended early.
enum UploadStop {
    /// No addresses were given out.
    NoAddresses(Box<Failure>),
    /// An address was refused; new ones may help.
    Refused(Error),
    /// Something else.
    Other(StepError),
}

/// Assigns each image its slot.
fn pairs<'a>(
    images: &'a [DesiredImage],
    slots: &'a [UploadSlot],
) -> Result<Vec<(&'a DesiredImage, &'a UploadSlot)>, UploadStop> {
    if slots.len() == images.len() {
        return Ok(images.iter().zip(slots).collect());
    }
    let message = format!(
        "requested {} upload URLs, but the Store returned {}",
        images.len(),
        slots.len()
    );
    let failure = failure(FailureKind::Other, message);
    Err(UploadStop::Other(StepError::failed(failure)))
}

/// Uploads one image and returns the address that took it; begins nothing after a signal.
async fn upload(
    client: &WriteClient,
    cancel: &Cancellation,
    folder: &Path,
    image: &DesiredImage,
    slot: &UploadSlot,
    meter: &UploadMeter,
) -> Result<SignedUrl, UploadStop> {
    if let Some(signal) = cancel.signal() {
        let at = "between two uploads; none of them was committed";
        let failure = stopped(signal, at, NextStep::Continue);
        return Err(UploadStop::Other(StepError::interrupted(failure)));
    }
    let file = folder.join(&image.path);
    match client.upload(slot, &file, &image.digest, meter).await {
        Ok(address) => Ok(address),
        Err(error) if matches!(error.kind(), ErrorKind::UploadRefused) => {
            Err(UploadStop::Refused(error))
        }
        Err(error) if matches!(error.kind(), ErrorKind::FileChanged) => {
            Err(UploadStop::Other(StepError::failed(changed(image))))
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
    failure.next.push(NextStep::Continue);
    failure
}
