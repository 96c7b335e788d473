//! What the journal of a runner must know, and what receipts may hold.

use storectl_sandbox::{Product, Submission};

use crate::{
    content::Content,
    history::{Ended, Exchange, Fate, Meanwhile, Past, Products, Run, Snapshot},
    laws::{
        document,
        record::{Call, call, flag, interference, is_accepted, made, proven, requests, writes},
    },
    scenario::{Command, Event, Lost, Runner},
};

/// Whether a runner changed the packages of a product last, so that it knows that they are to be committed.
pub(super) fn owes_commit(past: &[Past], runner: Runner, product: &str) -> bool {
    let is_touched = |before: &Products, after: &Products| {
        let packages = |it: &Products| it.get(product).map(|it| it.packages.clone());
        packages(before) != packages(after)
    };
    let mut owes = false;
    for past in past {
        match past {
            Past::Run(run) => {
                let mut writes = writes(run, product).into_iter();
                if writes.any(|it| it.changed().iter().any(|it| it == "packages")) {
                    owes = run.runner == runner && interference(run, product).is_empty();
                }
            }
            Past::Event {
                event,
                before,
                after,
            } => owes &= !forgets(event, runner) && !is_touched(before, after),
        }
    }
    owes
}

/// Whether a runner changed the draft of a product, and nobody has submitted it since, so that it knows that it is to be
/// submitted.
pub(super) fn owes_submit(past: &[Past], runner: Runner, product: &str) -> bool {
    let ids = |it: Option<&Snapshot>| -> Vec<String> {
        let submissions = it.into_iter().flat_map(|it| &it.submissions);
        submissions.map(|it| it.id.clone()).collect()
    };
    let is_other = |before: &Products, after: &Products| {
        let [before, after] = [before, after].map(|it| ids(it.get(product)));
        before != after
    };
    // One that somebody canceled before its command ended was made all the same, whoever made it.
    let is_made = |run: &Run| {
        let mut made = made(run, product).into_iter();
        let mut meanwhile = interference(run, product).into_iter();
        is_other(&run.before, &run.after)
            || made.any(|it| it.exchange.fate != Fate::Lost)
            || meanwhile.any(|it| ids(Some(it.before)) != ids(Some(it.after)))
    };
    let mut owes = false;
    for past in past {
        match past {
            Past::Run(run) if is_made(run) => owes = false,
            Past::Run(run) => owes |= run.runner == runner && !writes(run, product).is_empty(),
            Past::Event {
                event,
                before,
                after,
            } => owes &= !forgets(event, runner) && !is_other(before, after),
        }
    }
    owes
}

/// Whether the submission in progress is one that a runner made, with nobody else at work meanwhile: it announced it, and
/// finds what it announced.
pub(super) fn is_own(past: &[Past], runner: Runner, product: &Product) -> bool {
    let Some(active) = product.active_submission() else {
        return false;
    };
    let mut is_own = false;
    for past in past {
        match past {
            Past::Run(run) => {
                let mut made = made(run, &product.id).into_iter();
                if made.any(|it| it.submission.id == active.id) {
                    is_own = run.runner == runner && interference(run, &product.id).is_empty();
                }
            }
            Past::Event { event, .. } => is_own &= !forgets(event, runner),
        }
    }
    is_own
}

/// Returns what the receipts that a command may have read say of a product, one for each submission that was made.
pub(super) fn receipts(past: &[Past], run: &Run, product: &str) -> Vec<Content> {
    let of_run = |run: &Run| -> Vec<Content> {
        let made = made(run, product);
        made.iter().map(|it| proven(run, product, it)).collect()
    };
    tellers(past, run).flat_map(of_run).collect()
}

/// Returns the last submission of a product that a command may know of, by its journal or by receipts. The service names none
/// that has ended, so of a later one nobody tells.
pub(super) fn last_submission<'a>(
    past: &[Past],
    run: &Run,
    product: &'a Product,
) -> Option<&'a Submission> {
    let id = &product.id;
    let mut submissions = product.submissions.iter().rev();
    submissions.find(|submission| {
        let is_it = |it: &str| it == submission.id;
        tellers(past, run).chain([run]).any(|it| {
            let said = [
                document::submission(it, id),
                document::last_submission(it, id),
            ];
            let mut made = made(it, id).into_iter();
            said.into_iter().flatten().any(is_it) || made.any(|it| is_it(&it.submission.id))
        })
    })
}

