//! What a plan says of installers that were looked at: findings, what blocks, and which bytes were seen.

use storectl_api::{Error, ErrorKind};
use storectl_installer::{
    Content, Declared, Depth, Finding, FindingSeverity, Inspection, Live, Outcome, Question,
    Subject, judge,
};
use storectl_model::{
    DesiredPackage, DesiredProduct, FieldPath, PreflightMode, RemotePackage, mask,
};
use storectl_plan::{Blocker, ProductPlan, SeenInstaller, SeenInstallers, package_pairs};
use storectl_report::{FindingView, InstallerLook, LookOrigin, PackageLook};

use super::Looked;
use crate::manifests::load::Manifest;

/// The installer of a package, looked at and judged.
#[derive(Clone, Debug)]
pub(crate) struct CheckedInstaller {
    /// The package, e.g. `packages[0]`.
    pub(crate) package: FieldPath,
    /// What was seen.
    pub(crate) inspection: Inspection,
    /// Where its bytes came from.
    pub(crate) origin: LookOrigin,
    /// What is wrong with it.
    pub(crate) findings: Vec<Finding>,
}

impl CheckedInstaller {
    /// Returns what is shown of it.
    pub(crate) fn view(&self, manifest: &Manifest) -> PackageLook<'_> {
        let findings = self.findings.iter().map(|finding| FindingView {
            finding,
            location: manifest.locate(&place(&self.package, finding.subject).pointer()),
        });
        PackageLook {
            package: &self.package,
            origin: self.origin,
            look: InstallerLook {
                inspection: &self.inspection,
                findings: findings.collect(),
            },
        }
    }
}

/// What a plan says of installers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Examined {
    /// Those that were looked at, in the order of the manifest.
    pub(crate) installers: Vec<CheckedInstaller>,
    blockers: Vec<Blocker>,
    seen: SeenInstallers,
}

impl Examined {
    /// Says so in the plan.
    pub(crate) fn note(&self, plan: &mut ProductPlan) {
        plan.installers = self.seen.clone();
        plan.blockers.extend(self.blockers.iter().cloned());
    }
}

/// Judges installers that were looked at, `now`, in seconds since 1970, beside the packages of the draft.
pub(crate) fn examine(
    mut looked: Vec<Looked>,
    desired: &DesiredProduct,
    live: &[RemotePackage],
    mode: PreflightMode,
    now: u64,
) -> Examined {
    looked.sort_by_key(|it| it.index);
    let pairs = package_pairs(desired, live);
    let mut examined = Examined {
        seen: SeenInstallers {
            mode,
            packages: Vec::new(),
        },
        ..Examined::default()
    };
    for it in looked {
        let Some(pair) = pairs.get(it.index) else {
            continue;
        };
        let package = FieldPath::of_package(it.index);
        let inspection = match it.inspection {
            Ok(inspection) => inspection,
            Err(error) => match refused(&package, &error) {
                Some(blocker) => {
                    examined.blockers.push(blocker);
                    continue;
                }
                None => unasked(pair.desired, &error),
            },
        };
        let declared = Declared::new(pair.desired, pair.live);
        let question = question(&declared, it.live.as_ref(), mode, now);
        let findings = judge(&inspection, &question);
        let errors = findings
            .iter()
            .filter(|it| it.severity == FindingSeverity::Error);
        examined
            .blockers
            .extend(errors.map(|finding| Blocker::Installer {
                path: place(&package, finding.subject),
                code: finding.rule.code.as_str(),
                message: finding.message.clone(),
                hint: finding.hint.clone(),
            }));
        examined.seen.packages.push(seen(&package, &inspection));
        examined.installers.push(CheckedInstaller {
            package,
            inspection,
            origin: it.origin,
            findings,
        });
    }
    examined
}

