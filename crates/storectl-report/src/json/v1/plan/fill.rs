//! Fills the plan document from plans.

use storectl_manifest::UsedVariable;
use storectl_model::mask::{mask, mask_json};
use storectl_plan::{
    Blocker, Change, Guard, Origin, OutcomeMark, OutcomeValues, ProductPlan, Step,
    SubmissionKnowledge, TextLimit, Unmanaged, Warning,
};

use super::{
    BaseDoc, BlockerDoc, ChangeDoc, LiveStampDoc, OutcomeDoc, PackageFactsDoc, PlanDoc, ProductDoc,
    StepDoc, SummaryDoc, UnmanagedDoc, VariableDoc, WarningDoc, rehearsal::RehearsalDoc,
};
use crate::{
    BaseView, PlanForPeople, PlanView, ProductView, SourceRef,
    json::v1::{
        error::ErrorBody,
        localization::LocalizationDoc,
        shared::{FORMAT_VERSION, LastSubmissionDoc, SourceDoc, ToolDoc, all, utc},
    },
    view::submission_in_doubt,
};

impl From<&PlanView<'_>> for PlanDoc {
    fn from(view: &PlanView<'_>) -> Self {
        let PlanView {
            tool_version,
            endpoint,
            commit,
            repository,
            read_at,
            live,
            products,
            hash,
            summary: _, // with the requests
            requests_get: _,
            apply_command: _,       // for people
            acknowledge_command: _, // in the hints of the error
            error,
        } = view;
        Self {
            format: "storectl.plan",
            format_version: FORMAT_VERSION,
            plan_hash: hash.as_ref().map(ToString::to_string),
            content_hash: None, // once all of it is written
            tool: ToolDoc::new(tool_version),
            endpoint: endpoint.as_raw().to_owned(),
            read_at: read_at.map(utc),
            live: live.map(|it| LiveStampDoc {
                file: it.file.as_raw().to_owned(),
                age: it.age,
            }),
            commit: commit.map(str::to_owned),
            repository: repository.as_ref().map(Into::into),
            products: all(products),
            summary: SummaryDoc::new(view),
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
            at,
            base,
            acknowledge,
            files_before,
            variables,
            localization,
            rehearsal,
            sources,
            places_to_write: _, // for people
            take_commands: _,   // for people
            warning_sources,
            blocker_sources,
            last_commit,
            preflight,
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
            at: at.as_ref().map(Into::into),
            base: base.into(),
            changes: Vec::new(),
            image_orders: Vec::new(),
            removed: Vec::new(),
            agreed: Vec::new(),
            unmanaged: Vec::new(),
            outcome: None,
            steps: Vec::new(),
            preflight_mode: None,
            preflight: Vec::new(),
            acknowledge: acknowledge.iter().map(ToString::to_string).collect(),
            acknowledged_by_flag: Vec::new(),
            variables: all(*variables),
            warnings: Vec::new(),
            blockers: Vec::new(),
            localization: localization.as_ref().map(LocalizationDoc::from),
            rehearsal: rehearsal.map(RehearsalDoc::from),
            error: None,
        };
        match plan {
            Ok(PlanForPeople { plan, shown }) => Self {
                image_orders: all(&shown.orders),
                removed: all(&shown.removed),
                warnings: placed(&plan.warnings, warning_sources, WarningDoc::new),
                blockers: placed(&plan.blockers, blocker_sources, BlockerDoc::new),
                changes: changes(&plan.changes, sources, files_before),
                preflight: PackageFactsDoc::all(preflight, plan),
                last_submission: plan
                    .last_submission
                    .as_ref()
                    .map(|it| LastSubmissionDoc::new(it, *last_commit)),
                ..empty.with(plan)
            },
            Err(error) => Self {
                error: Some((*error).into()),
                ..empty
            },
        }
    }
}

/// Converts every change with its place in the manifest and the file of its image before.
fn changes(
    changes: &[Change],
    sources: &[Option<SourceRef>],
    files_before: &[Option<String>],
) -> Vec<ChangeDoc> {
    let mut docs = placed(changes, sources, ChangeDoc::new);
    for (doc, file) in docs.iter_mut().zip(files_before) {
        doc.before_file.clone_from(file);
    }
    docs
}

/// Converts every item with its place in the manifest.
fn placed<T, D>(
    items: &[T],
    sources: &[Option<SourceRef>],
    convert: fn(&T, Option<&SourceRef>) -> D,
) -> Vec<D> {
    let items = items.iter().enumerate();
    let place = |at| sources.get(at).and_then(Option::as_ref);
    items.map(|(at, it)| convert(it, place(at))).collect()
}