/// What must be on record of the last submission of a product; `None` where it is open what is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Recorded<'a> {
    /// What the journal of the runner names.
    pub(super) journal: Option<&'a str>,
    /// What the newest receipt within reach names.
    pub(super) receipt: Option<&'a str>,
}

impl<'a> Recorded<'a> {
    /// Returns the last submission that both name, or the one that is still there.
    pub(super) fn last(self) -> Option<&'a str> {
        self.receipt.or(self.journal)
    }

    /// Takes what a command leaves on record.
    fn after(self, run: &'a Run, product: &'a str) -> Self {
        Self {
            journal: recorded_by(self.journal, run, product),
            receipt: recorded_by(self.receipt, run, product),
        }
    }
}

/// Returns what must be on record of the last submission of a product when a command begins: one that a command made, whose
/// answer came, and that no later command took another one for.
pub(super) fn recorded<'a>(past: &'a [Past], run: &Run, product: &'a str) -> Recorded<'a> {
    let are_shared = flag(run, "--receipts") != Some("off");
    let mut recorded = Recorded::default();
    for past in past {
        match past {
            Past::Run(it) if it.runner == run.runner || are_shared => {
                recorded = recorded.after(it, product);
            }
            Past::Run(_) => {}
            Past::Event { event, .. } => {
                let Recorded { journal, receipt } = recorded;
                recorded = Recorded {
                    journal: journal.filter(|_| !forgets(event, run.runner)),
                    receipt: receipt.filter(|_| !loses_receipts(event, run.runner, are_shared)),
                };
            }
        }
    }
    if are_shared {
        // Of a journal it is open whether others submitted since.
        recorded.journal = None;
    }
    if run.lost == Some(Lost::Receipts) {
        recorded.receipt = None;
    }
    recorded
}

/// Returns what is on record of the last submission after a command, where `known` was before.
fn recorded_by<'a>(known: Option<&'a str>, run: &'a Run, product: &'a str) -> Option<&'a str> {
    match run.command {
        Command::Apply | Command::ApplyApproved | Command::Submit => {}
        // What these find out is not recorded.
        Command::Plan | Command::Status => return known,
    }
    let may_disturb = |it: &Meanwhile| match it {
        Meanwhile::Signal(_) => true,
        Meanwhile::Event { event, .. } => matches!(event, Event::Run { .. } | Event::Lose { .. }),
    };
    if run.ended == Ended::Killed || run.meanwhile.iter().any(|(_, it)| may_disturb(it)) {
        return None;
    }
    let is_submit = |(_, it): &(usize, &Exchange)| it.is_write() && call(it) == Call::Submit;
    let Some((_, submit)) = requests(run, product).rfind(is_submit) else {
        let said = [
            document::submission(run, product),
            document::last_submission(run, product),
        ];
        let mut said = said.into_iter().flatten();
        return known.filter(|known| said.all(|it| it == *known));
    };
    let effect = submit.effect.as_ref();
    let effect = effect.filter(|_| submit.submitted() && is_accepted(submit));
    Some(effect?.after.submissions.last()?.id.as_str())
}

/// Whether no receipt that a runner can reach is left, or git has to go by wrong times.
fn loses_receipts(event: &Event, of: Runner, are_shared: bool) -> bool {
    match event {
        Event::Lose { runner, lost } => {
            !are_shared && *runner == of && matches!(lost, Lost::Receipts | Lost::Folder)
        }
        Event::Clock { .. } => are_shared,
        _ => false,
    }
}

/// The commands whose receipts another one may have read.
fn tellers<'a>(past: &'a [Past], run: &'a Run) -> impl Iterator<Item = &'a Run> {
    let are_shared = flag(run, "--receipts") != Some("off");
    past.iter().filter_map(move |it| match it {
        Past::Run(it) if are_shared || it.runner == run.runner => Some(&**it),
        Past::Run(_) | Past::Event { .. } => None,
    })
}

/// Returns what a runner submitted when it died, where nobody has applied or submitted since: its journal tells what it had
/// proven, and not what became of that.
pub(super) fn in_doubt(past: &[Past], runner: Runner, product: &str) -> Option<Content> {
    let mut in_doubt = None;
    for past in past {
        match past {
            Past::Run(run) => match run.command {
                Command::Plan | Command::Status => {}
                Command::Apply | Command::ApplyApproved | Command::Submit => {
                    let has_died = run.ended == Ended::Killed && run.runner == runner;
                    let is_quiet = interference(run, product).is_empty();
                    let last = made(run, product).pop();
                    let lost = last.filter(|it| it.exchange.fate == Fate::Lost);
                    in_doubt = lost.filter(|_| has_died && is_quiet).map(|it| it.content);
                }
            },
            Past::Event { event, .. } if forgets(event, runner) => in_doubt = None,
            Past::Event { .. } => {}
        }
    }
    in_doubt
}

