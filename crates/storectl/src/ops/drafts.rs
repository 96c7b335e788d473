//! Drafts as plans rest on them: read of the Store, or of a snapshot.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use futures_util::future::try_join;
use storectl_api::{ReadClient, ReadScope};
use storectl_apply::{Learned, ProductRead, Recollection, read_with_submissions};
use storectl_images::{Concurrency, ImageCache, ImageFolder, ImageServer, Remark, recognize};
use storectl_model::{
    AssetId, DesiredProduct, FieldPath, PreflightMode, RemotePackage, RemoteProduct, SellerId,
    SubmissionId,
};
use storectl_plan::{
    InstallerSigner, PendingFact, PriorWork, ProductPlan, Step, StepAction, SubmissionNews, Warning,
};
use storectl_report::json::{ImageFacts, LiveProduct};
use tokio::sync::oneshot;

use crate::{
    error::CliError,
    manifests::load::Manifest,
    ops::preflight::{Examined, Looked, Preflight, examine},
    receipts::Remembered,
    runtime::time::now,
    store::{
        images::StoreImages,
        open::Store,
        snapshot::{RecordedImages, Snapshot},
    },
};

/// Where drafts come from.
#[derive(Clone, Copy)]
pub(crate) enum Source<'a> {
    /// The Store.
    Store {
        /// Where it is, and whose products they are.
        store: &'a Store,
        /// Reads it.
        client: &'a ReadClient,
        /// Looks at installers meanwhile.
        preflight: &'a Preflight<'a>,
    },
    /// A snapshot of it.
    Snapshot(&'a Snapshot),
}

/// A draft as a plan rests on it.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// The seller account it was read for.
    pub(crate) seller: SellerId,
    /// What was read; of images it is known which of the manifest's files they are.
    pub(crate) remote: RemoteProduct,
    /// What is known of earlier runs, with what the Store says of it.
    pub(crate) prior: PriorWork,
    /// The submission of the receipt, where the Store answers that there is none.
    pub(crate) disowned: Option<SubmissionId>,
    /// The submission that was asked about, and what the Store said.
    pub(crate) submission: Option<(SubmissionId, SubmissionNews)>,
    /// What is known of the content of images.
    pub(crate) images: BTreeMap<AssetId, ImageFacts>,
    /// What was seen of installers while it was read.
    pub(crate) installers: Vec<Looked>,
    /// What to know of the reading.
    pub(crate) warnings: Vec<Warning>,
}

