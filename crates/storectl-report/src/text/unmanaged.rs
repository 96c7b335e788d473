//! Unmanaged values as text.

use storectl_plan::{MovedValue, Unmanaged};

use super::{
    guard::write_guard,
    page::{Ink, Page},
};
use crate::{
    Foreign, PlanDetails, Verbosity,
    view::unmanaged::{folded, kept, moved, movement, published, value},
};

/// Writes what the submission publishes beside the changes: what moved since the last one, or with [`Verbosity::Full`] each
/// value.
pub(super) fn write_unmanaged(page: &mut Page, plan: &PlanDetails, verbosity: Verbosity) {
    if let Some(folded) = folded(plan) {
        page.gap();
        page.line(2, &page.ink(Ink::Heading, &folded));
    }
    for (unmanaged, moved) in moved(plan) {
        write_moved(page, unmanaged, moved);
    }
    match verbosity {
        Verbosity::Brief | Verbosity::Normal => {}
        Verbosity::Full => {
            write_values(page, &published(plan));
            let kept = kept(plan);
            if !kept.is_empty() {
                page.gap();
                page.line(2, &page.ink(Ink::Heading, "Unmanaged values, not changed"));
                write_values(page, &kept);
            }
        }
    }
}

fn write_moved(page: &mut Page, unmanaged: &Unmanaged, moved: &MovedValue) {
    let address = unmanaged.path.to_string();
    let address = Foreign::new(&address).line();
    let values = movement(unmanaged, moved);
    let (symbol, ink) = match &moved.guard {
        Some(_) => ('!', Ink::Danger),
        None => ('~', Ink::Changed),
    };
    let sign = page.ink(ink, &format!("{symbol} moved"));
    page.line(
        4,
        &format!("{sign}  {address}  {}", Foreign::new(&values).line()),
    );
    if let Some(guard) = &moved.guard {
        write_guard(page, 10, guard);
    }
}

/// Writes those of which nothing is said yet.
fn write_values(page: &mut Page, unmanaged: &[&Unmanaged]) {
    for it in unmanaged.iter().filter(|it| it.moved.is_none()) {
        let address = it.path.to_string();
        let (address, value) = (Foreign::new(&address).line(), value(it));
        page.line(4, &format!("· {address}  {}", Foreign::new(&value).line()));
    }
}
