//! Fills the plan document from plans.

use storectl_manifest::UsedVariable;
use storectl_model::FieldPath;
use storectl_plan::{
    Blocker, OutcomeMark, PolicyViolation, Selection, SubmissionKnowledge, Warning,
};

use super::{
    BaseDoc, BlockerDoc, CountsDoc, LiveStampDoc, OfferDoc, OutcomeDoc, PackageFactsDoc, PlanDoc,
    ProductDoc, StepDoc, SummaryDoc, VariableDoc, WarningDoc, change::changes,
    rehearsal::RehearsalDoc, store_page::fields,
};
use crate::{
    BaseView, Offer, PlanDetails, PlanView, ProductView, SourceRef,
    json::v1::{
        diagnostics::diagnostics,
        error::ErrorBody,
        localization::LocalizationDoc,
        shared::{FORMAT_VERSION, LastSubmissionDoc, SourceDoc, ToolDoc, Word, all, shown, utc},
    },
    view::{PendingWork, PlannedStep, submission_in_doubt},
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
            part,
            products,
            hash,
            summary: _, // with the requests
            requests_get: _,
            apply_command,
            acknowledge_command,
            invalid,
            exit,
            error,
        } = view;
        Self {
            format: "storectl.plan".into(),
            format_version: FORMAT_VERSION.into(),
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
            shard: part.shard.map(|it| it.to_string()),
            missing: part.missing.clone(),
            products: all(products),
            diagnostics: invalid.as_ref().map(diagnostics).unwrap_or_default(),
            summary: SummaryDoc::new(view),
            exit: *exit,
            apply_command: apply_command.as_ref().map(OfferDoc::from),
            acknowledge_command: acknowledge_command.as_ref().map(OfferDoc::from),
            error: error.map(ErrorBody::from),
        }
    }
}

impl From<&ProductView<'_>> for ProductDoc {
    fn from(view: &ProductView<'_>) -> Self {
        let ProductView {
            manifest,
            product_id: _, // where it is known
            seller_id,
            name,
            plan,
            at,
            base,
            acknowledge,
            files_before: _, // with the changes
            variables,
            localization,
            rehearsal,
            sources: _, // with the changes
            places_to_write: _,
            take_commands: _,
            warning_sources,
            blocker_sources,
            last_commit,
            preflight,
        } = view;
        let empty = Self {
            manifest: manifest.as_raw().to_owned(),
            product_id: view.known_id().map(|it| it.as_raw().to_owned()),
            seller_id: seller_id.map(|it| it.as_raw().to_owned()),
            name: name
                .filter(|_| view.known_id().is_some())
                .map(|it| it.as_raw().to_owned()),
            status: "error".into(),
            verdict: None,
            counts: None,
            selection_matches: true,
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
            compared_since: None,
            unmanaged: Vec::new(),
            outcome: None,
            store_page: None,
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
            Ok(plan) => Self {
                warnings: placed(&plan.warnings, warning_sources, WarningDoc::new),
                blockers: placed(&plan.blockers, blocker_sources, BlockerDoc::new),
                changes: changes(view, plan),
                image_orders: all(&plan.orders),
                removed: all(&plan.removed),
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
    fn with(self, plan: &PlanDetails) -> Self {
        let PlanDetails {
            product_id: _, // the view has it, as the manifest spells it
            verdict,
            summary,
            pending,
            submits: _, // one of the steps does
            submission_known,
            ongoing_submission,
            last_submission: _, // with its commit
            changes: _,         // with their places
            orders: _,          // with the changes
            removed: _,         // with the changes
            unmanaged,
            compared_since,
            agreed,
            outcome: OutcomeMark { digest, values },
            store_page,
            steps,
            selection,
            preflight_mode,
            approved_installers: _, // with the looks
            secret_addresses: _,
            acknowledged_for_run,
            secret_values,
            warnings: _, // with their places
            blockers: _,
        } = plan;
        let facts = pending.iter().map(|it| {
            let PendingWork {
                fact,
                is_planned: _, // one of the steps does it
            } = it;
            fact
        });
        // What is hidden, as what is masked, would be taken for the value by `apply --plan`.
        let mut variables = self.variables;
        for variable in &mut variables {
            for value in [&mut variable.value, &mut variable.masked] {
                *value = value.take().filter(|it| !secret_values.is_in(it));
            }
        }
        Self {
            variables,
            status: verdict.status().as_str().into(),
            verdict: Some(verdict.as_str().into()),
            counts: Some(CountsDoc::from(summary)),
            selection_matches: match selection {
                Selection::Something => true,
                Selection::Nothing => false,
            },
            ongoing_submission_id: ongoing_submission.as_ref().map(ToString::to_string),
            pending: all(facts),
            submission_known: *submission_known == SubmissionKnowledge::Known,
            agreed: agreed.iter().map(ToString::to_string).collect(),
            compared_since: compared_since.as_ref().map(ToString::to_string),
            unmanaged: all(unmanaged),
            outcome: Some(OutcomeDoc {
                digest: digest.clone(),
                values: values.clone(),
            }),
            store_page: store_page.as_ref().map(fields),
            steps: all(steps),
            preflight_mode: Some(preflight_mode.as_str().into()),
            acknowledged_by_flag: acknowledged_for_run
                .iter()
                .map(ToString::to_string)
                .collect(),
            ..self
        }
    }
}

impl From<&Offer> for OfferDoc {
    fn from(offer: &Offer) -> Self {
        let Offer { command, beside } = offer.clone();
        Self { command, beside }
    }
}

impl From<&PlannedStep> for StepDoc {
    fn from(step: &PlannedStep) -> Self {
        let PlannedStep {
            id,
            kind,
            summary,
            request,
            body,
            assets,
            changes,
        } = step;
        let (method, path) = request.clone().unzip();
        Self {
            id: id.clone(),
            kind: kind.clone().into(),
            summary: summary.clone(),
            method: method.map(Word::from),
            path,
            body: body.clone(),
            assets: assets.clone(),
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
        let (value, masked) = shown(value.as_deref());
        let (manifest, masked_manifest) = shown(overridden.as_deref());
        Self {
            name: name.clone(),
            value,
            masked,
            from: source.as_str().into(),
            manifest,
            masked_manifest,
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
        let empty = |kind: &'static str| Self {
            kind: Word::from(kind),
            submission_id: None,
            announced_at: None,
            messages: Vec::new(),
            changes: Vec::new(),
            unmanaged: Vec::new(),
            address: None,
            pointer: None,
            code: None,
            rule: None,
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
                announced_at: Some(utc(*announced_at)),
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
            Blocker::Policy(violation) => {
                let PolicyViolation {
                    rule,
                    place: _, // with its file, as the source
                    path,
                    changes,
                    unmanaged,
                    message,
                    hint,
                } = violation;
                Self {
                    rule: Some(rule.key().into()),
                    changes: changes.clone(),
                    unmanaged: unmanaged.clone(),
                    address: path.as_ref().map(ToString::to_string),
                    pointer: path.as_ref().map(FieldPath::pointer),
                    message: Some(message.clone()),
                    hint: Some(hint.clone()),
                    ..empty("policy")
                }
            }
        }
    }
}

impl From<&BaseView<'_>> for BaseDoc {
    fn from(base: &BaseView<'_>) -> Self {
        let empty = |kind: &'static str| Self {
            kind: kind.into(),
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
