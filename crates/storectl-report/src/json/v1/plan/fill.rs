//! Fills the plan document from plans.

use serde_json::Value;
use storectl_model::mask::mask_json;
use storectl_plan::{
    Blocker, Change, Guard, Origin, OutcomeMark, OutcomeValues, PlanSummary, ProductPlan, Step,
    SubmissionKnowledge, Unmanaged, Warning,
};

use super::{
    BlockerDoc, ChangeDoc, OutcomeDoc, PlanDoc, ProductDoc, RequestsDoc, StepDoc, SummaryDoc,
    UnmanagedDoc, WarningDoc,
};
use crate::{
    PlanView, ProductView, SourceRef,
    json::v1::{
        error::ErrorBody,
        shared::{FORMAT_VERSION, SourceDoc, ToolDoc, all},
    },
};

impl From<&PlanView<'_>> for PlanDoc {
    fn from(view: &PlanView<'_>) -> Self {
        let PlanView {
            tool_version,
            endpoint,
            products,
            hash,
            summary,
            requests_get,
            apply_command: _, // for people
            error,
        } = view;
        Self {
            format: "storectl.plan",
            format_version: FORMAT_VERSION,
            plan_hash: hash.as_ref().map(|it| it.0.clone()),
            tool: ToolDoc::new(tool_version),
            endpoint: endpoint.as_raw().to_owned(),
            products: all(products),
            summary: SummaryDoc::new(summary, products.len(), *requests_get),
            error: error.map(ErrorBody::from),
        }
    }
}

impl From<&ProductView<'_>> for ProductDoc {
    fn from(view: &ProductView<'_>) -> Self {
        let ProductView {
            manifest,
            product_id,
            seller_id,
            name,
            plan,
            sources,
        } = view;
        let empty = Self {
            manifest: manifest.as_raw().to_owned(),
            product_id: product_id.as_raw().to_owned(),
            seller_id: seller_id.map(|it| it.as_raw().to_owned()),
            name: name.map(|it| it.as_raw().to_owned()),
            status: "error",
            ongoing_submission_id: None,
            pending: Vec::new(),
            submission_known: false,
            last_submission: None,
            changes: Vec::new(),
            unmanaged: Vec::new(),
            outcome: None,
            steps: Vec::new(),
            warnings: Vec::new(),
            blockers: Vec::new(),
            error: None,
        };
        match plan {
            Ok(plan) => empty.with(plan, sources),
            Err(error) => Self {
                error: Some((*error).into()),
                ..empty
            },
        }
    }
}

impl ProductDoc {
    fn with(self, plan: &ProductPlan, sources: &[Option<SourceRef>]) -> Self {
        let ProductPlan {
            product_id: _, // the view has it, as the manifest spells it
            name: _,
            ongoing_submission,
            pending,
            submission_known,
            last_submission,
            changes,
            unmanaged,
            agreed: _, // empty without a base
            outcome,
            secret_values: _, // what bodies hide
            images: _,        // what verifying compares with
            steps,
            warnings,
            blockers,
        } = plan;
        let changes = changes.iter().enumerate().map(|(index, change)| {
            ChangeDoc::new(change, sources.get(index).and_then(Option::as_ref))
        });
        Self {
            status: plan.verdict().status().as_str(),
            ongoing_submission_id: ongoing_submission.as_ref().map(ToString::to_string),
            pending: all(pending),
            submission_known: *submission_known == SubmissionKnowledge::Known,
            last_submission: last_submission.as_ref().map(Into::into),
            changes: changes.collect(),
            unmanaged: all(unmanaged),
            outcome: Some(OutcomeDoc::from(&outcome.values)),
            steps: steps.iter().map(|it| StepDoc::new(it, plan)).collect(),
            warnings: all(warnings),
            blockers: all(blockers),
            ..self
        }
    }
}

