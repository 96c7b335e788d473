//! Images of a listing: identity, order, and what is uploaded.

use insta::assert_snapshot;
use storectl_model::{AssetContent, DesiredImage, DesiredListing, Digest, Field};
use storectl_plan::{Base, Memory, Origin, PlanOptions, StepAction, Verdict, plan};

use crate::fixtures::*;

fn screens(names: &[&str]) -> storectl_model::DesiredProduct {
    let image = |name: &&str| DesiredImage {
        path: format!("{name}.png"),
        digest: Digest::of(name.as_bytes()),
        bytes: 10,
        size: SCREEN,
        checksums: None,
    };
    let screenshots = Field::Set(names.iter().map(image).collect());
    with_listing(
        "en-us",
        DesiredListing {
            screenshots,
            ..DesiredListing::default()
        },
    )
}

fn image_steps(plan: &storectl_plan::ProductPlan) -> Vec<&'static str> {
    plan.steps
        .iter()
        .map(|it| it.action.kind())
        .filter(|it| it.ends_with("assets"))
        .collect()
}

#[test]
fn the_same_images_are_not_a_change() {
    assert!(plan_of(&screens(&["1", "2", "3"])).changes.is_empty());
}

#[test]
fn one_changed_file_is_one_upload_and_keeps_the_others() {
    let plan = plan_of(&screens(&["1", "new", "3"]));
    assert_snapshot!(changes(&plan), @"change listings.en-us.screenshots[1]");
    assert_eq!(image_steps(&plan), ["upload-assets", "commit-assets"]);
    let StepAction::CommitAssets {
        screenshots,
        store_logos,
        ..
    } = &plan.steps[1].action
    else {
        panic!("no commit")
    };
    assert_eq!(
        (screenshots.len(), store_logos.len()),
        (3, 1),
        "both kinds are listed"
    );
}

#[test]
fn two_swapped_are_a_commit_without_upload() {
    let plan = plan_of(&screens(&["2", "1", "3"]));
    assert_snapshot!(changes(&plan), @"reorder listings.en-us.screenshots");
    assert_eq!(image_steps(&plan), ["commit-assets"]);
}

#[test]
fn one_left_out_is_a_commit_without_upload_and_not_destructive() {
    let plan = plan_of(&screens(&["1", "3"]));
    assert_snapshot!(changes(&plan), @"remove listings.en-us.screenshots[1]");
    assert!(plan.changes[0].guard.is_none());
    assert_eq!(image_steps(&plan), ["commit-assets"]);
}

#[test]
fn all_images_of_a_kind_cannot_go() {
    let plan = plan_of(&screens(&[]));
    assert_snapshot!(changes(&plan), @"remove listings.en-us.screenshots");
    assert_eq!(plan.verdict(), Verdict::Invalid);
}

#[test]
fn an_image_that_refuses_to_be_read_is_kept_and_said() {
    let mut remote = live();
    let assets = remote.assets.get_mut(&language("en-us")).unwrap();
    for asset in &mut assets.screenshots {
        asset.content = AssetContent::CannotTell;
    }
    let plan = plan(&screens(&["a", "b", "c"]), &remote, &OPTIONS);
    assert!(plan.changes.is_empty());
    assert_eq!(plan.warnings.len(), 3);
}

#[test]
fn a_file_listed_twice_needs_two_images() {
    let plan = plan_of(&screens(&["1", "2", "3", "1"]));
    assert_snapshot!(changes(&plan), @"add listings.en-us.screenshots[3]");
}

#[test]
fn a_conflict_of_images_shows_the_one_that_the_revision_names() {
    let base = Base::of_manifest(&screens(&["old", "2", "3"]));
    let options = PlanOptions {
        memory: Memory {
            base: Some(&base),
            ..Memory::NONE
        },
        ..OPTIONS
    };
    let plan = plan(&screens(&["new", "2", "3"]), &live(), &options);
    assert_snapshot!(changes(&plan), @"change listings.en-us.screenshots[0]");
    assert_eq!(plan.changes[0].origin, Some(Origin::Conflict));
    let shown = plan.changes[0].base.as_ref().unwrap();
    assert_eq!(shown["path"], "old.png");
}
