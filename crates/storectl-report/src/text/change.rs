//! The value of one change: beside its field where it is short, below it where it is long.
//!
//! Every line below begins with a sign of ours, for the text may be somebody else's command (forms.md, Outputs 1).

use super::page::{Ink, Page};
use crate::{
    Foreign, Verbosity,
    diff::{Kind, Line, Piece, Room, elide, elide_lines, head, lines_of, word_count},
    value::{Body, FieldLine},
    view::{count, thousands},
};

/// A change's value as text.
#[derive(Default)]
pub(super) struct Shown {
    /// What stands beside the field.
    pub(super) beside: String,
    /// What stands below it.
    pub(super) below: Vec<String>,
}

/// Widest line of a list, in characters.
const WIDE: usize = 88;

/// What stands between two items of a list.
const GAP: &str = "  ";

/// Renders a body. `verbosity` decides how much of long values is shown.
pub(super) fn shown(page: &Page, body: &Body<'_>, verbosity: Verbosity) -> Shown {
    let room = match verbosity {
        Verbosity::Brief | Verbosity::Normal => Room::NORMAL,
        Verbosity::Full => Room::FULL,
    };
    let most = match verbosity {
        Verbosity::Brief | Verbosity::Normal => 24,
        Verbosity::Full => usize::MAX,
    };
    let mut shown = match body {
        Body::Scalars { before, after } => beside_or_below(vec![
            short(before, room),
            format!("→ {}", short(after, room)),
        ]),
        Body::Words(all) => Shown {
            beside: words_changed(all),
            below: vec![format!("~ {}", pieces(page, &elide(all, room)))],
        },
        Body::Lines(lines) => Shown {
            beside: lines_changed(lines),
            below: elide_lines(lines, room)
                .iter()
                .map(|it| line(page, it, room))
                .collect(),
        },
        Body::Added(text) => whole(page, Kind::New, text, room),
        Body::Removed(text) => whole(page, Kind::Gone, text, room),
        Body::Items { gone, added } => {
            let gone = gone
                .iter()
                .map(|it| (Ink::Removed, format!("-{}", short(it, room))));
            let added = added
                .iter()
                .map(|it| (Ink::Added, format!("+{}", short(it, room))));
            list(page, &gone.chain(added).collect::<Vec<_>>())
        }
        Body::Order { before, after } => order(before, after, room),
        Body::Fields(fields) => Shown {
            beside: String::new(),
            below: fields.iter().map(|it| field(page, it, room)).collect(),
        },
        Body::Loses(what) if what.is_empty() => Shown::default(),
        Body::Loses(what) => {
            let what: Vec<_> = what.iter().map(|it| Foreign::new(it).line()).collect();
            Shown {
                beside: String::new(),
                below: vec![format!("loses {}", what.join(", "))],
            }
        }
    };
    cut(&mut shown.below, most);
    shown
}

fn cut(lines: &mut Vec<String>, most: usize) {
    let more = lines.len().saturating_sub(most);
    if more > 1 {
        lines.truncate(most);
        lines.push(format!("… {}", count(more, "more line")));
    }
}

/// A text that is there on one side only.
fn whole(page: &Page, kind: Kind, text: &str, room: Room) -> Shown {
    let lines = lines_of(text);
    let beside = match lines.len() {
        1 => String::new(),
        several => count(several, "line"),
    };
    let below = lines.iter().map(|it| {
        let (sign, ink) = match kind {
            Kind::Gone => ("-", Ink::Removed),
            Kind::New | Kind::Same => ("+", Ink::Added),
        };
        page.ink(
            ink,
            &format!("{sign} {}", piece_text(&head(kind, it, room.piece))),
        )
    });
    Shown {
        beside,
        below: below.collect(),
    }
}

