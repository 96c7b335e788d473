//! Rehearses an apply: the same steps, run against a simulated Store in memory that starts with the values just read.
//!
//! The simulated Store reads the contract as strictly as it can be read, and its time is virtual. Nothing is kept: no journal,
//! no receipt, no state.

use std::{collections::BTreeMap, num::NonZeroUsize, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Request, Response};
use storectl_api::{
    BoxFuture, ClientConfig, Clock as _, FakeClock, ReadScope, Transport, TransportError,
    WriteClient,
};
use storectl_apply::{
    ApplyRequest, Cancellation, Event, Journal, NoInstallers, NoReceipts, Observer, PollPolicy,
    Slot, Slots, apply,
};
use storectl_model::{
    AckToken, AssetContent, AssetId, RemoteNotes, RemoteProduct, SECRET, StoreMessage,
};
use storectl_plan::{
    ApplyReport, Blocker, PendingFact, PlanOptions, PriorWork, ProductPlan, Step, StepId, plan,
};
use storectl_report::{Interpretation, Refused, Rehearsal, json};
use storectl_sandbox::{Clock, Explain, Explained, Options, Reading, Sandbox, Seed};
use url::Url;

use crate::{
    error::CliError,
    exit::Exit,
    manifests::{load::Manifest, locate},
    ops::{blockers, plan::Planned},
    runtime::time::now,
    settings::plan::PlanSettings,
    store::embedded::application,
};

/// How long an apply may wait, in the time of the rehearsal.
const TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

