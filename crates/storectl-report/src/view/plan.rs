//! What apply would do.

use storectl_manifest::{TextMatrix, UsedVariable};
use storectl_model::{AckToken, Digest};
use storectl_plan::{PlanHash, PlanSummary};

use super::{
    AtView, BaseView, DiagnosticsView, ErrorView, FleetPart, LiveStamp, Offer, PackageLook,
    PlanDetails, Rehearsal, RepositoryView, SourceRef,
};
use crate::Foreign;

/// Plans of some products.
#[derive(Clone, Debug)]
pub struct PlanView<'a> {
    /// Version of this tool.
    pub tool_version: &'a str,
    /// The Store it was made for: the address of the API, or `sandbox` for the embedded one.
    pub endpoint: Foreign<'a>,
    /// The commit that is checked out where the manifests are; `None` where that is not known.
    pub commit: Option<&'a str>,
    /// Where people can see the files of `commit`, where that is known.
    pub repository: Option<RepositoryView>,
    /// When the Store was read, in seconds since 1970; `None` where it was not.
    pub read_at: Option<u64>,
    /// The snapshot that was read in place of the Store, where one was.
    pub live: Option<LiveStamp<'a>>,
    /// The part of the fleet that was planned.
    pub part: FleetPart,
    /// The products, in the order they were given.
    pub products: Vec<ProductView<'a>>,
    /// Fingerprint over all products; `None` if none has a plan.
    pub hash: Option<PlanHash>,
    /// Counts over all products.
    pub summary: PlanSummary,
    /// Reading requests this run sent.
    pub requests_get: usize,
    /// The whole command that applies these plans and nothing else, where running it can help.
    pub apply_command: Option<Offer>,
    /// The whole command that writes the tokens that are missing to the manifests.
    pub acknowledge_command: Option<Offer>,
    /// What is wrong with the manifests that have no plan because of it; `None` where all are valid. Their products are among
    /// the others, without a plan.
    pub invalid: Option<DiagnosticsView<'a>>,
    /// The exit code of the run; `None` of the plans of a report, which has its own.
    pub exit: Option<u8>,
    /// What decided the exit, where it failed.
    pub error: Option<&'a ErrorView>,
}

impl PlanView<'_> {
    /// Returns the fingerprint as text; empty if there is no plan.
    pub(crate) fn hash_text(&self) -> &str {
        self.hash.as_ref().map_or("", |it| it.as_str())
    }
}

/// A file of the base's commit that holds what an image of the Store shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileBefore {
    /// Its path from the root of the repository.
    pub path: String,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its length in bytes.
    pub bytes: u64,
}

/// The plan of one product, or why there is none.
#[derive(Clone, Debug)]
pub struct ProductView<'a> {
    /// The manifest's path as shown to users.
    pub manifest: Foreign<'a>,
    /// Partner Center's id, as the manifest spells it; empty where an invalid manifest does not say it.
    pub product_id: Foreign<'a>,
    /// The seller account it was read for, where that is known.
    pub seller_id: Option<Foreign<'a>>,
    /// Its name, for people.
    pub name: Option<Foreign<'a>>,
    /// The plan, or what kept it from being made.
    pub plan: Result<PlanDetails, &'a ErrorView>,
    /// The receipt that its manifest is taken from; `None` if it is the checkout's.
    pub at: Option<AtView<'a>>,
    /// What the labels of changes rest on.
    pub base: BaseView<'a>,
    /// The commit that the last submission was made from, where that is known.
    pub last_commit: Option<Foreign<'a>>,
    /// The tokens that the manifest's `acknowledge` names.
    pub acknowledge: Vec<AckToken>,
    /// The file that held the image before a change, from the root of the repository at the base's commit, by the index of the
    /// change; a missing entry is none that is known.
    pub files_before: Vec<Option<FileBefore>>,
    /// The variables that the manifest and its text files use, by name.
    pub variables: &'a [UsedVariable],
    /// The texts that customers get, language by language; `None` if there is no plan.
    pub localization: Option<TextMatrix>,
    /// A look for each of the installers of the plan ([`storectl_plan::ProductPlan::installers`]), in the same order, which is the manifest's of
    /// packages: the plan's document is read back from it.
    pub preflight: Vec<PackageLook<'a>>,
    /// What came of rehearsing the apply, where that was asked for.
    pub rehearsal: Option<&'a Rehearsal>,
    /// Where each change comes from, by the index of the change; a missing entry is an unknown place.
    pub sources: Vec<Option<SourceRef>>,
    /// Where writing the Store's value keeps it and changes nothing else, by the index of the change, as for changes.
    pub places_to_write: Vec<Option<SourceRef>>,
    /// The whole command that takes the Store's value into the manifest, where one can, by the index of the change; a missing
    /// entry is none.
    pub take_commands: Vec<Option<String>>,
    /// What each warning of the plan is about in the manifest, by the index of the warning, as for changes.
    pub warning_sources: Vec<Option<SourceRef>>,
    /// Where in the manifest each blocker is to be fixed, by the index of the blocker, as for changes.
    pub blocker_sources: Vec<Option<SourceRef>>,
}

impl<'a> ProductView<'a> {
    /// Returns a product whose manifest is invalid. Where it does not say its ID, people know it by its path.
    pub fn invalid(
        manifest: Foreign<'a>,
        product_id: Option<Foreign<'a>>,
        error: &'a ErrorView,
    ) -> Self {
        Self {
            manifest,
            product_id: product_id.unwrap_or(Foreign::new("")),
            seller_id: None,
            name: product_id.is_none().then_some(manifest),
            plan: Err(error),
            at: None,
            base: BaseView::None {
                reason: Foreign::new("the manifest is invalid"),
            },
            last_commit: None,
            variables: &[],
            localization: None,
            preflight: Vec::new(),
            rehearsal: None,
            sources: Vec::new(),
            places_to_write: Vec::new(),
            take_commands: Vec::new(),
            warning_sources: Vec::new(),
            blocker_sources: Vec::new(),
            acknowledge: Vec::new(),
            files_before: Vec::new(),
        }
    }

    /// Returns the id, where it is known.
    pub(crate) fn known_id(&self) -> Option<Foreign<'a>> {
        Some(self.product_id).filter(|it| !it.as_raw().is_empty())
    }

    /// Returns the file that held the image before the change with this index.
    pub(crate) fn file_before(&self, at: usize) -> Option<&FileBefore> {
        self.files_before.get(at)?.as_ref()
    }

    /// Returns the command that takes the Store's value in place of the change with this index.
    pub(crate) fn take_command(&self, at: usize) -> Option<&str> {
        self.take_commands.get(at)?.as_deref()
    }

    /// Returns what is shown of the plan, or what kept it from being made.
    pub fn plan(&self) -> Result<&PlanDetails, &ErrorView> {
        self.plan.as_ref().map_err(|error| *error)
    }
}
