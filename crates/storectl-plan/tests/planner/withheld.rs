//! Fields of which a receipt keeps nothing, where the manifest that was submitted with it can be read.

use std::collections::BTreeSet;

use storectl_model::{DesiredProduct, Field, RemoteProduct};
use storectl_plan::{
    Base, Change, DraftDigest, LastSubmission, Memory, OnReceipt, Origin, PendingFact, PlanOptions,
    PriorWork, ProductPlan, Receipt, SubmissionKnowledge, SubmissionOutcome, plan,
};

use crate::fixtures::*;

const NOTES: &str = "properties.certificationNotes";

/// A manifest that manages the notes.
fn says(notes: &str) -> DesiredProduct {
    let mut desired = nothing();
    desired.properties.certification_notes = Field::Set(notes.into());
    desired
}

/// As [`says`], with notes that are made of a secret.
fn says_secret(notes: &str) -> DesiredProduct {
    let mut desired = says(notes);
    desired.secrets.insert(NOTES.parse().unwrap());
    desired
}

fn holds(notes: &str) -> RemoteProduct {
    let mut draft = live();
    draft.properties.certification_notes = Some(notes.into());
    draft
}

/// Plans on a runner that has the receipt, and perhaps the manifest that was submitted with it.
fn plan_after(
    receipt: &Receipt,
    applied: Option<&DesiredProduct>,
    desired: &DesiredProduct,
    draft: &RemoteProduct,
) -> ProductPlan {
    let prior = PriorWork::default().with_receipt(receipt, &BTreeSet::new(), receipt.submitted_at);
    assert_eq!(prior.on_receipt, OnReceipt::Submission);
    plan_by(&prior, receipt, applied, desired, draft)
}

/// As [`plan_after`], where the runner has a journal, too.
fn plan_by(
    prior: &PriorWork,
    receipt: &Receipt,
    applied: Option<&DesiredProduct>,
    desired: &DesiredProduct,
    draft: &RemoteProduct,
) -> ProductPlan {
    let base = Base::of_receipt(receipt);
    let base = match applied {
        Some(applied) => base.with_applied(applied, desired),
        None => base,
    };
    let options = PlanOptions {
        prior,
        memory: Memory {
            base: Some(&base),
            receipt: Some(receipt),
            applied,
            ..Memory::NONE
        },
        ..OPTIONS
    };
    plan(desired, draft, &options)
}

fn origins(plan: &ProductPlan) -> Vec<Option<Origin>> {
    plan.changes.iter().map(|it: &Change| it.origin).collect()
}

#[test]
fn notes_that_were_written_and_not_submitted_are_submitted() {
    let (old, new) = (says("Old."), says("New."));
    let receipt = receipt_of(&holds("Old."), &old);
    let plan = plan_after(&receipt, Some(&old), &new, &holds("New."));
    assert_eq!(plan.pending, [PendingFact::Unsubmitted]);
    assert!(plan.submits());
    let submitted = receipt_of(&holds("New."), &new);
    let after = plan_after(&submitted, Some(&new), &new, &holds("New."));
    assert_eq!(after.steps, []);
    assert_eq!(after.submission_known, SubmissionKnowledge::Known);
}

#[test]
fn notes_that_the_submitted_manifest_did_not_set_are_new() {
    let receipt = receipt_of(&holds("Somebody's."), &nothing());
    let new = says("New.");
    let plan = plan_after(&receipt, Some(&nothing()), &new, &holds("New."));
    assert_eq!(plan.pending, [PendingFact::Unsubmitted]);
    let unwritten = plan_after(&receipt, Some(&nothing()), &new, &holds("Somebody's."));
    assert_eq!(origins(&unwritten), [Some(Origin::Manifest)]);
}

#[test]
fn a_template_around_a_secret_that_changed_is_submitted() {
    let (old, new) = (
        says_secret("Use hunter2."),
        says_secret("Sign in: hunter2."),
    );
    let receipt = receipt_of(&holds("Use hunter2."), &old);
    let plan = plan_after(&receipt, Some(&old), &new, &holds("Sign in: hunter2."));
    assert_eq!(plan.pending, [PendingFact::Unsubmitted]);
}

#[test]
fn notes_that_a_colleague_changed_are_drift() {
    let notes = says("Ours.");
    let receipt = receipt_of(&holds("Ours."), &notes);
    let draft = holds("Theirs.");
    let plan = plan_after(&receipt, Some(&notes), &notes, &draft);
    assert_eq!(origins(&plan), [Some(Origin::Drift)]);
    let conflict = plan_after(&receipt, Some(&notes), &says("New."), &draft);
    assert_eq!(origins(&conflict), [Some(Origin::Conflict)]);
    let change = plan_after(&receipt, Some(&notes), &says("New."), &holds("Ours."));
    assert_eq!(origins(&change), [Some(Origin::Manifest)]);
}

