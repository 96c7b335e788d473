//! The installers that a plan looked at, as people see them: each at its package, and what is wrong with it said once.

use std::collections::{HashMap, HashSet};

use storectl_installer::{Finding, FindingSeverity, Outcome};
use storectl_manifest::installers::CANNOT_TELL;
use storectl_model::FieldPath;
use storectl_plan::Blocker;

use super::{FindingView, InstallerLook, LookOrigin, PackageLook, checked};
use crate::{
    ProductView,
    view::{PlanDetails, Sentence, thousands},
};

/// The installers of a plan. Each is taken once.
pub(crate) struct Preflight<'a> {
    packages: Vec<Option<CheckedPackage<'a>>>,
    places: HashMap<String, usize>,
    /// Says which were not looked at because of where they are, and why; one line a reason.
    pub(crate) not_asked: Vec<Sentence>,
}

/// The installer of a package.
pub(crate) struct CheckedPackage<'a> {
    /// The package, e.g. `packages[0]`.
    pub(crate) address: String,
    /// What was seen, and whether an approval of the plan covers it.
    pub(crate) line: Sentence,
    /// Where what was seen came from.
    pub(crate) origin: LookOrigin,
    /// What is wrong with it and is said nowhere else.
    pub(crate) findings: Vec<ShownFinding<'a>>,
    /// The codes of what keeps the plan from being applied, which is said there.
    pub(crate) blocking: Vec<&'static str>,
}

/// A finding, and what to do where that was not said before.
pub(crate) struct ShownFinding<'a> {
    /// The finding.
    pub(crate) finding: &'a FindingView<'a>,
    /// What to do; `None` where another finding of this product said the same.
    pub(crate) hint: Option<&'a str>,
}

impl<'a> Preflight<'a> {
    /// Takes the looks of a product that has a plan.
    pub(crate) fn of(product: &'a ProductView<'_>, plan: &'a PlanDetails) -> Self {
        let approved: HashSet<&FieldPath> = plan.approved_installers.iter().collect();
        let blocking = blocking(plan);
        let mut hints = HashSet::new();
        let mut packages = Vec::new();
        let mut not_asked = NotAsked::default();
        for look in &product.preflight {
            if let Some(reason) = only_not_asked(look) {
                not_asked.add(look.package, reason);
                continue;
            }
            let InstallerLook {
                inspection,
                findings,
            } = &look.look;
            let is_news = |it: &&FindingView<'_>| match inspection.outcome {
                Outcome::NotAsked(_) => !is_of_not_asked(it),
                Outcome::Read(_)
                | Outcome::NotServed
                | Outcome::Redirected
                | Outcome::CannotTell(_) => true,
            };
            let findings = findings.iter().filter(is_news);
            let (said, others): (Vec<_>, Vec<_>) = findings.partition(|it| {
                let Finding { rule, message, .. } = it.finding;
                blocking.contains(&(look.package.clone(), rule.code.as_str(), message))
            });
            let line = checked(inspection);
            let shown = others.into_iter().map(|finding| ShownFinding {
                finding,
                hint: Some(finding.finding.hint.as_str()).filter(|it| hints.insert(*it)),
            });
            packages.push(CheckedPackage {
                address: look.package.to_string(),
                // A plan that is blocked by it approves nothing.
                line: if approved.contains(look.package) || !said.is_empty() {
                    line
                } else {
                    line.ours("; the plan approves no bytes of it")
                },
                origin: look.origin,
                findings: shown.collect(),
                blocking: said
                    .iter()
                    .map(|it| it.finding.rule.code.as_str())
                    .collect(),
            });
        }
        let places = packages.iter().enumerate();
        Self {
            places: places.map(|(at, it)| (it.address.clone(), at)).collect(),
            packages: packages.into_iter().map(Some).collect(),
            not_asked: not_asked.sentences(),
        }
    }

    /// Takes the installer of a package.
    pub(crate) fn take(&mut self, address: &str) -> Option<CheckedPackage<'a>> {
        let at = self.places.get(address)?;
        self.packages.get_mut(*at)?.take()
    }

    /// Takes those that are left, in order.
    pub(crate) fn rest(&mut self) -> impl Iterator<Item = CheckedPackage<'a>> {
        self.packages.iter_mut().filter_map(Option::take)
    }
}

/// Returns what of installers keeps a plan from being applied: package, code and message.
fn blocking(plan: &PlanDetails) -> HashSet<(FieldPath, &str, &str)> {
    let blocking = plan.blockers.iter().filter_map(|it| match it {
        Blocker::Installer {
            path,
            code,
            message,
            hint: _,
        } => Some((path.object(), *code, message.as_str())),
        Blocker::Busy { .. }
        | Blocker::InDoubt { .. }
        | Blocker::Policy(_)
        | Blocker::Unacknowledged { .. }
        | Blocker::Conflict { .. } => None,
    });
    blocking.collect()
}

/// Returns why an installer was not looked at, where nothing else is known of it: what everybody meets who tries things out
/// beside a simulated Store.
fn only_not_asked<'a>(look: &PackageLook<'a>) -> Option<&'a str> {
    let Outcome::NotAsked(reason) = &look.look.inspection.outcome else {
        return None;
    };
    let mut findings = look.look.findings.iter();
    findings.all(is_of_not_asked).then_some(reason)
}

/// Returns whether a finding only repeats why an installer was not looked at.
fn is_of_not_asked(finding: &FindingView<'_>) -> bool {
    let Finding { rule, severity, .. } = finding.finding;
    *severity == FindingSeverity::Note && rule.code == CANNOT_TELL.code
}

/// Most packages that one line names.
const NAMED: usize = 5;

/// Installers that were not looked at, by reason.
#[derive(Default)]
struct NotAsked<'a> {
    reasons: Vec<(&'a str, Vec<&'a FieldPath>)>,
}

impl<'a> NotAsked<'a> {
    fn add(&mut self, package: &'a FieldPath, reason: &'a str) {
        match self.reasons.iter_mut().find(|(it, _)| *it == reason) {
            Some((_, packages)) => packages.push(package),
            None => self.reasons.push((reason, vec![package])),
        }
    }

    fn sentences(self) -> Vec<Sentence> {
        let lines = self.reasons.into_iter().map(|(reason, packages)| {
            let approves = match packages.as_slice() {
                [_] => "; the plan approves no bytes of it",
                _ => "; the plan approves no bytes of them",
            };
            named(Sentence::labeled("not checked"), &packages)
                .ours(": ")
                .prose(reason)
                .ours(approves)
        });
        lines.collect()
    }
}

/// Names the first packages or fields, and counts the others.
pub(super) fn named(sentence: Sentence, paths: &[&FieldPath]) -> Sentence {
    let mut sentence = sentence;
    for (at, path) in paths.iter().take(NAMED).enumerate() {
        if at > 0 {
            sentence = sentence.ours(", ");
        }
        sentence = sentence.code(&path.to_string());
    }
    match paths.len().checked_sub(NAMED).filter(|it| *it > 0) {
        Some(more) => sentence.ours(format!(" and {} more", thousands(more))),
        None => sentence,
    }
}
