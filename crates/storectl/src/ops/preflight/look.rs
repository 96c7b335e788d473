//! When which installer is looked at: as soon as the packages of the draft are read, and where something is remembered of it,
//! its host is asked at once.

use std::sync::Arc;

use futures_util::{
    FutureExt as _, StreamExt as _, TryStreamExt as _,
    future::{BoxFuture, Either, Shared, join, select},
    stream,
};
use storectl_installer::{Inspection, Live};
use storectl_model::{
    DesiredPackage, DesiredProduct, FieldPath, Module, PreflightMode, RemotePackage,
};
use storectl_plan::package_pairs;
use storectl_report::LookOrigin;
use tokio::sync::oneshot;

use super::{Preflight, live::LivePackage, seen::SeenInstaller};
use crate::{error::CliError, receipts::Remembered};

/// Most installers looked at together, of one product.
pub(super) const AT_ONCE: usize = 8;

/// What a look at a package's installer found.
#[derive(Clone, Debug)]
pub(crate) struct Looked {
    /// Which package of the manifest.
    pub(crate) index: usize,
    /// What was seen, or why its address may not be reached.
    pub(crate) inspection: Result<Inspection, storectl_api::Error>,
    /// Where its bytes came from.
    pub(crate) origin: LookOrigin,
    /// What is known of the package that the Store has.
    pub(crate) live: Option<Live>,
}

/// The packages to look at, with their live ones, by the manifest's index; known once the draft's packages are read.
type Wanted = Arc<Vec<Option<LivePackage>>>;
type Decision<'a> = Shared<BoxFuture<'a, Option<Wanted>>>;

impl Preflight<'_> {
    /// Looks at the installers of the packages that change, or of all with `full`, once `packages` has those of the draft; at none
    /// if it never does. `remembered` knows what was seen under their addresses before.
    ///
    /// # Errors
    /// The time of `--wait-for-package` is over (31).
    pub(crate) async fn look(
        &self,
        desired: &DesiredProduct,
        packages: oneshot::Receiver<Vec<RemotePackage>>,
        remembered: &Remembered,
    ) -> Result<Vec<Looked>, CliError> {
        if self.mode() == PreflightMode::Off {
            return Ok(Vec::new());
        }
        let decision = packages.map(|live| {
            let live = live.ok()?;
            let wanted = |it: storectl_plan::PackagePair<'_>| {
                let is_wanted = it.is_changed || self.mode() == PreflightMode::Full;
                is_wanted.then(|| LivePackage::new(it.desired, it.live, remembered))
            };
            let pairs = package_pairs(desired, &live).into_iter();
            Some(Arc::new(pairs.map(wanted).collect()))
        });
        self.look_at(desired, decision.boxed().shared()).await
    }

    /// Looks at the installers of all packages but those that were looked at.
    ///
    /// # Errors
    /// As [`look`](Self::look).
    pub(crate) async fn look_at_others(
        &self,
        desired: &DesiredProduct,
        live: &[RemotePackage],
        looked: &[Looked],
        remembered: &Remembered,
    ) -> Result<Vec<Looked>, CliError> {
        let is_left = |index: usize| !looked.iter().any(|it| it.index == index);
        let pairs = package_pairs(desired, live).into_iter().enumerate();
        let wanted = pairs.map(|(index, it)| {
            is_left(index).then(|| LivePackage::new(it.desired, it.live, remembered))
        });
        let wanted: Wanted = Arc::new(wanted.collect());
        let decision = std::future::ready(Some(wanted)).boxed().shared();
        self.look_at(desired, decision).await
    }

    async fn look_at(
        &self,
        desired: &DesiredProduct,
        decision: Decision<'_>,
    ) -> Result<Vec<Looked>, CliError> {
        // Nothing is asked for and nothing is forgotten of packages that this run leaves alone.
        if !desired
            .scope
            .touches(&FieldPath::of_module(Module::Packages))
        {
            return Ok(Vec::new());
        }
        let packages = desired.packages.iter().flatten().enumerate();
        let looks = packages.map(|(index, package)| self.one(index, package, decision.clone()));
        let looks: Vec<_> = looks.collect();
        let looked: Vec<Option<Looked>> =
            stream::iter(looks).buffered(AT_ONCE).try_collect().await?;
        Ok(looked.into_iter().flatten().collect())
    }

    /// Looks at one installer, if that is decided.
    async fn one(
        &self,
        index: usize,
        package: &DesiredPackage,
        decision: Decision<'_>,
    ) -> Result<Option<Looked>, CliError> {
        let address = package.package_url.as_str();
        let installer = SeenInstaller::new(self, package);
        let is_known = installer.is_known();
        // One HEAD, which takes no longer than the token and the draft.
        let early = async {
            if is_known {
                installer.look().await
            } else {
                std::future::pending().await
            }
        };
        let early = Box::pin(early);
        let (decided, early) = match select(decision, early).await {
            Either::Left((decided, early)) => (decided, is_known.then_some(Either::Left(early))),
            Either::Right((seen, decision)) => (decision.await, Some(Either::Right(seen))),
        };
        let wanted = decided.as_deref().and_then(|it| it.get(index)?.as_ref());
        let Some(live) = wanted else {
            if decided.is_some() && is_known {
                // It is what the Store has, or will have: nobody asks for it before the packages are read any more.
                self.cache.forget(address);
            }
            return Ok(None);
        };
        let look = async {
            match early {
                Some(Either::Left(early)) => early.await,
                Some(Either::Right(seen)) => seen,
                None => installer.look().await,
            }
        };
        let (seen, length) = join(look, live.length(self, &installer)).await;
        let (seen, origin) = seen?;
        let live = live.compare(self, &installer, &seen, length).await;
        Ok(Some(Looked {
            index,
            inspection: seen.map(|it| it.inspection),
            origin,
            live,
        }))
    }
}
