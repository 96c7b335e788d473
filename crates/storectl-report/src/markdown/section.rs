//! Changes as a section that can be folded: those of one listing, package or module, or the same ones in several languages.

use std::fmt::Write as _;

use storectl_model::Module;
use storectl_plan::{Action, ChangeValue, Lock};

use super::{
    code,
    fold::{Fold, details},
    pictures, running,
    words::{few_lines, few_words},
};
use crate::{
    Foreign, PlanDetails, SourceRef,
    diff::{Kind, Line, Piece, Room, elide, elide_lines, head, lines_of},
    escape,
    value::{Body, length},
    view::{
        Edit, EditGroup, ImageOrder, NO_TOKEN, NO_TOKEN_YET, Place, Replaced, count, field,
        thousands,
    },
};

/// Most lines of one value.
const LINES: usize = 60;

/// Most characters of one line.
const LINE: usize = 2_000;

/// Most fields that a summary names.
const FIELDS: usize = 3;

/// A section before it is known whether there is room to open it.
pub(super) struct Section {
    summary: String,
    body: String,
}

impl Section {
    /// Writes the changes of a group.
    pub(super) fn of(
        group: &EditGroup<'_>,
        plan: &PlanDetails,
        sources: &[Option<SourceRef>],
        replaced: &Replaced,
    ) -> Self {
        let edits = group.edits.iter();
        let edits = edits.map(|it| one(it, plan, sources, replaced));
        let mut edits: Vec<String> = edits.collect();
        if let Place::One(address) = &group.place {
            let here = plan.orders.iter();
            let here = here.filter(|it| it.list.object().to_string() == *address);
            edits.extend(here.map(reordered));
        }
        let body = edits.join("\n");
        match &group.place {
            Place::One(address) => {
                let Installer { label, line } = Installer::of(group, plan);
                Self {
                    summary: format!(
                        "<code>{}</code> {label}{}",
                        Foreign::new(address).html(),
                        count(group.edits.len(), "change")
                    ),
                    body: line + &body,
                }
            }
            Place::Languages(languages) => {
                let number = count(languages.len(), "language");
                let names: Vec<String> = languages
                    .iter()
                    .map(|it| running(Foreign::new(it.as_str())))
                    .collect();
                Self {
                    summary: format!("<b>{number}</b>, the same in each: {}", fields(group)),
                    body: format!("{number}: {}\n\n{body}", names.join(", ")),
                }
            }
        }
    }

    /// Returns how many lines it takes when it is open.
    pub(super) fn lines(&self) -> usize {
        self.body.lines().count()
    }

    pub(super) fn written(&self, fold: Fold) -> String {
        details(fold, &self.summary, &self.body)
    }
}

/// Which installer the changes of a package are about; empty for anything else.
#[derive(Default)]
struct Installer {
    /// What tells it from the others, for the summary, as HTML.
    label: String,
    /// Its address, where that stays.
    line: String,
}

impl Installer {
    fn of(group: &EditGroup<'_>, plan: &PlanDetails) -> Self {
        let package = group.edits.first().map(|it| it.change.path.object());
        let package = package.filter(|it| it.module() == Some(Module::Packages));
        let (Some(package), Some(page)) = (package, &plan.store_page) else {
            return Self::default();
        };
        let label = page.package_label(&package);
        let label = Foreign::new(&label).clipped(100);
        let label = match label.as_foreign().html() {
            it if it.is_empty() => it,
            it => format!("{it}: "),
        };
        let mut edits = group.edits.iter().map(|it| &it.change.path);
        let stays = edits.all(|it| matches!(it.field(), Some(field) if field != "packageUrl"));
        let address = page.installer(&package).filter(|_| stays);
        let address = address.map(|it| format!("installer: {}\n\n", code(it)));
        Self {
            label,
            line: address.unwrap_or_default(),
        }
    }
}

/// Names the fields of a group, the first of many.
fn fields(group: &EditGroup<'_>) -> String {
    let names = group.edits.iter().take(FIELDS);
    let names: Vec<String> = names
        .map(|it| {
            let field = field(&it.change.path);
            let field = Foreign::new(&field).clipped(100).as_foreign().html();
            format!("<code>{field}</code>")
        })
        .collect();
    match group.edits.len().checked_sub(FIELDS).filter(|it| *it > 0) {
        Some(more) => format!("{} and {} more", names.join(", "), thousands(more)),
        None => names.join(", "),
    }
}

