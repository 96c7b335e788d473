//! What a run takes of the manifests that were loaded, and says of them.

use std::{collections::BTreeSet, path::Path};

use storectl_model::{LanguageTag, Prune, Selector};
use storectl_platform::StateDir;

use crate::{
    error::CliError,
    hints::invocation::{Invocation, Variable},
    manifests::load::{Loaded, Manifest},
};

impl Loaded {
    /// Restricts a run to what `selectors` pick; none of them restricts nothing.
    ///
    /// # Errors
    /// A language that neither the Store nor a manifest knows (64).
    pub(crate) fn only(mut self, selectors: &[Selector]) -> Result<Self, CliError> {
        // Pruning looks at the draft's languages, which may be others.
        let products = || self.manifests.iter().map(|it| &it.product);
        if products().all(|it| it.prune == Prune::Keep) {
            let named = products().flat_map(|it| it.listings.keys().cloned());
            let named: BTreeSet<LanguageTag> = named.collect();
            for it in selectors {
                it.check_language(&named)
                    .map_err(|error| CliError::usage(format!("--only: {error}")))?;
            }
        }
        for manifest in &mut self.manifests {
            let unmatched = selectors.iter().filter(|it| !manifest.names(it));
            manifest.unmatched = unmatched.cloned().collect();
            manifest.product = manifest.product.clone().only(selectors.to_vec());
        }
        Ok(self)
    }

    /// Returns the command line as it may be printed: without secret variables, and without those that may be.
    pub(crate) fn printable(&self, invocation: &Invocation) -> Invocation {
        let manifests = self.manifests.iter();
        let has_secrets = manifests.clone().any(|it| !it.product.secrets.is_empty());
        invocation.clone().with_variables(|name| {
            let mut uses = manifests
                .clone()
                .flat_map(|it| &it.variables)
                .filter(|it| it.name == name)
                .peekable();
            // What no manifest uses may belong to a field that this run leaves out.
            let is_unknown = uses.peek().is_none();
            if has_secrets && (is_unknown || uses.any(|it| it.value.is_none())) {
                Variable::Secret
            } else {
                Variable::Repeated
            }
        })
    }

    /// Returns the state folder of the first manifest's repository.
    pub(crate) fn state_dir(&self) -> StateDir {
        let first = self.manifests.first();
        first.map_or_else(|| StateDir::of(Path::new("")), |it| it.state_dir.clone())
    }
}

impl Manifest {
    /// Returns whether the manifest names something that `selector` picks.
    fn names(&self, selector: &Selector) -> bool {
        self.sources.paths().any(|it| selector.picks(&it))
    }
}
