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
        self.printer.say(Level::Warning, &announcement(wait));
    }
}

/// Says who makes a request wait, why and for how long.
fn announcement(wait: &LongWait) -> String {
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
    format!("{host} {why}; waiting {seconds} s before the next request")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use storectl_model::Service;

    use super::*;

    #[test]
    fn a_long_wait_names_the_host_the_cause_and_the_time() {
        for (cause, line) in [
            (
                WaitCause::Throttled,
                "contoso.com is throttling requests; waiting 7 s before the next request",
            ),
            (
                WaitCause::Unavailable,
                "contoso.com is unavailable; waiting 7 s before the next request",
            ),
            (
                WaitCause::Unusable,
                "contoso.com returned an unusable response; waiting 7 s before the next request",
            ),
        ] {
            let wait = LongWait {
                host: "contoso.com".to_owned(),
                service: Service::Store,
                cause,
                duration: Duration::from_secs(7),
            };
            assert_eq!(announcement(&wait), line);
        }
    }
}
