//! The order of steps.

use storectl_model::{LanguageTag, SubmitMode, WaitFor};

use crate::{
    AssetUploads, Change, PlanOptions, Resume, Step, StepAction, StepId, Verification,
    compare::ImageSet,
};

/// Steps as they are gathered; every write adds its own changes, so none is without a step.
#[derive(Default)]
pub(crate) struct StepBuilder {
    pub(crate) changes: Vec<Change>,
    packages: Vec<(StepAction, String, Vec<usize>)>,
    metadata: Vec<(StepAction, String, Vec<usize>)>,
}

impl StepBuilder {
    fn take(&mut self, changes: Vec<Change>) -> Vec<usize> {
        let first = self.changes.len();
        self.changes.extend(changes);
        (first..self.changes.len()).collect()
    }

    /// Adds a package write.
    pub(crate) fn package_write(
        &mut self,
        action: StepAction,
        summary: String,
        changes: Vec<Change>,
    ) {
        let changes = self.take(changes);
        if !changes.is_empty() {
            self.packages.push((action, summary, changes));
        }
    }

    /// Adds a write after all there are.
    pub(crate) fn write(&mut self, action: StepAction, summary: String, changes: Vec<Change>) {
        let changes = self.take(changes);
        self.metadata.push((action, summary, changes));
    }

    /// Adds a wait after all there is.
    pub(crate) fn wait(&mut self, action: StepAction, summary: String) {
        self.metadata.push((action, summary, Vec::new()));
    }

    /// Adds the image writes of a listing that is there; both kinds are always listed (trap 63).
    pub(crate) fn image_writes(
        &mut self,
        language: &LanguageTag,
        screenshots: ImageSet,
        store_logos: ImageSet,
        changes: Vec<Change>,
    ) {
        if screenshots.is_changed || store_logos.is_changed {
            let changes = self.take(changes);
            self.image_steps(language, screenshots, store_logos, changes);
        }
    }

    /// Adds the image writes of the language just added; its one change covers them.
    pub(crate) fn image_writes_of_last(
        &mut self,
        language: &LanguageTag,
        screenshots: ImageSet,
        store_logos: ImageSet,
    ) {
        let changes = self.changes.len().checked_sub(1).into_iter().collect();
        self.image_steps(language, screenshots, store_logos, changes);
    }

    fn image_steps(
        &mut self,
        language: &LanguageTag,
        screenshots: ImageSet,
        store_logos: ImageSet,
        changes: Vec<usize>,
    ) {
        let new = screenshots.uploads.len() + store_logos.uploads.len();
        if new > 0 {
            let uploads = AssetUploads {
                language: language.clone(),
                screenshots: screenshots.uploads,
                store_logos: store_logos.uploads,
            };
            let summary = format!(
                "upload {new} image{} of {language}",
                if new == 1 { "" } else { "s" }
            );
            self.metadata
                .push((StepAction::UploadAssets(uploads), summary, changes.clone()));
        }
        let action = StepAction::CommitAssets {
            language: language.clone(),
            screenshots: screenshots.placements,
            store_logos: store_logos.placements,
        };
        self.metadata
            .push((action, format!("commit the images of {language}"), changes));
    }
}

/// Puts everything in order and adds the waits, the read-back and the submission (design.md §5).
pub(crate) fn build(builder: &mut StepBuilder, options: &PlanOptions<'_>) -> Vec<Step> {
    let submits = options.wait != WaitFor::Draft
        && match options.submit {
            SubmitMode::Never => false,
            SubmitMode::Always => true,
            SubmitMode::Auto => {
                !builder.changes.is_empty() || options.resume == Resume::Unsubmitted
            }
        };
    let mut steps = Vec::new();
    let mut add = |action: StepAction, summary: String, changes: Vec<usize>| {
        let id = StepId(format!("s{}", steps.len() + 1));
        steps.push(Step {
            id,
            action,
            summary,
            changes,
        });
    };
    let commit = |add: &mut dyn FnMut(StepAction, String, Vec<usize>)| {
        add(
            StepAction::CommitPackages,
            "commit the packages".to_owned(),
            Vec::new(),
        );
        add(
            StepAction::AwaitPackages,
            "wait until the Store has the packages".to_owned(),
            Vec::new(),
        );
    };

    let packages = std::mem::take(&mut builder.packages);
    let metadata = std::mem::take(&mut builder.metadata);
    let commits_first = !packages.is_empty();
    for (action, summary, changes) in packages {
        add(action, summary, changes);
    }
    if commits_first {
        commit(&mut add);
    }
    for (action, summary, changes) in metadata {
        add(action, summary, changes);
    }
    if !submits && builder.changes.is_empty() {
        return steps;
    }
    add(
        StepAction::AwaitReady,
        "wait until every module is ready".to_owned(),
        Vec::new(),
    );
    if options.verification == Verification::ReadBack {
        add(
            StepAction::Verify,
            "read the draft back and compare it with the manifest".to_owned(),
            Vec::new(),
        );
    }
    if submits {
        // A crash between a package write and its commit must never publish the old binaries, and what an earlier run
        // wrote cannot be seen from here (trap 50). A commit without a change is legal.
        if !commits_first {
            commit(&mut add);
        }
        add(
            StepAction::Submit,
            "submit the draft to certification".to_owned(),
            Vec::new(),
        );
        if options.wait == WaitFor::Published {
            add(
                StepAction::AwaitPublication,
                "follow the submission until it is published".to_owned(),
                Vec::new(),
            );
        }
    }
    steps
}
