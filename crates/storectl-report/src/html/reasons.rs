//! Why a plan cannot be applied, how it can, and what it destroys.

use std::collections::HashMap;

use storectl_model::FieldPath;
use storectl_plan::Guard;

use super::{
    line::Line,
    notice::{Copy, Loss, Notice},
    page::Tone,
    text::shown,
};
use crate::{
    ErrorView, Offer, PlanDetails, ProductView,
    value::{Body, brief},
    view::{
        Locked, Obstacle, body_in, count, error_details, if_intended, locked_words, obstacles,
        unmanaged::moved,
    },
};

/// Most destructive changes of a product that one box lists.
const ROWS: usize = 500;

/// Returns every reason why apply would refuse a product, then what it destroys with an acknowledgment.
pub(super) fn reasons(product: &ProductView<'_>, plan: &PlanDetails, number: usize) -> Vec<Notice> {
    let places = Places::of(plan, number);
    let refusals = obstacles(product).into_iter().map(|it| match it {
        Obstacle::Explained(sentences) => {
            let mut lines = sentences.iter().map(Line::from);
            let first = lines
                .next()
                .unwrap_or_else(|| Line::words("Apply does not start"));
            Notice::new(Tone::Bad, first).with(lines)
        }
        Obstacle::Locked(all) => locked(&all, product, &places),
    });
    refusals.chain(acknowledged(plan, &places)).collect()
}

/// Returns an error with all that is known of it.
pub(super) fn failure(title: Line, error: &ErrorView) -> Notice {
    let first =
        Line::words(format!("{} (exit {}): ", error.code, error.exit)).and_prose(&error.message);
    let details = error_details(error);
    let lines = [first].into_iter().chain(details.iter().map(Line::from));
    Notice::new(Tone::Bad, title).with(lines)
}

/// Where on the page changes are shown, and what becomes what in them.
struct Places<'a> {
    changes: HashMap<&'a FieldPath, usize>,
    plan: &'a PlanDetails,
    number: usize,
}

impl<'a> Places<'a> {
    fn of(plan: &'a PlanDetails, number: usize) -> Self {
        let changes = plan.changes.iter().enumerate();
        Self {
            changes: changes.map(|(at, it)| (&it.path, at)).collect(),
            plan,
            number,
        }
    }

    fn loss(&self, path: &FieldPath, guard: &Guard) -> Loss {
        let at = self.changes.get(path).copied();
        let what = at.and_then(|at| self.plan.changes.get(at)).map(|it| {
            let lost = match body_in(self.plan, it) {
                Body::Loses(what) => what.join(", "),
                _ => format!("{} → {}", brief(&it.before), brief(&it.after)),
            };
            shown(&lost)
        });
        Loss {
            token: guard
                .token()
                .map(|it| shown(it.as_str()))
                .unwrap_or_default(),
            meaning: shown(&guard.meaning()),
            address: shown(&path.to_string()),
            target: at.map(|at| format!("p{}-c{at}", self.number)),
            what: what.unwrap_or_default(),
        }
    }
}

fn locked(all: &[Locked<'_>], product: &ProductView<'_>, places: &Places<'_>) -> Notice {
    let title = match all {
        [_] => format!("Blocked: {} has no acknowledgment", locked_words(all)),
        _ => format!("Blocked: {} have no acknowledgment", locked_words(all)),
    };
    let losses = all.iter().take(ROWS);
    let losses = losses.map(|it| places.loss(it.path, it.guard)).collect();
    let notice = Notice::new(Tone::Bad, Line::words(title))
        .with(more(all.len()))
        .with_losses(losses);
    let at = product.at.as_ref();
    if let Some(offer) = at.and_then(|it| it.acknowledge_command.as_ref()) {
        return notice.with_copy(copied(Line::words(format!("{}:", if_intended(all))), offer));
    }
    let tokens = all.iter().filter_map(|it| {
        let (token, meaning) = (it.guard.token()?, it.guard.meaning());
        Some(format!(
            "  - {token}   # {}: {}",
            shown(&it.path.to_string()),
            shown(&meaning)
        ))
    });
    let lines = ["acknowledge:".to_owned()]
        .into_iter()
        .chain(tokens)
        .take(ROWS + 1);
    notice.with_copy(Copy {
        before: Line::words("If this is intended, add to ")
            .and_code(product.manifest.as_raw())
            .and(":"),
        lines: lines.collect(),
    })
}

/// Offers a command.
pub(super) fn copied(before: Line, offer: &Offer) -> Copy {
    let Offer { command, beside } = offer;
    Copy {
        before: match beside {
            None => before,
            Some(beside) => before.and(" (").and_prose(beside).and(")"),
        },
        lines: vec![shown(command)],
    }
}

/// Returns the destructive changes, and moves of unmanaged values, that are acknowledged.
fn acknowledged(plan: &PlanDetails, places: &Places<'_>) -> Option<Notice> {
    let changes = plan.changes.iter();
    let changes = changes.filter_map(|it| Some((&it.path, it.guard.as_ref()?)));
    let moved = moved(plan).into_iter();
    let moved = moved.filter_map(|(it, moved)| Some((&it.path, moved.guard.as_ref()?)));
    let is_acknowledged = |(_, guard): &(&FieldPath, &Guard)| guard.is_acknowledged();
    let all: Vec<_> = changes.chain(moved).filter(is_acknowledged).collect();
    let losses = all.iter().take(ROWS);
    let losses: Vec<Loss> = losses
        .map(|(path, guard)| places.loss(path, guard))
        .collect();
    let title = format!("{}, acknowledged", count(all.len(), "destructive change"));
    let notice = Notice::new(Tone::Careful, Line::words(title)).with(more(all.len()));
    (!all.is_empty()).then(|| notice.with_losses(losses))
}

/// Says how many are not listed.
fn more(all: usize) -> Option<Line> {
    let more = all.checked_sub(ROWS).filter(|it| *it > 0)?;
    Some(Line::words(format!(
        "The first {ROWS} are listed; {} are below.",
        count(more, "more change")
    )))
}
