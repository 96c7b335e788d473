//! A product, a Store, a clock and a folder.

use std::{
    num::NonZeroUsize,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use storectl_api::{
    AssetScope, AuthConfig, BoxFuture, ClientConfig, Clock, Credential, Error, ExpectedContent,
    FakeClock, ReadScope, STORE_SCOPE, Transport, TransportError, TransportErrorKind, UploadMeter,
    WriteClient, testing::RouterTransport,
};
use storectl_apply::{
    ApplyRequest, Cancellation, Event, Journal, Observer, PollPolicy, StopSignal, apply,
    read_prior_work,
};
use storectl_model::{
    DesiredImage, DesiredProduct, Digest, ImageSize, NetworkCause, ProductId, SubmitMode, WaitFor,
};
use storectl_plan::{
    ApplyReport, PendingFact, PlanOptions, ProductPlan, StepOutcome, plan as make_plan,
};
use storectl_sandbox::{Credentials, Options, Product, SAMPLE_PRODUCT, Sandbox};
use tokio::sync::Notify;

pub(crate) use crate::manifests::*;

/// Where the Store of these tests is said to be.
const ENDPOINT: &str = "http://127.0.0.1:1";

/// When it begins.
pub(crate) const START: Duration = Duration::from_secs(1_790_000_000);

/// The installer every test releases.
pub(crate) const NEW_URL: &str = "https://www.contoso.com/downloads/1.2/setup.exe";

/// The news every test releases.
pub(crate) const NEWS: &str = "Quieter gears, and a search that finds more.";

pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) clock: Arc<FakeClock>,
    pub(crate) cut: Arc<CutTransport>,
    pub(crate) client: WriteClient,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) cancel: Cancellation,
    pub(crate) submit: SubmitMode,
    pub(crate) wait: WaitFor,
    /// Whether the journal is opened by another path to the same file.
    pub(crate) by_another_way: bool,
    /// Whether the product's id is written in capital letters.
    pub(crate) in_other_case: bool,
    /// What `--timeout` would say.
    pub(crate) timeout: Duration,
    /// How many images are uploaded at once.
    pub(crate) uploads: NonZeroUsize,
}