fn question<'a>(
    package: &'a Declared,
    live: Option<&'a Live>,
    mode: PreflightMode,
    now: u64,
) -> Question<'a> {
    Question {
        package: Some(package),
        live,
        now: i64::try_from(now).unwrap_or(i64::MAX),
        depth: match mode {
            PreflightMode::Full => Depth::Whole,
            PreflightMode::Auto | PreflightMode::Off => Depth::Parts,
        },
    }
}

/// Returns the key of a package that a finding is about.
fn place(package: &FieldPath, subject: Subject) -> FieldPath {
    let keys = subject.pointer().split('/').filter(|it| !it.is_empty());
    keys.fold(package.clone(), FieldPath::key)
}

/// Returns what blocks where an address may not be reached; `None` where this machine cannot ask anybody.
fn refused(package: &FieldPath, error: &Error) -> Option<Blocker> {
    let ErrorKind::Config { .. } = error.kind() else {
        return None;
    };
    let path = place(package, Subject::PackageUrl);
    Some(Blocker::Conflict {
        place: path.clone(),
        path,
        message: error.summary(),
        hint: "the Store downloads installers from public https URLs".to_owned(),
    })
}

/// Returns what an approval of the plan covers of an installer.
fn seen(package: &FieldPath, inspection: &Inspection) -> SeenInstaller {
    let (version, bytes) = match &inspection.outcome {
        Outcome::Read(content) => {
            let version = match content {
                Content::Installer(facts) => facts.version.clone(),
                Content::NoInstaller(_) => None,
            };
            (version, Some(inspection.seen_bytes()))
        }
        Outcome::NotServed
        | Outcome::Redirected
        | Outcome::NotAsked(_)
        | Outcome::CannotTell(_) => (None, None),
    };
    SeenInstaller {
        package: package.clone(),
        version,
        bytes,
    }
}

/// An installer that nobody could be asked for.
fn unasked(package: &DesiredPackage, error: &Error) -> Inspection {
    Inspection {
        source: mask::mask(&package.package_url).into_owned(),
        host: None,
        outcome: Outcome::CannotTell(error.summary()),
        parts: None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use storectl_api::{
        InstallerClient, InstallerConfig, Look, LookDepth, Patience, SystemClock,
        testing::ScriptedTransport,
    };
    use storectl_manifest::{Files, Variables};

    use super::*;

    /// The product of a manifest with a package at this address.
    fn desired(address: &str) -> DesiredProduct {
        let manifest = format!(
            "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\npackages: [{{ packageUrl: \"{address}\" }}]\n"
        );
        let document = storectl_manifest::read("storectl.yaml", manifest.as_bytes()).unwrap();
        storectl_manifest::check(&document, &Files::default(), &Variables::default())
            .product
            .unwrap()
    }

    #[test]
    fn an_address_off_the_public_internet_is_not_asked_and_blocks_the_plan() {
        let transport = Arc::new(ScriptedTransport::new());
        let endpoint = "https://api.store.microsoft.com".parse().unwrap();
        let client = InstallerClient::new(
            InstallerConfig::new(endpoint),
            Arc::clone(&transport) as _,
            Arc::new(SystemClock::new()),
        );
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let runtime = runtime.unwrap();
        for address in ["https://10.0.0.1/a.exe", "https://[fd00::1]/a.exe"] {
            let desired = desired(address);
            let look = Look {
                address: address.to_owned(),
                depth: LookDepth::Parts,
                known: None,
                patience: Patience::Once,
            };
            let error = runtime.block_on(client.look(&look)).unwrap_err();
            let looked = Looked {
                index: 0,
                inspection: Err(error),
                origin: LookOrigin::Read,
                live: None,
            };
            let examined = examine(vec![looked], &desired, &[], PreflightMode::Auto, 0);
            let [Blocker::Conflict { path, message, .. }] = examined.blockers.as_slice() else {
                panic!("{:?}", examined.blockers);
            };
            assert_eq!(path.to_string(), "packages[0].packageUrl");
            assert!(message.contains("public internet"), "{message}");
            assert!(examined.seen.packages_with_bytes().is_empty());
        }
        assert!(transport.sent().is_empty());
    }
}
