//! How much was played.

use std::{collections::BTreeMap, fmt};

use crate::{
    history::{Ended, Past, Run},
    play::Played,
    scenario::Event,
};

/// How much was played.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    histories: usize,
    events: usize,
    commands: usize,
    requests: usize,
    faults: usize,
    kills: usize,
    /// Submissions by commands.
    submissions: usize,
    /// Submissions in Partner Center.
    portal_submissions: usize,
    /// How often commands ended with each exit code.
    exits: BTreeMap<u8, usize>,
}

impl Tally {
    /// Adds a history.
    pub fn add(&mut self, played: &Played) {
        self.histories += 1;
        for past in &played.history.past {
            self.events += 1;
            match past {
                Past::Run(run) => self.add_run(run),
                Past::Event {
                    event: Event::PortalSubmit { .. },
                    before,
                    after,
                } => self.portal_submissions += submissions(after) - submissions(before),
                Past::Event { .. } => {}
            }
        }
    }

    fn add_run(&mut self, run: &Run) {
        self.commands += 1;
        self.requests += run.exchanges.len();
        self.faults += run.exchanges.iter().filter(|it| it.fault.is_some()).count();
        self.submissions += run.exchanges.iter().filter(|it| it.submitted()).count();
        match run.ended {
            Ended::Exit(code) => *self.exits.entry(code).or_default() += 1,
            Ended::Killed => self.kills += 1,
        }
    }
}

fn submissions(products: &crate::history::Products) -> usize {
    products.values().map(|it| it.submissions.len()).sum()
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} histories, {} events, {} commands, {} requests, {} faults, {} kills, {} submissions and {} in Partner Center; exits",
            self.histories,
            self.events,
            self.commands,
            self.requests,
            self.faults,
            self.kills,
            self.submissions,
            self.portal_submissions,
        )?;
        for (code, count) in &self.exits {
            write!(f, " {code}:{count}")?;
        }
        Ok(())
    }
}