impl Source<'_> {
    /// Returns the seller account of a product, where one is named.
    pub(crate) fn seller(&self, manifest: &Manifest) -> Option<SellerId> {
        match self {
            Self::Store { store, .. } => store.seller(&manifest.product).ok(),
            Self::Snapshot(snapshot) => {
                let product = snapshot.product(&manifest.product.product_id).ok()?;
                Some(product.seller.clone())
            }
        }
    }

    /// Returns the time by which what is remembered is judged, in seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        match self {
            Self::Store { store, .. } => store.unix_now(),
            Self::Snapshot(_) => now(),
        }
    }

    /// Returns the time by the clock of the Store's client, which never goes back; 0 for a snapshot.
    pub(crate) fn clock_now(&self) -> Duration {
        match self {
            Self::Store { store, .. } => store.clock().now(),
            Self::Snapshot(_) => Duration::ZERO,
        }
    }

    /// Judges the installers that were looked at while a draft was read, and looks at those of all packages where `plan` commits or
    /// submits what an earlier run wrote: nobody has seen them.
    ///
    /// # Errors
    /// The time of `--wait-for-package` is over (31).
    pub(crate) async fn examine(
        &self,
        mut looked: Vec<Looked>,
        desired: &DesiredProduct,
        live: &[RemotePackage],
        plan: &ProductPlan,
        remembered: &Remembered,
    ) -> Result<Examined, CliError> {
        let Self::Store { preflight, .. } = self else {
            return Ok(Examined::default());
        };
        if preflight.mode() != PreflightMode::Off && publishes_earlier_work(plan) {
            let others = preflight.look_at_others(desired, live, &looked, remembered);
            looked.extend(others.await?);
        }
        let mode = preflight.mode();
        Ok(examine(looked, desired, live, mode, self.now()))
    }

    /// Finds out who signed the installers of a plan's outcome, for a policy; `examined` are those that were looked at.
    pub(crate) async fn signers(
        &self,
        plan: &ProductPlan,
        examined: &Examined,
    ) -> BTreeMap<FieldPath, InstallerSigner> {
        match self {
            Self::Store { preflight, .. } => preflight.signers(plan, examined).await,
            Self::Snapshot(_) => {
                let why = "a plan of a snapshot (--live) looks at no installer";
                let packages = 0..plan.outcome.packages.len();
                let unknown = |at| {
                    let package = FieldPath::of_package(at);
                    (package, InstallerSigner::Unknown(why.to_owned()))
                };
                packages.map(unknown).collect()
            }
        }
    }

    /// Reads a product's draft. `known` is what is remembered of earlier runs, `remembered` of its submissions.
    ///
    /// # Errors
    /// Returns an error if it cannot be read, or the snapshot lacks it.
    pub(crate) async fn read(
        &self,
        manifest: &Manifest,
        known: Recollection<'_>,
        remembered: &Remembered,
    ) -> Result<Draft, CliError> {
        match self {
            Self::Store {
                store,
                client,
                preflight,
            } => {
                let reading = StoreReading {
                    store,
                    client,
                    preflight,
                };
                reading.read(manifest, known, remembered).await
            }
            Self::Snapshot(snapshot) => of_snapshot(manifest, known, snapshot).await,
        }
    }
}

/// Whether a plan commits or submits packages that an earlier run wrote, or that nobody knows.
fn publishes_earlier_work(plan: &ProductPlan) -> bool {
    let publishes =
        |it: &Step| matches!(it.action, StepAction::CommitPackages | StepAction::Submit);
    let is_left =
        |it: &PendingFact| plan.carries_out(it) && !matches!(it, PendingFact::Following(_));
    plan.steps.iter().any(publishes)
        && (plan.pending.iter().any(is_left) || plan.changes.is_empty())
}

/// What a draft is read with.
struct StoreReading<'a> {
    store: &'a Store,
    client: &'a ReadClient,
    preflight: &'a Preflight<'a>,
}

impl StoreReading<'_> {
    async fn read(
        &self,
        manifest: &Manifest,
        known: Recollection<'_>,
        remembered: &Remembered,
    ) -> Result<Draft, CliError> {
        let desired = &manifest.product;
        let seller = self.store.seller(desired)?;
        let client = self.client.with_seller(seller.clone());
        let product = &desired.product_id;
        let (found, packages) = oneshot::channel();
        // Nobody asks for packages where nothing is looked at.
        let found = |packages: &[RemotePackage]| drop(found.send(packages.to_vec()));
        let read = async {
            let read = read_with_submissions(&client, product, ReadScope::Everything, known, found)
                .await?;
            let mut draft = Draft::new(seller, read);
            draft.find_images(manifest, self.store, &client).await;
            Ok::<Draft, CliError>(draft)
        };
        let looks = self.preflight.look(desired, packages, remembered);
        let (mut draft, installers) = try_join(Box::pin(read), looks).await?;
        draft.installers = installers;
        Ok(draft)
    }
}

