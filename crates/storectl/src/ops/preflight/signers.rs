//! Who signed the installers that would be published: what a policy judges, changed or not, managed or not.
//!
//! What is looked at for the policy alone has no findings and is no part of the plan's hash: a plan is the same with a policy and
//! without.

use std::collections::BTreeMap;

use futures_util::{StreamExt as _, stream};
use storectl_installer::{Content, Inspection, Outcome, Signing};
use storectl_model::{DesiredPackage, Expect, Field, FieldPath, PreflightMode, mask};
use storectl_plan::{InstallerSigner, ProductPlan};

use super::{CheckedInstaller, Examined, Preflight, look::AT_ONCE, seen::SeenInstaller};

impl Preflight<'_> {
    /// Returns the signer of every package of the outcome; looks at those that were not looked at.
    pub(crate) async fn signers(
        &self,
        plan: &ProductPlan,
        examined: &Examined,
    ) -> BTreeMap<FieldPath, InstallerSigner> {
        let packages = plan.outcome.packages.iter().enumerate();
        let packages = packages.map(|(at, it)| (FieldPath::of_package(at), it.text("packageUrl")));
        let signers = packages.map(|(package, address)| async move {
            let looked = examined.installers.iter();
            let mut looked = looked.filter(|it| is_of(it, &package, address));
            let signer = match looked.next() {
                Some(it) => signer(&it.inspection),
                None => self.signer_at(address).await,
            };
            (package, signer)
        });
        let signers: Vec<_> = signers.collect();
        stream::iter(signers).buffered(AT_ONCE).collect().await
    }

    async fn signer_at(&self, address: &str) -> InstallerSigner {
        if self.mode() == PreflightMode::Off {
            let why = "installers are not looked at (`--preflight off`)";
            return InstallerSigner::Unknown(why.to_owned());
        }
        let package = at(address);
        match SeenInstaller::new(self, &package).look_once().await {
            (Ok(sight), _) => signer(&sight.inspection),
            (Err(error), _) => InstallerSigner::Unknown(error.summary()),
        }
    }
}

/// Whether a look was at this package and under its address.
fn is_of(looked: &CheckedInstaller, package: &FieldPath, address: &str) -> bool {
    looked.package == *package && looked.inspection.source == mask::mask(address)
}

/// A package of which nothing but its address is known.
fn at(address: &str) -> DesiredPackage {
    DesiredPackage {
        package_url: address.to_owned(),
        package_type: Field::Absent,
        architecture: Field::Absent,
        languages: Field::Absent,
        is_silent_install: Field::Absent,
        installer_parameters: Field::Absent,
        generic_doc_url: Field::Absent,
        error_details: Field::Absent,
        expect: Expect::default(),
    }
}

fn signer(inspection: &Inspection) -> InstallerSigner {
    let unknown = |why: &str| InstallerSigner::Unknown(why.to_owned());
    let facts = match &inspection.outcome {
        Outcome::Read(Content::Installer(facts)) => facts,
        Outcome::Read(Content::NoInstaller(_)) => return unknown("it is not an installer"),
        Outcome::NotServed => return unknown("its host does not serve it"),
        Outcome::Redirected => return unknown("its host redirects to another address"),
        Outcome::NotAsked(why) | Outcome::CannotTell(why) => return unknown(why),
    };
    match &facts.signing {
        Signing::Unknown => unknown("its signature was not read"),
        Signing::Unsigned => InstallerSigner::Unsigned,
        Signing::Signed(it) if it.digest_matches == Some(false) => {
            InstallerSigner::Altered(it.signer.clone())
        }
        Signing::Signed(it) if it.self_signed => InstallerSigner::SelfSigned(it.signer.clone()),
        Signing::Signed(it) => InstallerSigner::Signed(it.signer.clone()),
    }
}
