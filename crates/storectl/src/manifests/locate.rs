//! Maps what the Store says of a failure back to the manifest's line.

use storectl_model::{FieldPath, Module, StoreMessage};
use storectl_plan::{ApplyReport, Change, Failure, FailureKind, ProductPlan, Step};
use storectl_report::SourceRef;

use crate::manifests::load::Manifest;

/// Returns the place in the manifest that the first failure of `report` is about, if it can be determined.
pub(crate) fn of_failure(
    report: &ApplyReport,
    plan: &ProductPlan,
    manifest: &Manifest,
) -> Option<SourceRef> {
    let (step, failure) = report
        .steps
        .iter()
        .find_map(|it| Some((&it.id, it.outcome.failure()?)))?;
    let step = plan.steps.iter().find(|it| it.id == *step);
    let field = field(failure, step, plan)?;
    manifest.locate(&field.pointer())
}

/// The field one of the Store's messages about a step is about, if it can be determined.
pub(crate) fn field_of_message(
    message: &StoreMessage,
    step: Option<&Step>,
    plan: &ProductPlan,
) -> Option<FieldPath> {
    let failure = Failure {
        store_messages: vec![message.clone()],
        ..Failure::new(FailureKind::Rejected, "")
    };
    field(&failure, step, plan)
}

/// The field it is about: named by the failure itself, else found among what the step wrote, or among all that the plan
/// wrote where the step only waits.
fn field(failure: &Failure, step: Option<&Step>, plan: &ProductPlan) -> Option<FieldPath> {
    if let Some(field) = failure.fields.first() {
        return Some(field.clone());
    }
    let written: Vec<&Change> = match step {
        Some(step) if !step.changes.is_empty() => step
            .changes
            .iter()
            .filter_map(|it| plan.changes.get(*it))
            .collect(),
        Some(_) | None => plan.changes.iter().collect(),
    };
    let said: Vec<(String, String)> = failure
        .store_messages
        .iter()
        .map(|it| (letters(&it.message), it.target.to_ascii_lowercase()))
        .collect();
    let name = |change: &Change| change.path.last_key().map(letters).unwrap_or_default();
    let is_named = |change: &&&Change| {
        let name = name(change);
        !name.is_empty() && said.iter().any(|(message, _)| message.contains(&name))
    };
    // The longest: who says `shortDescription` does not speak of the description. Of several, the first.
    let named = written.iter().rev().filter(is_named);
    let named = named.max_by_key(|it| name(it).len());
    let targeted = || {
        let is_targeted = |change: &Change| {
            let module = change.path.module().map(Module::as_str);
            said.iter()
                .any(|(_, target)| Some(target.as_str()) == module)
        };
        written.iter().find(|it| is_targeted(it))
    };
    named.or_else(targeted).map(|it| it.path.clone())
}

/// Only letters and digits, lower case: the Store writes `Search terms` where the field is `searchTerms`.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|it| it.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;
    use storectl_plan::{Action, ChangeValue, StepAction, StepId, SubmissionKnowledge};

    use super::*;

    fn plan(addresses: &[&str]) -> ProductPlan {
        let changes: Vec<Change> = addresses
            .iter()
            .map(|it| Change {
                path: it.parse().unwrap(),
                action: Action::Change,
                origin: None,
                base: None,
                before: ChangeValue::Unset,
                after: ChangeValue::Unset,
                guard: None,
                limit: None,
            })
            .collect();
        ProductPlan {
            product_id: "p".parse().unwrap(),
            name: None,
            pending: Vec::new(),
            submission_known: SubmissionKnowledge::Unknown,
            last_submission: None,
            acknowledged_for_run: Vec::new(),
            acknowledgments: Vec::new(),
            secret_values: storectl_model::SecretValues::default(),
            remembered_secrets: storectl_model::RememberedSecrets::default(),
            images: BTreeMap::new(),
            installers: storectl_plan::SeenInstallers::default(),
            ongoing_submission: None,
            ended_submission: None,
            selection: storectl_plan::Selection::Something,
            steps: vec![Step {
                id: StepId::at(1),
                action: StepAction::PatchMetadata {
                    language: None,
                    body: json!({}),
                },
                summary: String::new(),
                changes: (0..changes.len()).collect(),
            }],
            changes,
            unmanaged: Vec::new(),
            warnings: Vec::new(),
            blockers: Vec::new(),
            removed_fields: Vec::new(),
            agreed: Vec::new(),
            compared_since: None,
            outcome: storectl_plan::Outcome::default(),
        }
    }

    fn found(plan: &ProductPlan, target: &str, message: &str) -> Option<String> {
        let failure = Failure {
            kind: FailureKind::Rejected,
            message: String::new(),
            request: None,
            http_status: None,
            store_messages: vec![StoreMessage {
                code: "badrequest".to_owned(),
                message: message.to_owned(),
                target: target.to_owned(),
            }],
            correlation_id: None,
            in_the_way: None,
            reason: None,
            next: Vec::new(),
            hints: Vec::new(),
            fields: Vec::new(),
        };
        field(&failure, plan.steps.first(), plan).map(|it| it.pointer())
    }

    #[test]
    fn a_field_the_store_names_in_its_own_words_is_found() {
        let plan = plan(&["listings.en-us.description", "listings.en-us.searchTerms"]);
        assert_eq!(
            found(&plan, "listings", "Search terms: too many words").as_deref(),
            Some("/listings/en-us/searchTerms")
        );
    }

    #[test]
    fn a_field_whose_name_is_part_of_another_is_not_taken_for_it() {
        let plan = plan(&[
            "listings.en-us.description",
            "listings.en-us.shortDescription",
        ]);
        for (message, pointer) in [
            (
                "shortDescription: too long",
                "/listings/en-us/shortDescription",
            ),
            ("description: too long", "/listings/en-us/description"),
        ] {
            assert_eq!(found(&plan, "listings", message).as_deref(), Some(pointer));
        }
    }

    #[test]
    fn a_target_alone_leads_to_its_module() {
        let plan = plan(&["availability.markets", "packages[0].packageUrl"]);
        assert_eq!(
            found(&plan, "Packages", "not reachable").as_deref(),
            Some("/packages/0/packageUrl")
        );
        assert_eq!(found(&plan, "submission", "no"), None);
    }
}
