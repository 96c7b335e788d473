//! What installers come to.

use storectl_installer::FindingSeverity;

use super::{About, Place, Rank, Remark, Rule, failure, with_hint};
use crate::{FindingView, InstallersView};

/// Returns what is wrong with each installer.
pub(super) fn remarks(view: &InstallersView<'_>) -> Vec<Remark> {
    let mut all = Vec::new();
    for installer in &view.installers {
        let source = installer.source.as_raw();
        let about = || About::default().at(source);
        match &installer.look {
            Ok(look) => {
                let findings = look.findings.iter().map(|it| finding(it, about()));
                all.extend(findings.map(|it| Remark {
                    message: format!("{source}: {}", it.message),
                    ..it
                }));
            }
            Err(error) => all.push(failure::remark(error, about())),
        }
    }
    all
}

/// Returns a finding as a remark.
pub(super) fn finding(view: &FindingView<'_>, about: About) -> Remark {
    let finding = view.finding;
    let code = finding.rule.code.as_str();
    Remark {
        rank: match finding.severity {
            FindingSeverity::Error => Rank::Error,
            FindingSeverity::Warning => Rank::Warning,
            FindingSeverity::Note => Rank::Note,
        },
        rule: Rule::of_code(code),
        title: format!("{code}: {}", finding.rule.title),
        message: with_hint(&finding.message, Some(&finding.hint)),
        place: view.location.as_ref().map(Place::of),
        about,
    }
}
