//! Installers that a plan looked at, and findings.

use askama::{Template, filters::HtmlSafe};
use storectl_installer::{Finding as Found, FindingSeverity};

use super::{
    line::{Line, place},
    page::Tone,
};
use crate::{
    FindingView, ProductView,
    view::{CheckedPackage, PlanDetails, Preflight, ShownFinding},
};

/// The installers of a plan.
#[derive(Template)]
#[template(path = "installers.html")]
pub(super) struct Installers {
    packages: Vec<Package>,
    not_asked: Vec<Line>,
}

impl HtmlSafe for Installers {}

struct Package {
    title: Line,
    blocking: Vec<&'static str>,
    findings: Vec<Finding>,
}

/// What is wrong with an installer.
#[derive(Template)]
#[template(path = "finding.html")]
pub(super) struct Finding {
    tone: Tone,
    severity: &'static str,
    code: &'static str,
    message: Line,
    policy: &'static str,
    place: Option<String>,
    hint: Option<Line>,
}

impl HtmlSafe for Finding {}

impl Installers {
    /// Takes what was seen of a product's installers; `None` where none was to be looked at.
    pub(super) fn of(product: &ProductView<'_>, plan: &PlanDetails) -> Option<Self> {
        let mut preflight = Preflight::of(product, plan);
        let packages: Vec<Package> = preflight.rest().map(package).collect();
        let not_asked: Vec<Line> = preflight.not_asked.iter().map(Line::from).collect();
        (!packages.is_empty() || !not_asked.is_empty()).then_some(Self {
            packages,
            not_asked,
        })
    }
}

fn package(checked: CheckedPackage<'_>) -> Package {
    let CheckedPackage {
        address,
        line,
        origin: _, // a page is the same whether an earlier run read the bytes or this one
        findings,
        blocking,
    } = checked;
    let findings = findings.into_iter().map(|it| {
        let ShownFinding { finding, hint } = it;
        Finding::of(finding, hint)
    });
    Package {
        title: Line::words("").and_code(&address).and(" ").then(&line),
        blocking,
        findings: findings.collect(),
    }
}

impl Finding {
    /// Takes a finding, and what to do where that is to be said.
    pub(super) fn of(view: &FindingView<'_>, hint: Option<&str>) -> Self {
        let FindingView { finding, location } = view;
        let Found {
            rule,
            severity,
            subject: _, // its place
            message,
            hint: _, // given, where it is to be said
        } = finding;
        Self {
            tone: match severity {
                FindingSeverity::Error => Tone::Bad,
                FindingSeverity::Warning => Tone::Careful,
                FindingSeverity::Note => Tone::News,
            },
            severity: severity.as_str(),
            code: rule.code.as_str(),
            message: Line::prose(message),
            policy: rule.policy.unwrap_or_default(),
            place: location.as_ref().map(place),
            hint: hint.map(Line::prose),
        }
    }
}
