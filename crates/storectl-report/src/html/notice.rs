//! What must not be overlooked.

use askama::{Template, filters::HtmlSafe};

use super::{line::Line, page::Tone};

/// A box with what must not be overlooked.
#[derive(Template)]
#[template(path = "notice.html")]
pub(super) struct Notice {
    tone: Tone,
    title: Line,
    lines: Vec<Line>,
    /// Destructive changes, and what they destroy.
    losses: Vec<Loss>,
    /// What is to be copied, and the words before it.
    copy: Option<Copy>,
}

impl HtmlSafe for Notice {}

/// A destructive change.
pub(super) struct Loss {
    pub(super) token: String,
    pub(super) meaning: String,
    pub(super) address: String,
    /// Where on the page it is shown.
    pub(super) target: Option<String>,
    /// What goes, or what becomes what.
    pub(super) what: String,
}

/// Lines to be copied.
pub(super) struct Copy {
    pub(super) before: Line,
    pub(super) lines: Vec<String>,
}

impl Notice {
    /// Begins a box.
    pub(super) fn new(tone: Tone, title: Line) -> Self {
        Self {
            tone,
            title,
            lines: Vec::new(),
            losses: Vec::new(),
            copy: None,
        }
    }

    /// Adds sentences.
    #[must_use]
    pub(super) fn with(mut self, lines: impl IntoIterator<Item = Line>) -> Self {
        self.lines.extend(lines);
        self
    }

    /// Adds destructive changes.
    #[must_use]
    pub(super) fn with_losses(mut self, losses: Vec<Loss>) -> Self {
        self.losses = losses;
        self
    }

    /// Adds lines to be copied.
    #[must_use]
    pub(super) fn with_copy(mut self, copy: Copy) -> Self {
        self.copy = Some(copy);
        self
    }
}
