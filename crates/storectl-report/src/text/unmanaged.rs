//! Unmanaged values as text.

use storectl_plan::{ProductPlan, Unmanaged};

use super::page::{Ink, Page};
use crate::{
    Foreign, Verbosity,
    view::unmanaged::{folded, kept, published, value},
};

/// Writes what the submission publishes beside the changes: folded, or with [`Verbosity::Full`] each value.
pub(super) fn write_unmanaged(page: &mut Page, plan: &ProductPlan, verbosity: Verbosity) {
    let published = published(plan);
    if !published.is_empty() {
        page.gap();
        page.line(2, &page.ink(Ink::Heading, &folded(&published)));
    }
    match verbosity {
        Verbosity::Brief | Verbosity::Normal => {}
        Verbosity::Full => {
            write_values(page, &published);
            let kept = kept(plan);
            if !kept.is_empty() {
                page.gap();
                page.line(2, &page.ink(Ink::Heading, "Unmanaged values, not changed"));
                write_values(page, &kept);
            }
        }
    }
}

fn write_values(page: &mut Page, unmanaged: &[&Unmanaged]) {
    for it in unmanaged {
        let address = it.path.to_string();
        let (address, value) = (Foreign::new(&address).line(), value(it));
        page.line(4, &format!("· {address}  {}", Foreign::new(&value).line()));
    }
}