/// The configuration of a client of the Store at `endpoint`.
pub(crate) fn config(endpoint: &str) -> ClientConfig {
    let Credentials {
        tenant_id,
        client_id,
        client_secret,
        seller_id,
    } = Credentials::default();
    ClientConfig {
        seller_id: Some(seller_id.parse().unwrap()),
        ..ClientConfig::new(
            endpoint.parse().unwrap(),
            AuthConfig {
                authority: endpoint.parse().unwrap(),
                tenant_id,
                client_id,
                credential: Credential::ClientSecret(client_secret.into()),
                scope: STORE_SCOPE.to_owned(),
            },
        )
    }
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with("", &[])
    }

    /// A world with these readings and faults, as the sandbox spells them.
    pub(crate) fn with(readings: &str, faults: &[&str]) -> Self {
        let clock = Arc::new(FakeClock::new());
        clock.advance(START);
        let options = Options {
            interpretations: readings.parse().unwrap(),
            faults: faults.iter().map(|it| it.parse().unwrap()).collect(),
            ..Options::default()
        };
        Self::of(options, clock)
    }

    /// A world whose Store and client go by `clock`.
    pub(crate) fn of(options: Options, clock: Arc<FakeClock>) -> Self {
        let sandbox = Sandbox::in_memory(options);
        let cancel = Cancellation::new();
        let router = RouterTransport::new(sandbox.router());
        let cut = Arc::new(CutTransport::new(router, cancel.clone()));
        let transport: Arc<dyn Transport> = Arc::clone(&cut) as _;
        let client = WriteClient::new(
            config(ENDPOINT),
            transport,
            Arc::clone(&clock) as Arc<dyn Clock>,
        );
        Self {
            sandbox,
            clock,
            cut,
            client,
            folder: tempfile::tempdir().unwrap(),
            cancel,
            submit: SubmitMode::Auto,
            wait: WaitFor::Submitted,
            by_another_way: false,
            in_other_case: false,
            timeout: Duration::from_secs(1800),
            uploads: NonZeroUsize::MIN,
        }
    }

    /// The same Store and folder for a run that nobody has signaled.
    pub(crate) fn restarted(self) -> Self {
        Self {
            cancel: Cancellation::new(),
            ..self
        }
    }

    /// The paces of a run that starts now.
    pub(crate) fn poll(&self) -> PollPolicy {
        PollPolicy {
            first_interval: None,
            until: self.clock.now() + self.timeout,
        }
    }

    pub(crate) fn journal_path(&self) -> PathBuf {
        self.folder.path().join(".storectl/journal/p.json")
    }

    pub(crate) fn journal(&self) -> Journal {
        let product = if self.in_other_case {
            SAMPLE_PRODUCT.to_ascii_uppercase().parse().unwrap()
        } else {
            product_id()
        };
        let path = if self.by_another_way {
            let folder = self.folder.path().join(".storectl/journal");
            folder.join("../journal/p.json")
        } else {
            self.journal_path()
        };
        Journal::open(&path, ENDPOINT, &product).unwrap()
    }

    /// What the journal says is left to do.
    pub(crate) fn pending(&self) -> Vec<PendingFact> {
        self.journal().prior_work().facts
    }

    /// Reads the draft and plans, with every destructive change acknowledged.
    pub(crate) async fn plan(&self, desired: &DesiredProduct) -> ProductPlan {
        self.try_plan(desired).await.unwrap()
    }

    /// As [`plan`](Self::plan), where the draft may not be readable.
    pub(crate) async fn try_plan(&self, desired: &DesiredProduct) -> Result<ProductPlan, Error> {
        let scope = ReadScope {
            assets: AssetScope::managed_by(desired),
        };
        let remote = self
            .client
            .reader()
            .read_product(&desired.product_id, scope)
            .await?;
        let prior =
            read_prior_work(&self.journal(), self.client.reader(), &desired.product_id).await;
        let options = PlanOptions {
            submit: self.submit,
            wait: self.wait,
            prior: &prior,
            acknowledge: &[],
        };
        let plan = make_plan(desired, &remote, &options);
        let tokens: Vec<_> = plan
            .changes
            .iter()
            .filter_map(|it| Some(it.guard.as_ref()?.token.clone()))
            .collect();
        let acknowledged = PlanOptions {
            acknowledge: &tokens,
            ..options
        };
        Ok(make_plan(desired, &remote, &acknowledged))
    }

    pub(crate) async fn execute(
        &self,
        plan: &ProductPlan,
        desired: &DesiredProduct,
    ) -> ApplyReport {
        self.execute_watched(plan, desired, &mut Watcher::default())
            .await
    }

    pub(crate) async fn execute_watched(
        &self,
        plan: &ProductPlan,
        desired: &DesiredProduct,
        watcher: &mut Watcher<'_>,
    ) -> ApplyReport {
        let mut journal = self.journal();
        apply(ApplyRequest {
            plan,
            desired,
            client: &self.client,
            clock: &*self.clock,
            journal: &mut journal,
            observer: watcher,
            cancel: &self.cancel,
            poll: self.poll(),
            images: self.folder.path().to_owned(),
            uploads: self.uploads,
        })
        .await
    }

    /// Plans and applies, as one run of the tool does.
    pub(crate) async fn run(&self, desired: &DesiredProduct) -> ApplyReport {
        let plan = self.plan(desired).await;
        self.execute(&plan, desired).await
    }

    /// As [`run`](Self::run), where the draft may not be readable.
    pub(crate) async fn try_run(&self, desired: &DesiredProduct) -> Option<ApplyReport> {
        let plan = self.try_plan(desired).await.ok()?;
        Some(self.execute(&plan, desired).await)
    }

    /// Runs until the `n`th request from now, counted from 0, is cut off; tells whether it came to that.
    pub(crate) async fn run_until(&self, desired: &DesiredProduct, n: usize, cut: Cut) -> bool {
        self.cut.arm(n, cut);
        let was_cut = tokio::select! {
            _ = self.run(desired) => false,
            () = self.cut.happened.notified() => true,
        };
        self.cut.disarm();
        was_cut
    }

    /// Puts an image into the folder: a PNG as far as its size is concerned.
    pub(crate) fn image(&self, path: &str, width: u32, height: u32) -> DesiredImage {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend(path.bytes());
        std::fs::write(self.folder.path().join(path), &bytes).unwrap();
        DesiredImage {
            path: path.to_owned(),
            digest: Digest::of(&bytes),
            bytes: bytes.len() as u64,
            size: ImageSize { width, height },
        }
    }

    pub(crate) fn product(&self) -> Product {
        self.sandbox.product(SAMPLE_PRODUCT).unwrap()
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Product)) {
        let mut product = self.product();
        change(&mut product);
        self.sandbox.put_product(product);
    }

    /// What was sent to the product since the `from`th request, as `METHOD tail status`.
    pub(crate) fn requests_from(&self, from: usize) -> Vec<String> {
        let prefix = format!("/submission/v1/product/{SAMPLE_PRODUCT}/");
        self.sandbox
            .requests()
            .iter()
            .skip(from)
            .filter_map(|it| {
                let tail = it.path_and_query.strip_prefix(&prefix)?;
                let tail = tail.split_once('?').map_or(tail, |(path, _)| path);
                Some(format!("{} {tail} {}", it.method, it.status))
            })
            .collect()
    }

    /// How long this world has been waited in.
    pub(crate) fn elapsed(&self) -> Duration {
        self.clock.now().saturating_sub(START)
    }

    pub(crate) fn seen(&self) -> usize {
        self.sandbox.requests().len()
    }
}