/// Whether the journals of a runner are lost, or their times are wrong.
fn forgets(event: &Event, of: Runner) -> bool {
    match event {
        Event::Lose { runner, lost } => {
            *runner == of && matches!(lost, Lost::Journals | Lost::Folder)
        }
        Event::Clock { .. } => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        history::{History, Meanwhile, Run},
        laws::example::{Example, applied, body, history, published, set_website},
    };

    fn wrote() -> Run {
        let mut example = Example::new(published());
        example.write("PATCH", "metadata", Some(body()), set_website);
        example.write("PATCH", "packages/1", Some(json!({})), |it| {
            let parameters = "installerParameters".to_owned();
            it.packages[0].fields.insert(parameters, json!("/quiet"));
        });
        example.run.after = [(example.store.id.clone(), example.store.into())].into();
        example.run
    }

    fn and(mut history: History, event: Event, edit: fn(&mut Product)) -> History {
        let before = Products::from([(published().id, published().into())]);
        let mut after = before.clone();
        for it in after.values_mut() {
            it.change(edit);
        }
        history.past.push(Past::Event {
            event,
            before,
            after,
        });
        history
    }

    fn lost(runner: Runner, lost: Lost) -> Event {
        Event::Lose { runner, lost }
    }

    #[test]
    fn a_runner_owes_what_it_began() {
        let id = published().id;
        let owed = |history: &History, runner| {
            [owes_commit, owes_submit].map(|owes| owes(&history.past, runner, &id))
        };
        let wrote = || history([&wrote()]);
        assert_eq!(owed(&wrote(), Runner::A), [true, true]);
        assert_eq!(owed(&wrote(), Runner::B), [false, false]);
        let loses = |it| and(wrote(), lost(Runner::A, it), |_| {});
        assert_eq!(owed(&loses(Lost::Journals), Runner::A), [false, false]);
        assert_eq!(owed(&loses(Lost::Receipts), Runner::A), [true, true]);
        let edited = and(wrote(), Event::PortalSubmit { product: 0 }, |it| {
            it.packages.clear();
        });
        assert_eq!(owed(&edited, Runner::A), [false, true]);
        let submitted = and(wrote(), Event::PortalSubmit { product: 0 }, |it| {
            it.submissions.clear();
        });
        assert_eq!(owed(&submitted, Runner::A), [true, false]);
        let mut run = applied().run;
        assert_eq!(owed(&history([&run]), Runner::A), [false, false]);
        run.after = run.before.clone();
        assert_eq!(owed(&history([&run]), Runner::A), [false, false]);
    }

    #[test]
    fn a_submission_is_of_the_runner_that_made_it_alone() {
        let run = applied().run;
        let product = &run.after[&published().id];
        let own = |history: &History, runner| is_own(&history.past, runner, product);
        let made = || history([&run]);
        assert!(own(&made(), Runner::A));
        assert!(!own(&made(), Runner::B));
        let forgotten = and(made(), lost(Runner::A, Lost::Folder), |_| {});
        assert!(!own(&forgotten, Runner::A));
        let mut disturbed = run.clone();
        let happened = Meanwhile::Event {
            event: Event::Wait { seconds: 0 },
            before: run.before.clone(),
            after: wrote().after,
        };
        disturbed.meanwhile.push((0, happened));
        assert!(!own(&history([&disturbed]), Runner::A));
        assert!(!is_own(&made().past, Runner::A, &published()));
    }

    #[test]
    fn what_a_command_sent_as_it_died_is_in_doubt_until_the_next() {
        let id = published().id;
        let sent = |past: &History, runner| in_doubt(&past.past, runner, &id);
        let died = || {
            let mut example = applied();
            example.last().fate = Fate::Lost;
            example.run.ended = Ended::Killed;
            example.run
        };
        let died_only = || history([&died()]);
        assert!(sent(&died_only(), Runner::A).is_some());
        assert_eq!(sent(&died_only(), Runner::B), None);
        let forgotten = and(died_only(), lost(Runner::A, Lost::Journals), |_| {});
        assert_eq!(sent(&forgotten, Runner::A), None);
        assert_eq!(sent(&history([&died(), &wrote()]), Runner::A), None);
        assert_eq!(sent(&history([&applied().run]), Runner::A), None);
    }
}
