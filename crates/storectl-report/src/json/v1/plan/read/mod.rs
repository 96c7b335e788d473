//! Reads plans from their document.

mod blocker;
mod change;

use storectl_manifest::{UsedVariable, VariableSource};
use storectl_model::{PreflightMode, SecretValues};
use storectl_plan::{OutcomeMark, Selection, StepAction, Verdict};

use super::{
    BaseDoc, BlockerDoc, ChangeDoc, LiveStampDoc, OfferDoc, PackageFactsDoc, PlanDoc, ProductDoc,
    StepDoc, UnmanagedDoc, VariableDoc, WarningDoc,
    beside::{FileBeforeDoc, ImageOrderDoc, RemovedFieldDoc, RepositoryDoc},
    store_page,
};
use crate::{
    AtView, BaseView, ErrorView, FleetPart, Foreign, LiveStamp, Offer, PlanDetails, PlanView,
    ProductView,
    json::{
        shelf::Shelf,
        unreadable::{Unreadable, address, id, time, word},
        v1::{
            diagnostics::read_invalid,
            error::ErrorBody,
            localization::LocalizationDoc,
            shared::{LastSubmissionDoc, SourceDoc, knowledge, product, read_all, shard},
        },
    },
    view::{PendingWork, PlannedStep},
};

impl PlanDoc {
    /// Reads the plans.
    pub(in crate::json) fn read<'a>(
        &'a self,
        shelf: &'a Shelf<'_>,
    ) -> Result<PlanView<'a>, Unreadable> {
        let Self {
            format: _,
            format_version: _,
            plan_hash,
            content_hash: _, // `apply --plan` reads it; what was edited is shown as it is
            tool,
            endpoint,
            read_at,
            live,
            commit,
            repository,
            shard: shard_text,
            missing,
            products,
            diagnostics,
            summary,
            exit,
            apply_command,
            acknowledge_command,
            error,
        } = self;
        Ok(PlanView {
            tool_version: tool.version(),
            endpoint: Foreign::new(endpoint),
            commit: commit.as_deref(),
            repository: repository.as_ref().and_then(RepositoryDoc::read),
            read_at: read_at.as_deref().map(time).transpose()?,
            live: live.as_ref().map(LiveStampDoc::read),
            part: FleetPart {
                shard: shard(shard_text.as_deref())?,
                missing: missing.clone(),
            },
            products: read_all_views(products, |it| {
                let product = it.read(shelf)?;
                Ok(match live {
                    // Whoever has a snapshot alone cannot read the Store; the document is the one that reads it.
                    Some(_) => ProductView {
                        take_commands: Vec::new(),
                        ..product
                    },
                    None => product,
                })
            })?,
            hash: match plan_hash {
                Some(hash) => Some(
                    hash.parse()
                        .map_err(|_| Unreadable::new("the hash of a plan", hash))?,
                ),
                None => None,
            },
            summary: summary.read(),
            requests_get: summary.reads(),
            apply_command: apply_command.as_ref().map(OfferDoc::read),
            acknowledge_command: acknowledge_command.as_ref().map(OfferDoc::read),
            invalid: read_invalid(diagnostics, products.len(), summary.omitted(), shelf)?,
            exit: *exit,
            error: error.as_ref().map(|it| it.read(shelf)).transpose()?,
        })
    }
}

/// Reads every item into a view of it.
fn read_all_views<'a, T, R>(
    items: &'a [T],
    read: impl Fn(&'a T) -> Result<R, Unreadable>,
) -> Result<Vec<R>, Unreadable> {
    items.iter().map(read).collect()
}

impl LiveStampDoc {
    fn read(&self) -> LiveStamp<'_> {
        let Self { file, age } = self;
        LiveStamp {
            file: Foreign::new(file),
            age: *age,
        }
    }
}

impl OfferDoc {
    pub(super) fn read(&self) -> Offer {
        let Self { command, beside } = self;
        Offer {
            command: command.clone(),
            beside: beside.clone(),
        }
    }
}