fn one(
    edit: &Edit<'_>,
    plan: &PlanDetails,
    sources: &[Option<SourceRef>],
    replaced: &Replaced,
) -> String {
    let change = edit.change;
    let symbol = match (&change.guard, change.action) {
        (Some(guard), _) if guard.is_acknowledged() => "⚠️",
        (Some(_), _) => "⛔",
        (None, Action::Add) => "➕",
        (None, Action::Change) => "✏️",
        (None, Action::Remove | Action::Clear) => "➖",
        (None, Action::Reorder) => "↕️",
    };
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
            Lock::Withheld(_) => format!("**destructive** {meaning} ({NO_TOKEN_YET})"),
        }
    });
    let image = pictures::line(change);
    let facts: Vec<String> = [place(edit, sources), length(change), lock]
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
    if let Some(image) = image {
        out.push('\n');
        out.push_str(&image);
        let added = replaced.added_by(edit.index);
        if let Some(added) = added.and_then(|it| plan.changes.get(it)) {
            let _ = write!(out, "; replaced by {}", code(&field(&added.path)));
        }
        out.push('\n');
        return out;
    }
    if change.action == Action::Reorder && plan.orders.iter().any(|it| it.list == change.path) {
        return out; // below
    }
    let body = plan.body(change);
    let words = match (&change.after, &body) {
        (ChangeValue::Text(_), Body::Words(pieces)) => few_words(pieces),
        (ChangeValue::Text(_), Body::Lines(lines)) => few_lines(lines),
        _ => None,
    };
    if let Some(words) = words {
        out.push('\n');
        out.push_str(&words);
        out.push('\n');
        return out;
    }
    let mut lines = lines(&body);
    let more = lines.len().saturating_sub(LINES);
    if more > 1 {
        lines.truncate(LINES);
        lines.push(format!("… {}", count(more, "more line")));
    }
    if !lines.is_empty() {
        let lines: Vec<String> = lines.into_iter().map(clipped).collect();
        out.push('\n');
        out.push_str(&escape::fence("diff", &lines));
    }
    out
}

/// Returns where the manifest says so; of a change in several languages the first place, and how many more there are.
fn place(edit: &Edit<'_>, sources: &[Option<SourceRef>]) -> Option<String> {
    let source = |at: usize| sources.get(at).and_then(Option::as_ref);
    let first = source(edit.index)?;
    let line = |it: &SourceRef| (it.in_repository.clone(), it.line);
    let others = edit.others.iter().filter_map(|(at, _)| source(*at));
    let others: std::collections::BTreeSet<_> = others.map(line).collect();
    let more = others.iter().filter(|it| **it != line(first)).count();
    let first = code(&format!("{}:{}", first.in_repository, first.line));
    Some(match more {
        0 => first,
        more => format!("{first} and {}", count(more, "more place")),
    })
}

/// Returns `screenshots: 1 2 3 4 → 1 2 4 3`; an uploaded image is a `+`.
fn reordered(order: &ImageOrder) -> String {
    let ImageOrder {
        list,
        before,
        after,
    } = order;
    let before: Vec<String> = (1..=*before).map(|it| it.to_string()).collect();
    let after = after.iter();
    let after: Vec<String> = after
        .map(|it| it.map_or_else(|| "+".to_owned(), |it| it.to_string()))
        .collect();
    format!(
        "Order of {}: {} → {}\n",
        code(&list.within_object()),
        code(&before.join(" ")),
        code(&after.join(" "))
    )
}

/// Cuts a line of a block.
fn clipped(line: String) -> String {
    match line.char_indices().nth(LINE) {
        Some((at, _)) => {
            let more = line.chars().count() - LINE;
            let shown = line.get(..at).unwrap_or_default();
            format!("{shown}… ({})", count(more, "more character"))
        }
        None => line,
    }
}

/// Returns the lines of a `diff` block.
fn lines(body: &Body<'_>) -> Vec<String> {
    let short = |text: &str| shown(&[head(Kind::New, text, 200)]);
    match body {
        Body::Scalars { before, after } => {
            vec![
                format!("- {}", short(before)),
                format!("+ {}", short(after)),
            ]
        }
        Body::Words(pieces) => both(pieces),
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
    }
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
