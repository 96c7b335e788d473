//! Maps what the Store says of a failure back to the manifest's line.

use storectl_plan::{ApplyReport, Change, Failure, ProductPlan, Step, StepOutcome};
use storectl_report::SourceRef;

use crate::manifests::load::Manifest;

/// Gives the place in the manifest that the first failure of `report` is about, where one can be told.
pub(crate) fn of_failure(
    report: &ApplyReport,
    plan: &ProductPlan,
    manifest: &Manifest,
) -> Option<SourceRef> {
    let (step, failure) = report.steps.iter().find_map(|it| match &it.outcome {
        StepOutcome::Failed(failure) | StepOutcome::Unknown(failure) => Some((&it.id, &**failure)),
        StepOutcome::Done | StepOutcome::AlreadyTrue | StepOutcome::Skipped { .. } => None,
    })?;
    let step = plan.steps.iter().find(|it| it.id == *step);
    let pointer = pointer(failure, step, plan)?;
    manifest.locate(&pointer)
}

/// The pointer of the field it is about: named by the failure itself, else found among what the step wrote, or among all
/// that the plan wrote where the step only waits.
fn pointer(failure: &Failure, step: Option<&Step>, plan: &ProductPlan) -> Option<String> {
    if let Some(address) = failure.addresses.first() {
        let change = plan.changes.iter().find(|it| it.address == *address);
        return Some(change.map_or_else(|| of_address(address), |it| it.pointer.clone()));
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
    let named = written.iter().find(|change| {
        let field = letters(last(&change.address));
        said.iter().any(|(message, _)| message.contains(&field))
    });
    let targeted = || {
        let modules = |change: &Change| {
            let module = first(&change.address).to_ascii_lowercase();
            said.iter().any(|(_, target)| *target == module)
        };
        written.iter().find(|it| modules(it))
    };
    named.or_else(targeted).map(|it| it.pointer.clone())
}

/// `listings.en-us.description` is at `/listings/en-us/description`, `packages[0].packageUrl` at `/packages/0/packageUrl`.
fn of_address(address: &str) -> String {
    format!("/{}", address.replace(['.', '['], "/").replace(']', ""))
}

/// The last name of an address, without an index.
fn last(address: &str) -> &str {
    let name = address.rsplit('.').next().unwrap_or(address);
    name.split('[').next().unwrap_or(name)
}

/// The first name of an address: its module.
fn first(address: &str) -> &str {
    address.split(['.', '[']).next().unwrap_or(address)
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
    use serde_json::{Value, json};
    use storectl_model::StoreMessage;
    use storectl_plan::{Action, FailureKind, Origin, PlanStatus, StepAction, StepId};

    use super::*;

    fn plan(addresses: &[&str]) -> ProductPlan {
        let changes: Vec<Change> = addresses
            .iter()
            .map(|it| Change {
                address: (*it).to_owned(),
                pointer: of_address(it),
                action: Action::Change,
                origin: Origin::Manifest,
                before: Value::Null,
                after: Value::Null,
                guard: None,
                limit: None,
            })
            .collect();
        ProductPlan {
            product_id: "p".parse().unwrap(),
            name: None,
            status: PlanStatus::Changed,
            ongoing_submission: None,
            steps: vec![Step {
                id: StepId("s1".to_owned()),
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
            hints: Vec::new(),
            addresses: Vec::new(),
        };
        pointer(&failure, plan.steps.first(), plan)
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
    fn a_target_alone_leads_to_its_module() {
        let plan = plan(&["availability.markets", "packages[0].packageUrl"]);
        assert_eq!(
            found(&plan, "Packages", "not reachable").as_deref(),
            Some("/packages/0/packageUrl")
        );
        assert_eq!(found(&plan, "submission", "no"), None);
    }
}
