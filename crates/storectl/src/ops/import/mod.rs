//! Imports a product: reads its draft, writes it as a manifest, and proves that the two say the same.

mod folder;
mod foreign;
mod foreign_files;
mod images;
mod listed;
mod place;
mod scope;
pub(crate) mod update;

use std::{collections::BTreeMap, num::NonZeroUsize, path::Path};

use storectl_api::{ReadClient, ReadScope};
use storectl_apply::Cancellation;
use storectl_manifest::{AdoptError, Adopted, Draft, DraftOptions, Layout, Refused, from_draft};
use storectl_model::{DesiredProduct, FieldPath, ProductId, RemoteProduct, Selector, SellerId};
use storectl_plan::{differences, held};

pub(crate) use self::{
    foreign::{ForeignImport, ForeignImported, import_foreign},
    foreign_files::ForeignKind,
    listed::listed,
    place::Existing,
    scope::Unmatched,
};
use self::{
    images::{Downloaded, download},
    place::Staging,
    scope::{Source, narrow},
};
use crate::{
    error::CliError, exit::Exit, ops::plan::READING, output::printer::Printer, runtime::block_on,
    store::open::Store,
};

/// What is imported, and to where.
pub(crate) struct Import<'a> {
    /// The product.
    pub(crate) product: &'a ProductId,
    /// The seller account that the command line names; the manifest then names it, too.
    pub(crate) seller: Option<&'a str>,
    /// The folder that is written to.
    pub(crate) folder: &'a Path,
    /// What becomes of files that are there already.
    pub(crate) existing: Existing,
    /// Where long texts are written.
    pub(crate) layout: Layout,
    /// The fields that the manifest manages; empty for every field.
    pub(crate) scope: &'a [Selector],
    /// How many images are downloaded at a time.
    pub(crate) parallelism: NonZeroUsize,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Imported {
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
    /// What to say of images that could not be downloaded.
    pub(crate) unread: Vec<String>,
    /// The fields that the manifest would change. None, unless storectl is wrong.
    pub(crate) differing: Vec<FieldPath>,
}

/// The manifest's file.
const MANIFEST: &str = "storectl.yaml";

/// Imports a product. Everything is read before anything is written, and all of it is written together.
///
/// # Errors
/// A draft that cannot be read; files that are there already, or that cannot be written (1); a language that nobody knows,
/// a scope that picks nothing (64); a manifest that would be too large (10).
pub(crate) async fn import(
    input: &Import<'_>,
    store: &Store,
    printer: &Printer,
    cancel: &Cancellation,
) -> Result<Imported, CliError> {
    place::check(input.folder, [MANIFEST], input.existing)?;
    let client = client(input, store)?;
    let busy = printer.busy(READING);
    let read = async {
        Ok(client
            .read_product(input.product, ReadScope::Everything)
            .await?)
    };
    let mut remote = Box::pin(block_on::reading(cancel, READING, read)).await?;
    drop(busy);
    let listed = remote.languages.iter().map(|it| &it.language);
    let languages = listed.chain(remote.listings.keys());
    let scope = narrow(input.scope, Source::Draft, &paths(&remote), languages)?;
    let input = &Import {
        scope: &scope.matched,
        ..*input
    };
    let staging = Staging::beside(input.folder)?;
    let busy = printer.busy(images::DOWNLOADING);
    let downloads = download(input, &client, &mut remote, &staging);
    let Downloaded { lists, unread } =
        block_on::reading(cancel, images::DOWNLOADING, downloads).await?;
    drop(busy);
    let adopted = adopt(input, &remote, lists)?;
    let differing = differences(&adopted.product, &remote);
    let Adopted {
        manifest,
        images,
        product: _,
        refused,
        unknown,
    } = adopted;
    let mut files = manifest.files.clone();
    files.insert(MANIFEST.to_owned(), manifest.to_yaml().into_bytes());
    staging.move_to(input.folder, &files, &images, input.existing)?;
    Ok(Imported {
        texts: manifest.files.len(),
        images: images.len(),
        refused,
        unknown,
        unmatched: scope.unmatched,
        unread,
        differing: differing.into_iter().map(|it| it.path).collect(),
    })
}

fn client(input: &Import<'_>, store: &Store) -> Result<ReadClient, CliError> {
    let product = DesiredProduct {
        product_id: input.product.clone(),
        ..DesiredProduct::naming_nothing()
    };
    Ok(store.reader().with_seller(store.seller(&product)?))
}

/// Returns the paths of everything that a draft holds.
fn paths(remote: &RemoteProduct) -> Vec<FieldPath> {
    let fields = held(remote).into_iter().map(|it| it.path);
    fields.chain(images::lists(remote).map(|it| it.0)).collect()
}

fn adopt(
    input: &Import<'_>,
    remote: &RemoteProduct,
    images: BTreeMap<FieldPath, Vec<storectl_manifest::ImageFacts>>,
) -> Result<Adopted, CliError> {
    let seller = input.seller.map(str::parse::<SellerId>).transpose();
    let draft = Draft {
        product_id: Some(input.product.clone()),
        seller_id: seller.map_err(|error| CliError::usage(format!("--seller-id: {error}")))?,
        fields: held(remote),
        images,
    };
    let options = DraftOptions {
        layout: input.layout,
        scope: input.scope.to_vec(),
        header: vec![format!(
            "Imported from the Store's draft of product {}. Edit it freely: `storectl plan` shows what would change.",
            input.product
        )],
    };
    from_draft(&draft, &options).map_err(too_large)
}

/// The error of a manifest that is refused as a whole.
fn too_large(error: AdoptError) -> CliError {
    match error {
        AdoptError::Unwritable(found) => {
            let error = CliError::new(Exit::Invalid, AdoptError::Unwritable(found).to_string());
            error.hint("import a part of the product with --scope, or long texts as files with --layout files")
        }
    }
}
