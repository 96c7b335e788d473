//! Says so when the Store or the sign-in service makes a request wait.

use storectl_api::{LongWait, WaitCause, WaitSink};

use crate::output::printer::{Level, Printer};

/// Prints one line for each long wait as it begins.
pub(crate) struct Waits {
    printer: Printer,
}

impl Waits {
    pub(crate) fn new(printer: &Printer) -> Self {
        Self {
            printer: printer.clone(),
        }
    }
}

impl WaitSink for Waits {
    fn waiting(&self, wait: &LongWait) {
        let LongWait {
            host,
            service: _,
            cause,
            duration,
        } = wait;
        let why = match cause {
            WaitCause::Throttled => "is throttling requests",
            WaitCause::Unavailable => "is unavailable",
            WaitCause::Unusable => "returned an unusable response",
        };
        let seconds = duration.as_secs();
        self.printer.say(
            Level::Warning,
            &format!("{host} {why}; waiting {seconds} s before the next request"),
        );
    }
}
