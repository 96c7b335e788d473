//! A product, a Store, a clock and a folder.

use std::{
    collections::BTreeSet,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use storectl_api::{
    AuthConfig, ClientConfig, Clock, Credential, Error, FakeClock, ReadScope, STORE_SCOPE,
    Transport, WriteClient, testing::RouterTransport,
};
use storectl_apply::{
    ApplyRequest, Cancellation, Journal, Journals, NoReceipts, PollPolicy, ProductRead,
    Recollection, Slot, Slots, SubmissionRecorder, apply, read_with_submissions,
};
use storectl_model::{
    DesiredImage, DesiredProduct, Digest, ImageSize, ProductId, SubmitMode, WaitFor,
};
use storectl_plan::{
    ApplyReport, Base, Memory, PendingFact, PlanOptions, ProductPlan, plan as make_plan,
};
use storectl_sandbox::{
    Credentials, Options, Product, Progress, SAMPLE_PRODUCT, Sandbox, Submission,
};

mod installers;
mod receipts;
mod script;
mod transport;
mod watch;

pub(crate) use crate::manifests::*;
pub(crate) use installers::ScriptedInstallers;
pub(crate) use receipts::{FRESH, MemoryReceipts, receipt, world_of_receipts};
pub(crate) use script::{ScriptedStore, answer, said, with_header};
pub(crate) use transport::{Cut, CutTransport};
pub(crate) use watch::{Watcher, report_lines};

/// Where the Store of these tests is said to be.
const ENDPOINT: &str = "http://127.0.0.1:1";

/// The end of the path of the draft's status; a submission's own status has another.
pub(crate) const DRAFT_STATUS: &str = "3e31a9f9-84e8-4d2d-9eba-487878d02ebf/status";

/// When it begins.
pub(crate) const START: Duration = Duration::from_secs(1_790_000_000);

/// The installer every test releases.
pub(crate) const NEW_URL: &str = "https://www.contoso.com/downloads/1.2/setup.exe";

/// The news every test releases.
pub(crate) const NEWS: &str = "Quieter gears, and a search that finds more.";

/// The folder of the product's manifest in its repository.
const MANIFEST: &str = "products/widgets";

pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) clock: Arc<FakeClock>,
    pub(crate) cut: Arc<CutTransport>,
    pub(crate) client: WriteClient,
    /// The checkout of the repository that the first run starts in; images lie in it.
    pub(crate) folder: tempfile::TempDir,
    /// The folder of the manifest, as the run that comes next names it.
    pub(crate) manifest: PathBuf,
    pub(crate) cancel: Cancellation,
    /// What is kept of submissions beyond the journal; nothing where there are no receipts.
    pub(crate) receipts: Option<MemoryReceipts>,
    /// What the next looks at the installers find.
    pub(crate) installers: ScriptedInstallers,
    pub(crate) submit: SubmitMode,
    pub(crate) wait: WaitFor,
    /// Whether the product's id is written in capital letters.
    pub(crate) in_other_case: bool,
    /// What `--timeout` would say.
    pub(crate) timeout: Duration,
    /// How many images are uploaded in parallel.
    pub(crate) uploads: Slots,
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

    /// A world with these interpretations and faults, as the sandbox spells them.
    pub(crate) fn with(interpretations: &str, faults: &[&str]) -> Self {
        let clock = Arc::new(FakeClock::new());
        clock.advance(START);
        let options = Options {
            interpretations: interpretations.parse().unwrap(),
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
        let folder = checkout();
        Self {
            sandbox,
            clock,
            cut,
            client,
            manifest: folder.path().join(MANIFEST),
            folder,
            cancel,
            receipts: None,
            installers: ScriptedInstallers::default(),
            submit: SubmitMode::Auto,
            wait: WaitFor::Submitted,
            in_other_case: false,
            timeout: Duration::from_secs(1800),
            uploads: Slots::new(NonZeroUsize::MIN),
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

    /// Names the manifest as a run in another working directory of the same checkout does.
    pub(crate) fn go_to_another_directory(&mut self) {
        let tools = self.folder.path().join("tools");
        std::fs::create_dir_all(&tools).unwrap();
        self.manifest = tools.join("..").join(MANIFEST);
    }

    /// Goes on in another checkout of the same repository.
    pub(crate) fn go_to_another_checkout(&mut self) -> tempfile::TempDir {
        let other = checkout();
        self.manifest = other.path().join(MANIFEST);
        other
    }

    pub(crate) fn journal_path(&self) -> PathBuf {
        Self::journals().file(&self.manifest, &self.product_as_named())
    }

    pub(crate) fn journal(&self) -> Journal {
        Self::journals()
            .open(&self.manifest, &self.product_as_named())
            .unwrap()
    }

    fn journals() -> Journals {
        Journals::of_service(&ENDPOINT.parse().unwrap(), None)
    }

    fn product_as_named(&self) -> ProductId {
        if self.in_other_case {
            SAMPLE_PRODUCT.to_ascii_uppercase().parse().unwrap()
        } else {
            product_id()
        }
    }

    /// What the journal says is left to do.
    pub(crate) fn pending(&self) -> Vec<PendingFact> {
        self.journal().prior_work().facts
    }

    /// Reads the draft and plans, with every destructive change acknowledged.
    pub(crate) async fn plan(&self, desired: &DesiredProduct) -> ProductPlan {
        self.try_plan(desired).await.unwrap()
    }

    /// As [`plan`](Self::plan), with other flags.
    pub(crate) async fn plan_with(
        &self,
        desired: &DesiredProduct,
        submit: SubmitMode,
        wait: WaitFor,
    ) -> ProductPlan {
        self.try_plan_with(desired, submit, wait).await.unwrap()
    }

    /// As [`plan`](Self::plan), where the draft may not be readable.
    pub(crate) async fn try_plan(&self, desired: &DesiredProduct) -> Result<ProductPlan, Error> {
        self.try_plan_with(desired, self.submit, self.wait).await
    }

    async fn try_plan_with(
        &self,
        desired: &DesiredProduct,
        submit: SubmitMode,
        wait: WaitFor,
    ) -> Result<ProductPlan, Error> {
        let scope = ReadScope::Everything;
        let (reader, product) = (self.client.reader(), &desired.product_id);
        let receipt = self.receipts.as_ref().and_then(MemoryReceipts::last);
        let is_accepted = |it: &&storectl_plan::Receipt| it.stage.submission().is_some();
        let known = Recollection {
            journal: self.journal().prior_work(),
            receipt: receipt.as_ref().filter(is_accepted),
            announced: receipt.as_ref().filter(|it| !is_accepted(it)),
            earlier: &BTreeSet::new(),
            now: self.clock.now().as_secs(),
        };
        let ProductRead {
            remote,
            prior,
            disowned,
            ..
        } = read_with_submissions(reader, product, scope, known, |_| {}).await?;
        let receipt = receipt.filter(|_| disowned.is_none());
        let accepted = receipt.as_ref();
        let accepted = accepted.filter(|it| it.stage.submission().is_some());
        let base = accepted.map(Base::of_receipt);
        let options = PlanOptions {
            submit,
            wait,
            prior: &prior,
            acknowledge: &[],
            unmatched: &[],
            memory: Memory {
                base: base.as_ref(),
                receipt: receipt.as_ref(),
                ..Memory::NONE
            },
        };
        let plan = make_plan(desired, &remote, &options);
        let tokens: Vec<_> = plan.guards().filter_map(|it| it.token().cloned()).collect();
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
        let mut receipts = self.receipts.clone();
        let recorder: &mut dyn SubmissionRecorder = match &mut receipts {
            Some(receipts) => receipts,
            None => &mut NoReceipts,
        };
        apply(ApplyRequest {
            plan,
            desired,
            client: &self.client,
            clock: &*self.clock,
            journal: &mut journal,
            recorder,
            installers: &mut self.installers.clone(),
            observer: watcher,
            cancel: &self.cancel,
            slot: &Slot::unshared(),
            poll: self.poll(),
            images: self.folder.path().to_owned(),
            uploads: &self.uploads,
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

    /// Runs until the `n`th request from now, counted from 0, is interrupted; returns whether it came to that.
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
            checksums: None,
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

/// A checkout of the repository, without what runs leave in it.
fn checkout() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let make = |folder: &str| std::fs::create_dir_all(Path::join(root.path(), folder)).unwrap();
    make(".git");
    make(MANIFEST);
    root
}

pub(crate) fn product_id() -> ProductId {
    SAMPLE_PRODUCT.parse().unwrap()
}

/// A submission of the draft as it is, made by somebody else.
pub(crate) fn submission_of(product: &Product) -> Submission {
    Submission {
        id: "1152921505700517065".to_owned(),
        progress: Progress::InProgress {
            reads: 100,
            until: 0,
        },
        status_reads: 0,
        rejections: Vec::new(),
        packages: product.packages.clone(),
        availability: product.availability.clone(),
        properties: product.properties.clone(),
        listings: product.listings.clone(),
    }
}