/// What befalls a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// It never leaves.
    Before,
    /// It is acted upon, and the answer never comes.
    After,
    /// SIGTERM comes while it is in flight.
    Signal,
}

/// Passes requests on, but for the one that something befalls.
pub(crate) struct CutTransport {
    inner: RouterTransport,
    cancel: Cancellation,
    next: Mutex<Option<(usize, Cut)>>,
    happened: Notify,
    /// Uploads in flight, and the most there were at once.
    uploads: Mutex<(usize, usize)>,
}

impl CutTransport {
    fn new(inner: RouterTransport, cancel: Cancellation) -> Self {
        Self {
            inner,
            cancel,
            next: Mutex::new(None),
            happened: Notify::new(),
            uploads: Mutex::default(),
        }
    }

    /// Gives the most uploads that were in flight at once.
    pub(crate) fn most_uploads(&self) -> usize {
        self.uploads.lock().unwrap().1
    }

    /// Lets `cut` befall the `n`th request from now, counted from 0.
    pub(crate) fn arm(&self, n: usize, cut: Cut) {
        *self.next.lock().unwrap() = Some((n, cut));
    }

    fn disarm(&self) {
        *self.next.lock().unwrap() = None;
    }

    /// Counts a request and gives what befalls it.
    fn count(&self) -> Option<Cut> {
        let mut next = self.next.lock().unwrap();
        match *next {
            Some((0, cut)) => {
                *next = None;
                Some(cut)
            }
            Some((n, cut)) => {
                *next = Some((n - 1, cut));
                None
            }
            None => None,
        }
    }
}

impl Transport for CutTransport {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            match self.count() {
                None => return self.inner.send(request).await,
                Some(Cut::Signal) => {
                    self.cancel.stop(StopSignal::Terminate);
                    return self.inner.send(request).await;
                }
                Some(Cut::Before) => {}
                Some(Cut::After) => {
                    let _ = self.inner.send(request).await;
                }
            }
            self.happened.notify_one();
            std::future::pending().await
        })
    }

    fn upload(
        &self,
        request: Request<()>,
        file: PathBuf,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            {
                let mut uploads = self.uploads.lock().unwrap();
                uploads.0 += 1;
                uploads.1 = uploads.1.max(uploads.0);
            }
            // The others may begin.
            tokio::task::yield_now().await;
            let request = request.map(|()| Bytes::from(std::fs::read(&file).unwrap()));
            let expected = request.extensions().get::<ExpectedContent>().unwrap();
            if expected.digest != Digest::of(request.body()) {
                let kind = TransportErrorKind::FileChanged;
                return Err(TransportError::new(kind, NetworkCause::Other, ""));
            }
            if let Some(meter) = request.extensions().get::<UploadMeter>() {
                meter.add(request.body().len() as u64);
            }
            let answer = self.send(request).await;
            self.uploads.lock().unwrap().0 -= 1;
            answer
        })
    }
}

