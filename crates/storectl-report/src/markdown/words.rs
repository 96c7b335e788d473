//! Texts of which a few words change, as running text: a block of code would not wrap them.

use crate::{
    Foreign,
    diff::{Kind, Line, Piece, Room, elide},
};

/// Most lines that are shown as running text.
const LINES: usize = 3;

/// Returns the lines of a text that change, each with its words; `None` where a block is easier to read.
pub(super) fn few_lines(lines: &[Line<'_>]) -> Option<String> {
    let mut changed = Vec::new();
    for it in lines {
        match it {
            Line::Same(_) | Line::Skipped(_) => {}
            Line::Gone(_) | Line::New(_) => return None,
            Line::Changed(pieces) => changed.push(few_words(pieces)?),
        }
    }
    (1..=LINES)
        .contains(&changed.len())
        .then(|| changed.join("\n>\n"))
}

/// Most pieces that are shown as running text.
const PIECES: usize = 6;

/// Most characters of a piece that is shown as running text.
const PIECE: usize = 80;

/// Returns the text around up to three changes, with the words that go and come; `None` where a block is easier to read.
pub(super) fn few_words(pieces: &[Piece<'_>]) -> Option<String> {
    let changed = || pieces.iter().filter(|it| it.kind != Kind::Same);
    let few = changed().count() <= PIECES && changed().all(|it| it.text.chars().count() <= PIECE);
    let stays = pieces
        .iter()
        .any(|it| it.kind == Kind::Same && it.text.len() > 20);
    if !few || !stays {
        return None;
    }
    let mut words = String::new();
    let mut last = None;
    for it in elide(pieces, Room::NORMAL) {
        let text = Foreign::new(it.text).markdown();
        if (last, it.kind) == (Some(Kind::Gone), Kind::New) {
            words.push(' ');
        }
        let (opens, closes) = match it.kind {
            Kind::Gone => ("<del>", "</del>"),
            Kind::New => ("<ins>", "</ins>"),
            Kind::Same if it.cut > 0 => ("", "…"),
            Kind::Same => ("", ""),
        };
        words.extend([opens, &text, closes]);
        last = Some(it.kind);
    }
    // In a quotation nothing of it is a line of our own.
    Some(format!("> {}", words.trim()))
}