async fn of_snapshot(
    manifest: &Manifest,
    known: Recollection<'_>,
    snapshot: &Snapshot,
) -> Result<Draft, CliError> {
    let desired = &manifest.product;
    let product = snapshot.product(&desired.product_id)?;
    let LiveProduct {
        product: _,
        seller,
        remote,
        submission,
        ended,
        images: facts,
        masked: _,   // the manifest's own again, or out of the scope
        withheld: _, // out of the scope already
    } = product.clone();
    let asked = submission.as_ref().map(|(id, news)| (id, *news));
    let Learned {
        mut prior,
        disowned,
    } = known.learn(asked, remote.status.ongoing_submission.as_ref());
    prior.ended = ended;
    let mut draft = Draft {
        seller,
        remote,
        prior,
        disowned,
        submission,
        images: BTreeMap::new(),
        installers: Vec::new(),
        warnings: Vec::new(),
    };
    if desired.manages_images() {
        let mut cache = ImageCache::in_memory();
        for (id, it) in &facts {
            if let Some(content) = &it.content {
                cache.remember(id, content);
                if let Some(pixels) = &it.pixels {
                    cache.remember_pixels(content, pixels);
                }
            }
        }
        let server = RecordedImages::of(product);
        draft.recognize(manifest, &server, &mut cache).await;
    }
    let warnings = snapshot.not_compared(manifest);
    draft.warnings.extend(warnings);
    Ok(draft)
}

impl Draft {
    fn new(seller: SellerId, read: ProductRead) -> Self {
        let ProductRead {
            remote,
            prior,
            disowned,
            answer,
        } = read;
        Self {
            seller,
            remote,
            prior,
            disowned,
            submission: answer.map(|it| (it.id.clone(), it.news())),
            images: BTreeMap::new(),
            installers: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Finds out which of the Store's images are the manifest's, where it manages any.
    async fn find_images(&mut self, manifest: &Manifest, store: &Store, client: &ReadClient) {
        let desired = &manifest.product;
        if !desired.manages_images() {
            return;
        }
        let (mut cache, unusable) = store.images(&desired.product_id);
        let server = StoreImages::new(client);
        self.recognize(manifest, &server, &mut cache).await;
        self.warn(unusable.map(|it| it.to_string()));
        let unsaved = cache.save().err();
        self.warn(unsaved.map(|it| format!("{it}: {}", it.source)));
    }

    /// Finds out which of the Store's images are which of the manifest's files, and remembers it.
    async fn recognize(
        &mut self,
        manifest: &Manifest,
        server: &dyn ImageServer,
        cache: &mut ImageCache,
    ) {
        let concurrency = Concurrency::default();
        let files = ImageFolder::new(manifest.files_folder());
        let (desired, remote) = (&manifest.product, &mut self.remote);
        let recognition = recognize(server, desired, remote, &files, cache, concurrency).await;
        let warning = |(path, message): (Option<&FieldPath>, String)| Warning {
            path: path.cloned(),
            message,
        };
        let messages = recognition.messages().into_iter();
        self.warnings.extend(messages.map(warning));
        let assets = self.remote.assets.values();
        let assets = assets.flat_map(|it| it.screenshots.iter().chain(&it.store_logos));
        let known = assets.filter_map(|asset| {
            let content = cache.content(&asset.id)?;
            let facts = ImageFacts {
                content: Some(content.clone()),
                pixels: cache.pixels(content).cloned(),
                unread: None,
            };
            Some((asset.id.clone(), facts))
        });
        self.images = known.collect();
        for note in recognition.notes {
            if let Remark::CannotTell { reason } = note.remark {
                self.images.entry(note.asset).or_default().unread = Some(reason);
            }
        }
    }

    fn warn(&mut self, message: Option<String>) {
        let warning = |message| Warning {
            path: None,
            message,
        };
        self.warnings.extend(message.map(warning));
    }

    /// Returns it as a snapshot keeps it.
    pub(crate) fn kept(&self, manifest: &Manifest) -> LiveProduct {
        let Self {
            seller,
            remote,
            prior,
            disowned: _, // so says the submission
            submission,
            images,
            installers: _, // not the Store's
            warnings: _,   // said again by whoever reads it
        } = self;
        LiveProduct {
            product: manifest.product.product_id.clone(),
            seller: seller.clone(),
            remote: remote.clone(),
            submission: submission.clone(),
            ended: prior.ended.clone(),
            images: images.clone(),
            // Found out where they are written.
            masked: BTreeSet::new(),
            withheld: BTreeSet::new(),
        }
    }
}
