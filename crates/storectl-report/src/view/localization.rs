//! Languages × texts, as people see them.

use std::fmt::Write as _;

use storectl_manifest::{
    ListingText, PresentText, TextCell, TextGap, TextMatrix, TextOrigin, TextRow,
};
use storectl_model::LanguageTag;

use super::{Sentence, count, thousands};
use crate::Foreign;

/// The texts of a manifest.
#[derive(Clone, Debug)]
pub struct ManifestTexts<'a> {
    /// The manifest's path as shown to users.
    pub manifest: Foreign<'a>,
    /// Its path from the repository root, as documents name it.
    pub in_repository: Foreign<'a>,
    /// Partner Center's ID, as the manifest spells it.
    pub product_id: Foreign<'a>,
    /// The texts.
    pub matrix: &'a TextMatrix,
}

/// Most gaps of one manifest that have a line of their own.
const GAPS: usize = 5;

/// Most languages that a line names.
const NAMED: usize = 5;

/// Returns whether there is anything to compare: with one language there is not.
pub(crate) fn is_matrix(matrix: &TextMatrix) -> bool {
    matrix.rows().len() > 1
}

/// Says what is probably missing: `note: de-de has no whatsNew; 11 of 12 languages do`. `manifest` names the manifest where there
/// are several.
pub(crate) fn gaps(matrix: &TextMatrix, manifest: Option<Foreign<'_>>) -> Vec<Sentence> {
    let begin = || {
        let note = Sentence::labeled("note");
        match manifest {
            Some(manifest) => note.code(manifest.as_raw()).ours(": "),
            None => note,
        }
    };
    let gaps = matrix.gaps();
    let shown = gaps.iter().take(GAPS);
    let languages = matrix.rows().len();
    let mut lines: Vec<Sentence> = shown.map(|it| gap(begin(), it, languages)).collect();
    let more: usize = gaps.iter().skip(GAPS).map(|it| it.fields.len()).sum();
    if more > 0 {
        let texts = count(more, "more text");
        lines.push(begin().ours(format!("{texts} that some languages do not have")));
    }
    lines
}

fn gap(mut sentence: Sentence, gap: &TextGap<'_>, languages: usize) -> Sentence {
    let TextGap {
        fields,
        missing,
        present,
    } = gap;
    for (at, language) in missing.iter().take(NAMED).enumerate() {
        if at > 0 {
            sentence = sentence.ours(", ");
        }
        sentence = sentence.code(language.as_str());
    }
    if let Some(more) = missing.len().checked_sub(NAMED).filter(|it| *it > 0) {
        sentence = sentence.ours(format!(" and {} more", thousands(more)));
    }
    let verb = if missing.len() == 1 { "has" } else { "have" };
    let fields: Vec<&str> = fields.iter().map(|it| it.as_str()).collect();
    let (fields, present) = (fields.join(", "), thousands(*present));
    sentence.ours(format!(
        " {verb} no {fields}; {present} of {} languages do",
        thousands(languages)
    ))
}

/// Says how much there is: `12 languages, 3 texts missing, 1 text identical`.
pub(crate) fn extent(matrix: &TextMatrix) -> String {
    let cells = matrix.rows().iter().flat_map(TextRow::cells);
    let gaps = matrix.gaps().into_iter();
    let missing: usize = gaps.map(|it| it.fields.len() * it.missing.len()).sum();
    let identical = cells.filter(|(_, it)| original(it).is_some()).count();
    let mut words = count(matrix.rows().len(), "language");
    for (number, what) in [(missing, "missing"), (identical, "identical")] {
        if number > 0 {
            let _ = write!(words, ", {} {what}", count(number, "text"));
        }
    }
    words
}

/// Returns the language whose text a cell holds.
pub(crate) fn original(cell: &TextCell) -> Option<&LanguageTag> {
    match cell {
        TextCell::Absent | TextCell::Cleared => None,
        TextCell::Present(PresentText { identical_to, .. }) => identical_to.as_ref(),
    }
}

/// What stands in a cell: our own words, and the language whose text it is.
pub(crate) struct CellWords<'a> {
    pub(crate) words: String,
    pub(crate) original: Option<&'a LanguageTag>,
}

/// What a sign of a cell means.
const SIGNS: [(&str, &str); 4] = [
    (ABSENT, "none"),
    (DEFAULTS, "from listingDefaults"),
    (STORE, "not managed; in the Store"),
    (SAME, "the same text as"),
];
const ABSENT: &str = "—";
const DEFAULTS: &str = "↓";
const STORE: &str = "°";
/// Stands before a language.
pub(crate) const SAME: &str = "=";

/// Returns what stands in a cell: `412/1,500 ↓`.
pub(crate) fn cell(field: ListingText, cell: &TextCell) -> CellWords<'_> {
    let words = match cell {
        TextCell::Absent => ABSENT.to_owned(),
        TextCell::Cleared => "cleared".to_owned(),
        TextCell::Present(text) => {
            let length = match (text.length, field.limit()) {
                (None, _) => "(secret)".to_owned(),
                (Some(length), None) => thousands(length),
                (Some(length), Some(limit)) => {
                    format!("{}/{}", thousands(length), thousands(limit))
                }
            };
            match sign(text.origin) {
                None => length,
                Some(sign) => format!("{length} {sign}"),
            }
        }
    };
    CellWords {
        words,
        original: original(cell),
    }
}

fn sign(origin: TextOrigin) -> Option<&'static str> {
    match origin {
        TextOrigin::Listing => None,
        TextOrigin::Defaults => Some(DEFAULTS),
        TextOrigin::Store => Some(STORE),
    }
}

/// Returns the signs that stand in these rows, each with what it means.
pub(crate) fn legend(
    rows: &[&TextRow],
    fields: &[ListingText],
) -> Vec<(&'static str, &'static str)> {
    let is_used = |wanted: &str| {
        let mut cells = rows
            .iter()
            .flat_map(|row| fields.iter().map(|it| row.cell(*it)));
        cells.any(|it| match it {
            TextCell::Absent => wanted == ABSENT,
            TextCell::Cleared => false,
            TextCell::Present(text) => {
                sign(text.origin) == Some(wanted) || (wanted == SAME && text.identical_to.is_some())
            }
        })
    };
    SIGNS
        .into_iter()
        .filter(|(sign, _)| is_used(sign))
        .collect()
}
