//! Takes what changed in Partner Center into the manifests: as edits that are proven before any of them is written.
//!
//! The plan says what differs and who changed it ([`choose`]); images that no file holds are downloaded ([`images`]); then each
//! manifest is edited until it says what was chosen, and nothing else differs ([`attempt`], [`proof`]).

mod attempt;
mod choose;
mod images;
mod proof;
mod round;
mod tracked;

use std::collections::BTreeSet;

use storectl_api::ReadClient;
use storectl_apply::Cancellation;
use storectl_manifest::{Document, Variables};
use storectl_model::{FieldPath, RemoteProduct};
use storectl_plan::Change;

pub(crate) use self::choose::{Asked, Left};
use self::{
    attempt::{Attempt, Expected, unproven},
    choose::{Choice, Labels, choose},
    images::Images,
};
use crate::{
    error::CliError,
    exit::Exit,
    hints::{invocation::Invocation, next},
    manifests::{
        inspect::as_edited,
        load::{Loaded, Manifest},
        original::Original,
        overlay::EditedFiles,
    },
    ops::{
        edit::{Batch, Changes},
        import::images::DOWNLOADING,
        online::{OnlinePlan, plan_online},
        plan::{Keep, Planned},
    },
    output::printer::Printer,
    receipts::RevisionBase,
    runtime::block_on,
    settings::{env::Env, plan::PlanSettings, preflight::PreflightSettings, store::StoreSettings},
    store::open::Store,
};

/// What is updated, and from where.
pub(crate) struct Update<'a> {
    /// The manifests, as they are read.
    pub(crate) loaded: &'a Loaded,
    /// The same manifests as they are on disk, in the same order.
    pub(crate) originals: &'a [Original],
    /// The variables that are given for all of them.
    pub(crate) vars: &'a Variables,
    /// What labels rest on in place of the receipts.
    pub(crate) bases: Option<Vec<RevisionBase>>,
    /// The Store.
    pub(crate) settings: &'a StoreSettings,
    /// What an apply would do.
    pub(crate) plan_settings: &'a PlanSettings,
    /// Whether fields are named.
    pub(crate) asked: Asked,
    /// The environment.
    pub(crate) env: &'a Env,
}

/// What came of it. Nothing is written yet.
#[derive(Debug)]
pub(crate) struct Updated<'a> {
    /// The edits of all manifests.
    pub(crate) batch: Batch,
    /// One entry per manifest.
    pub(crate) products: Vec<UpdatedProduct<'a>>,
}

/// What came of one manifest.
#[derive(Debug)]
pub(crate) struct UpdatedProduct<'a> {
    /// The manifest, as it was.
    pub(crate) manifest: &'a Manifest,
    /// What it says now as the Store does.
    pub(crate) taken: BTreeSet<FieldPath>,
    /// What it does not.
    pub(crate) left: Vec<Left>,
    /// What both sides changed, apart.
    pub(crate) conflicts: Vec<Change>,
    /// Image files that no list names any more, as the manifest named them.
    pub(crate) unnamed: Vec<String>,
    /// Why nobody can tell who changed what, where that is so.
    pub(crate) two_way: Option<String>,
}

/// One manifest on its way.
struct Chosen<'a> {
    manifest: &'a Manifest,
    original: &'a Original,
    document: Document,
    live: RemoteProduct,
    choice: Choice,
    images: Images,
    two_way: Option<String>,
}

