//! The order of steps, and when the draft is submitted.

use insta::assert_snapshot;
use storectl_model::{
    DesiredImage, DesiredListing, DesiredProduct, Digest, Field, ListingIntent, SubmitMode, WaitFor,
};
use storectl_plan::{
    LastSubmission, PendingFact, PlanOptions, PriorWork, SubmissionOutcome, plan, plan_hash,
    summarize,
};

use crate::fixtures::*;

fn kinds(options: &PlanOptions<'_>, desired: &storectl_model::DesiredProduct) -> Vec<&'static str> {
    plan(desired, &live(), options)
        .steps
        .iter()
        .map(|it| it.action.kind())
        .collect()
}

fn image(name: &str) -> DesiredImage {
    DesiredImage {
        path: format!("{name}.png"),
        digest: Digest::of(name.as_bytes()),
        bytes: 10,
        size: SCREEN,
        checksums: None,
    }
}

fn french() -> DesiredListing {
    DesiredListing {
        description: Field::Set("Des engrenages.".into()),
        additional_license_terms: Field::Set("Conditions".into()),
        screenshots: Field::Set(vec![image("1")]),
        store_logos: Field::Set(vec![image("logo")]),
        ..DesiredListing::default()
    }
}

/// Everything together: a package, two modules, two texts, two new languages, images and a removal.
pub(crate) fn everything() -> storectl_model::DesiredProduct {
    let mut desired = with_listing(
        "en-us",
        DesiredListing {
            whats_new: Field::Set("Faster gears".into()),
            screenshots: Field::Set(vec![image("1"), image("2"), image("4")]),
            ..DesiredListing::default()
        },
    );
    for tag in ["fr-fr", "it-it"] {
        desired
            .listings
            .insert(language(tag), ListingIntent::Present(Box::new(french())));
    }
    desired
        .listings
        .insert(language("de-de"), ListingIntent::Removed);
    desired.availability.enable_in_future_markets = Field::Set(false);
    desired.properties.website = Field::Set("https://contoso.com".into());
    desired.packages = Some(vec![at(
        "https://www.contoso.com/downloads/1.2/setup-x64.exe",
    )]);
    desired
}

#[test]
fn all_changes_together_go_in_the_order_of_the_contract() {
    assert_snapshot!(steps(&plan_of(&everything())), @r#"
    s1 patch-package PATCH /packages/72541436 {"packageUrl":"https://www.contoso.com/downloads/1.2/setup-x64.exe"}
    s2 commit-packages POST /packages/commit
    s3 await-packages
    s4 patch-metadata PATCH /metadata {"availability":{"enableInFutureMarkets":false},"properties":{"website":"https://contoso.com"},"listings":{"language":"en-us","whatsNew":"Faster gears"}}
    s5 patch-metadata PATCH /metadata {"listingsToAdd":["fr-fr"],"listings":{"language":"fr-fr","description":"Des engrenages.","additionalLicenseTerms":"Conditions"}}
    s6 upload-assets POST /listings/assets/create {"language":"fr-fr","createAssetRequest":{"Screenshot":1,"Logo":1}}
    s7 commit-assets PUT /listings/assets/commit
    s8 patch-metadata PATCH /metadata {"listingsToAdd":["it-it"],"listings":{"language":"it-it","description":"Des engrenages.","additionalLicenseTerms":"Conditions"}}
    s9 upload-assets POST /listings/assets/create {"language":"it-it","createAssetRequest":{"Screenshot":1,"Logo":1}}
    s10 commit-assets PUT /listings/assets/commit
    s11 upload-assets POST /listings/assets/create {"language":"en-us","createAssetRequest":{"Screenshot":1}}
    s12 commit-assets PUT /listings/assets/commit
    s13 patch-metadata PATCH /metadata {"listingsToRemove":["de-de"]}
    s14 await-ready
    s15 verify
    s16 submit POST /submit
    "#);
}

#[test]
fn nothing_to_change_is_nothing_to_do() {
    assert!(kinds(&OPTIONS, &nothing()).is_empty());
}

#[test]
fn a_draft_interrupted_before_it_was_submitted_is_submitted_though_nothing_differs() {
    let prior = PriorWork {
        facts: vec![PendingFact::Unsubmitted],
        ..PriorWork::default()
    };
    let options = PlanOptions {
        prior: &prior,
        ..OPTIONS
    };
    assert_eq!(
        kinds(&options, &nothing()),
        ["commit-packages", "await-ready", "verify", "submit"]
    );
}

#[test]
fn packages_an_earlier_run_wrote_are_committed_before_anything_else_is_written() {
    let prior = PriorWork {
        facts: vec![PendingFact::PackagesUncommitted],
        ..PriorWork::default()
    };
    let options = PlanOptions {
        prior: &prior,
        ..OPTIONS
    };
    let mut text = nothing();
    text.properties.website = Field::Set("https://contoso.com/widgets".into());
    assert_eq!(
        kinds(&options, &text),
        [
            "commit-packages",
            "await-packages",
            "patch-metadata",
            "await-ready",
            "verify",
            "submit"
        ]
    );
}

#[test]
fn never_and_draft_leave_the_draft_unsubmitted() {
    for options in [
        PlanOptions {
            submit: SubmitMode::Never,
            ..OPTIONS
        },
        PlanOptions {
            wait: WaitFor::Draft,
            ..OPTIONS
        },
    ] {
        assert_eq!(kinds(&options, &everything()).last(), Some(&"verify"));
    }
}

#[test]
fn a_draft_that_is_not_submitted_now_has_its_packages_committed_all_the_same() {
    let mut desired = nothing();
    desired.properties.website = Field::Set("https://contoso.com/widgets".into());
    for (submit, wait) in [
        (SubmitMode::Never, WaitFor::Submitted),
        (SubmitMode::Auto, WaitFor::Draft),
    ] {
        let options = PlanOptions {
            submit,
            wait,
            ..OPTIONS
        };
        let text_only = ["patch-metadata", "commit-packages", "await-ready", "verify"];
        assert_eq!(kinds(&options, &desired), text_only);
        // Without a change there is nothing to write, a commit included.
        assert!(kinds(&options, &nothing()).is_empty());
        let commits = kinds(&options, &everything());
        let commits = commits.iter().filter(|it| **it == "commit-packages");
        assert_eq!(commits.count(), 1);
    }
}

#[test]
fn waiting_for_publication_is_the_last_step() {
    let options = PlanOptions {
        wait: WaitFor::Published,
        ..OPTIONS
    };
    let kinds = kinds(&options, &everything());
    assert_eq!(kinds.last(), Some(&"await-publication"));
}

#[test]
fn a_submission_of_an_earlier_run_is_followed_where_nothing_is_written() {
    let followed = |outcome, desired: &DesiredProduct, submit, wait| {
        let prior = PriorWork {
            last_submission: Some(LastSubmission {
                id: SUBMISSION.parse().unwrap(),
                outcome,
                submitted_at: None,
                ended_at: None,
            }),
            ..PriorWork::default()
        };
        let options = PlanOptions {
            prior: &prior,
            submit,
            wait,
            ..OPTIONS
        };
        kinds(&options, desired)
    };
    let mut text = nothing();
    text.properties.website = Field::Set("https://contoso.com/widgets".into());
    let (auto, never) = (SubmitMode::Auto, SubmitMode::Never);
    let running = SubmissionOutcome::InProgress;
    let published = WaitFor::Published;
    assert_eq!(
        followed(running, &nothing(), auto, published),
        ["await-publication"]
    );
    assert!(followed(running, &nothing(), auto, WaitFor::Submitted).is_empty());
    assert!(followed(SubmissionOutcome::Published, &nothing(), auto, published).is_empty());
    assert_eq!(
        followed(running, &text, never, published).last(),
        Some(&"verify"),
        "what is written now is not what was submitted"
    );
}

#[test]
fn every_change_has_a_step() {
    let plan = plan_of(&everything());
    for at in 0..plan.changes.len() {
        assert!(
            plan.steps.iter().any(|step| step.changes.contains(&at)),
            "{}",
            plan.changes[at].path
        );
    }
}

#[test]
fn the_summary_counts_what_would_be_sent() {
    let sum = summarize([&plan_of(&everything())]);
    assert_eq!(
        (sum.add, sum.change, sum.remove, sum.uploads, sum.writes),
        (4, 3, 1, 5, 18)
    );
}

#[test]
fn the_hash_is_of_what_is_done_and_not_of_passing_ids() {
    let mut renumbered = live();
    renumbered.packages[0].package_id = "9".parse().unwrap();
    let ours = plan_hash([&plan_of(&everything())]);
    assert_eq!(
        plan_hash([&plan(&everything(), &renumbered, &OPTIONS)]),
        ours
    );
    let mut other = everything();
    other.properties.website = Field::Set("https://contoso.com/else".into());
    assert_ne!(plan_hash([&plan_of(&other)]), ours);
}
