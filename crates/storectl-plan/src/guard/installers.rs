//! Where installers come from, before and after the steps of a plan.

use std::collections::BTreeSet;

use storectl_model::{FieldPath, Module, RemotePackage, Segment};
use url::Url;

use crate::{Action, Change, Outcome, OutcomePackage};

/// The packages of the draft as it is and as it will be. Addresses come from here: a change does not show one that uses a
/// secret variable.
#[derive(Clone, Copy, Debug)]
pub(super) struct Installers<'a> {
    live: &'a [RemotePackage],
    outcome: &'a Outcome,
}

impl<'a> Installers<'a> {
    /// Takes both sides.
    pub(super) fn new(live: &'a [RemotePackage], outcome: &'a Outcome) -> Self {
        Self { live, outcome }
    }

    /// Returns the address of a package of the draft as it will be; empty if there is no such package.
    pub(super) fn address_after(self, package: &FieldPath) -> &'a str {
        self.package(package)
            .map(|it| it.text("packageUrl"))
            .unwrap_or_default()
    }

    /// Returns the address the package has now; `None` if it is new.
    pub(super) fn address_before(self, package: &FieldPath) -> Option<&'a str> {
        let id = self.package(package)?.stored.as_ref()?;
        let live = self.live.iter().find(|it| it.package_id == *id)?;
        live.package_url.as_deref()
    }

    /// Returns whether a package's host is one that no package has now. Where there are none, no host is another.
    pub(super) fn is_from_another_host(self, package: &FieldPath) -> bool {
        let urls = self.live.iter().filter_map(|it| it.package_url.as_deref());
        let known: BTreeSet<Option<String>> = urls.map(host).collect();
        !known.is_empty() && !known.contains(&host(self.address_after(package)))
    }

    /// Says what comes where packages are replaced: type, architectures, languages and host of each package that is new.
    /// The host stands for the address (forms.md, "Approval, proof, pending work, guards" 11).
    pub(super) fn arrivals(self, changes: &[Change]) -> Vec<String> {
        let new = changes.iter().filter(|it| it.action == Action::Add);
        let new = new.filter_map(|it| self.package(&it.path));
        let mut arrivals: Vec<String> = new.map(arrival).collect();
        arrivals.sort();
        arrivals
    }

    fn package(self, path: &FieldPath) -> Option<&'a OutcomePackage> {
        match (path.module()?, path.segments()) {
            (Module::Packages, [_, Segment::Index(at)]) => self.outcome.packages.get(*at),
            _ => None,
        }
    }
}

fn arrival(package: &OutcomePackage) -> String {
    let words = |name| {
        let mut words: Vec<String> = package
            .words(name)
            .into_iter()
            .map(str::to_ascii_lowercase)
            .collect();
        words.sort();
        words.join("+")
    };
    let host = host(package.text("packageUrl")).unwrap_or_default();
    let kind = package.text("packageType");
    format!(
        "{host} {kind} {} {}",
        words("architectures"),
        words("languages")
    )
}

/// The host of a URL, in lower case.
pub(super) fn host(url: &str) -> Option<String> {
    Url::parse(url)
        .ok()?
        .host_str()
        .map(str::to_ascii_lowercase)
}
