//! `storectl status`: how drafts and submissions stand.

use std::time::Instant;

use clap::Args;
use futures_util::future;
use storectl_api::ReadClient;
use storectl_apply::{Cancellation, Journal, Recollection, SubmissionRecorder as _};
use storectl_model::Prune;
use storectl_plan::{LastSubmission, SubmissionOutcome, Timeline};
use storectl_report::{FleetPart, Foreign, Output, StatusFacts, StatusView, submission_in_doubt};

use crate::{
    args::{ManifestArgs, ResultArgs, StoreArgs},
    error::{self, CliError, Written},
    exit::Exit,
    hints::{invocation::Invocation, next, refusals},
    manifests::load::{self, Manifest},
    ops::blockers,
    ops::history::Releases,
    ops::plan::{READING, VERSION},
    ops::seller_slots::SellerSlots,
    ops::status::{self, DraftFacts},
    output::printer::{Level, Printer},
    output::progress::{Names, Progress},
    output::{targets::Targets, write},
    receipts::{self, Follower, Notices, ReceiptPlace, Remembered},
    runtime::{block_on, signals},
    settings::env::Env,
    settings::history::HistorySettings,
    settings::store::StoreSettings,
    store::open::Store,
};

/// Show drafts, submissions and pending work
///
/// Exits with 0 if the last submission is published or nothing was ever submitted, with 22 if it failed, and with 31 if the
/// Store is still working. With --watch, follows uploads and submissions until they end, and also exits with 22 if the
/// Store cannot process the packages, with 13 if a draft does not become ready by itself, and with 31 if --timeout expires.
#[derive(Args, Debug)]
pub(crate) struct StatusCommand {
    #[command(flatten)]
    manifests: ManifestArgs,
    /// Wait until uploads and submissions finish
    #[arg(long)]
    watch: bool,
    /// List the releases that receipts record, newest first; needs no credentials
    ///
    /// Reads the receipts that `--receipts git` keeps in refs/storectl/applied/PRODUCT, and the last one in
    /// .storectl/receipts. Asks no Store.
    #[arg(long, conflicts_with = "watch")]
    history: bool,
    #[command(flatten)]
    pub(super) store: StoreArgs,
    #[command(flatten)]
    pub(crate) result: ResultArgs,
}

/// How one product stands.
struct ProductStatus<'a> {
    manifest: &'a Manifest,
    facts: Result<DraftFacts, CliError>,
    /// Keeps the receipt up to date.
    follower: Follower<'a>,
    journal: Vec<String>,
    /// Why it does not exit 0 though it could be read.
    unsettled: Option<CliError>,
}

