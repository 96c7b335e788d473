//! Languages × texts.

use askama::{Template, filters::HtmlSafe};
use storectl_manifest::{ListingText, TextCell, TextMatrix, TextRow};

use super::{line::Line, text::shown};
use crate::view::localization::{SAME, cell, extent, gaps, is_matrix, legend};

/// A table of the texts that each language has.
#[derive(Template)]
#[template(path = "matrix.html")]
pub(super) struct Matrix {
    extent: String,
    gaps: Vec<Line>,
    fields: Vec<&'static str>,
    rows: Vec<Row>,
    legend: Vec<(&'static str, &'static str)>,
}

impl HtmlSafe for Matrix {}

struct Row {
    language: String,
    cells: Vec<Cell>,
}

struct Cell {
    words: String,
    is_missing: bool,
}

impl Matrix {
    /// Takes the texts of a manifest; `None` with one language, for there is nothing to compare.
    pub(super) fn of(matrix: &TextMatrix) -> Option<Self> {
        if !is_matrix(matrix) {
            return None;
        }
        let fields: Vec<ListingText> = matrix.fields().collect();
        let rows: Vec<&TextRow> = matrix.rows().iter().collect();
        let legend = legend(&rows, &fields);
        let rows = rows.into_iter().map(|row| Row {
            language: shown(row.language.as_str()),
            cells: fields
                .iter()
                .map(|it| of_cell(*it, row.cell(*it)))
                .collect(),
        });
        Some(Self {
            extent: extent(matrix),
            gaps: gaps(matrix, None).iter().map(Line::from).collect(),
            rows: rows.collect(),
            fields: fields.into_iter().map(ListingText::as_str).collect(),
            legend,
        })
    }
}

fn of_cell(field: ListingText, held: &TextCell) -> Cell {
    let cell = cell(field, held);
    Cell {
        words: match cell.original {
            None => cell.words,
            Some(original) => format!("{} {SAME} {}", cell.words, shown(original.as_str())),
        },
        is_missing: *held == TextCell::Absent,
    }
}
