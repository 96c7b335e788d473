//! A snapshot of drafts in place of the Store (`plan --live`).
//!
//! It may come from a stranger: a fork's job reads what another job kept. What it holds is compared and shown, and names no
//! file and no host that anything is read from.

use std::{
    collections::{BTreeMap, BTreeSet},
    iter,
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use storectl_images::{ImageHead, ImageServer, ServerError};
use storectl_model::{DesiredProduct, FieldPath, Module, ProductId, RemoteProduct};
use storectl_plan::Warning;
use storectl_platform::{OwnFileError, decode_text, read_own};
use storectl_report::{
    Foreign, LiveStamp,
    json::{LiveProduct, LiveSnapshot, MAX_LIVE, read_live},
};

use crate::{
    error::CliError,
    exit::Exit,
    manifests::load::{Loaded, Manifest},
    settings::service::AskedSeller,
};

/// The advice where `--live` names something else.
const SNAPSHOT: &str =
    "create a snapshot with `storectl plan --save-live FILE`, and pass it unchanged";

/// How far the clock of the machine that kept a snapshot may be ahead of this one's.
const CLOCK_SKEW: Duration = Duration::from_secs(60);

/// A snapshot that may be used.
#[derive(Debug)]
pub(crate) struct Snapshot {
    file: PathBuf,
    content: LiveSnapshot,
    age: Duration,
}

impl Snapshot {
    /// Reads a snapshot that is not older than `max_age`.
    ///
    /// # Errors
    /// A file that cannot be read as a snapshot (1); one that is too old, or from the future (12).
    pub(crate) fn read(file: &Path, max_age: Duration, now: SystemTime) -> Result<Self, CliError> {
        let shown = file.display();
        let none = |why: String| CliError::new(Exit::Error, why).hint(SNAPSHOT);
        let bytes = read_own(file, MAX_LIVE).map_err(|error| match error {
            OwnFileError::NotRegular { path: found, kind } => {
                none(format!("`{}` is {kind}, not a snapshot", found.display()))
            }
            OwnFileError::TooLarge { .. }
            | OwnFileError::Held { .. }
            | OwnFileError::Read { .. }
            | OwnFileError::Write { .. } => CliError::own_file(error),
        })?;
        let bytes = bytes.ok_or_else(|| none(format!("no such file: {shown}")))?;
        let text = decode_text(&bytes).map_err(|error| none(format!("{shown} is {error}")))?;
        let content = read_live(&text)
            .map_err(|error| none(format!("{shown} cannot be read as a snapshot: {error}")))?;
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let read_at = Duration::from_secs(content.read_at);
        let stale = |why: String| {
            CliError::new(Exit::Stale, format!("the snapshot {shown} {why}"))
                .hint("run `storectl plan --save-live FILE` again where there are credentials")
        };
        if read_at > now.saturating_add(CLOCK_SKEW) {
            return Err(stale(
                "is from the future: the clock of this machine, or of the one that wrote it, is wrong"
                    .to_owned(),
            ));
        }
        let age = now.saturating_sub(read_at);
        if age > max_age {
            let (age, most) = (span(age), span(max_age));
            return Err(stale(format!("is {age} old, and --max-age is {most}"))
                .hint(format!("to accept it nevertheless, pass --max-age {age}")));
        }
        Ok(Self {
            file: file.to_owned(),
            content,
            age,
        })
    }

    /// Returns the Store it is of.
    pub(crate) fn endpoint(&self) -> &str {
        &self.content.endpoint
    }

    /// Returns when it was read, in seconds since 1970.
    pub(crate) fn read_at(&self) -> u64 {
        self.content.read_at
    }

    /// Returns what plans say of it; `file` is its name as text.
    pub(crate) fn stamp<'a>(&self, file: &'a str) -> LiveStamp<'a> {
        LiveStamp {
            file: Foreign::new(file),
            age: self.age.as_secs(),
        }
    }

    /// Returns its name as the command line spells it.
    pub(crate) fn file(&self) -> String {
        self.file.to_string_lossy().into_owned()
    }

    /// Refuses a snapshot of another Store, or of products of another seller account, than was asked for.
    ///
    /// # Errors
    /// 64 where the command line or the environment names another Store; 20 for another seller.
    pub(crate) fn check_target(
        &self,
        endpoint: Option<&str>,
        sellers: &AskedSeller,
        manifests: &[Manifest],
    ) -> Result<(), CliError> {
        let file = self.file.display();
        if let Some(asked) = endpoint.filter(|it| *it != self.endpoint()) {
            let found = self.endpoint();
            return Err(CliError::usage(format!(
                "the snapshot {file} is of {found}, but the plan is for {asked}"
            ))
            .hint("pass the snapshot of that Store, or leave out --sandbox and --endpoint"));
        }
        // The sandbox has one account, whatever a manifest says.
        let is_sandbox = self.endpoint().split(':').next() == Some("sandbox");
        for manifest in manifests.iter().filter(|_| !is_sandbox) {
            let Ok(product) = self.product(&manifest.product.product_id) else {
                continue; // the error of that product alone
            };
            let asked = sellers.of(manifest.product.seller_id.as_ref());
            if let Some(asked) = asked.filter(|it| **it != product.seller) {
                let (id, found) = (&product.product, &product.seller);
                return Err(CliError::new(
                    Exit::Auth,
                    format!(
                        "the snapshot {file} holds product {id} of seller account {found}, but the plan is for {asked}"
                    ),
                )
                .hint("pass --seller-id, or correct `sellerId` in the manifest"));
            }
        }
        Ok(())
    }

    /// Returns a product.
    ///
    /// # Errors
    /// The snapshot lacks it (1).
    pub(crate) fn product(&self, product: &ProductId) -> Result<&LiveProduct, CliError> {
        let is_it = |it: &&LiveProduct| {
            let id = it.product.as_str();
            id.eq_ignore_ascii_case(product.as_str())
        };
        self.content.products.iter().find(is_it).ok_or_else(|| {
            let file = self.file.display();
            CliError::new(
                Exit::Error,
                format!("the snapshot {file} does not hold product {product}"),
            )
            .hint("create it again from all manifests: products that cannot be read are not kept")
        })
    }

    /// Fits snapshot and manifests to each other: masked addresses get the manifest's own signatures back, and fields whose
    /// values are not kept are left out of what the run manages.
    ///
    /// # Errors
    /// A value of the snapshot that is not what its format says (1).
    pub(crate) fn fit(&mut self, loaded: &mut Loaded) -> Result<(), CliError> {
        for manifest in &mut loaded.manifests {
            let desired = &mut manifest.product;
            let id = desired.product_id.as_str();
            let mut products = self.content.products.iter_mut();
            let Some(product) = products.find(|it| it.product.as_str().eq_ignore_ascii_case(id))
            else {
                continue;
            };
            *product = product
                .clone()
                .unmasked(&desired.secret_values)
                .map_err(|error| CliError::local("cannot use the snapshot", error))?;
            let unknown = unknown_fields(desired, product);
            desired.scope = std::mem::take(&mut desired.scope).without(unknown);
        }
        Ok(())
    }

    /// Returns a warning for each field that a manifest manages and that cannot be compared.
    pub(crate) fn not_compared(&self, manifest: &Manifest) -> Vec<Warning> {
        let desired = &manifest.product;
        let Ok(product) = self.product(&desired.product_id) else {
            return Vec::new();
        };
        let unknown = unknown_fields(desired, product);
        let unknown_above = |path: &FieldPath| {
            let mut above = iter::successors(Some(path.clone()), FieldPath::parent);
            above.find(|it| unknown.contains(it))
        };
        let selectors = desired.scope.selectors();
        let is_picked =
            |it: &FieldPath| selectors.is_empty() || selectors.iter().any(|one| one.picks(it));
        let fields = manifest.sources.paths().filter_map(|it| unknown_above(&it));
        let managed: BTreeSet<FieldPath> = fields.filter(is_picked).collect();
        managed
            .into_iter()
            .map(|path| {
                let why = if desired.uses_secret(&path) {
                    "it uses a secret variable, and snapshots keep no secrets"
                } else if is_notes(&path) {
                    "snapshots keep no certification notes"
                } else {
                    "its value in the Store holds a secret, and snapshots keep no secrets"
                };
                Warning {
                    message: format!("not compared: {why}"),
                    path: Some(path),
                }
            })
            .collect()
    }
}

