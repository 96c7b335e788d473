//! What is said about receipts. None of it fails a command (forms.md, "Receipts" 6).

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use storectl_model::ProductId;

use storectl_api::Redactor;

use crate::output::printer::{Level, Printer};

/// Something to say about receipts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    /// One sentence, with the word receipt; said as soon as it is known.
    Warning(String),
    /// Receipts of a product are only in this repository; said at the end of the run, unless they are published by then.
    Unpublished {
        /// The product.
        product: ProductId,
        /// Why.
        why: Unpublished,
    },
    /// The remote has all receipts of a product.
    Published(ProductId),
}

/// Why the remote does not have all receipts of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unpublished {
    /// One sentence, with the word receipt.
    pub(super) message: String,
    /// The command that publishes them, which the sentence announces; `None` where no push helps.
    pub(super) command: Option<String>,
}

impl Notice {
    /// Returns the sentence to say as soon as it is known.
    pub(super) fn into_warning(self) -> Option<String> {
        match self {
            Self::Warning(message) => Some(message),
            Self::Unpublished { .. } | Self::Published(_) => None,
        }
    }
}

/// Says each notice once in a run, however often receipts are read, and of what is not published only how it ends.
pub(crate) struct Notices<'a> {
    printer: &'a Printer,
    said: RefCell<BTreeSet<String>>,
    unpublished: RefCell<BTreeMap<ProductId, Unpublished>>,
}

impl<'a> Notices<'a> {
    /// Makes one that has said nothing yet.
    pub(crate) fn new(printer: &'a Printer) -> Self {
        Self {
            printer,
            said: RefCell::default(),
            unpublished: RefCell::default(),
        }
    }

    /// Returns what hides secrets in everything that is written.
    pub(super) fn redactor(&self) -> &Redactor {
        self.printer.redactor()
    }

    /// Says what was not said yet, and notes what may still be published.
    pub(super) fn say(&self, notices: impl IntoIterator<Item = Notice>) {
        for notice in notices {
            match notice {
                Notice::Warning(message) => {
                    if self.said.borrow_mut().insert(message.clone()) {
                        self.printer.say(Level::Warning, &message);
                    }
                }
                Notice::Unpublished { product, why } => {
                    self.unpublished.borrow_mut().insert(product, why);
                }
                Notice::Published(product) => {
                    self.unpublished.borrow_mut().remove(&product);
                }
            }
        }
    }

    /// Says what is not published, with the command that publishes it. Whoever does not call this says it by dropping the
    /// notices: a run that a signal ends says it, too.
    pub(crate) fn conclude(&self) {
        for Unpublished { message, command } in self.unpublished.take().into_values() {
            self.printer.say(Level::Warning, &message);
            if let Some(command) = command {
                self.printer.advice(&command);
            }
        }
    }
}

impl Drop for Notices<'_> {
    fn drop(&mut self) {
        self.conclude();
    }
}
