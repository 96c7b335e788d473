//! Manifests as they are before they are edited.

use std::path::{Path, PathBuf};

use serde_json::Value;
use storectl_manifest::{Document, FileFault};

use crate::{
    args::ManifestArgs,
    error::CliError,
    hints::invocation::{Invocation, Variable},
    manifests::{
        discover::{discover, shown},
        file_tree::{Checkout, FileTree as _, bytes, split},
        inspect::unreadable,
        shard::pick,
    },
};

/// A manifest as it is before it is edited.
#[derive(Clone, Debug)]
pub(crate) struct Original {
    /// Its path as people know it; where it is a link, the link's.
    pub(crate) shown: String,
    /// The folder that the paths it names are relative to; where it is a link, the link's.
    pub(crate) folder: PathBuf,
    /// The file itself, links resolved.
    pub(crate) file: PathBuf,
    /// What it holds.
    pub(crate) content: Vec<u8>,
}

impl Original {
    /// Reads every manifest of `args`.
    ///
    /// # Errors
    /// Paths without a manifest (64), a manifest that cannot be read or leads out of its repository (10).
    pub(crate) fn manifests(args: &ManifestArgs) -> Result<Vec<Self>, CliError> {
        let found = pick(discover(&args.paths)?, args.part.shard);
        let read =
            |path: &PathBuf| Self::manifest(path).map_err(|fault| unreadable(&shown(path), &fault));
        found.iter().map(read).collect()
    }

    /// Returns the command line as it may be printed: with the variables that a manifest uses and none declares a secret. Of
    /// others, and where a manifest cannot be read, that is not known.
    pub(crate) fn printable(manifests: &[Self], invocation: &Invocation) -> Invocation {
        let documents = manifests
            .iter()
            .map(|it| storectl_manifest::read(&it.shown, &it.content).ok());
        let documents: Option<Vec<Document>> = documents.collect();
        let documents = documents.unwrap_or_default();
        invocation.clone().with_variables(|name| {
            let in_use = format!("${{{name}}}");
            let is_used = |it: &Self| String::from_utf8_lossy(&it.content).contains(&in_use);
            let is_secret = |it: &Document| {
                let declared = it.value().get("vars").and_then(|vars| vars.get(name));
                declared.is_some_and(Value::is_object)
            };
            let is_public = !documents.is_empty()
                && manifests.iter().any(is_used)
                && !documents.iter().any(is_secret);
            if is_public {
                Variable::Repeated
            } else {
                Variable::Secret
            }
        })
    }

    fn manifest(path: &Path) -> Result<Self, FileFault> {
        let (folder, name) = split(path)?;
        let checkout = Checkout::of(folder)?;
        let file = checkout.resolve(folder, name)?.path;
        let content = bytes(&checkout, &file)?;
        Ok(Self {
            shown: shown(path),
            folder: folder.to_owned(),
            file,
            content,
        })
    }
}
