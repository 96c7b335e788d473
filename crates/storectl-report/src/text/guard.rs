//! The state of a lock, and what is waiting for its token.

use storectl_plan::{Guard, Lock};

use super::page::{Ink, Page};
use crate::{
    Foreign,
    view::{Locked, NO_TOKEN, locked_words},
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
        // The word of the change itself: why the product is invalid stands among its obstacles.
        Lock::Invalid => page.ink(
            Ink::Danger,
            &format!("destructive  {meaning}  ({NO_TOKEN})"),
        ),
    };
    page.line(indent, &state);
}

/// Writes the tokens to acknowledge, as the manifest takes them.
pub(super) fn write_locked(page: &mut Page, locked: &[Locked<'_>], manifest: Foreign<'_>) {
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
            let (address, meaning) = (it.path.to_string(), it.guard.meaning());
            let address = Foreign::new(&address).line();
            page.line(6, &format!("- {token}   # {address}: {meaning}"));
        }
    }
}
