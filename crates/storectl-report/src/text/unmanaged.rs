//! What the manifest does not name and the submission publishes all the same.

use storectl_plan::Unmanaged;

use super::page::{Ink, Page};
use crate::{Foreign, Verbosity, view::gathered};

/// Writes unmanaged values: those the submission publishes, and with [`Verbosity::Full`] the others.
pub(super) fn write_unmanaged(page: &mut Page, unmanaged: &[Unmanaged], verbosity: Verbosity) {
    let (published, kept): (Vec<&Unmanaged>, Vec<&Unmanaged>) =
        unmanaged.iter().partition(|it| it.will_publish);
    write_addresses(page, "Unmanaged values that will be published", &published);
    match verbosity {
        Verbosity::Brief | Verbosity::Normal => {}
        Verbosity::Full => write_addresses(page, "Unmanaged values that are kept", &kept),
    }
}

fn write_addresses(page: &mut Page, title: &str, addresses: &[&Unmanaged]) {
    if addresses.is_empty() {
        return;
    }
    page.gap();
    page.line(2, &page.ink(Ink::Heading, title));
    for (group, names) in gathered(addresses) {
        let names = if names.is_empty() {
            names
        } else {
            format!(": {}", Foreign::new(&names).line())
        };
        page.line(4, &format!("· {}{names}", Foreign::new(&group).line()));
    }
}
