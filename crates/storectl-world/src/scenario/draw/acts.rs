//! What a team does at once: several events that hang together.

use super::{
    Draw, WRITES, edits,
    words::{WIDESPREAD, chance, word},
};
use crate::{
    scenario::{Command, Disturbance, Event, Fault, Moment, Runner},
    wish::{Change, Edit, PortalEdit},
};

impl Draw {
    /// Adds one of them: mostly it merges, acknowledges what a plan named, and runs a command.
    pub(super) fn add(&mut self, events: &mut Vec<Event>) {
        if let Some(lost) = self.forgets
            && chance(&mut self.rng, 30)
        {
            let runner = self.runner();
            events.push(Event::Lose { runner, lost });
        }
        match self.rng.u8(..100) {
            0..42 => {
                self.release(events);
                let command = self.command();
                events.push(self.run(command));
            }
            42..54 => {
                self.release(events);
                events.push(self.run(Command::Plan));
                // Between the approval and the run it is for.
                match self.rng.u8(..100) {
                    0..30 => events.push(self.portal()),
                    30..70 => self.something_else(events),
                    _ => {}
                }
                events.push(self.run(Command::ApplyApproved));
            }
            54..62 => self.died(events),
            62..75 => {
                let command = self.command();
                events.push(self.run(command));
            }
            75..78 => self.rotated(events),
            78..81 => self.cleared(events),
            _ => self.something_else(events),
        }
    }

    /// Adds a release that dies at a write, and the same again. Meanwhile somebody may cancel in Partner Center what it
    /// submitted, edit, and submit that.
    fn died(&mut self, events: &mut Vec<Event>) {
        self.release(events);
        let runner = self.runner();
        let (at, death) = match self.rng.u8(..8) {
            // Between the packages and their commit, most of all.
            0 | 1 => (Moment::Write(0), Disturbance::Fault(Fault::Death)),
            2 => (Moment::Write(1), Disturbance::Kill),
            3 => (Moment::Write(self.rng.usize(..WRITES)), Disturbance::Kill),
            _ => (Moment::Submit, Disturbance::Fault(Fault::Death)),
        };
        events.push(apply(runner, vec![(at, death)]));
        if at == Moment::Submit && chance(&mut self.rng, 70) {
            let product = self.product();
            events.push(Event::PortalCancel { product });
            events.push(self.portal_edit(product));
            events.push(Event::PortalSubmit { product });
        }
        events.push(apply(runner, Vec::new()));
    }

    /// Adds a release of screenshots, and the same again. Meanwhile somebody rotates just those in Partner Center, between
    /// their commit and the proof of the draft: what counts there is which they are, and in what order.
    fn rotated(&mut self, events: &mut Vec<Event>) {
        let product = self.product();
        let Some(wish) = self.wishes.get_mut(product) else {
            return;
        };
        let named = wish.listings.iter().filter(|(_, it)| it.is_some());
        let named: Vec<&String> = named.map(|(language, _)| language).collect();
        let Some(language) = self.rng.choice(named).cloned() else {
            return;
        };
        let edit = edits::several_screenshots(&mut self.rng, &language);
        *wish = wish.edited(&edit);
        let edits = vec![edit];
        events.extend([Event::Merge { product, edits }, Event::Acknowledge]);
        let runner = self.runner();
        let edit = PortalEdit::RotateScreenshots { language };
        let rotation = Disturbance::Event(Box::new(Event::Portal { product, edit }));
        events.push(apply(runner, vec![(Moment::ReadBack, rotation)]));
        events.push(apply(runner, Vec::new()));
    }

    /// Adds a release that clears a text in every language, which one token allows; it dies between two of them, and runs again.
    fn cleared(&mut self, events: &mut Vec<Event>) {
        let product = self.product();
        let field = word(&mut self.rng, WIDESPREAD);
        let Some(wish) = self.wishes.get_mut(product) else {
            return;
        };
        let named = wish.listings.iter().filter(|(_, it)| it.is_some());
        let edits = named.map(|(language, _)| Edit::Listing {
            language: language.clone(),
            field: field.clone(),
            change: Change::Clear,
        });
        let edits: Vec<Edit> = edits.collect();
        *wish = edits.iter().fold(wish.clone(), |it, edit| it.edited(edit));
        events.extend([Event::Merge { product, edits }, Event::Acknowledge]);
        let runner = self.runner();
        events.push(apply(runner, vec![(Moment::Write(1), Disturbance::Kill)]));
        events.push(apply(runner, Vec::new()));
    }

    /// Adds a merge, mostly with the tokens for it.
    fn release(&mut self, events: &mut Vec<Event>) {
        events.push(self.merge());
        if chance(&mut self.rng, 75) {
            events.push(Event::Acknowledge);
        }
    }

    fn something_else(&mut self, events: &mut Vec<Event>) {
        let event = self.rng.choice(&self.events).copied();
        events.extend(event.map(|draw| draw(self)));
    }
}

/// Applies the newest manifests.
fn apply(runner: Runner, meanwhile: Vec<(Moment, Disturbance)>) -> Event {
    Event::Run {
        runner,
        command: Command::Apply,
        behind: 0,
        meanwhile,
    }
}
