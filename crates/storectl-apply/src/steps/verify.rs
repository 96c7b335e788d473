//! Reading back.

use std::collections::BTreeMap;

use storectl_api::{AssetScope, ReadScope};
use storectl_model::{
    AssetContent, DesiredListing, FieldPath, LanguageTag, ListingIntent, RemoteAssets,
    RemoteProduct,
};
use storectl_plan::{
    Change, ChangeValue, DraftDigest, Failure, FailureKind, ImageIds, differences,
};

use crate::{
    executor::Executor,
    failure::{GO_ON, StepError, classify, failure, stopped},
};

/// How many fields a message names; the addresses name them all.
const NAMED: usize = 10;

/// How much of a value a message shows, in characters.
const SHOWN: usize = 60;

/// A managed value that is not proven to be the manifest's.
pub(crate) struct Unproven {
    /// Where.
    pub(crate) path: FieldPath,
    /// What is so, in a few words.
    pub(crate) finding: String,
}

impl Executor<'_> {
    /// Reads the draft back and proves that it is what the plan comes to. What is not proven is named, and nothing is
    /// submitted.
    pub(crate) async fn verify(&mut self) -> Result<(), StepError> {
        let remote = self.read_back().await?;
        let unproven = self.unproven(&remote);
        if unproven.is_empty() {
            self.proven = Some(DraftDigest::of(&remote));
            return Ok(());
        }
        let mut named: Vec<String> = unproven
            .iter()
            .take(NAMED)
            .map(|it| format!("{} {}", it.path, it.finding))
            .collect();
        if let Some(more) = unproven.len().checked_sub(NAMED).filter(|it| *it > 0) {
            named.push(format!("and {more} more"));
        }
        Err(StepError::failed(Failure {
            hints: vec![
                "nothing was submitted; `storectl plan` shows the differences in full".to_owned(),
                "somebody may be editing the draft in Partner Center".to_owned(),
            ],
            fields: unproven.into_iter().map(|it| it.path).collect(),
            ..failure(
                FailureKind::Unconverged,
                format!(
                    "the Store accepted every write, but the draft does not read back as planned: {}",
                    named.join("; ")
                ),
            )
        }))
    }

    /// Reads everything the plan was made of again.
    pub(crate) async fn read_back(&mut self) -> Result<RemoteProduct, StepError> {
        let reader = self.client.reader();
        let scope = ReadScope {
            assets: AssetScope::managed_by(self.desired),
        };
        // Five reads side by side are a large future, and every write may end in this one.
        let read = Box::pin(reader.read_product(&self.plan.product_id, scope));
        let mut remote = match self.cancel.race(read).await {
            Ok(Ok(remote)) => remote,
            Ok(Err(error)) => return Err(StepError::failed(classify(&error))),
            Err(signal) => {
                return Err(StepError::interrupted(stopped(
                    signal,
                    "while reading back",
                    GO_ON,
                )));
            }
        };
        self.warn(&remote.messages);
        self.know_uploads(&mut remote);
        self.note_hosted_policy(&remote);
        Ok(remote)
    }

    /// Returns every managed value that differs from the manifest or cannot be proven: unknown is not equal.
    pub(crate) fn unproven(&self, remote: &RemoteProduct) -> Vec<Unproven> {
        let mut unproven: Vec<Unproven> = differences(self.desired, remote)
            .iter()
            .map(spell)
            .collect();
        for (language, listing) in managed_images(self.desired.listings.iter()) {
            let nothing = RemoteAssets::default();
            let stored = ImageIds::of(remote.assets.get(language).unwrap_or(&nothing));
            let expected = self
                .committed
                .get(language)
                .or_else(|| self.plan.images.get(language))
                .cloned()
                .unwrap_or_default();
            for (kind, is_managed, is_same) in [
                (
                    "screenshots",
                    listing.screenshots.is_managed(),
                    stored.screenshots == expected.screenshots,
                ),
                (
                    "storeLogos",
                    listing.store_logos.is_managed(),
                    stored.store_logos == expected.store_logos,
                ),
            ] {
                let path = FieldPath::of_listing(language).key(kind);
                let address = path.to_string();
                let is_named = unproven
                    .iter()
                    .any(|it| it.path.to_string().starts_with(&address));
                if is_managed && !is_same && !is_named {
                    unproven.push(Unproven {
                        path,
                        finding: "are not the images that were committed, in their order"
                            .to_owned(),
                    });
                }
            }
        }
        unproven
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

    /// Says so when the Store answers an address of its own for the privacy policy, which is no difference (trap 31).
    fn note_hosted_policy(&mut self, remote: &RemoteProduct) {
        let Some(wanted) = self.desired.properties.privacy_policy_url.set() else {
            return;
        };
        match &remote.properties.privacy_policy_url {
            Some(stored)
                if stored != wanted && stored.contains("storeedgefd.dsx.mp.microsoft.com") =>
            {
                let message = format!(
                    "properties.privacyPolicyUrl is {wanted} and reads back as the Store's own copy, {stored}"
                );
                self.note("properties", message);
            }
            Some(_) | None => {}
        }
    }
}

fn managed_images<'a>(
    listings: impl Iterator<Item = (&'a LanguageTag, &'a ListingIntent)>,
) -> BTreeMap<&'a LanguageTag, &'a DesiredListing> {
    listings
        .filter_map(|(language, intent)| match intent {
            ListingIntent::Present(listing) => Some((language, &**listing)),
            ListingIntent::Removed => None,
        })
        .collect()
}

/// Names a difference with both values, abbreviated.
fn spell(change: &Change) -> Unproven {
    let Change {
        path,
        before,
        after,
        ..
    } = change;
    Unproven {
        path: path.clone(),
        finding: format!("is {} and not {}", shown(before), shown(after)),
    }
}

fn shown(value: &ChangeValue) -> String {
    let text = match value {
        ChangeValue::Unset => return "unset".to_owned(),
        ChangeValue::Word(text) | ChangeValue::Text(text) => text.clone(),
        ChangeValue::Flag(_)
        | ChangeValue::Items(_)
        | ChangeValue::Image(_)
        | ChangeValue::Images(_)
        | ChangeValue::Object(_)
        | ChangeValue::Withheld(_) => value.to_json().to_string(),
    };
    let mut start: String = text.chars().take(SHOWN).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    format!("`{start}`")
}
