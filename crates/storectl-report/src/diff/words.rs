//! Word differences.

use std::ops::Range;

use similar::{Algorithm, DiffTag, DiffableStr, capture_diff_slices};

use super::Room;

/// Where a piece of text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// On both sides.
    Same,
    /// On the Store only.
    Gone,
    /// In the manifest only.
    New,
}

/// A run of text, of which `cut` more characters are not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    pub(crate) kind: Kind,
    pub(crate) text: &'a str,
    pub(crate) cut: usize,
}

/// Above this many pairs of tokens a difference is not worth its time, and the middle is shown as replaced. Two texts
/// of the Store's longest (10,000 characters, some 3,500 tokens) stay below.
const MOST_PAIRS: usize = 16_000_000;

/// Compares two texts word by word. Words are those of Unicode, so ideographs and Thai letters count singly and texts
/// without spaces need no other way.
pub(crate) fn words<'a>(before: &'a str, after: &'a str) -> Vec<Piece<'a>> {
    let (old, new) = (
        before.tokenize_unicode_words(),
        after.tokenize_unicode_words(),
    );
    let mut pieces = Vec::new();
    let mut at = 0;
    for (gone, added) in merged(before, changed(&old, &new)) {
        push(
            &mut pieces,
            Kind::Same,
            before.get(at..gone.start).unwrap_or_default(),
        );
        push(
            &mut pieces,
            Kind::Gone,
            before.get(gone.clone()).unwrap_or_default(),
        );
        push(&mut pieces, Kind::New, after.get(added).unwrap_or_default());
        at = gone.end;
    }
    push(
        &mut pieces,
        Kind::Same,
        before.get(at..).unwrap_or_default(),
    );
    pieces
}

/// Compares two texts word by word where that is readable: texts with little in common, and that in many places, are
/// shown as replaced.
pub(crate) fn readable_words<'a>(before: &'a str, after: &'a str) -> Vec<Piece<'a>> {
    let pieces = words(before, after);
    let changes = pieces.iter().filter(|it| it.kind == Kind::Gone).count();
    if changes < 3 || alike(&pieces) {
        return pieces;
    }
    let mut whole = Vec::new();
    push(&mut whole, Kind::Gone, before);
    push(&mut whole, Kind::New, after);
    whole
}

/// Returns whether a third or more of a text stays.
pub(super) fn alike(pieces: &[Piece<'_>]) -> bool {
    let length = |kind: Kind| -> usize {
        pieces
            .iter()
            .filter(|it| it.kind == kind)
            .map(|it| it.text.len())
            .sum()
    };
    length(Kind::Same).saturating_mul(2) >= length(Kind::Gone).max(length(Kind::New))
}

fn push<'a>(pieces: &mut Vec<Piece<'a>>, kind: Kind, text: &'a str) {
    if !text.is_empty() {
        pieces.push(Piece { kind, text, cut: 0 });
    }
}

/// A change in bytes: what goes from the old text, what comes from the new.
type Hunk = (Range<usize>, Range<usize>);

fn changed(old: &[&str], new: &[&str]) -> Vec<Hunk> {
    let (old_ends, new_ends) = (ends(old), ends(new));
    let hunk = |gone: Range<usize>, added: Range<usize>| -> Hunk {
        (bytes(&old_ends, &gone), bytes(&new_ends, &added))
    };
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let most_tail = old.len().min(new.len()) - head;
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(most_tail)
        .take_while(|(a, b)| a == b)
        .count();
    let (old_middle, new_middle) = (head..old.len() - tail, head..new.len() - tail);
    if old_middle.len().saturating_mul(new_middle.len()) > MOST_PAIRS {
        return vec![hunk(old_middle, new_middle)];
    }
    capture_diff_slices(Algorithm::Myers, old, new)
        .into_iter()
        .filter(|op| op.tag() != DiffTag::Equal)
        .map(|op| hunk(op.old_range(), op.new_range()))
        .collect()
}

/// Returns the byte at which each token ends, after a leading 0.
fn ends(tokens: &[&str]) -> Vec<usize> {
    let ends = tokens.iter().scan(0, |at, it| {
        *at += it.len();
        Some(*at)
    });
    [0].into_iter().chain(ends).collect()
}

fn bytes(ends: &[usize], tokens: &Range<usize>) -> Range<usize> {
    let at = |index: usize| ends.get(index).copied().unwrap_or_default();
    at(tokens.start)..at(tokens.end)
}

/// Joins hunks with nothing but whitespace between: three changed words in a row read as one change.
fn merged(before: &str, hunks: Vec<Hunk>) -> Vec<Hunk> {
    let mut out: Vec<Hunk> = Vec::new();
    for (gone, added) in hunks {
        match out.last_mut() {
            Some((last_gone, last_added))
                if before
                    .get(last_gone.end..gone.start)
                    .is_some_and(|it| it.trim().is_empty()) =>
            {
                last_gone.end = gone.end;
                last_added.end = added.end;
            }
            _ => out.push((gone, added)),
        }
    }
    out
}

/// Cuts pieces to `room`: unchanged text keeps what is next to a change, long changes keep their beginning.
pub(crate) fn elide<'a>(pieces: &[Piece<'a>], room: Room) -> Vec<Piece<'a>> {
    let last = pieces.len().saturating_sub(1);
    pieces
        .iter()
        .enumerate()
        .flat_map(|(index, piece)| match piece.kind {
            Kind::Gone | Kind::New => vec![head(piece.kind, piece.text, room.piece)],
            Kind::Same => context(
                piece.text,
                if index > 0 { room.context } else { 0 },
                if index < last { room.context } else { 0 },
            ),
        })
        .collect()
}