impl ProductDoc {
    fn read<'a>(&'a self, shelf: &'a Shelf<'_>) -> Result<ProductView<'a>, Unreadable> {
        let place = |it: &Option<SourceDoc>| it.as_ref().map(|it| it.read(shelf.names));
        let variables = read_all(&self.variables, VariableDoc::read)?;
        let localization = self.localization.as_ref();
        let rehearsal = self.rehearsal.as_ref();
        Ok(ProductView {
            manifest: Foreign::new(&self.manifest),
            product_id: Foreign::new(self.product_id.as_deref().unwrap_or_default()),
            seller_id: self.seller_id.as_deref().map(Foreign::new),
            name: match &self.product_id {
                Some(_) => self.name.as_deref().map(Foreign::new),
                // People know it by its path.
                None => Some(Foreign::new(&self.manifest)),
            },
            plan: self.plan(shelf)?,
            at: match &self.at {
                Some(at) => Some(at.read(shelf)?),
                None => None::<AtView<'_>>,
            },
            base: self.base.read(shelf)?,
            acknowledge: read_all(&self.acknowledge, |it| change::token(it))?,
            files_before: read_all(&self.changes, |it| {
                it.before_file.as_ref().map(FileBeforeDoc::read).transpose()
            })?,
            last_commit: self
                .last_submission
                .as_ref()
                .and_then(LastSubmissionDoc::commit),
            variables: shelf.variables.alloc_extend(variables),
            localization: localization.map(LocalizationDoc::read).transpose()?,
            preflight: read_all_views(&self.preflight, |it| it.read(shelf))?,
            rehearsal: rehearsal.map(|it| &*shelf.rehearsals.alloc(it.read(shelf.names))),
            sources: self.changes.iter().map(|it| place(&it.source)).collect(),
            places_to_write: self
                .changes
                .iter()
                .map(|it| place(&it.place_to_write))
                .collect(),
            take_commands: self
                .changes
                .iter()
                .map(|it| it.take_command.clone())
                .collect(),
            warning_sources: self.warnings.iter().map(|it| place(&it.source)).collect(),
            blocker_sources: self.blockers.iter().map(|it| place(&it.source)).collect(),
        })
    }

    /// Reads the plan, or what kept it from being made.
    fn plan<'a>(
        &self,
        shelf: &'a Shelf<'_>,
    ) -> Result<Result<PlanDetails, &'a ErrorView>, Unreadable> {
        match (&self.error, &self.verdict) {
            (Some(error), None) => Ok(Err(ErrorBody::read(error, shelf)?)),
            (None, Some(verdict)) => Ok(Ok(self.details(verdict)?)),
            (None, None) | (Some(_), Some(_)) => {
                Err(Unreadable::new("the status of a product", &self.status))
            }
        }
    }

    fn details(&self, verdict: &str) -> Result<PlanDetails, Unreadable> {
        let kinds: Vec<&str> = self.steps.iter().map(|it| &*it.kind).collect();
        let pending = read_all(&self.pending, |it| {
            let fact = it.read()?;
            Ok(PendingWork {
                is_planned: PlanDetails::is_planned(&fact, &kinds),
                fact,
            })
        })?;
        let outcome = self.outcome.as_ref().map(|it| OutcomeMark {
            digest: it.digest.clone(),
            values: it.values.clone(),
        });
        let mode = self.preflight_mode.as_deref();
        let mode: Option<Result<PreflightMode, _>> = mode.map(|it| {
            it.parse()
                .map_err(|_| Unreadable::new("a preflight mode", it))
        });
        let approved = self.preflight.iter().filter(|it| it.is_approved());
        let hidden = self.preflight.iter().filter(|it| it.has_secret_address());
        Ok(PlanDetails {
            product_id: product(self.product_id.as_deref().unwrap_or_default()),
            verdict: word(
                "a verdict on a plan",
                &Verdict::ALL,
                Verdict::as_str,
                verdict,
            )?,
            summary: self.summary(),
            pending,
            submits: kinds.contains(&StepAction::Submit.kind()),
            submission_known: knowledge(self.submission_known),
            ongoing_submission: self.ongoing_submission_id.as_deref().map(id).transpose()?,
            last_submission: match &self.last_submission {
                Some(last) => Some(last.read()?),
                None => None,
            },
            changes: read_all(&self.changes, ChangeDoc::read)?,
            orders: self.image_orders.iter().map(ImageOrderDoc::read).collect(),
            removed: self.removed.iter().map(RemovedFieldDoc::read).collect(),
            unmanaged: read_all(&self.unmanaged, UnmanagedDoc::read)?,
            compared_since: self.compared_since.as_deref().map(id).transpose()?,
            agreed: self.agreed.iter().map(|it| address(it)).collect(),
            outcome: outcome.unwrap_or_default(),
            store_page: self
                .store_page
                .as_deref()
                .map(store_page::read)
                .transpose()?,
            steps: read_all(&self.steps, StepDoc::read)?,
            selection: if self.selection_matches {
                Selection::Something
            } else {
                Selection::Nothing
            },
            preflight_mode: mode.transpose()?.unwrap_or(PreflightMode::Off),
            approved_installers: approved.map(PackageFactsDoc::package).collect(),
            secret_addresses: hidden.map(PackageFactsDoc::package).collect(),
            acknowledged_for_run: read_all(&self.acknowledged_by_flag, |it| change::token(it))?,
            secret_values: SecretValues::default(),
            warnings: self.warnings.iter().map(WarningDoc::read).collect(),
            blockers: read_all(&self.blockers, BlockerDoc::read)?,
        })
    }
}

