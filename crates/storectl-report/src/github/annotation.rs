//! Annotations: workflow commands on the lines of the manifest.
//!
//! A step has at most 10 of each kind; GitHub drops the others without a word
//! (<https://docs.github.com/actions/reference/workflow-commands-for-github-actions>).

use std::fmt::Write as _;

use crate::{
    Foreign, Output,
    remarks::{Level, Place, Remark, Remarks},
    view::thousands,
};

/// Most annotations of a kind that GitHub shows of a step.
const MOST: usize = 10;

/// Longest message of an annotation, in characters.
const LONGEST_MESSAGE: usize = 2_000;

/// Longest title of an annotation, in characters.
const LONGEST_TITLE: usize = 200;

/// Renders a result as annotations, one a line; nothing where there is nothing to say.
pub(crate) fn annotations(output: &Output<'_>) -> String {
    let remarks = Remarks::of(output);
    let mut out = String::new();
    for level in [Level::Error, Level::Warning, Level::Notice] {
        let of_level = remarks.all.iter().filter(|it| it.rank.level() == level);
        let of_level: Vec<&Remark> = of_level.collect();
        // What is left out of a result are faults of a manifest, of any kind; the gravest line says so.
        let omitted = match of_level.len() {
            0 => 0,
            _ if level == Level::Error => remarks.omitted,
            _ => 0,
        };
        let all = of_level.len() + omitted;
        let shown = if all > MOST { MOST - 1 } else { all };
        for remark in of_level.iter().take(shown) {
            annotate(&mut out, remark);
        }
        let more = all - of_level.len().min(shown);
        if more > 0 {
            let word = command(level);
            let plural = if more == 1 { "" } else { "s" };
            let more = format!("{} more {word}{plural}", thousands(more));
            let title = property(Foreign::new(&more));
            let _ = writeln!(
                out,
                "::{word} title={title}::{more}; the other formats list all of them"
            );
        }
    }
    out
}

/// Writes the command that annotates a line, or the whole run.
fn annotate(out: &mut String, remark: &Remark) {
    let _ = write!(out, "::{} ", command(remark.rank.level()));
    if let Some(Place { file, at }) = &remark.place {
        let _ = write!(out, "file={}", property(Foreign::new(file)));
        if let Some((line, column)) = at {
            let _ = write!(out, ",line={line},col={column}");
        }
        out.push(',');
    }
    let title = Foreign::new(&remark.title).clipped(LONGEST_TITLE);
    let message = Foreign::new(&remark.message).clipped(LONGEST_MESSAGE);
    let _ = writeln!(
        out,
        "title={}::{}",
        property(title.as_foreign()),
        data(message.as_foreign())
    );
}

/// Returns the command of a level.
fn command(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Notice => "notice",
    }
}

/// Escapes the message of a command as GitHub's toolkit does (`escapeData` of `@actions/core`). What acts on a terminal is
/// shown, so that no line break is left.
fn data(text: Foreign<'_>) -> String {
    text.line()
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes a property of a command as GitHub's toolkit does (`escapeProperty` of `@actions/core`).
fn property(text: Foreign<'_>) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_can_neither_end_nor_begin_another() {
        assert_eq!(
            property(Foreign::new("a,line=1::b%0A\nc")),
            "a%2Cline=1%3A\\u{3a}b%250A\\u{a}c".replace(':', "%3A")
        );
    }

    #[test]
    fn a_message_is_one_line() {
        assert_eq!(
            data(Foreign::new("100%\r\n\u{1b}[31m")),
            "100%25\\u{d}\\u{a}\\u{1b}[31m"
        );
    }
}
