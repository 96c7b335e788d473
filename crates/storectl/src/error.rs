//! Errors at the edge: what a library says becomes an exit, a sentence and advice (design.md §2).

use std::{error::Error as StdError, fmt::Display};

use storectl_report::ErrorView;

use crate::exit::Exit;

/// What a command ends with when it does not end well.
#[derive(Clone, Debug)]
pub(crate) struct CliError {
    exit: Exit,
    view: Box<ErrorView>,
}

impl CliError {
    /// Makes one with this message, one sentence.
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        let view = ErrorView {
            code: exit.name(),
            exit: exit.code(),
            message: message.into(),
            ..ErrorView::default()
        };
        Self {
            exit,
            view: Box::new(view),
        }
    }

    /// Makes one of wrong arguments.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// Makes one of a local fault, with the whole chain of causes.
    pub(crate) fn local(what: impl Display, cause: &dyn StdError) -> Self {
        let mut message = format!("{what}: {cause}");
        let mut next = cause.source();
        while let Some(deeper) = next {
            let deeper_text = deeper.to_string();
            if !message.ends_with(&deeper_text) {
                message.push_str(": ");
                message.push_str(&deeper_text);
            }
            next = deeper.source();
        }
        Self::new(Exit::Error, message)
    }

    /// Adds advice, one line.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.view.hints.push(hint.into());
        self
    }

    /// Gives how the run ends.
    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }

    /// Gives what renderers show.
    pub(crate) fn view(&self) -> &ErrorView {
        &self.view
    }
}