impl ChangeDoc {
    fn new(change: &Change, source: Option<&SourceRef>) -> Self {
        let Change {
            path,
            action,
            origin,
            before: _, // below
            after: _,
            guard,
            limit,
        } = change;
        let (before, after) = change.shown();
        let guard = guard.as_ref().map(|it| {
            let Guard {
                class,
                also: _, // below
                token,
                acknowledged,
            } = it;
            (class.as_str(), token.to_string(), *acknowledged)
        });
        let also = change.guard.iter().flat_map(|it| &it.also);
        Self {
            address: path.to_string(),
            pointer: path.pointer(),
            action: action.as_str(),
            origin: origin.map(Origin::as_str),
            before,
            after,
            destructive: guard.is_some(),
            destructive_class: guard.as_ref().map(|(class, _, _)| *class),
            also_destructive: also.map(|it| it.as_str()).collect(),
            acknowledged: guard.as_ref().map(|(_, _, acknowledged)| *acknowledged),
            token: guard.map(|(_, token, _)| token),
            limit: limit.map(|it| it.0),
            source: source.map(SourceDoc::from),
        }
    }
}

impl From<&Unmanaged> for UnmanagedDoc {
    fn from(unmanaged: &Unmanaged) -> Self {
        let Unmanaged {
            path,
            value,
            will_publish,
        } = unmanaged;
        Self {
            address: path.to_string(),
            will_publish: *will_publish,
            changed_since: None, // without receipts nothing is known of earlier submissions
            before: Value::Null,
            after: mask_json(value.to_json()),
            token: None,
        }
    }
}

impl From<&OutcomeValues> for OutcomeDoc {
    fn from(outcome: &OutcomeValues) -> Self {
        let OutcomeMark { digest, values } = OutcomeMark::of(outcome);
        Self { digest, values }
    }
}

impl StepDoc {
    fn new(step: &Step, plan: &ProductPlan) -> Self {
        let Step {
            id,
            action,
            summary,
            changes,
        } = step;
        let endpoint = action.endpoint();
        Self {
            id: id.to_string(),
            kind: action.kind(),
            summary: summary.clone(),
            method: endpoint.as_ref().map(|it| it.method().as_str()),
            path: endpoint.map(|it| it.path(&plan.product_id)),
            body: plan.shown_body(step),
            assets: action.assets(),
            changes: changes.clone(),
        }
    }
}

impl From<&Warning> for WarningDoc {
    fn from(warning: &Warning) -> Self {
        let Warning { path, message } = warning;
        Self {
            address: path.as_ref().map(ToString::to_string).unwrap_or_default(),
            message: message.clone(),
        }
    }
}

impl From<&Blocker> for BlockerDoc {
    fn from(blocker: &Blocker) -> Self {
        let empty = |kind| Self {
            kind,
            submission_id: None,
            messages: Vec::new(),
            changes: Vec::new(),
            address: None,
            pointer: None,
            message: None,
            hint: None,
        };
        match blocker {
            Blocker::Busy {
                submission,
                messages,
            } => Self {
                submission_id: Some(submission.to_string()),
                messages: all(messages),
                ..empty("busy")
            },
            Blocker::Unacknowledged { changes } => Self {
                changes: changes.clone(),
                ..empty("unacknowledged")
            },
            Blocker::Conflict {
                path,
                place,
                message,
                hint,
            } => Self {
                address: Some(path.to_string()),
                pointer: Some(place.pointer()),
                message: Some(message.clone()),
                hint: Some(hint.clone()),
                ..empty("impossible")
            },
        }
    }
}

impl SummaryDoc {
    fn new(summary: &PlanSummary, manifests: usize, get: usize) -> Self {
        let PlanSummary {
            products,
            changed,
            add,
            change,
            remove,
            clear,
            destructive,
            uploads,
            upload_bytes,
            writes,
        } = *summary;
        Self {
            manifests,
            products,
            changed,
            add,
            change,
            remove,
            clear,
            destructive,
            uploads,
            upload_bytes,
            requests: RequestsDoc { get, write: writes },
        }
    }
}
