//! What is said about receipts. None of it fails a command (forms.md, "Receipts" 6).

use std::{cell::RefCell, collections::BTreeSet};

use storectl_api::Redactor;

use crate::output::printer::{Level, Printer};

/// Something to say about receipts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Notice {
    /// One sentence, with the word receipt.
    pub(super) message: String,
    /// The command that helps.
    pub(super) command: Option<String>,
}

impl Notice {
    /// Makes one that no command helps with.
    pub(super) fn new(message: String) -> Self {
        Self {
            message,
            command: None,
        }
    }
}

/// Says each notice once in a run, however often receipts are read.
pub(crate) struct Notices<'a> {
    printer: &'a Printer,
    said: RefCell<BTreeSet<Notice>>,
}

impl<'a> Notices<'a> {
    /// Makes one that has said nothing yet.
    pub(crate) fn new(printer: &'a Printer) -> Self {
        Self {
            printer,
            said: RefCell::default(),
        }
    }

    /// Returns what hides secrets in everything that is written.
    pub(super) fn redactor(&self) -> &Redactor {
        self.printer.redactor()
    }

    /// Says what was not said yet.
    pub(super) fn say(&self, notices: impl IntoIterator<Item = Notice>) {
        for notice in notices {
            if !self.said.borrow_mut().insert(notice.clone()) {
                continue;
            }
            let Notice { message, command } = notice;
            self.printer.say(Level::Warning, &message);
            if let Some(command) = command {
                self.printer.advice(&command);
            }
        }
    }
}