/// Makes the edits that take what the Store changed.
///
/// # Errors
/// A draft that cannot be read; edits that nobody can tell from drift (12); an edit that cannot be made (10, 1); a manifest
/// that would not say what was taken (32).
pub(crate) fn update<'a>(
    update: &Update<'a>,
    printer: &Printer,
    invocation: &Invocation,
) -> Result<Updated<'a>, CliError> {
    let cancel = Cancellation::new();
    let chosen = block_on::until_stopped(printer.machine(), cancel.clone(), async {
        let store = Store::open(update.settings, &update.loaded.manifests, printer).await?;
        let client = store.reader();
        let plan = OnlinePlan {
            loaded: update.loaded,
            vars: update.vars,
            bases: update.bases.clone(),
            settings: update.plan_settings,
            preflight: &PreflightSettings::OFF,
            parallelism: update.settings.parallelism,
            keep: Keep::Drafts,
        };
        let planned = plan_online(plan, &store, &client, printer, &cancel).await?;
        let _downloading = printer.busy(DOWNLOADING);
        let reading = Box::pin(chosen(update, planned, &store, &client));
        block_on::reading(&cancel, DOWNLOADING, reading).await
    });
    let chosen = chosen.map_err(|error| next::with(error, invocation))?;
    let mut products = Vec::new();
    let mut edits = Vec::new();
    for one in &chosen {
        let attempt = Attempt {
            manifest: one.manifest,
            original: one.original,
            document: &one.document,
            vars: update.vars,
            env: update.env,
            live: &one.live,
            images: &one.images.new,
        };
        let proven = attempt.run(one.choice.fields.clone())?;
        let unnamed = one.images.unnamed.iter();
        let unnamed = unnamed.filter(|(list, _)| proven.taken.contains(list));
        let left = one.choice.left.iter().chain(&proven.left);
        products.push(UpdatedProduct {
            manifest: one.manifest,
            unnamed: unnamed.flat_map(|(_, it)| it.iter().cloned()).collect(),
            left: left.cloned().collect(),
            conflicts: one.choice.conflicts.clone(),
            two_way: one.two_way.clone(),
            taken: proven.taken,
        });
        edits.push((one, proven.changes, proven.expected));
    }
    let batch = together(update.originals, &edits)?;
    prove(&edits, batch.edited(), update)?;
    Ok(Updated { batch, products })
}

/// Chooses what is taken of each product, and downloads its images.
async fn chosen<'a>(
    update: &Update<'a>,
    planned: Vec<Planned<'a>>,
    store: &Store,
    client: &ReadClient,
) -> Result<Vec<Chosen<'a>>, CliError> {
    let mut all = Vec::new();
    for (one, original) in planned.into_iter().zip(update.originals) {
        let manifest = one.manifest;
        let plan = one.plan?;
        let Some(draft) = one.draft else { continue };
        let two_way = one.remembered.two_way().map(str::to_owned);
        refuse_blind(update, manifest, two_way.as_deref())?;
        let read = storectl_manifest::read(&original.shown, &original.content);
        // It was read a moment ago; a change since is an error.
        let Ok(document) = read else {
            let message = format!("{} changed while it was read", original.shown);
            return Err(CliError::new(Exit::Stale, message).hint("run the same command again"));
        };
        let mut live = draft.remote;
        let desired = &manifest.product;
        let mut choice = choose(
            &plan,
            desired,
            &live,
            &document,
            Labels::of(two_way.as_deref()),
            update.asked,
        );
        let client = client.with_seller(store.seller(desired)?);
        let images = images::download(
            &mut choice,
            manifest,
            &mut live,
            &client,
            update.settings.parallelism,
        )
        .await?;
        all.push(Chosen {
            manifest,
            original,
            document,
            live,
            choice,
            images,
            two_way,
        });
    }
    Ok(all)
}

/// Refuses to take everything where nobody can tell the Store's changes from others': a base that was named and cannot be
/// used, and edits that are not committed.
fn refuse_blind(
    update: &Update<'_>,
    manifest: &Manifest,
    two_way: Option<&str>,
) -> Result<(), CliError> {
    match (two_way, &update.bases, update.asked) {
        (Some(reason), Some(_), _) => {
            let message = format!("the base cannot be used: {reason}");
            Err(CliError::new(Exit::Error, message)
                .hint("name another revision with --base, or leave it out"))
        }
        (Some(_), None, Asked::Everything) => tracked::refuse_edited(manifest),
        (Some(_), None, Asked::Named) | (None, _, _) => Ok(()),
    }
}

type Edits<'e> = [(&'e Chosen<'e>, Changes, Expected)];

/// Puts the edits of all manifests together.
///
/// # Errors
/// As [`Batch::of`].
fn together(originals: &[Original], edits: &Edits<'_>) -> Result<Batch, CliError> {
    Batch::of(originals, |original| {
        let of_it = edits.iter().find(|it| it.0.original.file == original.file);
        Ok(of_it.map(|it| it.1.clone()).unwrap_or_default())
    })
}

/// Proves all manifests once more, as they will be together: they may share files.
fn prove(edits: &Edits<'_>, edited: &EditedFiles, update: &Update<'_>) -> Result<(), CliError> {
    for (one, _, expected) in edits {
        let checked = as_edited(&one.manifest.file(), edited, update.vars, update.env)?;
        // The check of the whole reports what is invalid.
        let Some(product) = checked.product else {
            continue;
        };
        let broken = expected.broken(&product, &one.live);
        if !broken.is_empty() {
            return Err(unproven(&one.original.shown, &broken));
        }
    }
    Ok(())
}
