//! Imports what another tool keeps: offline, from a file or a folder.

use std::{
    collections::BTreeMap,
    io::Read as _,
    path::{Path, PathBuf},
};

use storectl_apply::Cancellation;
use storectl_manifest::{
    Adopted, DraftOptions, Files, ForeignProduct, Layout, Omission, Refused, Remark, from_draft,
};
use storectl_model::{Digest, FieldPath, ProductId, Selector, SellerId};
use storectl_platform::spawn_helper;

use super::{
    Existing, MANIFEST, Unmatched,
    foreign_files::{self, ForeignKind, Found},
    place::{self, Staging},
    scope::{Scope, Source, narrow},
    too_large,
};
use crate::{
    error::CliError,
    manifests::file_tree::{Checkout, FileTree as _, IMAGE_CAP},
    runtime::block_on,
};

/// What is imported, and to where.
#[derive(Clone, Debug)]
pub(crate) struct ForeignImport {
    /// Whose files are read.
    pub(crate) kind: ForeignKind,
    /// The file or the folder.
    pub(crate) path: PathBuf,
    /// The product, where it is known.
    pub(crate) product: Option<ProductId>,
    /// The seller account that the manifest names.
    pub(crate) seller: Option<SellerId>,
    /// The folder that is written to.
    pub(crate) folder: PathBuf,
    /// What becomes of files that are there already.
    pub(crate) existing: Existing,
    /// Where long texts are written.
    pub(crate) layout: Layout,
    /// The fields that the manifest manages; empty for every field.
    pub(crate) scope: Vec<Selector>,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct ForeignImported {
    /// How many text files were written.
    pub(crate) texts: usize,
    /// How many images were written.
    pub(crate) images: usize,
    /// Values that the rules of a manifest refuse.
    pub(crate) refused: Vec<Refused>,
    /// Fields that a manifest cannot name.
    pub(crate) unknown: Vec<FieldPath>,
    /// Selectors of the scope that pick nothing.
    pub(crate) unmatched: Vec<Unmatched>,
    /// What the manifest does not hold.
    pub(crate) omissions: Vec<Omission>,
    /// What to say of values.
    pub(crate) remarks: Vec<Remark>,
}

/// What is waited for meanwhile.
const READING: &str = "reading files";
/// What is waited for after that.
const COPYING: &str = "copying images";

/// Imports what another tool keeps. Everything is read before anything is written, and all of it is written together.
///
/// # Errors
/// A path that does not exist or is not of the kind, a folder without anything of fastlane's, a language that nobody knows,
/// a scope that picks nothing (64); a file that cannot be read or holds nothing of a product, files that are there already, or that cannot be written
/// (1); a manifest that would be too large (10).
pub(crate) async fn import_foreign(
    input: &ForeignImport,
    cancel: &Cancellation,
) -> Result<ForeignImported, CliError> {
    place::check(&input.folder, [MANIFEST], input.existing)?;
    let Prepared {
        adopted,
        files: sources,
        unmatched,
        omissions,
        remarks,
    } = prepared(input, cancel).await?;
    let Adopted {
        manifest,
        images,
        product: _, // nothing to compare it with
        refused,
        unknown,
    } = adopted;
    let staging = Staging::beside(&input.folder)?;
    let copies = copy(input, &sources, &images, &staging);
    block_on::reading(cancel, COPYING, copies).await?;
    let mut files = manifest.files.clone();
    files.insert(MANIFEST.to_owned(), manifest.to_yaml().into_bytes());
    staging.move_to(&input.folder, &files, &images, input.existing)?;
    Ok(ForeignImported {
        texts: manifest.files.len(),
        images: images.len(),
        refused,
        unknown,
        unmatched,
        omissions,
        remarks,
    })
}

/// A manifest, before anything is written.
struct Prepared {
    adopted: Adopted,
    /// The files of the folder that were read.
    files: Files,
    unmatched: Vec<Unmatched>,
    omissions: Vec<Omission>,
    remarks: Vec<Remark>,
}

/// Prepares the manifest on a thread of its own, so that a signal ends it.
async fn prepared(input: &ForeignImport, cancel: &Cancellation) -> Result<Prepared, CliError> {
    let input = input.clone();
    let work = async {
        let work = spawn_helper(move || prepare(&input));
        let ended = work.await;
        ended.map_err(|error| CliError::local(READING, error))?
    };
    block_on::reading(cancel, READING, work).await
}

fn prepare(input: &ForeignImport) -> Result<Prepared, CliError> {
    let Found { product, files } = foreign_files::read(input.kind, &input.path)?;
    let ForeignProduct {
        mut draft,
        omissions,
        mut remarks,
    } = product;
    let fields = draft.fields.iter().map(|it| &it.path);
    let paths: Vec<FieldPath> = fields.chain(draft.images.keys()).cloned().collect();
    let languages = paths.iter().filter_map(FieldPath::language);
    let Scope { matched, unmatched } = narrow(&input.scope, Source::Files, &paths, languages)?;
    remarks.retain(|it| {
        let path = it.path();
        matched.is_empty() || matched.iter().any(|it| it.picks(&path))
    });
    draft.product_id.clone_from(&input.product);
    draft.seller_id.clone_from(&input.seller);
    let options = DraftOptions {
        layout: input.layout,
        scope: matched,
        header: vec![header(input)],
    };
    let adopted = from_draft(&draft, &options).map_err(too_large)?;
    Ok(Prepared {
        adopted,
        files,
        unmatched,
        omissions,
        remarks,
    })
}

/// Copies the images of the manifest, one at a time. They are the ones that were measured.
///
/// # Errors
/// One that cannot be read again, or was changed meanwhile; a file that cannot be written (1).
async fn copy(
    input: &ForeignImport,
    files: &Files,
    images: &BTreeMap<String, Digest>,
    staging: &Staging,
) -> Result<(), CliError> {
    let mut sources: BTreeMap<&Digest, &str> = BTreeMap::new();
    for (path, facts) in &files.images {
        if let Ok(facts) = facts {
            sources.entry(&facts.digest).or_insert(path);
        }
    }
    let mut wanted: Vec<&Digest> = images.values().collect();
    wanted.sort();
    wanted.dedup();
    for digest in wanted {
        // Signals are minded between two images.
        tokio::task::yield_now().await;
        let Some(path) = sources.get(digest) else {
            continue;
        };
        let bytes = bytes(&input.path, path)?;
        if Digest::of(&bytes) != *digest {
            return Err(CliError::local(
                format!("cannot copy {path}"),
                anyhow::anyhow!("it was changed while it was read"),
            ));
        }
        staging.keep(digest, &bytes)?;
    }
    Ok(())
}

fn bytes(folder: &Path, path: &str) -> Result<Vec<u8>, CliError> {
    let cannot = |why: String| CliError::local(format!("cannot copy {path}"), anyhow::anyhow!(why));
    let tree = Checkout::of(folder).map_err(|fault| cannot(format!("it {fault}")))?;
    let resolved = tree.resolve(folder, path);
    let opened = resolved.and_then(|it| tree.open(&it.path, IMAGE_CAP));
    let opened = opened.map_err(|fault| cannot(format!("it {fault}")))?;
    let mut bytes = Vec::new();
    let read = opened.take(IMAGE_CAP).read_to_end(&mut bytes);
    read.map_err(|error| cannot(error.to_string()))?;
    Ok(bytes)
}

/// Says where the manifest came from: by name only, since a path of this machine means nothing elsewhere.
fn header(input: &ForeignImport) -> String {
    let name = input.path.file_name().map(|it| it.to_string_lossy());
    let name = name.map(|it| {
        it.replace(
            |it: char| it.is_control() || "\u{feff}\u{2028}\u{2029}".contains(it),
            " ",
        )
    });
    let what = match input.kind {
        ForeignKind::StoreSubmission => "the store-submission JSON",
        ForeignKind::Fastlane => "the fastlane folder",
    };
    let from = name.map_or_else(|| what.to_owned(), |name| format!("{what} {name}"));
    format!("Imported from {from}. Edit it freely: `storectl plan` shows what would change.")
}
