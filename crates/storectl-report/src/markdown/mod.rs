//! Markdown for comments on pull requests and for job summaries.
//!
//! Every result begins with a marker by which a workflow finds its earlier comment. A comment takes 65,536 characters;
//! what does not fit is left out, the least needed first, and counted.

mod budget;
mod bundle;
mod diagnostics;
mod doctor;
mod failure;
mod finding;
mod fleet;
mod fold;
mod glance;
mod guards;
mod history;
mod inspect;
mod localization;
mod marker;
mod matrix;
mod origin;
mod pictures;
mod plan;
mod report;
mod section;
mod status;
mod unmanaged;
mod words;

use budget::Budget;

use crate::{
    Foreign, Output,
    view::{Sentence, Span},
};

pub(crate) use bundle::bundle;

/// Renders a result for a comment.
pub(crate) fn comment(output: &Output<'_>) -> String {
    render(output, Budget::Comment)
}

/// Renders a result for a job summary.
pub(crate) fn summary(output: &Output<'_>) -> String {
    render(output, Budget::Summary)
}

fn render(output: &Output<'_>, budget: Budget) -> String {
    let comment = match output {
        Output::Plan(view) => plan::plan(view, budget),
        Output::Apply(view) => report::report(view, budget),
        Output::Status(view) => status::status(view, budget),
        Output::History(view) => history::history(view, budget),
        Output::Inspect(view) => inspect::installers(view, budget),
        Output::Doctor(view) => doctor::doctor(view, budget),
        Output::Diagnostics(view) => diagnostics::diagnostics(view, budget),
        Output::Error(view) => failure::failure(view, budget),
    };
    comment.finish()
}

/// Writes an alert; every line of `lines` is one line of it.
fn alert(kind: &str, lines: &[String]) -> String {
    let mut out = format!("> [!{kind}]\n");
    let last = lines.len().saturating_sub(1);
    for (at, line) in lines.iter().enumerate() {
        out.push_str("> ");
        out.push_str(line);
        // Markdown would join it with the next. GitHub's comments make a break of every end of a line, and so two of a `<br>`.
        out.push_str(if at < last { "\\\n" } else { "\n" });
    }
    out.push('\n');
    out
}

/// Most characters of one text of a line.
const LONGEST: usize = 300;

/// Returns running text, cut to what a line bears.
fn running(text: Foreign<'_>) -> String {
    text.clipped(LONGEST).as_foreign().markdown()
}

/// Returns a code span, cut to what a line bears.
fn code(text: &str) -> String {
    Foreign::new(text).clipped(LONGEST).as_foreign().code()
}

/// Returns a sentence in which backticks enclose code. Whatever they enclose, each part is escaped as what it is shown as.
fn prose(text: &str) -> String {
    let clipped = Foreign::new(text).clipped(LONGEST);
    let text = clipped.as_foreign().as_raw();
    let parts: Vec<&str> = text.split('`').collect();
    let mut code_parts = parts.iter().skip(1).step_by(2);
    // Not every backtick encloses something.
    if parts.len().is_multiple_of(2) || code_parts.any(|it| it.is_empty()) {
        return Foreign::new(text).markdown();
    }
    parts
        .iter()
        .enumerate()
        .map(|(at, part)| match at % 2 {
            0 => Foreign::new(part).markdown(),
            _ => Foreign::new(part).code(),
        })
        .collect()
}

/// Returns a sentence as a line.
fn sentence(sentence: &Sentence) -> String {
    let label = sentence.label.map(|it| format!("{it}: "));
    let spans = sentence.spans.iter().map(|it| match it {
        Span::Ours(words) => words.clone().into_owned(),
        Span::Prose(text) => prose(text),
        Span::Code(text) => code(text),
        Span::Place(place) => {
            let crate::SourceRef {
                file: _, // for a terminal
                in_repository,
                line,
                column,
            } = place;
            code(&format!("{in_repository}:{line}:{column}"))
        }
    });
    label.into_iter().chain(spans).collect()
}

/// Most characters of a name or of a message in a title.
const BRIEF: usize = 150;

/// Returns a message in the room that a title has.
fn brief(message: &str) -> String {
    prose(Foreign::new(message).clipped(BRIEF).as_foreign().as_raw())
}

/// Names a product and its manifest, at the head of an alert, which may stand among those of other products.
fn about(name: Option<Foreign<'_>>, product_id: Foreign<'_>, manifest: Foreign<'_>) -> String {
    let name = product_name(name, product_id);
    format!("**{name}**{}", path(manifest))
}

/// Returns the path of a manifest behind a blank; nothing where it is not known, as of a job that failed.
fn path(manifest: Foreign<'_>) -> String {
    match manifest.as_raw() {
        "" => String::new(),
        _ => format!(" {}", manifest.clipped(200).as_foreign().code()),
    }
}

/// Returns the name of a product as running text, or its id.
fn product_name(name: Option<Foreign<'_>>, product_id: Foreign<'_>) -> String {
    let name = name.unwrap_or(product_id).clipped(BRIEF);
    running(name.as_foreign())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_in_a_sentence_is_code_and_cannot_leave_it() {
        assert_eq!(
            prose("run `storectl plan` @me"),
            "run `storectl plan` `@me`"
        );
        assert_eq!(prose("a ` b"), "a \\` b");
        assert_eq!(prose("a `` b"), "a \\`\\` b");
    }
}
