//! How much of a plan a page shows.
//!
//! A browser opens some tens of megabytes and is slow to show them. What matters most is written first; once there is no room,
//! texts are cut around their changes, and then left out and counted.

use storectl_plan::{Change, ChangeValue};

use crate::diff::Room;

/// Most bytes that the changes of a page may take; a page has as much again for everything else.
const CHANGES: usize = 6 << 20;

/// Most bytes that the Store pages of a page may take.
const STORE_PAGES: usize = 6 << 20;

/// What the markup around a change takes, in bytes.
const AROUND: usize = 700;

/// Longest piece of a text that is shown complete, in characters: that of the Store's longest text.
const COMPLETE: Room = Room {
    context: 1_000,
    lines: 3,
    piece: 10_000,
    item: 1_000,
};

/// The room that is left.
#[derive(Debug)]
pub(super) struct Budget {
    changes: usize,
    store_pages: usize,
}

impl Budget {
    /// Begins a page.
    pub(super) fn new() -> Self {
        Self {
            changes: CHANGES,
            store_pages: STORE_PAGES,
        }
    }

    /// Takes the room of a change; `None` where there is none left.
    pub(super) fn change(&mut self, change: &Change) -> Option<Room> {
        let both = length(&change.before) + length(&change.after);
        // Escaping and the markup of pieces.
        let complete = AROUND + both + both / 2;
        let cut = AROUND + (both + both / 2).min(4_000);
        let (taken, room) = if complete <= self.changes / 8 {
            (complete, COMPLETE)
        } else {
            (cut, Room::NORMAL)
        };
        self.changes = self.changes.checked_sub(taken)?;
        Some(room)
    }

    /// Takes the room of a language's Store page of `bytes` of values; returns whether there was enough.
    pub(super) fn store_page(&mut self, bytes: usize) -> bool {
        match self.store_pages.checked_sub(3 * AROUND + bytes) {
            Some(left) => {
                self.store_pages = left;
                true
            }
            None => false,
        }
    }
}

/// Returns roughly how many bytes a value takes.
pub(super) fn length(value: &ChangeValue) -> usize {
    match value {
        ChangeValue::Unset | ChangeValue::Flag(_) | ChangeValue::Withheld(_) => 8,
        ChangeValue::Word(text) | ChangeValue::Text(text) => text.len(),
        ChangeValue::Items(items) => items.iter().map(|it| it.len() + 32).sum(),
        ChangeValue::Image(_) => 400,
        ChangeValue::Images(images) => 400 * images.len(),
        ChangeValue::Object(value) => value.to_string().len() * 2,
    }
}
