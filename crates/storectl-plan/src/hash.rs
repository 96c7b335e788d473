//! The fingerprint of what would be done.

use serde_json::{Value, json};
use storectl_model::Digest;

use crate::{AssetPlacement, PlanHash, ProductPlan, StepAction};

/// Fingerprints some products' plans, in the order given.
///
/// Covers products, changes and steps. Times, versions, source lines and package ids stay out: none of them is part of
/// what is approved, and ids are made anew by a replacement that changes nothing (trap 51).
pub fn plan_hash<'a>(plans: impl IntoIterator<Item = &'a ProductPlan>) -> PlanHash {
    let products: Vec<Value> = plans.into_iter().map(product).collect();
    let digest = Digest::of(Value::from(products).to_string().as_bytes());
    PlanHash(format!("sp1-{}", &digest.as_str()[..32]))
}

fn product(plan: &ProductPlan) -> Value {
    let changes: Vec<Value> = plan
        .changes
        .iter()
        .map(|it| {
            json!([
                it.address,
                it.action.as_str(),
                it.before,
                it.after,
                it.guard.as_ref().map(|guard| guard.token.as_str())
            ])
        })
        .collect();
    let steps: Vec<Value> = plan
        .steps
        .iter()
        .map(|it| json!([it.action.kind(), content(&it.action), it.changes]))
        .collect();
    json!({ "productId": plan.product_id.as_str(), "changes": changes, "steps": steps })
}

fn content(action: &StepAction) -> Value {
    match action {
        StepAction::PatchPackage { body, .. }
        | StepAction::ReplacePackages { body }
        | StepAction::PatchMetadata { body, .. } => body.clone(),
        StepAction::UploadAssets(uploads) => {
            let digests = |images: &[storectl_model::DesiredImage]| {
                images
                    .iter()
                    .map(|it| Value::from(it.digest.as_str()))
                    .collect::<Value>()
            };
            json!([
                uploads.language.key(),
                digests(&uploads.screenshots),
                digests(&uploads.store_logos)
            ])
        }
        StepAction::CommitAssets {
            language,
            screenshots,
            store_logos,
        } => {
            json!([
                language.key(),
                placements(screenshots),
                placements(store_logos)
            ])
        }
        StepAction::CommitPackages
        | StepAction::AwaitPackages
        | StepAction::AwaitReady
        | StepAction::Verify
        | StepAction::Submit
        | StepAction::AwaitPublication => Value::Null,
    }
}

fn placements(items: &[AssetPlacement]) -> Value {
    let place = |it: &AssetPlacement| match it {
        AssetPlacement::Keep { id, .. } => json!({ "keep": id.as_str() }),
        AssetPlacement::Uploaded { index } => json!({ "new": index }),
    };
    items.iter().map(place).collect()
}