pub(crate) fn run(
    args: &StatusCommand,
    env: &Env,
    printer: &Printer,
    invocation: &Invocation,
) -> Result<Exit, CliError> {
    let targets = Targets::of(&args.result, Some(&args.store))?;
    // Nothing is written, so a secret without a value is no error: its fields are not compared.
    let secrets = env.clone().standing_in_for_secrets();
    let loaded = load::load(&args.manifests, &targets, &secrets, Prune::Keep)?;
    if args.history {
        let settings = HistorySettings::resolve(&args.store, env, &loaded.state_dir())?;
        let releases = Releases::read(&loaded.manifests, &settings, printer)?;
        let output = Output::History(releases.view());
        write::show(&printer.rendering(&output), &args.result)?;
        return Ok(Exit::Ok);
    }
    let settings = StoreSettings::resolve(&args.store, env, loaded.state_dir())?;
    let invocation = loaded.printable(invocation);
    let cancel = Cancellation::new();
    let notices = Notices::new(printer);
    let standings = block_on::until_stopped(printer.machine(), cancel.clone(), async {
        let store = Store::open(&settings, &loaded.manifests, printer).await?;
        let client = store.reader();
        let read = async { Ok(receipts::of_all(&store, &loaded.manifests, &notices).await) };
        let remembered = block_on::reading(&cancel, "reading receipts", read).await?;
        let mut standings: Vec<ProductStatus<'_>> = Vec::new();
        let followers = loaded.manifests.iter().zip(&remembered).map(|(it, known)| {
            let place = ReceiptPlace::of(&store, it);
            (it, known, Follower::new(place, it, known, &notices))
        });
        let seller = |it: &Manifest| store.seller(&it.product).ok();
        let sellers = loaded.manifests.iter().map(seller);
        let slots = &SellerSlots::new(settings.parallelism, sellers);
        let (store, client) = (&store, &client);
        let reading = followers.map(|(it, known, follower)| async move {
            let _slot = slots.take(seller(it).as_ref()).await;
            Box::pin(stand(it, known, follower, store, client)).await
        });
        let reading = future::join_all(reading);
        standings.extend(block_on::reading(&cancel, READING, async { Ok(reading.await) }).await?);
        if args.watch {
            let begun = Instant::now();
            let names = Names::of(standings.len());
            let watching = standings
                .iter_mut()
                .map(|it| it.watch(store, client, names, printer, &cancel));
            future::join_all(watching).await;
            if let Some(signal) = cancel.signal() {
                return Err(signals::stopped_while(signal, "watching", begun.elapsed()));
            }
        }
        Ok(standings)
    })
    .map_err(|error| next::with(error, &invocation))?;
    notices.conclude();
    let standings: Vec<ProductStatus<'_>> = standings
        .into_iter()
        .map(|it| it.dated().advised(&invocation))
        .collect();

    let errors = standings
        .iter()
        .filter_map(|it| it.facts.as_ref().err().or(it.unsettled.as_ref()));
    let error = errors.max_by_key(|it| it.exit()).cloned();
    for it in &standings {
        it.say_in_doubt(&invocation, printer);
    }
    let timelines = standings.iter().map(ProductStatus::timeline).collect();
    let status = Status {
        part: FleetPart::of_run(args.manifests.part.shard),
        standings,
        timelines,
        error,
    };
    let output = Output::Status(status.view());
    write::show(&printer.rendering(&output), &args.result)?;
    Ok(match &status.error {
        Some(error) => {
            printer.failure_beside(error, args.result.format);
            error.exit()
        }
        None => Exit::Ok,
    })
}

async fn stand<'a>(
    manifest: &'a Manifest,
    remembered: &Remembered,
    mut follower: Follower<'a>,
    store: &Store,
    client: &ReadClient,
) -> ProductStatus<'a> {
    let product = &manifest.product;
    let journal = store.journal(manifest);
    let facts = async {
        let client = client.with_seller(store.seller(product)?);
        let known = Recollection {
            journal: journal
                .as_ref()
                .map(Journal::prior_work)
                .unwrap_or_default(),
            receipt: remembered.accepted(),
            announced: remembered.announced(),
            earlier: remembered.earlier(),
            now: store.unix_now(),
        };
        status::read(product, known, &client).await
    };
    let facts = facts.await;
    if let Some((submission, outcome)) = facts.as_ref().ok().and_then(DraftFacts::observed) {
        match outcome {
            SubmissionOutcome::InProgress
            | SubmissionOutcome::Published
            | SubmissionOutcome::Failed => {
                let now = store.unix_now();
                follower.observe(submission, outcome, now).await;
            }
            // The Store may only not have answered.
            SubmissionOutcome::Unknown => {}
        }
    }
    ProductStatus {
        manifest,
        facts,
        follower,
        journal: match &journal {
            Ok(journal) => journal.note_lines(),
            Err(error) => vec![error.view().message.clone()],
        },
        unsettled: None,
    }
}

