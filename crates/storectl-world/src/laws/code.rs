//! An exit code says what is true.

use storectl_apply::StopSignal;

use crate::{
    history::{Ended, History, Run},
    laws::{Breach, document, evidence::Evidence},
    scenario::Command,
};

/// What the exit code says happened did happen.
pub(super) fn check(history: &History, run: &Run) -> Vec<Breach> {
    let Ended::Exit(code) = run.ended else {
        return Vec::new();
    };
    let past = &history.past;
    let evidence = Evidence { past, run };
    let truth = evidence.of(code);
    let breach = |needed| {
        let command = run.command;
        let said = document::error(run);
        Breach::new(
            "code",
            format!("{command:?} exits with {code}, without {needed}; it says: {said}"),
        )
    };
    truth.err().map(breach).into_iter().collect()
}

impl Evidence<'_> {
    /// Returns what a code needs and is not there.
    pub(super) fn of(&self, code: u8) -> Result<(), &'static str> {
        let command = self.run.command;
        let writes = match command {
            Command::Apply | Command::ApplyApproved | Command::Submit => true,
            Command::Plan | Command::Status => false,
        };
        let (holds, needed) = match code {
            0 => (
                command != Command::Status || !self.works_unnoticed(),
                "a Store that is done",
            ),
            1 => (self.plan_is_lost(), "a file that is lost"),
            10 => (!self.is_valid(), "a manifest that may be invalid"),
            11 => (
                command != Command::Status && self.is_destructive(),
                "a destructive change",
            ),
            12 => (
                writes && self.is_stale(),
                "a plan or a draft that has changed",
            ),
            13 => (
                writes && (self.is_in_the_way() || self.was_kept_out()),
                "a submission of somebody else in progress or a draft that is not ready",
            ),
            20 => (self.was_denied(), "a denial of access"),
            21 => (
                self.had_fault()
                    || self.is_out_of_time()
                    || self.was_answered(|it| it == 429 || it >= 500),
                "a fault, or a time limit that passed",
            ),
            22 => (
                self.has_failed() || self.was_refused(),
                "a refusal or a failed submission",
            ),
            30 => (
                writes && (self.had_fault() || self.was_disturbed()),
                "anything that went wrong",
            ),
            31 => (
                self.was_working() || self.had_fault() || self.in_doubt(),
                "a Store that works",
            ),
            32 => (
                match command {
                    Command::Status => self.in_doubt(),
                    _ => writes && (self.differs() || self.had_fault() || self.in_doubt()),
                },
                "a draft that differs or a submission in doubt",
            ),
            130 => (self.was_signaled(StopSignal::Interrupt), "SIGINT"),
            143 => (self.was_signaled(StopSignal::Terminate), "SIGTERM"),
            _ => (false, "a meaning here"),
        };
        if holds { Ok(()) } else { Err(needed) }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;
    use storectl_sandbox::{Product, Progress};

    use super::*;
    use crate::{
        history::{Fate, Meanwhile, Past},
        laws::example::{Example, applied, history, published, submit},
        scenario::{Event, Fault, Runner},
    };

    /// A command that read the draft and ended with a code.
    fn ended(store: Product, command: Command, code: u8) -> Example {
        let mut example = Example::new(store);
        example.run.command = command;
        example.read();
        example.report(code, "not-started", json!(null), json!([]))
    }

    fn explained(example: &Example) -> bool {
        check(&History::default(), &example.run).is_empty()
    }

    #[test]
    fn codes_that_nothing_explains() {
        for code in [1, 2, 11, 12, 13, 20, 21, 22, 30, 31, 32, 64, 130, 143] {
            let example = ended(applied().store, Command::Apply, code);
            let is_active = matches!(code, 13 | 31);
            assert_eq!(explained(&example), is_active, "{code}");
            let mut store = published();
            crate::laws::example::set_website(&mut store);
            assert!(!explained(&ended(store, Command::Apply, code)), "{code}");
        }
    }

    #[test]
    fn an_own_submission_is_in_nobodys_way() {
        let made = applied();
        let met = ended(made.store.clone(), Command::Apply, 13);
        assert_eq!(check(&History::default(), &met.run), []);
        assert_eq!(check(&history([&made.run]), &met.run).len(), 1);
    }

    #[test]
    fn a_manifest_that_was_published_is_valid() {
        let mut store = applied().store;
        assert!(!explained(&ended(store.clone(), Command::Apply, 10)));
        store.submissions.pop();
        assert!(explained(&ended(store, Command::Apply, 10)));
    }

    #[test]
    fn it_may_be_invalid_with_other_installers() {
        let run = ended(applied().store, Command::Apply, 10).run;
        for (product, breaches) in [(0, 0), (1, 1)] {
            let swap = Past::Event {
                event: Event::Swap { product },
                before: run.before.clone(),
                after: run.before.clone(),
            };
            let history = History {
                past: vec![swap],
                ..History::default()
            };
            assert_eq!(check(&history, &run).len(), breaches, "{product}");
        }
    }

    #[test]
    fn a_fault_explains_what_is_transient() {
        for code in [21, 30, 31] {
            let mut example = ended(published(), Command::Apply, code);
            example.last().fault = Some(Fault::LostBefore);
            assert!(explained(&example), "{code}");
        }
    }

    #[test]
    fn a_time_limit_that_passed_explains_what_is_transient() {
        let mut example = ended(published(), Command::Apply, 21);
        example.run.took = Duration::from_secs(3_599);
        assert!(!explained(&example));
        example.run.took += Duration::from_secs(1);
        assert!(explained(&example));
    }

    #[test]
    fn a_denial_is_an_answer_or_a_fault() {
        let mut example = ended(published(), Command::Plan, 20);
        example.last().fate = Fate::Answered(403, None);
        assert!(explained(&example));
        let mut example = ended(published(), Command::Plan, 20);
        example.last().fault = Some(Fault::StatusBefore(503));
        assert!(!explained(&example));
    }

    #[test]
    fn a_failed_submission_is_one_at_the_store() {
        let mut store = published();
        store.submissions[0].progress = Progress::Failed;
        assert!(explained(&ended(store, Command::Apply, 22)));
        let mut refused = ended(published(), Command::Apply, 22);
        refused.last().fate = Fate::Answered(400, None);
        assert!(explained(&refused));
    }

    #[test]
    fn a_destructive_change_is_asked_for_or_has_come() {
        let mut example = ended(published(), Command::Plan, 11);
        for wish in example.run.wishes.values_mut() {
            wish.availability
                .insert("pricing".to_owned(), json!("FREEMIUM"));
        }
        assert!(explained(&example));
    }

    #[test]
    fn what_a_command_proved_has_changed_even_where_its_submission_holds_the_change() {
        let change_price = |example: &mut Example| {
            example.interfere(|it| {
                it.availability
                    .insert("pricing".to_owned(), json!("FREEMIUM"));
            });
        };
        let made = |before: fn(&mut Example), after: fn(&mut Example)| {
            let mut store = published();
            store.submissions.clear();
            let mut example = Example::new(store);
            before(&mut example);
            example.read();
            after(&mut example);
            example.submit("2");
            example.report(0, "done", json!("2"), json!([]))
        };
        for (made, is_explained) in [
            (made(change_price, |_| {}), false),
            (made(|_| {}, change_price), true),
        ] {
            let plan = ended(made.store, Command::Plan, 11).run;
            let breaches = check(&history([&made.run]), &plan);
            assert_eq!(breaches.is_empty(), is_explained, "{breaches:?}");
        }
    }

    #[test]
    fn a_submission_meets_a_draft_that_differs() {
        assert!(explained(&ended(published(), Command::Submit, 12)));
        assert!(!explained(&ended(applied().store, Command::Submit, 12)));
    }

    #[test]
    fn a_plan_goes_stale_by_what_happened_since() {
        let mut plan = ended(published(), Command::Plan, 0).run;
        plan.result.as_mut().unwrap()["planHash"] = json!("sp1-0");
        let late = |store: Product| {
            let mut late = ended(store, Command::ApplyApproved, 12).run;
            late.approved = Some(late.wishes.clone());
            late
        };
        let again = late(published());
        assert_eq!(check(&history([&plan]), &again).len(), 1);
        let mut begun = applied().run;
        assert_eq!(check(&history([&plan, &begun]), &again), []);
        // What the same plan has done is still approved.
        begun.command = Command::ApplyApproved;
        begun.approved = Some(begun.wishes.clone());
        let left = late(applied().store);
        assert_eq!(check(&history([&plan, &begun]), &left).len(), 1);
        assert_eq!(check(&history([&plan, &begun]), &again), []);
        begun.runner = Runner::B;
        assert_eq!(check(&history([&plan, &begun]), &left), []);
    }

    #[test]
    fn a_plan_that_failed_leaves_no_plan() {
        let mut late = ended(published(), Command::ApplyApproved, 12).run;
        late.approved = Some(late.wishes.clone());
        late.args = ["apply", "--plan", "plan.json"].map(str::to_owned).into();
        let mut plan = ended(published(), Command::Plan, 0);
        plan.run.result.as_mut().unwrap()["planHash"] = json!("sp1-0");
        assert_eq!(check(&history([&plan.run]), &late).len(), 1);
        let failed = ended(published(), Command::Plan, 10).run;
        assert_eq!(check(&history([&plan.run, &failed]), &late), []);
        plan.edit("status", json!("error"));
        assert_eq!(check(&history([&plan.run]), &late), []);
    }

    #[test]
    fn a_status_says_that_the_store_works() {
        let mut store = published();
        submit(&mut store, "2");
        assert!(!explained(&ended(store.clone(), Command::Status, 0)));
        store.stale_reads = 1;
        assert!(explained(&ended(store.clone(), Command::Status, 0)));
        assert!(explained(&ended(store, Command::Status, 31)));
    }

    #[test]
    fn a_code_names_the_signal_that_was_sent() {
        for code in [130, 143] {
            for (signal, of_signal) in [(StopSignal::Interrupt, 130), (StopSignal::Terminate, 143)]
            {
                let mut example = ended(published(), Command::Apply, code);
                example.run.meanwhile.push((0, Meanwhile::Signal(signal)));
                assert_eq!(explained(&example), code == of_signal, "{code}, {signal:?}");
            }
        }
    }
}
