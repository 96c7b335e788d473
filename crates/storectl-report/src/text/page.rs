//! Lines with indents and colors.

use anstyle::{AnsiColor, Style};

use crate::{
    Foreign, Styling, escape,
    view::{Sentence, Span},
};

/// What a color means; words and symbols say the same.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ink {
    Heading,
    Added,
    Changed,
    Removed,
    Danger,
    Quiet,
}

impl Ink {
    fn style(self) -> Style {
        let color = |it: AnsiColor| Style::new().fg_color(Some(it.into()));
        match self {
            Self::Heading => Style::new().bold(),
            Self::Added => color(AnsiColor::Green),
            Self::Changed => color(AnsiColor::Yellow),
            Self::Removed => color(AnsiColor::Red),
            Self::Danger => color(AnsiColor::Red).bold(),
            Self::Quiet => Style::new().dimmed(),
        }
    }
}

/// A text under construction.
pub(super) struct Page {
    out: String,
    styling: Styling,
}

impl Page {
    pub(super) fn new(styling: Styling) -> Self {
        Self {
            out: String::new(),
            styling,
        }
    }

    /// Colors `text`, which must be escaped already.
    pub(super) fn ink(&self, ink: Ink, text: &str) -> String {
        match self.styling {
            Styling::Colored if !text.is_empty() => {
                let style = ink.style();
                format!("{style}{text}{style:#}")
            }
            Styling::Colored | Styling::Plain => text.to_owned(),
        }
    }

    /// Writes one line, `indent` spaces in.
    pub(super) fn line(&mut self, indent: usize, text: &str) {
        let text = text.trim_end();
        if !text.is_empty() {
            self.out.extend(std::iter::repeat_n(' ', indent));
            self.out.push_str(text);
        }
        self.out.push('\n');
    }

    /// Writes an empty line, unless it would be the first or a second one.
    pub(super) fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// Writes a line of our own and others' words.
    pub(super) fn sentence(&mut self, indent: usize, sentence: &Sentence) {
        let label = match sentence.label {
            Some(label) => format!("{} ", self.ink(Ink::Heading, &format!("{label}:"))),
            None => String::new(),
        };
        self.line(indent, &format!("{label}{}", words(sentence)));
    }

    /// Writes lines that were rendered elsewhere.
    pub(super) fn rendered(&mut self, lines: &str) {
        self.out.push_str(lines);
    }

    /// Writes several.
    pub(super) fn sentences(&mut self, indent: usize, sentences: &[Sentence]) {
        for it in sentences {
            self.sentence(indent, it);
        }
    }

    /// Returns the text. Each part of it was escaped; whatever two parts make of each other is broken here.
    pub(super) fn finish(self) -> String {
        escape::without_commands(self.out)
    }
}

/// Returns the words of a sentence, without its label.
pub(super) fn words(sentence: &Sentence) -> String {
    sentence.spans.iter().map(span).collect()
}

fn span(span: &Span) -> String {
    match span {
        Span::Ours(words) => words.clone().into_owned(),
        Span::Prose(text) | Span::Code(text) => Foreign::new(text).line().into_owned(),
        Span::Place(place) => {
            let crate::SourceRef {
                file,
                in_repository: _, // for documents
                line,
                column,
            } = place;
            format!("{}:{line}:{column}", Foreign::new(file).line())
        }
    }
}

/// Fills `text` up with spaces to `width` characters.
pub(super) fn pad(text: &str, width: usize) -> String {
    format!("{text:width$}")
}

/// Returns the length of the longest of `texts` in characters, at most `most`.
pub(super) fn width<'t>(texts: impl Iterator<Item = &'t str>, most: usize) -> usize {
    texts
        .map(|it| it.chars().count())
        .filter(|it| *it <= most)
        .max()
        .unwrap_or_default()
}