impl ProductStatus<'_> {
    /// Follows what is under way, where it could be read, until it ends.
    async fn watch(
        &mut self,
        store: &Store,
        client: &ReadClient,
        names: Names,
        printer: &Printer,
        cancel: &Cancellation,
    ) {
        let Ok(facts) = &mut self.facts else { return };
        let product = &self.manifest.product;
        let mut progress = Progress::new(printer, &product.product_id, names);
        self.unsettled = match store.seller(product) {
            Ok(seller) => {
                let client = client.with_seller(seller);
                let watched = status::watch(
                    facts,
                    product,
                    &client,
                    store,
                    &mut self.follower,
                    &mut progress,
                    cancel,
                );
                watched.await.err()
            }
            Err(error) => Some(error),
        };
    }

    /// Says what is known of a submission that was announced and that nobody has heard of since.
    fn say_in_doubt(&self, invocation: &Invocation, printer: &Printer) {
        let since = self.facts.as_ref().ok().and_then(|it| it.in_doubt_since);
        if let Some(since) = since {
            let name = blockers::name(self.manifest);
            let doubt = submission_in_doubt(since);
            printer.say(Level::Warning, &format!("{name}: {doubt}"));
            for line in refusals::submit(invocation) {
                printer.advice(&line);
            }
        }
    }

    /// Says why it does not exit 0, with what to do next.
    fn advised(self, invocation: &Invocation) -> Self {
        let product = &self.manifest.product.product_id;
        let advised = |error| next::about(error, product, invocation);
        let unpublished = self
            .facts
            .as_ref()
            .ok()
            .and_then(|it| it.unpublished.as_ref())
            .map(|it| error::of_failure(it, Written::Nothing));
        Self {
            unsettled: self.unsettled.or(unpublished).map(advised),
            facts: self.facts.map_err(advised),
            ..self
        }
    }
}

impl ProductStatus<'_> {
    /// Adds to the last submission when it ended, where this run is the first to see that: its receipt has just noted it.
    fn dated(mut self) -> Self {
        let timeline = self.timeline();
        if let Ok(facts) = &mut self.facts
            && let Some(last) = &mut facts.last_submission
            && last.outcome.is_final()
        {
            last.ended_at = last.ended_at.or_else(|| timeline.ended_at(&last.id));
        }
        self
    }

    /// Returns the last submission that is known.
    fn last_submission(&self) -> Option<&LastSubmission> {
        self.facts.as_ref().ok()?.last_submission.as_ref()
    }

    /// Returns the commit that it was made from.
    fn last_commit(&self) -> Option<&str> {
        let receipt = self.follower.receipt()?;
        let is_its = receipt.stage.submission() == Some(&self.last_submission()?.id);
        receipt.source.commit.as_deref().filter(|_| is_its)
    }

    /// Returns the times that the receipt and the journal know of it.
    fn timeline(&self) -> Timeline {
        let facts = self.facts.as_ref().ok();
        let disowned = facts.and_then(|it| it.disowned.as_ref());
        let receipt = self.follower.receipt();
        // What the Store does not know has no times.
        let receipt = receipt.filter(|it| disowned.is_none() || it.stage.submission() != disowned);
        Timeline::of(receipt, self.last_submission())
    }
}

struct Status<'a> {
    part: FleetPart,
    standings: Vec<ProductStatus<'a>>,
    /// Of each of them.
    timelines: Vec<Timeline>,
    error: Option<CliError>,
}

impl Status<'_> {
    fn view(&self) -> StatusView<'_> {
        StatusView {
            tool_version: VERSION,
            part: self.part.clone(),
            products: self
                .standings
                .iter()
                .zip(&self.timelines)
                .map(|(standing, timeline)| product_view(standing, timeline))
                .collect(),
            error: self.error.as_ref().map(CliError::view),
        }
    }
}

fn product_view<'a>(
    standing: &'a ProductStatus<'_>,
    timeline: &'a Timeline,
) -> storectl_report::ProductStatus<'a> {
    let Manifest { path, product, .. } = standing.manifest;
    storectl_report::ProductStatus {
        manifest: Foreign::new(path),
        product_id: Foreign::new(product.product_id.as_str()),
        name: product.name.as_deref().map(Foreign::new),
        facts: match &standing.facts {
            Ok(facts) => Ok(StatusFacts {
                is_ready: facts.is_ready,
                ongoing_submission: facts.ongoing.as_ref(),
                publishing_status: facts.publishing.as_deref(),
                messages: &facts.messages,
                pending: &facts.pending,
                submission_known: facts.knowledge,
                last_submission: facts.last_submission.as_ref(),
                incomplete_languages: facts.incomplete.iter().collect(),
            }),
            Err(error) => Err(error.view()),
        },
        unsettled: standing.unsettled.as_ref().map(CliError::view),
        journal: standing.journal.clone(),
        timeline: timeline.entries(),
        last_commit: standing.last_commit().map(Foreign::new),
    }
}
