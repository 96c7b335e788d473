//! Who signed the installers that would be published: what a policy judges, changed or not, managed or not.
//!
//! A signature can be put behind other bytes. Only who has read every byte knows that they are the signed ones, so what a policy
//! is to allow is read whole, whatever the plan reads of it.
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
    /// Returns the signer of every package of the outcome; reads those whole of which not enough is known.
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
                Some(it) if !more_would_tell(&it.inspection) => signer(&it.inspection),
                Some(_) | None => self.signer_at(address).await,
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
        match SeenInstaller::whole(self, &package).look_once().await {
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

/// Whether every byte would tell more than what was read: what is not signed, or not served, is so whatever the rest is.
fn more_would_tell(inspection: &Inspection) -> bool {
    match &inspection.outcome {
        Outcome::Read(Content::Installer(facts)) => match facts.signing {
            Signing::Signed(_) | Signing::Unknown => facts.sha256.is_none(),
            Signing::Unsigned => false,
        },
        Outcome::Read(Content::NoInstaller(_))
        | Outcome::NotServed
        | Outcome::Redirected
        | Outcome::NotAsked(_)
        | Outcome::CannotTell(_) => false,
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
    let signature = match &facts.signing {
        Signing::Unknown => return unknown("its signature cannot be read"),
        Signing::Unsigned => return InstallerSigner::Unsigned,
        Signing::Signed(it) => it,
    };
    let name = signature.signer.clone();
    match signature.digest_matches {
        Some(false) => InstallerSigner::Altered(name),
        Some(true) | None if signature.self_signed => InstallerSigner::SelfSigned(name),
        Some(true) => InstallerSigner::Signed(name),
        None => unknown("nothing proves that its bytes are the signed ones"),
    }
}