/// What a watcher is called with: a line for each event.
type OnLine<'a> = Box<dyn FnMut(&str) + 'a>;

/// Notes events as lines, and calls back on each.
#[derive(Default)]
pub(crate) struct Watcher<'a> {
    pub(crate) lines: Vec<String>,
    pub(crate) on_line: Option<OnLine<'a>>,
}

impl Observer for Watcher<'_> {
    fn event(&mut self, event: Event<'_>) {
        let line = match event {
            Event::StepStarted { step, index, total } => {
                format!("{}/{total} {} starts", index + 1, step.action.kind())
            }
            Event::Waiting {
                step,
                elapsed,
                next,
                messages,
            } => format!(
                "{} waits: {} s gone, next in {} s{}",
                step.map_or("-", |it| it.action.kind()),
                elapsed.as_secs(),
                next.as_secs(),
                messages
                    .last()
                    .map(|it| format!(", last said {}", it.code))
                    .unwrap_or_default()
            ),
            // How often it comes is the network's affair.
            Event::Uploading { .. } => return,
            Event::Uploaded {
                image, progress, ..
            } => format!(
                "{} uploaded: {} of {}, {} of {} bytes",
                image.path,
                progress.images,
                progress.all_images,
                progress.bytes,
                progress.all_bytes
            ),
            Event::Stopping { what, grace, .. } => {
                format!("stopping: {} s for {what:?}", grace.as_secs())
            }
            Event::Note { message } => format!("note: {message}"),
            Event::StepEnded { step, outcome, .. } => {
                format!("{} {}", step.action.kind(), word(outcome))
            }
        };
        if let Some(on_line) = &mut self.on_line {
            on_line(&line);
        }
        self.lines.push(line);
    }
}

fn word(outcome: &StepOutcome) -> String {
    match outcome {
        StepOutcome::Done => "done".to_owned(),
        StepOutcome::AlreadyTrue => "already true".to_owned(),
        StepOutcome::Failed(failure) => format!("failed: {:?}", failure.kind),
        StepOutcome::Skipped { because } => format!("skipped because of {because}"),
        StepOutcome::Interrupted(failure) => format!("interrupted: {:?}", failure.kind),
        StepOutcome::Unknown(failure) => format!("unknown: {:?}", failure.kind),
    }
}

/// The report in lines: one for each step, then the failure's parts, the submission and the messages.
pub(crate) fn told(report: &ApplyReport) -> String {
    let mut lines: Vec<String> = report
        .steps
        .iter()
        .map(|it| format!("{} {}: {}", it.id, it.kind, word(&it.outcome)))
        .collect();
    if let Some(failure) = report.failure() {
        lines.push(format!("failure: {}", failure.message));
        lines.extend(failure.request.iter().map(|it| format!("request: {it}")));
        lines.extend(failure.http_status.iter().map(|it| format!("http: {it}")));
        if failure.correlation_id.is_some() {
            lines.push("correlation ID: there".to_owned());
        }
        for message in &failure.store_messages {
            lines.push(format!(
                "store: {} ({}): {}",
                message.code, message.target, message.message
            ));
        }
        lines.extend(failure.hints.iter().map(|it| format!("hint: {it}")));
        lines.extend(failure.fields.iter().map(|it| format!("address: {it}")));
    }
    if let Some(submission) = &report.submission {
        lines.push(format!("submission: {submission}"));
    }
    if let Some(status) = &report.publishing_status {
        lines.push(format!("publishing: {status}"));
    }
    for message in &report.messages {
        lines.push(format!("message ({}): {}", message.target, message.message));
    }
    lines.join("\n")
}

pub(crate) fn product_id() -> ProductId {
    SAMPLE_PRODUCT.parse().unwrap()
}