/// Keeps the beginning of `text`, whole words where it can, up to `room` characters.
pub(crate) fn head(kind: Kind, text: &str, room: usize) -> Piece<'_> {
    let length = text.chars().count();
    // Cutting must save something.
    if length <= room.saturating_add(20) {
        return Piece { kind, text, cut: 0 };
    }
    let shown = fitting(text.tokenize_unicode_words().iter(), room);
    // One word longer than the room is cut inside.
    let end = match shown {
        0 => text
            .char_indices()
            .nth(room)
            .map_or(text.len(), |(at, _)| at),
        _ => shown,
    };
    let shown = text.get(..end).unwrap_or(text);
    Piece {
        kind,
        text: shown,
        cut: length - shown.chars().count(),
    }
}

/// Keeps `head` characters after the change before, and `tail` characters before the change behind.
fn context(text: &str, head: usize, tail: usize) -> Vec<Piece<'_>> {
    let same = |text, cut| Piece {
        kind: Kind::Same,
        text,
        cut,
    };
    if text.chars().count() <= head.saturating_add(tail).saturating_add(20) {
        return vec![same(text, 0)];
    }
    let tokens = text.tokenize_unicode_words();
    let (first, rest) = text
        .split_at_checked(fitting(tokens.iter(), head))
        .unwrap_or((text, ""));
    let (middle, last) = rest
        .split_at_checked(
            rest.len()
                .saturating_sub(fitting(tokens.iter().rev(), tail)),
        )
        .unwrap_or((rest, ""));
    let mut pieces = vec![same(first, middle.chars().count())];
    if !last.is_empty() {
        pieces.push(same(last, 0));
    }
    pieces
}

/// Returns the bytes of the tokens that fit into `room` characters.
fn fitting<'t, 'a: 't>(tokens: impl Iterator<Item = &'t &'a str>, room: usize) -> usize {
    let mut left = room;
    let mut bytes = 0;
    for token in tokens {
        match left.checked_sub(token.chars().count()) {
            Some(rest) => left = rest,
            None => break,
        }
        bytes += token.len();
    }
    bytes
}

/// Counts the words in the pieces of a kind.
pub(crate) fn word_count(pieces: &[Piece<'_>], kind: Kind) -> usize {
    pieces
        .iter()
        .filter(|it| it.kind == kind)
        .flat_map(|it| it.text.tokenize_unicode_words())
        .filter(|it| it.contains(char::is_alphanumeric))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, after: &str, room: Room, expected: &str) {
        let shown: String = elide(&words(before, after), room)
            .into_iter()
            .map(|Piece { kind, text, cut }| {
                let dots = if cut > 0 { "…" } else { "" };
                match kind {
                    Kind::Same => format!("{text}{dots}"),
                    Kind::Gone => format!("[-{text}{dots}-]"),
                    Kind::New => format!("{{+{text}{dots}+}}"),
                }
            })
            .collect();
        assert_eq!(shown, expected);
    }

    const SHORT: Room = Room {
        context: 8,
        lines: 1,
        piece: 10,
        item: 10,
    };

    #[test]
    fn neighbouring_words_are_one_change() {
        check(
            "auf allen Geräten synchron",
            "auf jedem Gerät synchron",
            Room::FULL,
            "auf [-allen Geräten-]{+jedem Gerät+} synchron",
        );
    }

    #[test]
    fn a_version_in_an_address_is_one_word() {
        check(
            "https://contoso.com/1.4.1/setup.exe",
            "https://contoso.com/1.4.2/setup.exe",
            Room::FULL,
            "https://contoso.com/[-1.4.1-]{+1.4.2+}/setup.exe",
        );
    }

    #[test]
    fn a_text_without_spaces_is_compared_by_its_characters() {
        check(
            "家族の写真を整理",
            "家族の動画を整理",
            Room::FULL,
            "家族の[-写真-]{+動画+}を整理",
        );
    }

    #[test]
    fn a_joined_emoji_is_never_torn() {
        check(
            "a 👩\u{200d}👧",
            "a 👩\u{200d}👦",
            Room::FULL,
            "a [-👩\u{200d}👧-]{+👩\u{200d}👦+}",
        );
    }

    #[test]
    fn unchanged_text_is_cut_on_whole_words_around_a_change() {
        check(
            "one two three four five six seven eight X nine ten eleven twelve thirteen fourteen",
            "one two three four five six seven eight Y nine ten eleven twelve thirteen fourteen",
            SHORT,
            "… eight [-X-]{+Y+} nine …",
        );
    }

    #[test]
    fn a_long_change_keeps_its_beginning() {
        check("", &"ab ".repeat(20), SHORT, "{+ab ab ab …+}");
        check("", &"a".repeat(60), SHORT, "{+aaaaaaaaaa…+}");
    }

    #[test]
    fn a_rewritten_text_is_shown_as_replaced() {
        let before = "Keep all of your notes and lists where the family can read them.";
        let after = "A drawing pad and a clock of the finest make, for you.";
        let kinds: Vec<Kind> = readable_words(before, after)
            .iter()
            .map(|it| it.kind)
            .collect();
        assert_eq!(kinds, [Kind::Gone, Kind::New]);
    }

    #[test]
    fn texts_too_different_to_compare_are_replaced() {
        let (before, after) = ("a ".repeat(5_000), "b ".repeat(5_000));
        let kinds: Vec<Kind> = words(&before, &after).iter().map(|it| it.kind).collect();
        assert_eq!(kinds, [Kind::Gone, Kind::New, Kind::Same]);
    }
}