/// Rehearses every product's plan. One that cannot be rehearsed has that for its plan.
pub(crate) async fn rehearse_all(planned: &mut [Planned<'_>], settings: &PlanSettings) {
    for one in planned {
        match Box::pin(rehearse(one, settings)).await {
            Ok(rehearsal) => one.rehearsal = rehearsal,
            Err(error) => one.plan = Err(error),
        }
    }
}

/// Rehearses one product's plan; `None` where there is none that could be applied once it is acknowledged.
///
/// # Errors
/// The simulated Store cannot be set up with what was read (1).
async fn rehearse(
    planned: &Planned<'_>,
    settings: &PlanSettings,
) -> Result<Option<Rehearsal>, CliError> {
    let (Ok(made), Some(draft)) = (&planned.plan, &planned.draft) else {
        return Ok(None);
    };
    if !is_possible(made) {
        return Ok(None);
    }
    let stage = Stage::of(planned.manifest, &draft.remote)?;
    let desired = &planned.manifest.product;
    let mut remote = stage.read(planned.manifest).await?;
    recognize(&mut remote, &draft.remote);
    // Submissions of the Store are none of the simulated one.
    let facts = draft.prior.facts.iter();
    let prior = PriorWork {
        facts: facts.filter(|it| !is_following(it)).cloned().collect(),
        knowledge: draft.prior.knowledge,
        ..PriorWork::default()
    };
    let memory = planned.remembered.memory();
    let options = settings.options(desired, &planned.manifest.unmatched, &prior, memory);
    // Whoever acknowledges it has it applied.
    let tokens: Vec<AckToken> = plan(desired, &remote, &options)
        .guards()
        .filter_map(|it| it.token().cloned())
        .collect();
    let options = PlanOptions {
        acknowledge: &tokens,
        ..options
    };
    let plan = plan(desired, &remote, &options);
    if !is_possible(&plan) {
        return Ok(None);
    }
    Ok(Some(stage.run(planned.manifest, &plan).await?))
}

/// Whether acknowledging a plan, or waiting, is all that it takes to apply it.
fn is_possible(plan: &ProductPlan) -> bool {
    let mut blockers = plan.blockers.iter();
    !blockers.any(|it| match it {
        Blocker::Conflict { .. } => true,
        // The simulated Store has its own view of installers.
        Blocker::Installer { .. }
        | Blocker::Busy { .. }
        | Blocker::Policy(_)
        | Blocker::Unacknowledged { .. }
        | Blocker::InDoubt { .. } => false,
    })
}

fn is_following(fact: &PendingFact) -> bool {
    match fact {
        PendingFact::Following(_) => true,
        PendingFact::PackagesUncommitted | PendingFact::Unsubmitted => false,
    }
}

/// Takes over which images are which of the manifest's files: their pictures are not in the simulated Store.
fn recognize(remote: &mut RemoteProduct, read: &RemoteProduct) {
    let known = read.assets.values();
    let known = known.flat_map(|it| it.screenshots.iter().chain(&it.store_logos));
    let known: BTreeMap<&AssetId, &AssetContent> = known.map(|it| (&it.id, &it.content)).collect();
    for assets in remote.assets.values_mut() {
        let all = assets.screenshots.iter_mut().chain(&mut assets.store_logos);
        for asset in all {
            if let Some(content) = known.get(&asset.id) {
                asset.content = (*content).clone();
            }
        }
    }
}

/// A simulated Store and a client of it.
struct Stage {
    sandbox: Sandbox,
    clock: Arc<FakeClock>,
    client: WriteClient,
    endpoint: Url,
}

impl Stage {
    /// Sets up a Store that holds this draft.
    fn of(manifest: &Manifest, remote: &RemoteProduct) -> Result<Self, CliError> {
        let clock = Arc::new(FakeClock::new());
        clock.advance(Duration::from_secs(now()));
        let time = Arc::clone(&clock);
        let options = Options {
            seed: Seed::Nothing,
            explain: Explain::Refusals,
            clock: Clock::asking(move || time.now()),
            ..Options::default()
        };
        let failed = |error: anyhow::Error| CliError::local("cannot rehearse the apply", error);
        let endpoint: Url = "http://localhost"
            .parse()
            .map_err(|it| failed(anyhow::Error::new(it)))?;
        let credentials = options.credentials.clone();
        let sandbox = Sandbox::in_memory(options);
        let id = manifest.product.product_id.as_str();
        sandbox
            .put_draft(id, &json::draft(&with_text(remote)))
            .map_err(|it| failed(it.into()))?;
        let (auth, seller) = application(credentials, &endpoint)?;
        let config = ClientConfig {
            seller_id: Some(seller),
            ..ClientConfig::new(endpoint.clone(), auth)
        };
        let transport = Arc::new(InProcess(sandbox.clone()));
        let client = WriteClient::new(config, transport, Arc::clone(&clock) as _);
        Ok(Self {
            sandbox,
            clock,
            client,
            endpoint,
        })
    }

    async fn read(&self, manifest: &Manifest) -> Result<RemoteProduct, CliError> {
        let product = &manifest.product.product_id;
        let reader = self.client.reader();
        Ok(reader.read_product(product, ReadScope::Everything).await?)
    }

    /// Applies a plan.
    async fn run(&self, manifest: &Manifest, plan: &ProductPlan) -> Result<Rehearsal, CliError> {
        let desired = &manifest.product;
        let mut journal = Journal::forgetful(self.endpoint.as_str(), &desired.product_id);
        let mut waits = Waits::default();
        let from = self.sandbox.requests().len();
        let report = apply(ApplyRequest {
            plan,
            desired,
            client: &self.client,
            clock: &*self.clock,
            journal: &mut journal,
            recorder: &mut NoReceipts,
            installers: &mut NoInstallers,
            observer: &mut waits,
            cancel: &Cancellation::new(),
            slot: &Slot::unshared(),
            poll: PollPolicy {
                first_interval: None,
                until: self.clock.now().saturating_add(TIMEOUT),
            },
            images: manifest.files_folder().to_owned(),
            uploads: &Slots::new(NonZeroUsize::MIN),
        })
        .await;
        let sent = self.sandbox.requests().into_iter().skip(from);
        let sent = sent.filter(|it| !it.path_and_query.contains("/oauth2/"));
        let (reads, writes): (Vec<_>, Vec<_>) =
            sent.partition(|it| matches!(it.method.as_str(), "GET" | "HEAD"));
        Ok(Rehearsal {
            reads: reads.len(),
            writes: writes.len(),
            waits: waits.count,
            refusals: self.refusals(manifest, plan, &report),
        })
    }

    /// Returns why the apply did not end well, where it did not.
    fn refusals(
        &self,
        manifest: &Manifest,
        plan: &ProductPlan,
        report: &ApplyReport,
    ) -> Vec<Refused> {
        let Some(failure) = report.failure() else {
            return Vec::new();
        };
        let failed = report.steps.iter();
        let failed = failed.filter(|it| it.outcome.failure().is_some());
        let failed = failed.map(|it| &it.id).next();
        let step: Option<&Step> = plan.steps.iter().find(|it| Some(&it.id) == failed);
        if failure.store_messages.is_empty() {
            let field = failure.fields.first();
            return vec![Refused {
                address: field.map(ToString::to_string).unwrap_or_default(),
                message: failure.message.clone(),
                code: "error".to_owned(),
                interpretations: Vec::new(),
                source: field.and_then(|it| manifest.locate(&it.pointer())),
            }];
        }
        let explained = self.sandbox.refusals();
        let messages = failure.store_messages.iter();
        messages
            .map(|message| {
                let field = locate::field_of_message(message, step, plan);
                let about = || message.target.clone();
                Refused {
                    address: field.as_ref().map_or_else(about, ToString::to_string),
                    message: message.message.clone(),
                    code: message.code.clone(),
                    interpretations: readings(message, explained.iter().flat_map(|it| &it.errors)),
                    source: field.and_then(|it| manifest.locate(&it.pointer())),
                }
            })
            .collect()
    }
}

/// Certification notes of which a snapshot keeps no text are some others: a Store holds a text.
fn with_text(remote: &RemoteProduct) -> RemoteProduct {
    let mut remote = remote.clone();
    let notes = &mut remote.properties.certification_notes;
    if let Some(RemoteNotes::Present) = notes {
        *notes = Some(SECRET.into());
    }
    remote
}

/// Returns the readings that made the Store say this, the last time it did.
fn readings<'a>(
    message: &StoreMessage,
    explained: impl DoubleEndedIterator<Item = &'a Explained>,
) -> Vec<Interpretation> {
    let is_it = |it: &&Explained| it.message == message.message && it.target == message.target;
    let found = explained.rev().find(is_it);
    let readings = found.into_iter().flat_map(|it| &it.readings);
    readings
        .map(|it: &Reading| Interpretation {
            switch: format!("{}={}", it.switch.name, it.value),
            about: it.switch.about.to_owned(),
            meaning: it.meaning().to_owned(),
        })
        .collect()
}

