//! The state of a lock, and what is waiting for its token.

use storectl_plan::{Guard, Lock};

use super::page::{Ink, Page};
use crate::{
    Foreign, Offer, ProductView,
    view::{Locked, NO_TOKEN, NO_TOKEN_YET, if_intended, locked_words},
};

/// Writes whether a guard lets its change through.
pub(super) fn write_guard(page: &mut Page, indent: usize, guard: &Guard) {
    let Guard {
        class: _,
        also: _, // both in the meaning
        lock,
    } = guard;
    let meaning = guard.meaning();
    let state = match lock {
        Lock::Acknowledged(token) => format!("acknowledged  {token}  {meaning}"),
        Lock::Locked(token) => page.ink(Ink::Danger, &format!("BLOCKED  {token}  {meaning}")),
        // The word of the change itself: why nothing allows it stands among the obstacles.
        Lock::Invalid | Lock::Forbidden(_) => page.ink(
            Ink::Danger,
            &format!("destructive  {meaning}  ({NO_TOKEN})"),
        ),
        Lock::Withheld(_) => page.ink(
            Ink::Danger,
            &format!("destructive  {meaning}  ({NO_TOKEN_YET})"),
        ),
    };
    page.line(indent, &state);
}

/// Writes the tokens to acknowledge: as the manifest takes them, or as the command line does where the manifest is a
/// receipt's.
pub(super) fn write_locked(page: &mut Page, locked: &[Locked<'_>], product: &ProductView<'_>) {
    let command = product.at.as_ref();
    match command.and_then(|it| it.acknowledge_command.as_ref()) {
        Some(offer) => write_for_command(page, locked, offer),
        None => write_for_manifest(page, locked, product.manifest),
    }
}

fn write_for_command(page: &mut Page, locked: &[Locked<'_>], offer: &Offer) {
    let what = locked_words(locked);
    page.line(2, &format!("{what} without acknowledgment:"));
    for it in locked {
        if let Some(token) = it.guard.token() {
            page.line(4, &format!("{token}  {}", about(it)));
        }
    }
    let Offer { command, beside } = offer;
    page.line(2, &format!("{}:", if_intended(locked)));
    page.line(4, &Foreign::new(command).line());
    if let Some(beside) = beside {
        page.line(2, &Foreign::new(beside).line());
    }
}

fn write_for_manifest(page: &mut Page, locked: &[Locked<'_>], manifest: Foreign<'_>) {
    let what = locked_words(locked);
    page.line(
        2,
        &format!(
            "{what} without acknowledgment. If intended, add to {} and plan again:",
            manifest.line()
        ),
    );
    page.line(4, "acknowledge:");
    for it in locked {
        if let Some(token) = it.guard.token() {
            page.line(6, &format!("- {token}   # {}", about(it)));
        }
    }
}

/// Says what a token allows.
fn about(locked: &Locked<'_>) -> String {
    let address = locked.path.to_string();
    format!(
        "{}: {}",
        Foreign::new(&address).line(),
        locked.guard.meaning()
    )
}
