//! What is on record of a command, as answers to questions.

use std::{sync::Arc, time::Duration};

use serde_json::Value;
use storectl_apply::StopSignal;
use storectl_sandbox::{Progress, Upload};

use crate::{
    content,
    history::{Ended, Exchange, Fate, Meanwhile, Past, Role, Run, Snapshot},
    laws::{
        memory,
        record::{Call, approved_plan, call, data, differing, flag, is_refused, read, writes},
    },
    scenario::{Command, Event, Fault, Lost, product_id},
    wish,
};

/// How long a command may take where no flag says so.
const TIME_LIMIT: Duration = Duration::from_secs(60 * 60);

/// What is known of a command.
pub(super) struct Evidence<'a> {
    /// Everything before it.
    pub(super) past: &'a [Past],
    pub(super) run: &'a Run,
}

impl Evidence<'_> {
    /// Every product as it was at any time that is on record.
    pub(super) fn states(&self) -> impl Iterator<Item = &Snapshot> {
        let meanwhile = self.run.meanwhile.iter().flat_map(|(_, it)| match it {
            Meanwhile::Signal(_) => Vec::new(),
            Meanwhile::Event { before, after, .. } => {
                before.values().chain(after.values()).collect()
            }
        });
        let effects = self
            .run
            .exchanges
            .iter()
            .filter_map(|it| it.effect.as_ref());
        let ends = self.run.before.values().chain(self.run.after.values());
        ends.chain(meanwhile)
            .chain(effects.flat_map(|it| [&it.before, &it.after]))
    }

    pub(super) fn exchanges(&self, is: impl FnMut(&Exchange) -> bool) -> bool {
        self.run.exchanges.iter().any(is)
    }

    pub(super) fn had_fault(&self) -> bool {
        self.exchanges(|it| it.fault.is_some())
    }

    /// Whether the time for the command ran out: it waited for the Store, or something took long meanwhile.
    pub(super) fn is_out_of_time(&self) -> bool {
        self.run.took >= TIME_LIMIT
    }

    pub(super) fn was_disturbed(&self) -> bool {
        !self.run.meanwhile.is_empty() || self.was_answered(|it| it == 404 || it >= 500)
    }

    pub(super) fn was_signaled(&self, signal: StopSignal) -> bool {
        let mut meanwhile = self.run.meanwhile.iter();
        meanwhile.any(|(_, it)| matches!(it, Meanwhile::Signal(sent) if *sent == signal))
    }

    pub(super) fn was_answered(&self, with: fn(u16) -> bool) -> bool {
        self.exchanges(|it| matches!(it.fate, Fate::Answered(status, _) if with(status)))
    }

    pub(super) fn was_denied(&self) -> bool {
        let denies = |status| matches!(status, 401 | 403 | 404);
        self.was_answered(denies)
            || self.exchanges(|it| match it.fault {
                Some(Fault::StatusBefore(status) | Fault::StatusAfter(status)) => denies(status),
                Some(Fault::TokensExpired) => true,
                Some(Fault::NotSent | Fault::LostBefore | Fault::LostAfter | Fault::Death)
                | None => false,
                Some(Fault::Truncated | Fault::Page) => it.role == Role::SignIn,
            })
    }

    pub(super) fn was_refused(&self) -> bool {
        let denies = |status| matches!(status, 401 | 403 | 404 | 429 | 500..);
        self.exchanges(|it| match (&it.fate, it.fault) {
            (Fate::Answered(status, _), _) => is_refused(it) && !denies(*status),
            (Fate::Lost, Some(Fault::StatusBefore(status) | Fault::StatusAfter(status))) => {
                (400..500).contains(&status)
            }
            // The status of an answer that breaks off has come.
            (Fate::Lost, Some(Fault::Truncated)) => true,
            (Fate::Lost, _) => false,
        })
    }

    pub(super) fn has_failed(&self) -> bool {
        let is_failed = |it: &Snapshot| {
            let mut submissions = it.submissions.iter();
            it.upload == Upload::Failed || submissions.any(|it| it.progress == Progress::Failed)
        };
        self.states().any(is_failed)
    }

    pub(super) fn was_active(&self) -> bool {
        self.states().any(|it| it.active_submission().is_some())
    }

    /// Whether nothing was sent: another command was at work in the same folder.
    pub(super) fn was_kept_out(&self) -> bool {
        self.run.exchanges.is_empty()
    }

    pub(super) fn was_not_ready(&self) -> bool {
        self.exchanges(|it| {
            let status = data(it).filter(|_| call(it) == Call::Status);
            status.is_some_and(|it| it["isReady"] == false)
        })
    }

    /// Whether a submission or an upload was in the way of an apply: none of its own, with all that it asks for.
    pub(super) fn is_in_the_way(&self) -> bool {
        let is_followed = |(id, product): (&String, &Snapshot)| {
            let draft = product.draft();
            let wish = self.run.wishes.get(id);
            wish.is_some_and(|it| it.outcome(draft) == *draft)
                && memory::is_own(self.past, self.run.runner, product)
        };
        let is_apply = match self.run.command {
            Command::Apply | Command::ApplyApproved => true,
            Command::Submit | Command::Plan | Command::Status => false,
        };
        let are_followed =
            is_apply && self.run.meanwhile.is_empty() && self.run.before.iter().all(is_followed);
        !are_followed && (self.was_active() || self.was_not_ready())
    }

    pub(super) fn was_working(&self) -> bool {
        let is_uploading = |it: &Snapshot| match it.upload {
            Upload::Running { .. } => true,
            Upload::Done | Upload::Failed => false,
        };
        self.was_active() || self.was_not_ready() || self.states().any(is_uploading)
    }

    /// Whether a submission was in progress all the time, and every answer could have said so.
    pub(super) fn works_unnoticed(&self) -> bool {
        let is_active = |it: &Snapshot| it.active_submission().is_some();
        let stays = |(id, before): (&String, &Snapshot)| {
            let after = self.run.after.get(id);
            let is_quiet = before.stale_reads == 0 && self.run.meanwhile.is_empty();
            is_quiet && is_active(before) && after.is_some_and(is_active)
        };
        self.run.before.iter().any(stays)
    }

    /// Whether the file of the approved plan went with its folder.
    pub(super) fn plan_is_lost(&self) -> bool {
        let loses = |it: &Past| match it {
            Past::Event { event, .. } => {
                matches!(
                    event,
                    Event::Lose {
                        lost: Lost::Folder,
                        ..
                    }
                )
            }
            Past::Run(_) => false,
        };
        self.run.command == Command::ApplyApproved && self.past.iter().any(loses)
    }

    /// Whether the file of the approved plan is what a later plan left there, which did not come to its end for every product.
    fn plan_is_unfinished(&self) -> bool {
        let is_of_file = |it: &&Arc<Run>| {
            it.runner == self.run.runner && it.command == Command::Plan && it.ended != Ended::Killed
        };
        let mut runs = self.past.iter().rev().filter_map(|it| match it {
            Past::Run(it) => Some(it),
            Past::Event { .. } => None,
        });
        let last = runs.find(is_of_file).and_then(|it| it.result.as_ref());
        let is_failed = |it: &Value| it["status"] == "error";
        let is_unfinished = |it: &Value| {
            let mut products = it["products"].as_array().into_iter().flatten();
            it["planHash"].is_null() || products.any(is_failed)
        };
        flag(self.run, "--plan").is_some() && last.is_some_and(is_unfinished)
    }

    /// Whether every manifest comes to what the Store has accepted once, with the installers it had then.
    pub(super) fn is_valid(&self) -> bool {
        let is_accepted = |(id, product): (&String, &Snapshot)| {
            let Some(wish) = self.run.wishes.get(id) else {
                return false;
            };
            let accepted: Vec<_> = product
                .submissions
                .iter()
                .map(content::of_submission)
                .collect();
            let mut plans = read(self.run, id).into_iter();
            plans.all(|draft| accepted.contains(&wish.outcome(&draft)))
        };
        let mut products = self.run.before.iter();
        products.all(|it| is_accepted(it) && !self.is_swapped(it.0))
    }

    /// Whether the installers of a product were replaced.
    fn is_swapped(&self, id: &str) -> bool {
        self.past.iter().any(|it| match it {
            Past::Event {
                event: Event::Swap { product },
                ..
            } => product_id(*product) == id,
            Past::Event { .. } | Past::Run(_) => false,
        })
    }

    /// Whether a manifest asks for something destructive, or a draft has lost something since a submission, or since a
    /// command proved it for one.
    pub(super) fn is_destructive(&self) -> bool {
        self.run.before.keys().any(|it| self.is_destructive_of(it))
    }

    /// Whether that is so of one product.
    pub(super) fn is_destructive_of(&self, product: &str) -> bool {
        let wishes = [Some(&self.run.wishes), self.run.approved.as_ref()];
        let wishes = wishes.into_iter().flatten();
        let wishes: Vec<_> = wishes.filter_map(|it| it.get(product)).collect();
        let before = self.run.before.get(product);
        let submissions = before.into_iter().flat_map(|it| &it.submissions);
        let mut known = memory::receipts(self.past, self.run, product);
        known.extend(submissions.map(content::of_submission));
        read(self.run, product).iter().any(|draft| {
            let asks = |it: &&wish::Wish| !wish::destructive(draft, &it.outcome(draft)).is_empty();
            let has_lost = |it| !wish::destructive(it, draft).is_empty();
            wishes.iter().any(asks) || known.iter().any(has_lost)
        })
    }

    pub(super) fn is_stale(&self) -> bool {
        let is_package = |it: &Exchange| call(it) == Call::PatchPackage;
        let has_doubt = self.exchanges(|it| {
            let is_installer = it.role == Role::Installers;
            it.fault.is_some() && (is_installer || is_package(it))
        });
        // Where the Store shows what was committed, what was written shows only once it is.
        let is_uncommitted = |it: &Snapshot| it.packages != it.committed_packages;
        let is_hidden = self.run.before.values().any(is_uncommitted);
        if has_doubt || is_hidden || !self.run.meanwhile.is_empty() {
            return true;
        }
        match self.run.command {
            Command::Submit => self.differs(),
            Command::ApplyApproved => self.has_moved_since_approval() || self.plan_is_unfinished(),
            Command::Apply | Command::Plan | Command::Status => false,
        }
    }

    /// Whether anything happened between the plan that was approved and this command that either may see, beside what its runner
    /// did to apply that plan: what is left of it is still approved.
    fn has_moved_since_approval(&self) -> bool {
        let Some((plan, since)) = approved_plan(self.past, self.run) else {
            return true;
        };
        let mut last = &plan.before;
        let mut others = Vec::new();
        let mut ends = |before, after| {
            others.push((std::mem::replace(&mut last, after), before));
        };
        for it in since {
            match it {
                Past::Event {
                    event: Event::Wait { .. },
                    ..
                } => {}
                Past::Event { .. } => return true,
                Past::Run(it) => match it.command {
                    Command::Plan | Command::Status => {}
                    Command::ApplyApproved if self.continues(it) => ends(&it.before, &it.after),
                    Command::Apply | Command::ApplyApproved | Command::Submit => return true,
                },
            }
        }
        ends(&self.run.before, &self.run.after);
        plan.runner != self.run.runner
            || plan.exchanges.iter().any(|it| it.fault.is_some())
            || !plan.meanwhile.is_empty()
            || others.iter().any(|(last, before)| last != before)
            || self.run.approved.as_ref() != Some(&self.run.wishes)
    }

    /// Whether this command goes on with what an earlier one began, of the same approved plan and with nothing beside it.
    fn continues(&self, earlier: &Run) -> bool {
        earlier.runner == self.run.runner
            && earlier.approved == self.run.approved
            && earlier.approved.as_ref() == Some(&earlier.wishes)
            && earlier.meanwhile.is_empty()
    }

    /// Whether a draft is not what its manifest comes to, or was not when the command read it.
    pub(super) fn differs(&self) -> bool {
        self.run.before.keys().any(|id| {
            let Some(wish) = self.run.wishes.get(id) else {
                return false;
            };
            let drafts = read(self.run, id);
            let after = self.run.after.get(id).map(Snapshot::draft);
            let mut drafts = drafts.iter().chain(after);
            let differs = |it| !differing(it, &wish.outcome(it)).is_empty();
            match self.run.command {
                Command::Submit => drafts.any(differs),
                _ => after.is_some_and(differs),
            }
        })
    }

    /// Whether nobody can tell what became of a submission: the answer to a request was lost, a command ended early, or
    /// somebody canceled one.
    pub(super) fn in_doubt(&self) -> bool {
        let is_doubtful = |run: &Run| {
            let ended_well = run.ended == Ended::Exit(0);
            let is_lost = |it: &Exchange| call(it) == Call::Submit && it.fate == Fate::Lost;
            (!ended_well && !writes_nothing(run)) || run.exchanges.iter().any(is_lost)
        };
        let doubtful = |it: &Past| match it {
            Past::Run(run) => is_doubtful(run),
            Past::Event { event, .. } => {
                matches!(event, Event::PortalCancel { .. } | Event::Clock { .. })
            }
        };
        !self.run.meanwhile.is_empty()
            || self.was_answered(|it| it == 404)
            || self.past.iter().any(doubtful)
    }
}

/// Whether a command reads only.
fn writes_nothing(run: &Run) -> bool {
    match run.command {
        Command::Plan | Command::Status => true,
        Command::Apply | Command::ApplyApproved | Command::Submit => {
            run.before.keys().all(|id| writes(run, id).is_empty())
                && !run.exchanges.iter().any(|it| call(it) == Call::Submit)
                && run.ended != Ended::Killed
        }
    }
}
