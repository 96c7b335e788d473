//! Languages × texts as a table.

use storectl_manifest::TextMatrix;

use super::page::{Ink, Page, pad, width};
use crate::{
    Foreign, Verbosity,
    view::localization::{SAME, cell, extent, gaps, is_matrix, legend},
};

/// Writes what is probably missing; with [`Verbosity::Full`] all of it, as a table. `manifest` names the manifest where there are
/// several.
pub(super) fn write_localization(
    page: &mut Page,
    indent: usize,
    matrix: &TextMatrix,
    manifest: Option<Foreign<'_>>,
    verbosity: Verbosity,
) {
    match verbosity {
        Verbosity::Brief => {}
        Verbosity::Normal => page.sentences(indent, &gaps(matrix, manifest)),
        Verbosity::Full => {
            if is_matrix(matrix) {
                page.gap();
                write_table(page, indent, matrix, manifest);
            }
            page.sentences(indent, &gaps(matrix, manifest));
        }
    }
}

fn write_table(page: &mut Page, indent: usize, matrix: &TextMatrix, manifest: Option<Foreign<'_>>) {
    let about = match manifest {
        Some(manifest) => format!("Texts by language of {}", manifest.line()),
        None => "Texts by language".to_owned(),
    };
    let title = page.ink(Ink::Heading, &about);
    page.line(indent, &format!("{title}: {}", extent(matrix)));
    let fields: Vec<_> = matrix.fields().collect();
    let rows: Vec<_> = matrix.rows().iter().collect();
    let mut columns = vec![vec![String::new()]];
    columns[0].extend(
        rows.iter()
            .map(|it| Foreign::new(it.language.as_str()).line().into_owned()),
    );
    for field in &fields {
        let mut column = vec![field.as_str().to_owned()];
        column.extend(rows.iter().map(|row| {
            let cell = cell(*field, row.cell(*field));
            match cell.original {
                None => cell.words,
                Some(original) => {
                    let original = Foreign::new(original.as_str()).line();
                    format!("{} {SAME} {original}", cell.words)
                }
            }
        }));
        columns.push(column);
    }
    let widths: Vec<usize> = columns
        .iter()
        .map(|it| width(it.iter().map(String::as_str), usize::MAX))
        .collect();
    for at in 0..=rows.len() {
        let cells = columns.iter().zip(&widths);
        let cells: Vec<String> = cells
            .filter_map(|(column, width)| Some(pad(column.get(at)?, *width)))
            .collect();
        page.line(indent + 2, &cells.join("  "));
    }
    let signs: Vec<String> = legend(&rows, &fields)
        .into_iter()
        .map(|(sign, meaning)| format!("{sign} {meaning}"))
        .collect();
    if !signs.is_empty() {
        page.line(indent + 2, &page.ink(Ink::Quiet, &signs.join(" · ")));
    }
}
