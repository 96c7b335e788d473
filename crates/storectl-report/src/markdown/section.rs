//! The changes of one listing, package or module as a folded section.

use storectl_plan::{Action, Change, Lock};

use super::{code, details};
use crate::{
    Foreign, SourceRef,
    diff::{Kind, Line, Piece, Room, elide, elide_lines, head, lines_of},
    escape,
    value::{Body, body, length},
    view::{Group, NO_TOKEN, count, field},
};

/// Most lines of one value.
const LINES: usize = 60;

/// Writes a section.
pub(super) fn section(group: &Group<'_>, sources: &[Option<SourceRef>]) -> String {
    let summary = format!(
        "<code>{}</code> {}",
        Foreign::new(&group.address).html(),
        count(group.changes.len(), "change")
    );
    let body: Vec<String> = group
        .changes
        .iter()
        .map(|(index, change)| one(change, sources.get(*index).and_then(Option::as_ref)))
        .collect();
    details(&summary, &body.join("\n"))
}

fn one(change: &Change, source: Option<&SourceRef>) -> String {
    let symbol = match (&change.guard, change.action) {
        (Some(guard), _) if guard.is_acknowledged() => "⚠️",
        (Some(_), _) => "⛔",
        (None, Action::Add) => "➕",
        (None, Action::Change) => "✏️",
        (None, Action::Remove | Action::Clear) => "➖",
        (None, Action::Reorder) => "↕️",
    };
    let place = source.map(|it| code(&format!("{}:{}", it.in_repository, it.line)));
    let lock = change.guard.as_ref().map(|guard| {
        let meaning = guard.meaning();
        match &guard.lock {
            Lock::Acknowledged(token) => {
                format!("acknowledged {} {meaning}", code(token.as_str()))
            }
            Lock::Locked(token) => format!("**blocked** {} {meaning}", code(token.as_str())),
            Lock::Invalid | Lock::Forbidden(_) => {
                format!("**destructive** {meaning} ({NO_TOKEN})")
            }
        }
    });
    let facts: Vec<String> = [place, length(change), lock]
        .into_iter()
        .flatten()
        .collect();
    let title = format!(
        "{symbol} **{}** {} {}",
        change.action.as_str(),
        code(&field(&change.path)),
        facts.join(" · ")
    );
    let mut out = format!("{}\n", title.trim_end());
    let (mut lines, words) = lines(&body(change));
    let more = lines.len().saturating_sub(LINES);
    if more > 1 {
        lines.truncate(LINES);
        lines.push(format!("… {}", count(more, "more line")));
    }
    if !lines.is_empty() {
        out.push('\n');
        out.push_str(&escape::fence("diff", &lines));
    }
    if let Some(words) = words {
        out.push('\n');
        out.push_str(&words);
        out.push('\n');
    }
    out
}

/// Returns the lines of a `diff` block, and the changed words where they are few.
fn lines(body: &Body<'_>) -> (Vec<String>, Option<String>) {
    let short = |text: &str| shown(&[head(Kind::New, text, 200)]);
    let lines = match body {
        Body::Scalars { before, after } => {
            vec![
                format!("- {}", short(before)),
                format!("+ {}", short(after)),
            ]
        }
        Body::Words(pieces) => return (both(pieces), few_words(pieces)),
        Body::Lines(lines) => elide_lines(lines, Room::NORMAL)
            .iter()
            .flat_map(line)
            .collect(),
        Body::Added(text) => whole('+', text),
        Body::Removed(text) => whole('-', text),
        Body::Items { gone, added } => {
            let gone = gone.iter().map(|it| format!("- {}", short(it)));
            gone.chain(added.iter().map(|it| format!("+ {}", short(it))))
                .collect()
        }
        Body::Order { before, after } => [("-", before), ("+", after)]
            .into_iter()
            .filter(|(_, items)| !items.is_empty())
            .map(|(sign, items)| format!("{sign} {}", short(&items.join(", "))))
            .collect(),
        Body::Fields(fields) => fields
            .iter()
            .flat_map(|it| {
                let side = |sign, value: &Option<String>| {
                    value
                        .as_ref()
                        .map(|value| format!("{sign} {}: {}", it.path, short(value)))
                };
                [side('-', &it.before), side('+', &it.after)]
            })
            .flatten()
            .collect(),
        Body::Loses(what) => what.iter().map(|it| format!("- {it}")).collect(),
    };
    (lines, None)
}

fn whole(sign: char, text: &str) -> Vec<String> {
    let cut = |it| shown(&[head(Kind::New, it, Room::NORMAL.piece)]);
    lines_of(text)
        .iter()
        .map(|it| format!("{sign} {}", cut(it)))
        .collect()
}

fn line(line: &Line<'_>) -> Vec<String> {
    let cut = |text| shown(&[head(Kind::New, text, Room::NORMAL.piece)]);
    match line {
        // A sign of ours at the beginning: the text may be somebody else's command.
        Line::Same(text) => vec![format!("= {}", cut(text))],
        Line::Gone(text) => vec![format!("- {}", cut(text))],
        Line::New(text) => vec![format!("+ {}", cut(text))],
        Line::Changed(pieces) => both(pieces),
        Line::Skipped(lines) => vec![format!("… {}", count(*lines, "line"))],
    }
}

/// Returns the old and the new side of a changed line.
fn both(pieces: &[Piece<'_>]) -> Vec<String> {
    let pieces = elide(pieces, Room::NORMAL);
    let side = |gone| -> Vec<Piece<'_>> {
        pieces
            .iter()
            .filter(|it| it.kind != gone)
            .copied()
            .collect()
    };
    vec![
        format!("- {}", shown(&side(Kind::New))),
        format!("+ {}", shown(&side(Kind::Gone))),
    ]
}

fn shown(pieces: &[Piece<'_>]) -> String {
    pieces
        .iter()
        .map(|it| match (it.kind, it.cut) {
            (_, 0) => it.text.to_owned(),
            (Kind::Same, _) => format!("{}…", it.text),
            (Kind::Gone | Kind::New, cut) => {
                format!("{}… ({})", it.text, count(cut, "more character"))
            }
        })
        .collect()
}

/// Returns `old → new` of up to three changes; a block of two long lines hides them.
fn few_words(pieces: &[Piece<'_>]) -> Option<String> {
    let changed: Vec<&Piece<'_>> = pieces.iter().filter(|it| it.kind != Kind::Same).collect();
    let few = changed.len() <= 6 && changed.iter().all(|it| it.text.chars().count() <= 80);
    let stays = pieces
        .iter()
        .any(|it| it.kind == Kind::Same && it.text.len() > 20);
    if !few || !stays {
        return None;
    }
    let words: Vec<String> = changed
        .iter()
        .map(|it| {
            let text = Foreign::new(it.text).markdown();
            match it.kind {
                Kind::Gone => format!("<del>{text}</del>"),
                Kind::New | Kind::Same => format!("<ins>{text}</ins>"),
            }
        })
        .collect();
    Some(words.join(" "))
}