#[test]
fn a_secret_that_was_replaced_is_no_drift_and_no_conflict() {
    let (old, draft) = (says_secret("Use hunter2."), holds("Use hunter2."));
    let receipt = receipt_of(&draft, &old);
    let today = says_secret("Use hunter3.");
    let replaced = plan_after(&receipt, Some(&today), &today, &draft);
    assert_eq!(origins(&replaced), [Some(Origin::Manifest)]);
    let both = plan_after(
        &receipt,
        Some(&today),
        &says_secret("Sign in: hunter3."),
        &draft,
    );
    assert_eq!(origins(&both), [Some(Origin::Manifest)]);
}

#[test]
fn where_the_submitted_manifest_cannot_be_read_nothing_to_do_says_what_is_unknown() {
    let notes = says("Ours.");
    let receipt = receipt_of(&holds("Ours."), &notes);
    let plan = plan_after(&receipt, None, &notes, &holds("Ours."));
    assert_eq!(plan.steps, []);
    assert_eq!(plan.submission_known, SubmissionKnowledge::Unknown);
    let named = plan.warnings.iter().filter_map(|it| it.path.as_ref());
    assert_eq!(named.map(ToString::to_string).collect::<Vec<_>>(), [NOTES]);
    let change = plan_after(&receipt, None, &says("New."), &holds("Ours."));
    assert_eq!(change.submission_known, SubmissionKnowledge::Known);
    let unmanaged = plan_after(&receipt, None, &nothing(), &holds("Ours."));
    assert_eq!(unmanaged.submission_known, SubmissionKnowledge::Known);
}

#[test]
fn notes_that_are_not_managed_never_count_as_moved() {
    let notes = says("Ours.");
    let receipt = receipt_of(&holds("Ours."), &notes);
    let plan = plan_after(&receipt, Some(&notes), &nothing(), &holds("Ours."));
    let moved = plan.unmanaged.iter().filter(|it| it.moved.is_some());
    assert_eq!(moved.count(), 0);
}

#[test]
fn a_journal_knows_what_a_receipt_withholds_while_the_draft_is_what_it_submitted() {
    use SubmissionKnowledge::{Known, Unknown};
    let (old, new) = (says("Old."), says("New."));
    let receipt = receipt_of(&holds("Old."), &old);
    let knowledge = |facts: &[PendingFact], desired: &DesiredProduct, draft: &RemoteProduct| {
        let journal = PriorWork {
            facts: facts.to_vec(),
            last_submission: Some(LastSubmission {
                id: receipt.stage.submission().unwrap().clone(),
                outcome: SubmissionOutcome::Published,
                submitted_at: Some(receipt.submitted_at),
                ended_at: None,
            }),
            submitted: facts.is_empty().then(|| DraftDigest::of(&holds("Old."))),
            ..PriorWork::default()
        };
        let prior = journal.with_receipt(&receipt, &BTreeSet::new(), receipt.submitted_at);
        assert_eq!(prior.on_receipt, OnReceipt::Values);
        let plan = plan_by(&prior, &receipt, None, desired, draft);
        plan.submission_known
    };
    assert_eq!(knowledge(&[], &old, &holds("Old.")), Known);
    // Another runner may have written them, or somebody in Partner Center.
    assert_eq!(knowledge(&[], &new, &holds("New.")), Unknown);
    let wrote = [PendingFact::Unsubmitted];
    assert_eq!(knowledge(&wrote, &new, &holds("New.")), Known);
    // Nothing that the receipt withholds is managed.
    assert_eq!(knowledge(&[], &nothing(), &holds("New.")), Known);
}

#[test]
fn whether_there_were_notes_that_are_cleared_now_is_unknown() {
    let mut clears = nothing();
    clears.properties.certification_notes = Field::Clear;
    let receipt = receipt_of(&holds("Somebody's."), &nothing());
    let mut draft = live();
    draft.properties.certification_notes = None;
    let after = plan_after(&receipt, Some(&nothing()), &clears, &draft);
    assert_eq!(after.steps, []);
    assert_eq!(after.submission_known, SubmissionKnowledge::Unknown);
    let cleared = plan_after(&receipt, Some(&clears), &clears, &draft);
    assert_eq!(cleared.submission_known, SubmissionKnowledge::Known);
}
