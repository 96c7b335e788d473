//! The two values of a change, beside each other or word by word.

use askama::{Template, filters::HtmlSafe};
use storectl_model::LanguageTag;
use storectl_plan::{Change, ChangeValue};

use super::{
    pictures::{Figure, Pictures},
    text::{part, whole},
};
use crate::{
    PlanDetails,
    diff::{Kind, Line, Piece, Room, elide, elide_lines, head, lines_of},
    value::{Body, FieldLine, members},
    view::{body_in, count},
};

/// Most rows of a value.
const ROWS: usize = 400;

/// A difference.
#[derive(Template)]
#[template(path = "difference.html")]
pub(super) struct Difference {
    /// The language of the texts, where they are in one.
    language: Option<String>,
    shape: Shape,
}

impl HtmlSafe for Difference {}

enum Shape {
    /// Two short values.
    Pair { before: String, after: String },
    /// Lines of texts and items of lists.
    Rows { rows: Vec<Row>, more: usize },
    /// Members of an object.
    Members { rows: Vec<Member>, more: usize },
    /// Images on each side.
    Pictures {
        before: Vec<Figure>,
        after: Vec<Figure>,
    },
}

/// One line, or unchanged lines that are not shown.
struct Row {
    kind: RowKind,
    pieces: Vec<Run>,
}

#[derive(Clone, Copy)]
enum RowKind {
    Same,
    Gone,
    New,
    Changed,
    Skipped,
}

/// A run of text within a line.
struct Run {
    kind: Kind,
    text: String,
    /// Says how much is not shown.
    cut: String,
}

struct Member {
    path: String,
    before: Option<String>,
    after: Option<String>,
}

impl RowKind {
    fn class(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Gone => "gone",
            Self::New => "new",
            Self::Changed => "changed",
            Self::Skipped => "skipped",
        }
    }

    /// What a row says that is read to somebody.
    fn word(self) -> &'static str {
        match self {
            Self::Same | Self::Changed | Self::Skipped => "",
            Self::Gone => "removed: ",
            Self::New => "added: ",
        }
    }
}

impl Difference {
    /// Compares the values of a change, cut to `room`.
    pub(super) fn of(plan: &PlanDetails, change: &Change, room: Room, pictures: &Pictures) -> Self {
        Self {
            language: change.path.language().map(LanguageTag::to_string),
            shape: shape(plan, change, room, pictures),
        }
    }
}

fn shape(plan: &PlanDetails, change: &Change, room: Room, pictures: &Pictures) -> Shape {
    if let Some((before, after)) = images(change, pictures) {
        return Shape::Pictures { before, after };
    }
    let short = |text: &str| cut_to(text, room.item.max(200));
    match body_in(plan, change) {
        Body::Scalars { before, after } => Shape::Pair {
            before: short(&before),
            after: short(&after),
        },
        Body::Words(pieces) => rows(vec![changed(&pieces, room)]),
        Body::Lines(lines) => rows(
            elide_lines(&lines, room)
                .iter()
                .map(|it| line(it, room))
                .collect(),
        ),
        Body::Added(text) => rows(
            lines_of(text)
                .iter()
                .map(|it| one(RowKind::New, it, room))
                .collect(),
        ),
        Body::Removed(text) => rows(
            lines_of(text)
                .iter()
                .map(|it| one(RowKind::Gone, it, room))
                .collect(),
        ),
        Body::Items { gone, added } => {
            let gone = gone.iter().map(|it| one(RowKind::Gone, it, room));
            rows(
                gone.chain(added.iter().map(|it| one(RowKind::New, it, room)))
                    .collect(),
            )
        }
        Body::Order { before, after } => {
            let sides = [(RowKind::Gone, before), (RowKind::New, after)];
            let sides = sides.into_iter().filter(|(_, items)| !items.is_empty());
            rows(
                sides
                    .map(|(kind, items)| one(kind, &items.join(", "), room))
                    .collect(),
            )
        }
        Body::Fields(fields) => of_members(&fields, short),
        Body::Loses(what) => match &change.before {
            ChangeValue::Object(value) => of_members(&members(value), short),
            _ => rows(what.iter().map(|it| one(RowKind::Gone, it, room)).collect()),
        },
    }
}

/// Returns the images of both sides where there are images and nothing else.
fn images(change: &Change, pictures: &Pictures) -> Option<(Vec<Figure>, Vec<Figure>)> {
    let figures = |value: &ChangeValue| match value {
        ChangeValue::Unset => Some(Vec::new()),
        ChangeValue::Image(image) => Some(vec![Figure::of(image, pictures)]),
        ChangeValue::Images(images) => {
            Some(images.iter().map(|it| Figure::of(it, pictures)).collect())
        }
        ChangeValue::Flag(_)
        | ChangeValue::Word(_)
        | ChangeValue::Text(_)
        | ChangeValue::Items(_)
        | ChangeValue::Object(_)
        | ChangeValue::Withheld(_) => None,
    };
    let (before, after) = (figures(&change.before)?, figures(&change.after)?);
    (!before.is_empty() || !after.is_empty()).then_some((before, after))
}

fn rows(mut rows: Vec<Row>) -> Shape {
    let more = rows.len().saturating_sub(ROWS);
    rows.truncate(ROWS);
    Shape::Rows { rows, more }
}

fn of_members(fields: &[FieldLine], short: impl Fn(&str) -> String) -> Shape {
    let member = |it: &FieldLine| {
        let FieldLine {
            path,
            before,
            after,
        } = it;
        Member {
            path: short(path),
            before: before.as_deref().map(&short),
            after: after.as_deref().map(&short),
        }
    };
    Shape::Members {
        rows: fields.iter().take(ROWS).map(member).collect(),
        more: fields.len().saturating_sub(ROWS),
    }
}

fn line(line: &Line<'_>, room: Room) -> Row {
    match line {
        Line::Same(text) => one(RowKind::Same, text, room),
        Line::Gone(text) => one(RowKind::Gone, text, room),
        Line::New(text) => one(RowKind::New, text, room),
        Line::Changed(pieces) => changed(pieces, room),
        Line::Skipped(lines) => Row {
            kind: RowKind::Skipped,
            pieces: vec![Run {
                kind: Kind::Same,
                text: format!("… {}", count(*lines, "unchanged line")),
                cut: String::new(),
            }],
        },
    }
}

fn one(kind: RowKind, text: &str, room: Room) -> Row {
    Row {
        kind,
        pieces: vec![piece(head(Kind::Same, text, room.piece))],
    }
}

fn changed(pieces: &[Piece<'_>], room: Room) -> Row {
    Row {
        kind: RowKind::Changed,
        pieces: elide(pieces, room).into_iter().map(piece).collect(),
    }
}

fn piece(piece: Piece<'_>) -> Run {
    let Piece { kind, text, cut } = piece;
    Run {
        kind,
        text: part(text),
        cut: match cut {
            0 => String::new(),
            cut => format!("… ({})", count(cut, "more character")),
        },
    }
}

fn cut_to(text: &str, most: usize) -> String {
    let Piece { text, cut, .. } = head(Kind::Same, text, most);
    let text = whole(text);
    match cut {
        0 => text,
        cut => format!("{text}… ({})", count(cut, "more character")),
    }
}
