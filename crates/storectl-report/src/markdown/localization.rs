//! Languages × texts as a folded table.

use std::fmt::Write as _;

use storectl_manifest::{ListingText, TextCell, TextMatrix, TextRow};

use super::{
    budget::{Comment, Rank},
    code,
    fold::{Fold, details},
    sentence,
};
use crate::view::{
    localization::{SAME, cell, extent, gaps, is_matrix, legend, original},
    thousands,
};

/// Most languages of a table: with every text of each, it takes a quarter of a comment.
const ROWS: usize = 60;

/// Adds the table of a manifest with several languages. `about` names the manifest or the product where there are several, as
/// Markdown.
pub(super) fn push_localization(comment: &mut Comment, matrix: &TextMatrix, about: Option<&str>) {
    if !is_matrix(matrix) {
        return;
    }
    let about = about.map(|it| format!("{it}:\n")).unwrap_or_default();
    let summary = format!("<b>Texts by language</b>: {}", extent(matrix));
    let folded = details(Fold::Folded, &summary, &body(matrix));
    comment.push(Rank::Texts, format!("{about}{folded}"));
}

fn body(matrix: &TextMatrix) -> String {
    let mut out = String::new();
    for it in gaps(matrix, None) {
        let _ = writeln!(out, "- {}", sentence(&it));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    let fields: Vec<ListingText> = matrix.fields().collect();
    let rows = shown(matrix);
    let names = fields.iter().map(|it| it.as_str());
    line(&mut out, std::iter::once("").chain(names));
    line(
        &mut out,
        std::iter::once("---").chain(fields.iter().map(|_| "--:")),
    );
    for row in &rows {
        let cells = fields.iter().map(|it| words(*it, row.cell(*it)));
        let cells: Vec<String> = std::iter::once(language(row.language.as_str()))
            .chain(cells)
            .collect();
        line(&mut out, cells.iter().map(String::as_str));
    }
    out.push('\n');
    if let Some(more) = matrix
        .rows()
        .len()
        .checked_sub(rows.len())
        .filter(|it| *it > 0)
    {
        let _ = write!(out, "_and {} more_\n\n", thousands(more));
    }
    let signs: Vec<String> = legend(&rows, &fields)
        .into_iter()
        .map(|(sign, meaning)| format!("`{sign}` {meaning}"))
        .collect();
    if !signs.is_empty() {
        out.push_str(&signs.join(" · "));
        out.push('\n');
    }
    out
}

/// Returns the languages to show, in the manifest's order: where there are too many, those first that lack a text that is usual
/// or have another language's.
fn shown(matrix: &TextMatrix) -> Vec<&TextRow> {
    let rows = matrix.rows();
    if rows.len() <= ROWS {
        return rows.iter().collect();
    }
    let gaps = matrix.gaps().into_iter();
    let usual: Vec<ListingText> = gaps.flat_map(|it| it.fields).collect();
    let is_suspect = |row: &TextRow| {
        let lacks = usual.iter().any(|it| *row.cell(*it) == TextCell::Absent);
        lacks || row.cells().any(|(_, it)| original(it).is_some())
    };
    let (suspect, others): (Vec<usize>, Vec<usize>) =
        (0..rows.len()).partition(|at| is_suspect(&rows[*at]));
    let mut kept: Vec<usize> = suspect.into_iter().chain(others).take(ROWS).collect();
    kept.sort_unstable();
    kept.into_iter().map(|at| &rows[at]).collect()
}

fn words(field: ListingText, held: &TextCell) -> String {
    let cell = cell(field, held);
    match cell.original {
        None => cell.words,
        Some(original) => format!("{} {SAME} {}", cell.words, language(original.as_str())),
    }
}

fn language(tag: &str) -> String {
    code(tag).replace('|', "\\|")
}

fn line<'c>(out: &mut String, cells: impl Iterator<Item = &'c str>) {
    for cell in cells {
        out.push_str("| ");
        out.push_str(cell);
        out.push(' ');
    }
    out.push_str("|\n");
}