impl ProductDoc {
    fn with(self, plan: &ProductPlan) -> Self {
        let ProductPlan {
            product_id: _, // the view has it, as the manifest spells it
            name: _,
            ongoing_submission,
            ended_submission: _, // the last submission says so
            pending,
            submission_known,
            last_submission: _, // with its commit
            changes: _,         // with their places
            removed_fields: _,  // as people see them
            unmanaged,
            compared_since: _, // of each value that moved
            agreed,
            outcome,
            acknowledged_for_run,
            secret_values,
            remembered_secrets: _, // what they hold is hidden already
            images: _,             // what verifying compares with
            installers,
            steps,
            selection: _, // the warnings say it
            warnings: _,  // with their places
            blockers: _,
        } = plan;
        // What is hidden, as what is masked, would be taken for the value by `apply --plan`.
        let mut variables = self.variables;
        for value in variables.iter_mut().map(|it| &mut it.value) {
            *value = value.take().filter(|it| !secret_values.is_in(it));
        }
        Self {
            variables,
            status: plan.verdict().status().as_str(),
            ongoing_submission_id: ongoing_submission.as_ref().map(ToString::to_string),
            pending: all(pending),
            submission_known: *submission_known == SubmissionKnowledge::Known,
            agreed: agreed.iter().map(ToString::to_string).collect(),
            unmanaged: all(unmanaged),
            outcome: Some(OutcomeDoc::from(&outcome.values)),
            steps: steps.iter().map(|it| StepDoc::new(it, plan)).collect(),
            preflight_mode: Some(installers.mode.as_str()),
            acknowledged_by_flag: acknowledged_for_run
                .iter()
                .map(ToString::to_string)
                .collect(),
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
            base,
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
                lock: _, // below
            } = it;
            (class.as_str(), it.token(), it.is_acknowledged())
        });
        let also = change.guard.iter().flat_map(|it| &it.also);
        Self {
            address: path.to_string(),
            pointer: path.pointer(),
            action: action.as_str(),
            origin: origin.map(Origin::as_str),
            base: base.clone().map(mask_json),
            before,
            after,
            before_file: None, // beside the plan
            destructive: guard.is_some(),
            destructive_class: guard.as_ref().map(|(class, _, _)| *class),
            also_destructive: also.map(|it| it.as_str()).collect(),
            acknowledged: guard.as_ref().map(|(_, _, acknowledged)| *acknowledged),
            token: guard.and_then(|(_, token, _)| Some(token?.to_string())),
            limit: limit.map(TextLimit::characters),
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
            moved,
        } = unmanaged;
        let moved = moved.as_ref();
        let guard = moved.and_then(|it| it.guard.as_ref());
        Self {
            address: path.to_string(),
            will_publish: *will_publish,
            changed_since: moved.map(|it| it.since.to_string()),
            before: moved.and_then(|it| it.before.clone()).unwrap_or_default(),
            after: mask_json(value.to_json()),
            token: guard.and_then(|it| Some(it.token()?.to_string())),
            destructive_class: guard.map(|it| it.class.as_str()),
            acknowledged: guard.map(Guard::is_acknowledged),
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

impl From<&UsedVariable> for VariableDoc {
    fn from(variable: &UsedVariable) -> Self {
        let UsedVariable {
            name,
            value,
            source,
            overridden,
        } = variable;
        // A masked value would be taken for the value by `apply --plan`.
        let unmasked = |it: &Option<String>| it.clone().filter(|it| mask(it) == it.as_str());
        Self {
            name: name.clone(),
            value: unmasked(value),
            from: source.as_str(),
            manifest: unmasked(overridden),
        }
    }
}

impl WarningDoc {
    fn new(warning: &Warning, source: Option<&SourceRef>) -> Self {
        let Warning { path, message } = warning;
        Self {
            address: path.as_ref().map(ToString::to_string).unwrap_or_default(),
            message: message.clone(),
            source: source.map(SourceDoc::from),
        }
    }
}

impl BlockerDoc {
    fn new(blocker: &Blocker, source: Option<&SourceRef>) -> Self {
        let empty = |kind| Self {
            kind,
            submission_id: None,
            messages: Vec::new(),
            changes: Vec::new(),
            unmanaged: Vec::new(),
            address: None,
            pointer: None,
            code: None,
            message: None,
            hint: None,
            source: source.map(SourceDoc::from),
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
            Blocker::InDoubt { announced_at } => Self {
                message: Some(submission_in_doubt(*announced_at)),
                ..empty("in-doubt")
            },
            Blocker::Unacknowledged { changes, unmanaged } => Self {
                changes: changes.clone(),
                unmanaged: unmanaged.clone(),
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
            Blocker::Installer {
                path,
                code,
                message,
                hint,
            } => Self {
                address: Some(path.to_string()),
                pointer: Some(path.pointer()),
                code: Some((*code).to_owned()),
                message: Some(message.clone()),
                hint: Some(hint.clone()),
                ..empty("installer")
            },
        }
    }
}

impl From<&BaseView<'_>> for BaseDoc {
    fn from(base: &BaseView<'_>) -> Self {
        let empty = |kind| Self {
            kind,
            rev: None,
            commit: None,
            submission_id: None,
            at: None,
            reason: None,
        };
        match base {
            BaseView::Receipt {
                commit,
                submission,
                at,
            } => Self {
                commit: commit.map(|it| it.as_raw().to_owned()),
                submission_id: Some(submission.to_string()),
                at: Some(utc(*at)),
                ..empty("receipt")
            },
            BaseView::Revision { rev, commit } => Self {
                rev: Some(rev.as_raw().to_owned()),
                commit: Some(commit.as_raw().to_owned()),
                ..empty("revision")
            },
            BaseView::None { reason } => Self {
                reason: Some(reason.as_raw().to_owned()),
                ..empty("none")
            },
        }
    }
}
