//! Committing the images of a language.

use serde_json::{Value, json};
use storectl_api::{SignedUrl, WriteRequest};
use storectl_model::{AssetId, LanguageTag};
use storectl_plan::{AssetPlacement, FailureKind, ImageIds, Step};

use crate::{
    executor::Executor,
    failure::{StepError, failure},
    journal::Write,
    wait::readiness::Freshness,
    write::Effect,
};

impl Executor<'_> {
    /// Commits the whole image set of a language, both kinds listed (trap 63), in the Store's order (trap 69).
    pub(crate) async fn commit_assets(
        &mut self,
        step: &Step,
        language: &LanguageTag,
        screenshots: &[AssetPlacement],
        store_logos: &[AssetPlacement],
    ) -> Result<(), StepError> {
        let uploaded = self.uploaded.remove(language).unwrap_or_default();
        let (Some(screenshots), Some(store_logos)) = (
            placed(screenshots, &uploaded.screenshots),
            placed(store_logos, &uploaded.store_logos),
        ) else {
            return Err(StepError::failed(failure(
                FailureKind::Other,
                format!("the plan commits images of {language} that none of its steps uploads"),
            )));
        };
        let ids = |them: &[Placed]| them.iter().map(|it| it.id.clone()).collect();
        let committed = ImageIds {
            screenshots: ids(&screenshots),
            store_logos: ids(&store_logos),
        };
        let listed = |them: Vec<Placed>| -> Value {
            them.into_iter()
                .map(|it| json!({ "id": it.id.as_str(), "assetUrl": it.url }))
                .collect()
        };
        let body = json!({
            "listingAssets": {
                "language": language.as_str(),
                "screenshots": listed(screenshots),
                "storeLogos": listed(store_logos),
            }
        });
        self.committed.insert(language.clone(), committed);
        let request = WriteRequest::commit_assets(body);
        self.write(step, &request, Write::Other, Effect::OfStep)
            .await?;
        self.freshness = Freshness::Twice;
        Ok(())
    }
}

/// One image as a commit lists it.
struct Placed {
    id: AssetId,
    url: String,
}

/// Lists images as a commit expects them: a new one by its whole upload URL, a kept one by its own (field note 31).
fn placed(placements: &[AssetPlacement], uploaded: &[(AssetId, SignedUrl)]) -> Option<Vec<Placed>> {
    placements
        .iter()
        .map(|placement| match placement {
            AssetPlacement::Keep { id, url } => Some(Placed {
                id: id.clone(),
                url: url.clone(),
            }),
            AssetPlacement::Uploaded { index } => uploaded.get(*index).map(|(id, url)| Placed {
                id: id.clone(),
                url: url.expose().to_owned(),
            }),
        })
        .collect()
}