fn words_changed(pieces: &[Piece<'_>]) -> String {
    let (added, gone) = (
        word_count(pieces, Kind::New),
        word_count(pieces, Kind::Gone),
    );
    match (added, gone) {
        (0, 0) => "punctuation or whitespace".to_owned(),
        (added, 0) => format!("+{}", count(added, "word")),
        (0, gone) => format!("-{}", count(gone, "word")),
        (added, gone) => format!("+{} -{}", count(added, "word"), count(gone, "word")),
    }
}

fn lines_changed(lines: &[Line<'_>]) -> String {
    let number = |wanted: fn(&Line<'_>) -> bool| lines.iter().filter(|it| wanted(it)).count();
    let parts = [
        ('~', number(|it| matches!(it, Line::Changed(_)))),
        ('+', number(|it| matches!(it, Line::New(_)))),
        ('-', number(|it| matches!(it, Line::Gone(_)))),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(_, number)| *number > 0)
        .map(|(sign, number)| format!("{sign}{}", count(number, "line")))
        .collect();
    parts.join(" ")
}

fn pieces(page: &Page, pieces: &[Piece<'_>]) -> String {
    pieces
        .iter()
        .map(|piece| {
            let text = piece_text(piece);
            match piece.kind {
                Kind::Same => text,
                Kind::Gone => page.ink(Ink::Removed, &format!("[-{text}-]")),
                Kind::New => page.ink(Ink::Added, &format!("{{+{text}+}}")),
            }
        })
        .collect()
}

fn piece_text(piece: &Piece<'_>) -> String {
    let text = Foreign::new(piece.text).line();
    match (piece.kind, piece.cut) {
        (_, 0) => text.into_owned(),
        (Kind::Same, _) => format!("{text}…"),
        (Kind::Gone | Kind::New, cut) => format!("{text}… ({})", count(cut, "more character")),
    }
}

fn line(page: &Page, line: &Line<'_>, room: Room) -> String {
    let side = |kind, text| piece_text(&head(kind, text, room.piece));
    match line {
        Line::Same(text) => format!("= {}", side(Kind::New, text)),
        Line::Gone(text) => page.ink(Ink::Removed, &format!("- {}", side(Kind::Gone, text))),
        Line::New(text) => page.ink(Ink::Added, &format!("+ {}", side(Kind::New, text))),
        Line::Changed(all) => format!("~ {}", pieces(page, &elide(all, room))),
        Line::Skipped(lines) => format!("… {} lines", thousands(*lines)),
    }
}

/// Puts few short items beside the field and many or long ones below. Colors take no room.
fn list(page: &Page, items: &[(Ink, String)]) -> Shown {
    let ink = |(ink, text): &(Ink, String)| page.ink(*ink, text);
    let length = |(_, text): &(Ink, String)| text.chars().count() + GAP.len();
    if items.iter().map(length).sum::<usize>() <= WIDE / 2 {
        let items: Vec<String> = items.iter().map(ink).collect();
        return Shown {
            beside: items.join(GAP),
            below: Vec::new(),
        };
    }
    let mut below: Vec<String> = Vec::new();
    let mut left = 0_usize;
    for item in items {
        let rest = left.checked_sub(length(item));
        if let (Some(last), Some(rest)) = (below.last_mut(), rest) {
            last.push_str(GAP);
            last.push_str(&ink(item));
            left = rest;
        } else {
            below.push(ink(item));
            left = WIDE.saturating_sub(length(item));
        }
    }
    Shown {
        beside: String::new(),
        below,
    }
}

/// Puts short lines beside the field and others below it.
fn beside_or_below(lines: Vec<String>) -> Shown {
    let joined = lines.join(" ");
    if joined.chars().count() <= WIDE / 2 {
        Shown {
            beside: joined,
            below: Vec::new(),
        }
    } else {
        Shown {
            beside: String::new(),
            below: lines,
        }
    }
}

fn order(before: &[String], after: &[String], room: Room) -> Shown {
    let side = |items: &[String]| -> String {
        let items: Vec<String> = items.iter().map(|it| short(it, room)).collect();
        items.join(", ")
    };
    let after = side(after);
    if before.is_empty() {
        return beside_or_below(vec![after]);
    }
    beside_or_below(vec![side(before), format!("→ {after}")])
}

fn field(page: &Page, line: &FieldLine, room: Room) -> String {
    let FieldLine {
        path,
        before,
        after,
    } = line;
    let path = Foreign::new(path).line();
    match (before, after) {
        (Some(before), Some(after)) => {
            format!("~{path}: {} → {}", short(before, room), short(after, room))
        }
        (Some(before), None) => {
            page.ink(Ink::Removed, &format!("-{path}: {}", short(before, room)))
        }
        (None, Some(after)) => page.ink(Ink::Added, &format!("+{path}: {}", short(after, room))),
        (None, None) => format!("~{path}"),
    }
}

/// Returns a value within a line: escaped, and cut where it is long.
fn short(text: &str, room: Room) -> String {
    piece_text(&head(Kind::New, text, room.item))
}