/// The fields of which the snapshot does not hold what the Store holds, object by object.
fn unknown_fields(desired: &DesiredProduct, product: &LiveProduct) -> BTreeSet<FieldPath> {
    let RemoteProduct { properties, .. } = &product.remote;
    let mut unknown = BTreeSet::new();
    if properties.certification_notes.is_some()
        || desired.properties.certification_notes.is_managed()
    {
        unknown.insert(notes());
    }
    // Which of the Store's packages is which of the manifest's is not decided yet: a field of one is a field of all.
    let mut of_packages = BTreeSet::new();
    for path in desired.secrets.iter().chain(&product.withheld) {
        let Some(name) = path.field() else { continue };
        if path.module() == Some(Module::Packages) {
            of_packages.insert(name);
        } else {
            unknown.insert(path.object().key(name.to_owned()));
        }
    }
    let ours = desired.packages.as_deref().unwrap_or_default().len();
    for at in 0..ours.max(product.remote.packages.len()) {
        let package = FieldPath::of_package(at);
        unknown.extend(
            of_packages
                .iter()
                .map(|it| package.clone().key((*it).to_owned())),
        );
    }
    unknown
}

fn notes() -> FieldPath {
    FieldPath::of_module(Module::Properties).key("certificationNotes")
}

fn is_notes(path: &FieldPath) -> bool {
    *path == notes()
}

/// Images that nobody can look at: what is known of them stands in the snapshot.
pub(crate) struct RecordedImages {
    /// By address, why an image could not be read.
    reasons: BTreeMap<String, String>,
}

impl RecordedImages {
    /// Takes what a snapshot says of a product's images.
    pub(crate) fn of(product: &LiveProduct) -> Self {
        let assets = product.remote.assets.values();
        let assets = assets.flat_map(|it| it.screenshots.iter().chain(&it.store_logos));
        let reasons = assets.filter_map(|it| {
            let reason = product.images.get(&it.id)?.unread.clone()?;
            Some((it.url.clone(), reason))
        });
        Self {
            reasons: reasons.collect(),
        }
    }

    fn refusal(&self, url: &str) -> ServerError {
        let reason = self.reasons.get(url).cloned();
        ServerError::NotAsked {
            reason: reason.unwrap_or_else(|| "the snapshot does not say what it shows".to_owned()),
        }
    }
}

impl ImageServer for RecordedImages {
    fn head<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<ImageHead, ServerError>> {
        Box::pin(async move { Err(self.refusal(url)) })
    }

    fn fetch<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Bytes, ServerError>> {
        Box::pin(async move { Err(self.refusal(url)) })
    }
}

/// Writes a span as a flag takes it, in its largest unit.
fn span(span: Duration) -> String {
    let seconds = span.as_secs();
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3_600 => format!("{}m", seconds.div_ceil(60)),
        _ => format!("{}h", seconds.div_ceil(3_600)),
    }
}
