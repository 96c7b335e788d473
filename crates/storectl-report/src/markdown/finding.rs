//! What is wrong with an installer, as items of a list.

use std::fmt::Write as _;

use storectl_installer::Finding;

use super::{
    budget::{Comment, Rank},
    code, prose, sentence,
};
use crate::{
    FindingView,
    view::{CheckedPackage, Preflight, ShownFinding, thousands},
};

/// Most packages that are listed.
const ROWS: usize = 30;

/// Lists the installers of a plan, one section each: what was seen, and what is wrong and no alert above says.
pub(super) fn push_installers(comment: &mut Comment, mut installers: Preflight<'_>) {
    let mut items: Vec<String> = installers.rest().map(package).collect();
    let more = items.len().saturating_sub(ROWS);
    if more > 0 {
        items.truncate(ROWS);
        items.push(format!("- and {} more\n", thousands(more)));
    }
    let not_asked = installers.not_asked.iter();
    items.extend(not_asked.map(|it| format!("- {}\n", sentence(it))));
    if let Some(first) = items.first_mut() {
        first.insert_str(0, "**Installers**\n\n");
    }
    for item in items {
        comment.push(Rank::Note, item);
    }
}

fn package(checked: CheckedPackage<'_>) -> String {
    let CheckedPackage {
        address,
        line,
        origin: _, // in the JSON: a comment is the same whether an earlier run read the bytes or this one
        findings,
        blocking,
    } = checked;
    let mut out = format!("- {} {}\n", code(&address), sentence(&line));
    if !blocking.is_empty() {
        let label = match blocking.as_slice() {
            [_] => "error",
            _ => "errors",
        };
        let codes: Vec<String> = blocking.into_iter().map(code).collect();
        let _ = writeln!(out, "  - {label}: {} (see above)", codes.join(", "));
    }
    for ShownFinding {
        finding: it,
        hint: advice,
    } in findings
    {
        out.push_str(&finding("  ", it, advice));
    }
    out
}

/// Returns a finding as an item; `indent` is that of the list.
pub(super) fn finding(indent: &str, finding: &FindingView<'_>, advice: Option<&str>) -> String {
    let FindingView { finding, location } = finding;
    let Finding {
        rule,
        severity,
        subject: _, // its place
        message,
        hint: _, // what to do is given, where it was not said before
    } = finding;
    let place = location.as_ref().map(|it| {
        format!(
            " {}",
            code(&format!("{}:{}:{}", it.in_repository, it.line, it.column))
        )
    });
    let policy = rule.policy.map(|it| format!(" (policy {it})"));
    let mut out = format!(
        "{indent}- **{}** {}{}: {}{}\n",
        severity.as_str(),
        code(rule.code.as_str()),
        place.unwrap_or_default(),
        prose(message),
        policy.unwrap_or_default()
    );
    if let Some(advice) = advice {
        let _ = writeln!(out, "{indent}  - hint: {}", prose(advice));
    }
    out
}