/// Returns the first rehearsal that was refused, as what the plan ends with.
pub(crate) fn fault(planned: &[Planned<'_>]) -> Option<CliError> {
    planned.iter().find_map(|one| {
        let refused = one.rehearsal.as_ref()?.refusals.first()?;
        let product = blockers::name(one.manifest);
        let about = match refused.address.as_str() {
            "" => String::new(),
            address => format!("{address}: "),
        };
        let message = format!(
            "the rehearsal of {product} was refused: {about}{}",
            refused.message()
        );
        let error = CliError::new(Exit::Invalid, message).at(refused.source.clone());
        Some(match refused.interpretations.as_slice() {
            [] => error,
            _ => error.hint("the Store may accept it: the rehearsal takes the strictest reading of what its contract leaves open"),
        })
    })
}

/// Counts the waits of an apply: one for each step that has waited.
#[derive(Default)]
struct Waits {
    count: usize,
    last: Option<StepId>,
}

impl Observer for Waits {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Waiting { step, .. } => {
                let step = step.map(|it| it.id.clone());
                if self.count == 0 || self.last != step {
                    self.count += 1;
                    self.last = step;
                }
            }
            Event::StepStarted { .. }
            | Event::Uploading { .. }
            | Event::Uploaded { .. }
            | Event::Note { .. }
            | Event::Stopping { .. }
            | Event::StepEnded { .. } => {}
        }
    }
}

/// Hands requests to the simulated Store in this process.
struct InProcess(Sandbox);

impl Transport for InProcess {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let Self(sandbox) = self;
        Box::pin(async move { Ok(sandbox.respond(request).await) })
    }
}