impl StepDoc {
    fn read(&self) -> Result<PlannedStep, Unreadable> {
        let Self {
            id,
            kind,
            summary,
            method,
            path,
            body,
            assets,
            changes,
        } = self;
        Ok(PlannedStep {
            id: id.clone(),
            kind: word("a kind of step", &StepAction::KINDS, |it| it, kind)?.to_owned(),
            summary: summary.clone(),
            request: method.as_deref().map(str::to_owned).zip(path.clone()),
            body: body.clone(),
            assets: assets.clone(),
            changes: changes.clone(),
        })
    }
}

impl BaseDoc {
    fn read<'a>(&'a self, shelf: &'a Shelf<'_>) -> Result<BaseView<'a>, Unreadable> {
        let Self {
            kind,
            rev,
            commit,
            submission_id,
            at,
            reason,
        } = self;
        let commit = commit.as_deref().map(Foreign::new);
        let submission = shelf.submission(submission_id.as_deref())?;
        let at = at.as_deref().map(time).transpose()?;
        let (rev, reason) = (rev.as_deref(), reason.as_deref());
        match (&**kind, commit, submission.zip(at), rev, reason) {
            ("receipt", commit, Some((submission, at)), _, _) => Ok(BaseView::Receipt {
                commit,
                submission,
                at,
            }),
            ("revision", Some(commit), _, Some(rev), _) => Ok(BaseView::Revision {
                rev: Foreign::new(rev),
                commit,
            }),
            ("none", _, _, _, Some(reason)) => Ok(BaseView::None {
                reason: Foreign::new(reason),
            }),
            (other, ..) => Err(Unreadable::new("a base with all of its facts", other)),
        }
    }
}

impl VariableDoc {
    fn read(&self) -> Result<UsedVariable, Unreadable> {
        let Self {
            name,
            value,
            masked,
            from,
            manifest,
            masked_manifest,
        } = self;
        Ok(UsedVariable {
            name: name.clone(),
            value: value.as_ref().or(masked.as_ref()).cloned(),
            source: word(
                "where a variable comes from",
                &VariableSource::ALL,
                VariableSource::as_str,
                from,
            )?,
            overridden: manifest.as_ref().or(masked_manifest.as_ref()).cloned(),
        })
    }
}
