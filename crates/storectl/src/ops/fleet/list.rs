//! The products that jobs are to work on.

use storectl_manifest::{UnusedExplicit, Variables};
use storectl_model::{Shard, ShardCount};
use storectl_report::{FleetProduct, FleetView, Foreign};

use crate::{
    args::ManifestArgs,
    error::CliError,
    manifests::{
        discover::discover,
        inspect::variables,
        parallel::{Cores, each},
        place::Base,
        shard::pick,
        survey::{Survey, survey},
    },
    ops::{fleet::changes::Changes, plan::VERSION},
    settings::{env::Env, service::AskedSeller},
};

/// Which products are listed, and how they are split.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FleetRequest<'a> {
    /// The manifests.
    pub(crate) manifests: &'a ManifestArgs,
    /// The revision since which a file of theirs changed; `None` for all.
    pub(crate) changed_since: Option<&'a str>,
    /// How many parts the fleet has.
    pub(crate) shards: Option<ShardCount>,
}

/// The products of a fleet.
pub(crate) struct Fleet<'a> {
    request: FleetRequest<'a>,
    sellers: &'a AskedSeller,
    /// Manifests that were looked at.
    manifests: usize,
    /// What those are about that are listed, grouped by seller.
    listed: Vec<Survey>,
    /// Whether a manifest is in no repository, and so was not compared with the revision.
    is_outside: bool,
}

impl<'a> Fleet<'a> {
    /// Looks at every manifest, and picks those that are asked for.
    ///
    /// # Errors
    /// Paths without a manifest, variables of the environment, a revision that git does not know (64); near misses of a name (10);
    /// paths that cannot be read, git cannot answer (1).
    pub(crate) fn find(
        request: FleetRequest<'a>,
        sellers: &'a AskedSeller,
        env: &Env,
    ) -> Result<Self, CliError> {
        let FleetRequest {
            manifests,
            changed_since,
            shards,
        } = request;
        let shard = manifests.part.shard;
        let paths = pick(discover(&manifests.paths)?, shard);
        // No value is shown, and none is missed.
        let vars = Variables {
            unused: UnusedExplicit::Allowed,
            ..variables(
                manifests,
                &env.clone().standing_in_for_secrets(),
                paths.len(),
            )?
        };
        let shards = shards.or(shard.map(Shard::count));
        let base = Base::current();
        let surveys = each(Cores::all(), &paths, |_, it| {
            survey(it, &vars, shards, &base)
        });
        let mut fleet = Self {
            request: FleetRequest { shards, ..request },
            sellers,
            manifests: surveys.len(),
            listed: Vec::new(),
            is_outside: false,
        };
        let mut changes = changed_since.map(Changes::since);
        for it in surveys {
            let is_listed = match &mut changes {
                Some(changes) => changes.affect(&it)?,
                None => true,
            };
            if is_listed {
                fleet.listed.push(it);
            }
        }
        fleet.is_outside = changes.is_some_and(|it| it.is_outside());
        fleet.group();
        Ok(fleet)
    }

    /// Puts the products of each seller together, in the order of their manifests; those without a seller come first.
    fn group(&mut self) {
        let sellers = self.sellers;
        self.listed
            .sort_by_cached_key(|it| sellers.of(it.seller_id.as_ref()).cloned());
    }

    /// Returns how many manifests were looked at.
    pub(crate) fn manifests(&self) -> usize {
        self.manifests
    }

    /// Returns how many products are listed.
    pub(crate) fn len(&self) -> usize {
        self.listed.len()
    }

    /// Returns whether a manifest is in no repository, and so was not compared with the revision.
    pub(crate) fn is_outside(&self) -> bool {
        self.is_outside
    }

    /// Returns the manifests whose product ID cannot be read, as people know them.
    pub(crate) fn unreadable(&self) -> impl Iterator<Item = &str> {
        let unreadable = self.listed.iter().filter(|it| it.product_id.is_none());
        unreadable.map(|it| it.shown.as_str())
    }

    /// Returns what is shown of it.
    pub(crate) fn view(&self) -> FleetView<'_> {
        let products = self.listed.iter().map(|it| FleetProduct {
            manifest: Foreign::new(&it.manifest),
            shown: Foreign::new(&it.shown),
            product_id: it.product_id.as_ref().map(|it| Foreign::new(it.as_str())),
            seller_id: self
                .sellers
                .of(it.seller_id.as_ref())
                .map(|it| Foreign::new(it.as_str())),
            shard: it.shard,
        });
        FleetView {
            tool_version: VERSION,
            manifests: self.manifests,
            changed_since: self.request.changed_since.map(Foreign::new),
            shards: self.request.shards,
            products: products.collect(),
        }
    }
}
