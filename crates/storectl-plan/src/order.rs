//! The order of steps.

use storectl_model::{LanguageTag, SubmitMode, WaitFor};

use crate::{
    AssetUploads, Change, PlanOptions, Step, StepAction, StepId,
    compare::ImageSet,
    resumption::{Ongoing, Resumption},
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
                "upload {new} image{} for {language}",
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
            .push((action, format!("commit the images for {language}"), changes));
    }
}

/// Puts everything in order and adds the waits, the read-back and the submission (design.md §5).
pub(crate) fn build(
    builder: &mut StepBuilder,
    options: &PlanOptions<'_>,
    resumption: &Resumption,
) -> Vec<Step> {
    let submits = submits(builder, options, resumption);
    let mut steps = Steps::default();
    let packages = std::mem::take(&mut builder.packages);
    let metadata = std::mem::take(&mut builder.metadata);
    // What an earlier run wrote is committed before any wait, for the wait may need it; together with what is written now.
    let commits_first = !packages.is_empty() || resumption.owes_commit();
    let writes = commits_first || !metadata.is_empty();
    for (action, summary, changes) in packages {
        steps.add(action, &summary, changes);
    }
    if commits_first {
        steps.commit();
        steps.wait(
            StepAction::AwaitPackages,
            "wait until the Store has downloaded the packages",
        );
    }
    for (action, summary, changes) in metadata {
        steps.add(action, &summary, changes);
    }
    if writes || submits {
        if !commits_first {
            // What an earlier run wrote cannot be seen from here, whoever submits the draft later would publish the old
            // packages, and a commit without a change is legal (trap 50).
            steps.commit();
        }
        steps.wait(StepAction::AwaitReady, "wait until every module is ready");
        steps.wait(
            StepAction::Verify,
            "verify that the draft matches the manifest",
        );
    }
    if submits {
        steps.wait(StepAction::Submit, "submit the draft for certification");
    }
    let follows = options.wait == WaitFor::Published
        && (submits || (!writes && resumption.following().is_some()));
    if follows {
        steps.wait(
            StepAction::AwaitPublication,
            "follow the submission until it is published",
        );
    }
    steps.0
}

/// Whether the plan submits the draft. A draft whose submission is in progress already is not submitted again.
fn submits(builder: &StepBuilder, options: &PlanOptions<'_>, resumption: &Resumption) -> bool {
    let is_wanted = match options.submit {
        SubmitMode::Never => false,
        SubmitMode::Always => true,
        SubmitMode::Auto => !builder.changes.is_empty() || resumption.is_unsubmitted(),
    };
    let is_submitted = match &resumption.ongoing {
        Ongoing::Own(_) => builder.changes.is_empty(),
        Ongoing::None | Ongoing::Foreign(_) => false,
    };
    is_wanted && !is_submitted && options.wait != WaitFor::Draft
}

/// Steps in their final order.
#[derive(Default)]
struct Steps(Vec<Step>);

impl Steps {
    fn add(&mut self, action: StepAction, summary: &str, changes: Vec<usize>) {
        self.0.push(Step {
            id: StepId::at(self.0.len() + 1),
            action,
            summary: summary.to_owned(),
            changes,
        });
    }

    fn wait(&mut self, action: StepAction, summary: &str) {
        self.add(action, summary, Vec::new());
    }

    fn commit(&mut self) {
        self.wait(StepAction::CommitPackages, "commit the packages");
    }
}
