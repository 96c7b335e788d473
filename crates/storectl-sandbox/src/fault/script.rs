//! Whose turn it is.

use std::num::NonZeroU32;

use super::kind::{Fault, Requests};

/// The faults still to come, in the order in which they were given.
#[derive(Debug, Default)]
pub(crate) struct Script {
    pending: Vec<Pending>,
}

/// A fault that is not over.
#[derive(Debug)]
struct Pending {
    fault: Fault,
    /// Matching requests so far.
    seen: u32,
    /// How many of them it struck.
    struck: u32,
}

impl Pending {
    /// Returns whether it may strike the request that is its `number`th.
    fn may_strike(&self, number: u32) -> bool {
        number >= self.fault.requests.first.get()
    }

    fn is_over(&self) -> bool {
        let Requests { first: _, count } = self.fault.requests;
        count.map(NonZeroU32::get) == Some(self.struck)
    }
}

impl Script {
    pub(crate) fn new(faults: Vec<Fault>) -> Self {
        let pending = faults.into_iter().map(|fault| Pending {
            fault,
            seen: 0,
            struck: 0,
        });
        Self {
            pending: pending.collect(),
        }
    }

    /// Counts one request and takes the first fault whose turn it is.
    pub(crate) fn next_fault(&mut self, method: &str, path: &str) -> Option<Fault> {
        let mut due = None;
        for (index, pending) in self.pending.iter_mut().enumerate() {
            if pending.fault.matcher.matches(method, path) {
                pending.seen = pending.seen.saturating_add(1);
                if due.is_none() && pending.may_strike(pending.seen) {
                    due = Some(index);
                }
            }
        }
        let index = due?;
        let pending = &mut self.pending[index];
        pending.struck = pending.struck.saturating_add(1);
        let fault = pending.fault.clone();
        if pending.is_over() {
            self.pending.remove(index);
        }
        Some(fault)
    }

    /// Tells what [`Self::next_fault`] would take, and counts nothing.
    pub(crate) fn upcoming(&self, method: &str, path: &str) -> Option<&Fault> {
        let due = self.pending.iter().find(|pending| {
            pending.fault.matcher.matches(method, path)
                && pending.may_strike(pending.seen.saturating_add(1))
        });
        due.map(|pending| &pending.fault)
    }

    /// Returns the faults that have not struck yet.
    pub(crate) fn unused(&self) -> Vec<Fault> {
        let unused = self.pending.iter().filter(|pending| pending.struck == 0);
        unused.map(|pending| pending.fault.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which of so many requests are struck, by number.
    fn struck(faults: &[&str], requests: u32) -> Vec<u32> {
        let faults = faults.iter().map(|it| it.parse().unwrap()).collect();
        let mut script = Script::new(faults);
        (1..=requests)
            .filter(|_| {
                let upcoming = script.upcoming("GET", "/status").cloned();
                let fault = script.next_fault("GET", "/status");
                assert_eq!(fault, upcoming);
                fault.is_some()
            })
            .collect()
    }

    #[test]
    fn a_fault_strikes_the_requests_it_names() {
        assert_eq!(struck(&["503@/status#2-4"], 6), [2, 3, 4]);
        assert_eq!(struck(&["503@/status#3-"], 5), [3, 4, 5]);
        assert_eq!(struck(&["503@/status#5"], 6), [5]);
    }

    #[test]
    fn of_two_faults_of_one_request_the_second_comes_with_the_next() {
        assert_eq!(struck(&["503@/status#2", "html@/status#2"], 5), [2, 3]);
    }

    #[test]
    fn a_star_alone_counts_every_request() {
        let mut script = Script::new(vec!["drop@*#3".parse().unwrap()]);
        assert_eq!(script.next_fault("POST", "/tenant/oauth2/v2.0/token"), None);
        assert_eq!(
            script.next_fault("GET", "/submission/v1/product/p/status"),
            None
        );
        assert!(script.next_fault("PUT", "/blobs/a/b").is_some());
    }

    #[test]
    fn the_nth_matching_request_is_struck_once() {
        let mut script = Script::new(vec!["503@/status#2".parse().unwrap()]);
        assert_eq!(script.next_fault("GET", "/status"), None);
        assert_eq!(script.unused().len(), 1);
        assert!(script.next_fault("GET", "/status").is_some());
        assert_eq!(script.next_fault("GET", "/status"), None);
        assert_eq!(script.unused().len(), 0);
    }
}
