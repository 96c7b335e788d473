//! How much of a plan a page shows.
//!
//! A browser opens some tens of megabytes and is slow to show them. What matters most is written first; once there is no room,
//! texts are cut around their changes, and then left out and counted.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use storectl_model::Digest;
use storectl_plan::{Change, ChangeValue};

use super::pictures::{Picture, Pictures};
use crate::{
    diff::Room,
    view::{count, thousands},
};

/// Most bytes that the changes of a page may take; a page has as much again for everything else.
const CHANGES: usize = 6 << 20;

/// Most bytes that the Store pages of a page may take.
const STORE_PAGES: usize = 6 << 20;

/// Most bytes of the pictures of changes, an image as often as it is shown. A third more is written of each.
const CHANGED_PICTURES: usize = 16 << 20;

/// Most bytes of the pictures of Store pages, in the same way.
const STORE_PAGE_PICTURES: usize = 8 << 20;

/// Most bytes of the images that a page shows.
pub const MAX_PICTURES: usize = CHANGED_PICTURES + STORE_PAGE_PICTURES;

/// What the markup around a change takes, in bytes.
const AROUND: usize = 700;

/// Longest piece of a text that is shown complete, in characters: that of the Store's longest text.
const COMPLETE: Room = Room {
    context: 1_000,
    lines: 3,
    piece: 10_000,
    item: 1_000,
};

/// Where on a page an image is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    Changes,
    StorePages,
}

/// The room that is left.
#[derive(Debug)]
pub(super) struct Budget<'p> {
    pictures: &'p Pictures,
    changes: usize,
    store_pages: usize,
    changed_pictures: usize,
    store_page_pictures: usize,
    /// How many images are named only, for want of room.
    left_out: usize,
}

impl<'p> Budget<'p> {
    /// Begins a page that shows these images.
    pub(super) fn new(pictures: &'p Pictures) -> Self {
        Self {
            pictures,
            changes: CHANGES,
            store_pages: STORE_PAGES,
            changed_pictures: CHANGED_PICTURES,
            store_page_pictures: STORE_PAGE_PICTURES,
            left_out: 0,
        }
    }

    /// Returns an image as an address that holds it; `None` if its bytes are not given, or there is no room for them.
    pub(super) fn picture(&mut self, part: Part, digest: &Digest) -> Option<String> {
        let bytes = match self.pictures.get(digest)? {
            Picture::Read(bytes) if self.has_room(part, bytes.len()) => bytes,
            Picture::Read(_) | Picture::LeftOut => {
                self.left_out += 1;
                return None;
            }
        };
        Some(format!("data:image/png;base64,{}", STANDARD.encode(bytes)))
    }

    /// Takes the room of an image of `bytes`; returns whether there was enough.
    fn has_room(&mut self, part: Part, bytes: usize) -> bool {
        let room = match part {
            Part::Changes => &mut self.changed_pictures,
            Part::StorePages => &mut self.store_page_pictures,
        };
        let left = room.checked_sub(bytes);
        *room = left.unwrap_or(*room);
        left.is_some()
    }

    /// Says how many images had no room.
    pub(super) fn pictures_left_out(&self) -> Option<String> {
        (self.left_out > 0).then(|| {
            format!(
                "{} left out: a page has room for {} MiB of pictures",
                count(self.left_out, "picture"),
                thousands(MAX_PICTURES >> 20)
            )
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_of_changes_leave_the_room_of_store_pages() {
        let pictures = Pictures::default();
        let mut budget = Budget::new(&pictures);
        assert!(budget.has_room(Part::Changes, CHANGED_PICTURES - 1));
        assert!(!budget.has_room(Part::Changes, 2));
        assert!(budget.has_room(Part::Changes, 1));
        assert!(budget.has_room(Part::StorePages, STORE_PAGE_PICTURES));
        assert!(!budget.has_room(Part::StorePages, 1));
    }

    #[test]
    fn a_picture_without_room_is_counted_as_often_as_it_is_named() {
        let mut pictures = Pictures::default();
        let shown = pictures
            .add(b"\x89PNG\r\n\x1a\n and so on".to_vec())
            .unwrap();
        let left_out = Digest::of(b"large");
        pictures.leave_out(left_out.clone());
        let mut budget = Budget::new(&pictures);
        assert!(budget.picture(Part::Changes, &shown).is_some());
        assert_eq!(budget.pictures_left_out(), None);
        assert!(budget.picture(Part::Changes, &left_out).is_none());
        assert!(budget.picture(Part::StorePages, &left_out).is_none());
        assert!(
            budget
                .picture(Part::Changes, &Digest::of(b"unknown"))
                .is_none()
        );
        let said = "2 pictures left out: a page has room for 24 MiB of pictures";
        assert_eq!(budget.pictures_left_out().as_deref(), Some(said));
    }
}
