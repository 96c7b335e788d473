//! `storectl status`: how drafts and submissions stand.

use std::time::Instant;

use clap::Args;
use futures_util::{StreamExt as _, future, stream};
use storectl_api::ReadClient;
use storectl_apply::{Cancellation, Journal, Recollection};
use storectl_model::Prune;
use storectl_plan::Timeline;
use storectl_report::{Foreign, Output, StatusFacts, StatusView, submission_in_doubt};

use crate::{
    args::{ManifestArgs, ResultArgs, StoreArgs},
    error::{self, CliError, Written},
    exit::Exit,
    hints::{invocation::Invocation, next, refusals},
    manifests::load::{self, Manifest},
    ops::plan::{READING, VERSION},
    ops::preflight,
    ops::status::{self, DraftFacts},
    output::printer::{Level, Printer},
    output::progress::{Names, Progress},
    output::{targets::Targets, write},
    receipts::{self, Remembered},
    runtime::{block_on, signals},
    settings::env::Env,
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
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    pub(crate) result: ResultArgs,
}

/// How one product stands.
struct ProductStatus<'a> {
    manifest: &'a Manifest,
    remembered: Remembered,
    facts: Result<DraftFacts, CliError>,
    journal: Vec<String>,
    /// Why it does not exit 0 though it could be read.
    unsettled: Option<CliError>,
    /// When storectl first saw each state of the last submission.
    timeline: Timeline,
}

pub(crate) fn run(
    args: &StatusCommand,
    env: &Env,
    printer: &Printer,
    invocation: &Invocation,
) -> Result<Exit, CliError> {
    let targets = Targets::of(&args.result, Some(&args.store))?;
    let loaded = load::load(&args.manifests, &targets, env, Prune::Keep)?;
    let settings = StoreSettings::resolve(&args.store, env, loaded.state_dir())?;
    let invocation = loaded.printable(invocation);
    let cancel = Cancellation::new();
    let standings = block_on::until_stopped(cancel.clone(), async {
        let store = Store::open(&settings, &loaded.manifests, printer).await?;
        let client = store.reader();
        let mut standings: Vec<ProductStatus<'_>> = Vec::new();
        let remembered = receipts::of_all(&loaded.manifests);
        let reading = stream::iter(loaded.manifests.iter().zip(remembered))
            .map(|(it, remembered)| stand(it, remembered, &store, &client))
            .buffered(settings.parallelism.get())
            .collect::<Vec<_>>();
        standings.extend(block_on::reading(&cancel, READING, async { Ok(reading.await) }).await?);
        if args.watch {
            let begun = Instant::now();
            let names = Names::of(standings.len());
            let watching = standings
                .iter_mut()
                .map(|it| it.watch(&store, &client, names, printer, &cancel));
            future::join_all(watching).await;
            if let Some(signal) = cancel.signal() {
                return Err(signals::stopped_while(signal, "watching", begun.elapsed()));
            }
        }
        for it in &mut standings {
            it.take_times(store.unix_now());
        }
        Ok(standings)
    })
    .map_err(|error| next::with(error, &invocation))?;
    let standings: Vec<ProductStatus<'_>> = standings
        .into_iter()
        .map(|it| it.advised(&invocation))
        .collect();

    let errors = standings
        .iter()
        .filter_map(|it| it.facts.as_ref().err().or(it.unsettled.as_ref()));
    let error = errors.max_by_key(|it| it.exit()).cloned();
    for it in &standings {
        it.say_in_doubt(&invocation, printer);
    }
    let status = Status { standings, error };
    write::show(&Output::Status(status.view()), &args.result, printer)?;
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
    remembered: Remembered,
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
            receipt: remembered.receipt(),
            now: store.unix_now(),
        };
        status::read(product, known, &client).await
    };
    let facts = facts.await;
    ProductStatus {
        manifest,
        remembered,
        timeline: Timeline::default(),
        facts,
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
        let mut progress = Progress::with(printer, &product.product_id, names);
        self.unsettled = match store.seller(product) {
            Ok(seller) => {
                let client = client.with_seller(seller);
                let watched = status::watch(facts, product, &client, store, &mut progress, cancel);
                watched.await.err()
            }
            Err(error) => Some(error),
        };
    }

    /// Says what is known of a submission that was announced and that nobody has heard of since.
    fn say_in_doubt(&self, invocation: &Invocation, printer: &Printer) {
        let since = self.facts.as_ref().ok().and_then(|it| it.in_doubt_since);
        if let Some(since) = since {
            let name = preflight::name(self.manifest);
            let doubt = submission_in_doubt(since);
            printer.say(Level::Warning, &format!("{name}: {doubt}"));
            for line in refusals::submit(invocation) {
                printer.say(Level::Info, &line);
            }
        }
    }

    /// Takes what was read into the receipt, and the times of what the receipt and the journal know.
    fn take_times(&mut self, now: u64) {
        let facts = self.facts.as_ref().ok();
        if let Some(submission) = facts.and_then(|it| it.disowned.as_ref()) {
            self.remembered.disown(submission);
        }
        if let Some((submission, status)) = facts.and_then(DraftFacts::observed) {
            self.remembered.observe(submission, status, now);
        }
        let last = facts.and_then(|it| it.last_submission.as_ref());
        self.timeline = Timeline::of(self.remembered.receipt(), last);
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
    /// Returns the commit that the last submission was made from.
    fn last_commit(&self) -> Option<&str> {
        let last = self.facts.as_ref().ok()?.last_submission.as_ref()?;
        self.remembered.commit_of(&last.id)
    }
}

struct Status<'a> {
    standings: Vec<ProductStatus<'a>>,
    error: Option<CliError>,
}

impl Status<'_> {
    fn view(&self) -> StatusView<'_> {
        StatusView {
            tool_version: VERSION,
            products: self.standings.iter().map(product_view).collect(),
            error: self.error.as_ref().map(CliError::view),
        }
    }
}

fn product_view<'a>(standing: &'a ProductStatus<'_>) -> storectl_report::ProductStatus<'a> {
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
        timeline: standing.timeline.entries(),
        last_commit: standing.last_commit().map(Foreign::new),
    }
}
