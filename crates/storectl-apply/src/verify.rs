//! Reading back.

use storectl_api::{AssetScope, ReadScope};
use storectl_model::{AssetContent, RemoteProduct};
use storectl_plan::{Change, ChangeValue, Failure, FailureKind, differences};

use crate::{
    fault::{GO_ON, Stop, failure, of_error, stopped},
    run::Run,
};

/// How many fields a message names; the addresses name them all.
const NAMED: usize = 10;

/// How much of a value a message shows, in characters.
const SHOWN: usize = 60;

impl Run<'_> {
    /// Reads the draft back and compares it with the manifest; what differs is named, and nothing is submitted.
    pub(crate) async fn verify(&mut self) -> Result<(), Stop> {
        let differing = self.read_differences().await?;
        if differing.is_empty() {
            return Ok(());
        }
        let mut named: Vec<String> = differing.iter().take(NAMED).map(spell).collect();
        if let Some(more) = differing.len().checked_sub(NAMED).filter(|it| *it > 0) {
            named.push(format!("and {more} more"));
        }
        Err(Stop::failed(Failure {
            hints: vec![
                "not submitted; `storectl plan` shows the differences in full".to_owned(),
                "somebody may be editing the draft in Partner Center".to_owned(),
            ],
            fields: differing.into_iter().map(|it| it.path).collect(),
            ..failure(
                FailureKind::Unconverged,
                format!(
                    "the Store accepted every write, but the draft reads back otherwise: {}",
                    named.join("; ")
                ),
            )
        }))
    }

    /// Reads the draft and gives what differs from the manifest.
    pub(crate) async fn read_differences(&mut self) -> Result<Vec<Change>, Stop> {
        let reader = self.client.reader();
        let scope = ReadScope {
            assets: AssetScope::managed_by(self.desired),
        };
        // Five reads at once are a large future, and every write may end in this one.
        let read = Box::pin(reader.read_product(&self.plan.product_id, scope));
        let mut remote = match self.cancel.race(read).await {
            Ok(Ok(remote)) => remote,
            Ok(Err(error)) => return Err(Stop::failed(of_error(&error))),
            Err(signal) => return Err(Stop::failed(stopped(signal, "while reading back", GO_ON))),
        };
        self.warn(&remote.messages);
        self.know_uploads(&mut remote);
        self.tell_hosted_policy(&remote);
        Ok(differences(self.desired, &remote))
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
    fn tell_hosted_policy(&mut self, remote: &RemoteProduct) {
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

/// Names a difference with both values, abbreviated.
fn spell(change: &Change) -> String {
    let Change {
        path,
        before,
        after,
        ..
    } = change;
    format!("{path} is {} and not {}", shown(before), shown(after))
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
