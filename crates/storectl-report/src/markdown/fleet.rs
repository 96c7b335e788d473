//! The products of a fleet, a line each.

use storectl_plan::{Action, Verdict};

use super::{
    budget::{Comment, Rank},
    code, path, product_name, prose,
};
use crate::{
    PlanDetails, ProductView,
    value::brief,
    view::{Edit, count, edits_of, field, headline, thousands, verdict},
};

/// Most products without changes that are named.
const QUIET: usize = 10;

/// Most products whose lines say what changes; of more, their sections do.
const WITH_EDITS: usize = 30;

/// Most changes that a line says.
const EDITS: usize = 2;

/// Writes one line per product; those that need a decision first.
pub(super) fn push_lines(comment: &mut Comment, products: &[&ProductView<'_>]) {
    let (dangerous, others): (Vec<&ProductView<'_>>, Vec<&ProductView<'_>>) =
        products.iter().partition(|it| is_dangerous(it));
    let (changed, quiet): (Vec<&ProductView<'_>>, Vec<&ProductView<'_>>) = others
        .into_iter()
        .partition(|it| verdict(it) != Some(Verdict::Nothing));
    let listed = dangerous.len() + changed.len();
    let line = if listed <= WITH_EDITS {
        line_with_edits
    } else {
        line
    };
    for (rank, products) in [(Rank::Danger, dangerous), (Rank::Product, changed)] {
        for it in products {
            comment.push(rank, line(it));
        }
    }
    match quiet.as_slice() {
        [] => {}
        [only] => comment.push(Rank::Product, line(only)),
        several => {
            let names = several.iter().take(QUIET);
            let names: Vec<String> = names
                .map(|it| product_name(it.name, it.product_id))
                .collect();
            let more = if several.len() > QUIET { ", …" } else { "" };
            let text = format!(
                "- ✅ {} with no changes: {}{more}\n",
                count(several.len(), "product"),
                names.join(", ")
            );
            comment.push(Rank::Product, text);
        }
    }
}

/// Whether a product needs a decision.
pub(super) fn is_dangerous(product: &ProductView<'_>) -> bool {
    let destroys = |plan: &PlanDetails| plan.guards().next().is_some();
    verdict(product).is_none_or(|it| it.is_refused() && it != Verdict::Busy)
        || product.plan().is_ok_and(destroys)
}

fn line(product: &ProductView<'_>) -> String {
    format!("{}\n", counted(product))
}

/// Returns the line of a product with its first changes.
fn line_with_edits(product: &ProductView<'_>) -> String {
    let counted = counted(product);
    let groups = product.plan().map(|it| edits_of(it, |_| true));
    let groups = groups.unwrap_or_default();
    let edits: Vec<&Edit<'_>> = groups.iter().flat_map(|it| &it.edits).collect();
    if edits.is_empty() {
        return format!("{counted}\n");
    }
    let shown: Vec<String> = edits.iter().take(EDITS).map(|it| shown(it)).collect();
    let more = match edits.len().checked_sub(EDITS).filter(|it| *it > 0) {
        Some(more) => format!("; and {} more", thousands(more)),
        None => String::new(),
    };
    format!("{counted} — {}{more}\n", shown.join("; "))
}

fn counted(product: &ProductView<'_>) -> String {
    let name = product_name(product.name, product.product_id);
    let symbol = symbol(verdict(product));
    let manifest = path(product.manifest);
    let words = match product.plan() {
        Ok(plan) => headline(plan),
        Err(error) => format!("failed: {}", prose(&error.message)),
    };
    format!("- {symbol} **{name}**{manifest}: {words}")
}

/// Says a change in a line.
fn shown(edit: &Edit<'_>) -> String {
    let change = edit.change;
    let about = match edit.others.len() {
        0 => code(&change.path.to_string()),
        others => {
            let languages = count(others + 1, "language");
            format!("{} in {languages}", code(&field(&change.path)))
        }
    };
    match change.action {
        Action::Change => format!(
            "{about} {} → {}",
            code(&brief(&change.before)),
            code(&brief(&change.after))
        ),
        Action::Add | Action::Remove | Action::Clear | Action::Reorder => {
            format!("{} {about}", change.action.as_str())
        }
    }
}

/// Returns what stands for a verdict; of `None`, for a product without a plan.
pub(super) fn symbol(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        None | Some(Verdict::LastFailed) => "❌",
        Some(Verdict::Invalid | Verdict::Blocked | Verdict::InDoubt) => "⛔",
        Some(Verdict::Busy) => "⏳",
        Some(Verdict::Changes | Verdict::PendingWork | Verdict::Submission | Verdict::Deferred) => {
            "🟠"
        }
        Some(Verdict::Nothing) => "✅",
    }
}
