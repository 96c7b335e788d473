//! Kinds of change × languages as a table.

use std::collections::BTreeMap;

use super::running;
use crate::{
    Foreign,
    view::{ChangeMatrix, Column, Kind, Tally, count, thousands},
};

/// Most languages that are columns; more are rows.
const COLUMNS: usize = 12;

/// Most rows of languages.
const ROWS: usize = 30;

/// Writes the table: one axis is the languages, and `product` for what has none. Of many languages with the same counts, the
/// first stands for all.
pub(super) fn matrix(matrix: &ChangeMatrix<'_>) -> String {
    let kinds = matrix.kinds();
    if kinds.is_empty() {
        return String::new();
    }
    let mut out = String::new();
    if matrix.columns.len() <= COLUMNS + 1 {
        let names = matrix.columns.iter().map(name);
        row(&mut out, "", names.collect());
        rule(&mut out, matrix.columns.len());
        for kind in kinds {
            let cells = matrix.columns.iter().map(|it| cell(it.cells.get(&kind)));
            row(&mut out, kind.words(), cells.collect());
        }
    } else {
        let heads = kinds.iter().map(|it| it.words().to_owned());
        row(&mut out, "", heads.collect());
        rule(&mut out, kinds.len());
        let (shown, notes) = folded(matrix);
        for column in shown {
            let cells = kinds.iter().map(|it| cell(column.cells.get(it)));
            row(&mut out, &name(column), cells.collect());
        }
        if !notes.is_empty() {
            out.push('\n');
            out.push_str(&notes.join("\n"));
            out.push('\n');
        }
    }
    out.push('\n');
    out.push_str(&legend(matrix));
    out
}

/// Returns the rows to show, and what stands for the others.
fn folded<'m, 'a>(matrix: &'m ChangeMatrix<'a>) -> (Vec<&'m Column<'a>>, Vec<String>) {
    let mut alike: BTreeMap<&BTreeMap<Kind, Tally>, usize> = BTreeMap::new();
    let mut classes: Vec<Vec<&Column<'_>>> = Vec::new();
    for column in &matrix.columns {
        let class = *alike.entry(&column.cells).or_insert_with(|| {
            classes.push(Vec::new());
            classes.len() - 1
        });
        if let Some(class) = classes.get_mut(class) {
            class.push(column);
        }
    }
    // What blocks must not be the row that is left out.
    let is_blocked = |it: &Vec<&Column<'_>>| {
        let mut cells = it.iter().flat_map(|it| it.cells.values());
        cells.any(|it| it.blocked > 0)
    };
    classes.sort_by_key(|it| {
        (
            !is_blocked(it),
            it.first().is_some_and(|it| it.language.is_none()),
        )
    });
    let more = classes.iter().skip(ROWS).map(Vec::len).sum::<usize>();
    classes.truncate(ROWS);
    let mut notes: Vec<String> = classes
        .iter()
        .filter_map(|class| {
            let (first, others) = class.split_first()?;
            (!others.is_empty()).then(|| {
                format!(
                    "- {} stands for {} with the same numbers of changes",
                    name(first),
                    count(others.len(), "more language")
                )
            })
        })
        .collect();
    if more > 0 {
        notes.push(format!("- and {} more", thousands(more)));
    }
    let shown = classes.iter().filter_map(|it| it.first().copied());
    (shown.collect(), notes)
}

fn name(column: &Column<'_>) -> String {
    match column.language {
        Some(language) => running(Foreign::new(language.as_str())),
        None => "product".to_owned(),
    }
}

fn row(out: &mut String, head: &str, cells: Vec<String>) {
    out.push_str("| ");
    out.push_str(head);
    for cell in cells {
        out.push_str(" | ");
        out.push_str(&cell);
    }
    out.push_str(" |\n");
}

fn rule(out: &mut String, columns: usize) {
    out.push_str("|---|");
    out.push_str(&":-:|".repeat(columns));
    out.push('\n');
}

/// Returns `+1 ~2 −3 ↕ ⛔`.
fn cell(tally: Option<&Tally>) -> String {
    let Some(tally) = tally else {
        return String::new();
    };
    let Tally {
        gone,
        is_new,
        added,
        changed,
        removed,
        reordered,
        drift,
        conflict,
        blocked,
        acknowledged,
    } = *tally;
    let mut parts = Vec::new();
    match gone {
        None => {}
        Some(0) => parts.push("**−all**".to_owned()),
        Some(items) => parts.push(format!("**−{}**", thousands(items))),
    }
    if is_new {
        parts.push("**+all**".to_owned());
    }
    for (sign, number) in [
        ("+", added),
        ("~", changed),
        ("−", removed),
        ("⟲", drift),
        ("⚡", conflict),
    ] {
        if number > 0 {
            parts.push(format!("{sign}{}", thousands(number)));
        }
    }
    if reordered > 0 {
        parts.push("↕".to_owned());
    }
    if blocked > 0 {
        parts.push("⛔".to_owned());
    }
    if acknowledged > 0 {
        parts.push("⚠️".to_owned());
    }
    // Two tildes would strike out what is between them.
    parts.join(" ").replace('~', "\\~")
}

/// Explains the signs that occur.
fn legend(matrix: &ChangeMatrix<'_>) -> String {
    let any = |wanted: fn(&Tally) -> bool| matrix.tallies().any(wanted);
    let signs = [
        (any(|it| it.added > 0 || it.is_new), "+ added"),
        (any(|it| it.changed > 0), "\\~ changed"),
        (
            any(|it| it.removed > 0 || it.gone.is_some()),
            "− removed or cleared",
        ),
        (any(|it| it.reordered > 0), "↕ reordered"),
        (any(|it| it.drift > 0), "⟲ drift, which apply reverts"),
        (
            any(|it| it.conflict > 0),
            "⚡ conflict, which apply overwrites",
        ),
        (any(|it| it.blocked > 0), "⛔ destructive, not acknowledged"),
        (
            any(|it| it.acknowledged > 0),
            "⚠️ destructive, acknowledged",
        ),
    ];
    let signs: Vec<&str> = signs
        .into_iter()
        .filter_map(|(occurs, words)| occurs.then_some(words))
        .collect();
    format!("<sub>{}</sub>\n\n", signs.join(" · "))
}
