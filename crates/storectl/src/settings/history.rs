//! Where the receipts of releases are, for a command that talks to no Store and so needs no credentials.

use std::time::Instant;

use storectl_apply::Journals;
use storectl_platform::StateDir;

use crate::{
    args::StoreArgs,
    error::CliError,
    manifests::load::Manifest,
    receipts::ReceiptPlace,
    settings::{env::Env, receipts::ReceiptSettings, service, store::sandbox_file},
    store::{journals, state_dir},
};

/// Which Store's receipts are read.
pub(crate) struct HistorySettings {
    /// The Store, as documents name it.
    endpoint: String,
    journals: Journals,
    receipts: ReceiptSettings,
    /// When the run must end.
    until: Instant,
}

impl HistorySettings {
    /// Resolves them for manifests whose repository has this state folder.
    ///
    /// # Errors
    /// What is malformed (64).
    pub(crate) fn resolve(
        args: &StoreArgs,
        env: &Env,
        state_dir: &StateDir,
    ) -> Result<Self, CliError> {
        let (endpoint, journals) = if let Some(file) = sandbox_file(args, state_dir) {
            let journals = Journals::of_sandbox(&file, state_dir, args.journal_dir.clone());
            (state_dir.sandbox_name(&file), journals)
        } else {
            let endpoint = service::endpoint(args.endpoint.as_deref(), env)?.value;
            let name = endpoint.as_str().trim_end_matches('/').to_owned();
            (
                name,
                Journals::of_service(&endpoint, args.journal_dir.clone()),
            )
        };
        Ok(Self {
            endpoint,
            journals,
            receipts: ReceiptSettings::resolve(args, env)?,
            until: Instant::now() + args.timeout,
        })
    }

    /// Returns whether receipts are kept in git as well.
    pub(crate) fn is_in_git(&self) -> bool {
        self.receipts.remote.is_some()
    }

    /// Returns what the journal of a product says, in sentences; what cannot be read is said, too.
    pub(crate) fn journal_notes(&self, manifest: &Manifest) -> Vec<String> {
        match journals::open(&self.journals, manifest) {
            Ok(journal) => journal.note_lines(),
            Err(error) => vec![error.view().message.clone()],
        }
    }

    /// Returns where the receipts of a product are on this machine, whatever remote they are exchanged with.
    ///
    /// # Errors
    /// As [`place`](Self::place).
    pub(crate) fn place_at_hand(&self, manifest: &Manifest) -> Result<ReceiptPlace, CliError> {
        Ok(ReceiptPlace {
            remote: None,
            ..self.place(manifest)?
        })
    }

    /// Returns where the receipts of a product are.
    ///
    /// # Errors
    /// A state folder that is a link, or that git tracks (1).
    pub(crate) fn place(&self, manifest: &Manifest) -> Result<ReceiptPlace, CliError> {
        let state = &manifest.state_dir;
        state.check().map_err(|error| state_dir::refused(&error))?;
        let product = &manifest.product.product_id;
        let name = self.journals.store_key().file_name(product);
        Ok(ReceiptPlace {
            product: product.clone(),
            endpoint: self.endpoint.clone(),
            file: state.receipts().join(name),
            folder: manifest.folder.clone(),
            remote: self.receipts.remote.clone(),
            until: self.until,
        })
    }
}
