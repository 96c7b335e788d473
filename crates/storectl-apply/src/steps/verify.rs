//! Reading back.

use storectl_api::{Error, ReadScope};
use storectl_model::{AssetContent, FieldPath, RemoteProduct};
use storectl_plan::{
    Change, ChangeValue, DraftDigest, Failure, FailureKind, ImageValue, Moved, NextStep, Unproven,
    verify,
};

use crate::{
    check_installers::RestsOnInstallers,
    executor::{Executor, Proven},
    failure::{StepError, classify, failure, stopped},
};

/// How many fields a message names; the addresses name them all.
const NAMED: usize = 10;

/// How much of a value a message shows, in characters.
const SHOWN: usize = 60;

impl Executor<'_> {
    /// Reads the draft back and proves that it is what the plan comes to. What is not proven is named, and nothing is
    /// submitted.
    pub(crate) async fn verify(&mut self) -> Result<(), StepError> {
        if self.plan.submits() {
            self.check_installers(RestsOnInstallers::Submit).await?;
        }
        self.announce().await?;
        let remote = self.read_ready().await?;
        match verify(self.desired, self.plan, &remote, &self.committed) {
            Ok(proof) => {
                self.proven = Some(Proven {
                    proof,
                    digest: DraftDigest::of(&remote),
                    values: self.values_of(&remote),
                });
                Ok(())
            }
            Err(unproven) => {
                let failure = failed(unproven);
                self.mark_lost(&failure.fields);
                Err(StepError::failed(failure))
            }
        }
    }

    /// Reads everything the plan was made of again.
    pub(crate) async fn read_back(&mut self) -> Result<RemoteProduct, StepError> {
        let (reader, product) = (self.client.reader(), &self.plan.product_id);
        // Five reads in parallel are a large future, and every write may end in this one.
        let read = Box::pin(reader.read_product(product, ReadScope::Everything));
        self.reading_back(read).await
    }

    /// Reads it again where the last thing read was that it is ready.
    async fn read_ready(&mut self) -> Result<RemoteProduct, StepError> {
        let Some(status) = self.ready.take() else {
            return self.read_back().await;
        };
        let (reader, product) = (self.client.reader(), &self.plan.product_id);
        let read = reader.read_product_of(status, product, ReadScope::Everything);
        self.reading_back(Box::pin(read)).await
    }

    async fn reading_back(
        &mut self,
        read: impl Future<Output = Result<RemoteProduct, Error>>,
    ) -> Result<RemoteProduct, StepError> {
        let mut remote = match self.cancel.race(read).await {
            Ok(Ok(remote)) => remote,
            Ok(Err(error)) => return Err(StepError::failed(classify(&error))),
            Err(signal) => {
                return Err(StepError::interrupted(stopped(
                    signal,
                    "while reading the draft back",
                    NextStep::Continue,
                )));
            }
        };
        self.warn(&remote.messages);
        self.know_uploads(&mut remote);
        self.note_hosted_policy(&remote);
        Ok(remote)
    }

    /// Fills in what this run knows of images: it uploaded them.
    fn know_uploads(&self, remote: &mut RemoteProduct) {
        for assets in remote.assets.values_mut() {
            for asset in assets.screenshots.iter_mut().chain(&mut assets.store_logos) {
                if let Some(digest) = self.contents.get(&asset.id) {
                    asset.content = AssetContent::Equals(digest.clone());
                }
            }
        }
    }

    /// Says so when the Store answers an address of its own for the privacy policy, which is not a difference (trap 31).
    fn note_hosted_policy(&mut self, remote: &RemoteProduct) {
        let Some(wanted) = self.desired.properties.privacy_policy_url.set() else {
            return;
        };
        match &remote.properties.privacy_policy_url {
            Some(stored)
                if stored != wanted && stored.contains("storeedgefd.dsx.mp.microsoft.com") =>
            {
                let message = format!(
                    "properties.privacyPolicyUrl is {wanted} in the manifest, but the Store returns its own copy, {stored}"
                );
                self.note(message);
            }
            Some(_) | None => {}
        }
    }
}

/// The failure of a draft that is not what was planned. An unmanaged value that moved outranks a managed one that
/// differs, as its exit code does.
fn failed(unproven: Unproven) -> Failure {
    let Unproven { managed, moved } = unproven;
    let (kind, message, hint) = if moved.is_empty() {
        (
            FailureKind::Unconverged,
            "the Store accepted every write, but the draft differs from the plan",
            "nothing was submitted; `storectl plan` shows the differences in full",
        )
    } else {
        (
            FailureKind::Stale,
            "the draft was changed elsewhere after the plan was made",
            "nothing was submitted; plan again to see what will be published",
        )
    };
    let moved = moved.into_iter().map(|it| {
        let Moved { path, before, now } = it;
        let finding = format!("{path} was {} and is now {}", shown(&before), shown(&now));
        (path, finding)
    });
    let managed = managed.into_iter().map(|it| {
        let Change {
            path,
            before,
            after,
            ..
        } = it;
        let finding = format!("{path} is {}, expected {}", shown(&before), shown(&after));
        (path, finding)
    });
    let (fields, mut findings): (Vec<FieldPath>, Vec<String>) = moved.chain(managed).unzip();
    if let Some(more) = findings.len().checked_sub(NAMED).filter(|it| *it > 0) {
        findings.truncate(NAMED);
        findings.push(format!("and {more} more"));
    }
    Failure {
        hints: vec![
            hint.to_owned(),
            "someone may be editing the draft in Partner Center".to_owned(),
        ],
        fields,
        ..failure(kind, format!("{message}: {}", findings.join("; ")))
    }
}

/// Names an image as people know it: by its file, or by the Store's ID.
fn named(image: &ImageValue) -> String {
    match image {
        ImageValue::Stored { id, size: _ } => format!("image {id}"),
        ImageValue::File { path, .. } => path.clone(),
    }
}

fn shown(value: &ChangeValue) -> String {
    let text = match value {
        ChangeValue::Unset => return "unset".to_owned(),
        ChangeValue::Word(text) | ChangeValue::Text(text) => text.clone(),
        ChangeValue::Image(one) => return named(one),
        ChangeValue::Images(images) => {
            let mut names: Vec<String> = images.iter().take(NAMED).map(named).collect();
            if let Some(more) = images.len().checked_sub(NAMED).filter(|it| *it > 0) {
                names.push(format!("and {more} more"));
            }
            return format!("[{}]", names.join(", "));
        }
        ChangeValue::Flag(_)
        | ChangeValue::Items(_)
        | ChangeValue::Object(_)
        | ChangeValue::Withheld(_) => value.to_json().to_string(),
    };
    let mut start: String = text.chars().take(SHOWN).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    format!("`{start}`")
}

#[cfg(test)]
mod tests {
    use storectl_model::{Digest, ImageSize};

    use super::*;

    #[test]
    fn images_that_differ_are_named_by_file_or_id_and_never_as_raw_json() {
        let file = ImageValue::File {
            path: "images/1.png".to_owned(),
            digest: Digest::of(b"1"),
            bytes: 1,
            size: ImageSize {
                width: 1366,
                height: 768,
            },
        };
        let stored = ImageValue::Stored {
            id: "9a3f6c1e".parse().unwrap(),
            size: None,
        };
        assert_eq!(
            shown(&ChangeValue::images([file, stored])),
            "[images/1.png, image 9a3f6c1e]"
        );
    }
}
