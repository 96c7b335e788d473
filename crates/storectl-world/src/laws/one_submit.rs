//! One submission per intent.

use crate::{
    content::{self, Content},
    history::{Effect, Ended, Exchange, Fate, History, Past, Products, Run},
    laws::{
        Breach, document,
        record::{Call, Made, call, differing, flag, interference, is_refused, made, requests},
    },
    scenario::{Command, Event, Lost, Runner},
};

/// Each submission that the command made has a reason: it was ordered, the command changed the draft, or something that its
/// runner may remember says that the draft is not what was last submitted. A second one within a command has another: the
/// answer to the first was lost.
pub(super) fn check(history: &History, run: &Run) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for product in run.before.keys() {
        let made = made(run, product);
        for pair in made.windows(2) {
            let [first, second] = pair else { continue };
            if first.exchange.fate != Fate::Lost {
                breaches.push(Breach::new(
                    "one_submit",
                    format!(
                        "{product} was submitted as {} and again as {}, although the first answer came",
                        first.submission.id, second.submission.id
                    ),
                ));
            }
        }
        let unfounded = made
            .first()
            .filter(|first| !has_reason(history, run, product, first));
        breaches.extend(unfounded.map(|first| {
            let known = Memory::of(history, run, product, Scope::Own).known;
            let known = known.map_or("none".to_owned(), |it| it.id);
            Breach::new(
                "one_submit",
                format!(
                    "{product} was submitted as {}, although nothing was ordered, changed or left to submit; the last submission that {:?} knew of is {known}",
                    first.submission.id, run.runner
                ),
            )
        }));
    }
    breaches
}

fn has_reason(history: &History, run: &Run, product: &str, made: &Made<'_>) -> bool {
    let has_changed = changes(run, product).any(|at| at < made.at);
    let others = interference(run, product);
    let others = others.iter().filter(|it| it.at <= made.at);
    let mut found = others.map(|it| it.after).chain(run.before.get(product));
    let owed_commit = found.any(|it| it.packages != it.committed_packages);
    if is_ordered(run) || has_changed || owed_commit {
        return true;
    }
    let is_shared = flag(run, "--receipts").is_some_and(|it| it.starts_with("git"));
    if is_shared && is_amid_another(history, run, product) {
        // That one may have announced what it was about to submit.
        return true;
    }
    let scopes: &[Scope] = if is_shared {
        &[Scope::Own, Scope::Shared]
    } else {
        &[Scope::Own]
    };
    scopes.iter().any(|scope| {
        let memory = Memory::of(history, run, product, *scope);
        memory.is_open
            || memory
                .known
                .is_some_and(|it| it.differs(run, product, made))
    })
}

/// Whether a command may have run during another one, which is on record only once it has ended: nothing is on record before
/// it, or the draft is not as that left it.
fn is_amid_another(history: &History, run: &Run, product: &str) -> bool {
    let last = history.past.last().map(|it| match it {
        Past::Run(it) => &it.after,
        Past::Event { after, .. } => after,
    });
    let draft = |it: &Products| it.get(product).map(|it| it.draft().clone());
    last.is_none_or(|it| draft(it) != draft(&run.before))
}

/// Returns the places of requests that ask for other values; somebody else may have set them meanwhile.
fn changes<'a>(run: &'a Run, product: &'a str) -> impl Iterator<Item = usize> + 'a {
    let asks = |it: &Exchange| match call(it) {
        Call::PatchMetadata | Call::PatchPackage | Call::PutPackages | Call::CommitAssets => true,
        Call::Status
        | Call::SubmissionStatus(_)
        | Call::Metadata
        | Call::Packages
        | Call::Assets
        | Call::PutMetadata
        | Call::CommitPackages
        | Call::CreateAssets
        | Call::Submit
        | Call::Upload
        | Call::SignIn
        | Call::Other => false,
    };
    let changes = requests(run, product).filter(move |(_, it)| asks(it) && it.effect.is_some());
    changes.filter(|(_, it)| !is_refused(it)).map(|(at, _)| at)
}

/// Whether a command has committed packages that were not. Somebody else may have changed them, and submitted meanwhile: whether
/// that submission holds them, nobody tells.
fn has_committed(run: &Run, product: &str) -> bool {
    let commits = |it: &Exchange| {
        let owed = |it: &Effect| it.before.packages != it.before.committed_packages;
        call(it) == Call::CommitPackages && it.effect.as_ref().is_some_and(owed) && !is_refused(it)
    };
    requests(run, product).any(|(_, it)| commits(it))
}

/// Whether a command submits whether or not anything has changed.
fn is_ordered(run: &Run) -> bool {
    let is_always = flag(run, "--submit") == Some("always");
    match run.command {
        Command::Submit => true,
        Command::Apply | Command::ApplyApproved => is_always,
        Command::Plan | Command::Status => false,
    }
}

/// Whose commands are remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// The runner's own.
    Own,
    /// Those of all runners.
    Shared,
}

/// The most that can be remembered of a product before a command.
#[derive(Debug, Default)]
struct Memory {
    /// The last submission known.
    known: Option<Known>,
    /// Whether a command has changed or committed the draft, or may have submitted it, since that.
    is_open: bool,
}

#[derive(Debug)]
struct Known {
    id: String,
    /// What it publishes; `None` where nobody can tell any more.
    content: Option<Content>,
    /// Whether it was canceled, which nobody here was told.
    is_canceled: bool,
}

impl Memory {
    fn of(history: &History, run: &Run, product: &str, scope: Scope) -> Self {
        let mut memory = Self::default();
        for past in &history.past {
            match past {
                Past::Run(it) if scope == Scope::Shared || it.runner == run.runner => {
                    memory.remember(it, product);
                }
                Past::Run(_) => {}
                Past::Event { event, .. } if scope == Scope::Own && loses(event, run.runner) => {
                    memory = Self::default();
                }
                Past::Event { before, after, .. } => {
                    let holds = |products: &Products, id: &str| {
                        let product = products.get(product);
                        product.is_some_and(|it| it.submissions.iter().any(|one| one.id == id))
                    };
                    if let Some(known) = &mut memory.known {
                        known.is_canceled |= holds(before, &known.id) && !holds(after, &known.id);
                    }
                }
            }
        }
        memory
    }

    fn remember(&mut self, run: &Run, product: &str) {
        match run.command {
            Command::Apply | Command::ApplyApproved | Command::Submit => {}
            // What these find out is not recorded.
            Command::Plan | Command::Status => return,
        }
        // Nor is what one finds out that is refused because of another product.
        if document::entry(run, product).is_some_and(|it| it["status"] == "not-started") {
            return;
        }
        let is_lost =
            |exchange: &Exchange| call(exchange) == Call::Submit && exchange.fate == Fate::Lost;
        let may_have_submitted = requests(run, product).any(|(_, it)| is_lost(it));
        let has_changed = changes(run, product).next().is_some() || has_committed(run, product);
        // One that died may have been about to write, which its runner remembers as done.
        let has_died = run.ended == Ended::Killed;
        self.is_open |= is_ordered(run) || may_have_submitted || has_changed || has_died;
        let reported = document::submission(run, product).map(str::to_owned);
        let last = document::last_submission(run, product).filter(|it| !is_guess(run, product, it));
        let last = last.map(str::to_owned);
        let made = made(run, product);
        let answered = made.iter().rfind(|it| it.exchange.fate != Fate::Lost);
        let answered = answered.map(|it| it.submission.id.clone());
        let (id, is_open) = match (answered.or(reported), last) {
            // What it holds is all that there was to submit.
            (Some(id), _) => (id, false),
            (None, Some(id)) if !self.knows(&id) => (id, self.is_open),
            (None, _) => return,
        };
        let after = run.after.get(product);
        let submissions = after.into_iter().flat_map(|it| &it.submissions);
        let mut submissions = submissions.filter(|it| it.id == id);
        let content = submissions.next().map(content::of_submission);
        *self = Self {
            known: Some(Known {
                is_canceled: content.is_none(),
                id,
                content,
            }),
            is_open,
        };
    }

    fn knows(&self, id: &str) -> bool {
        self.known.as_ref().is_some_and(|it| it.id == id)
    }
}

impl Known {
    /// Whether what a command submits is not what this publishes, where a manifest names it.
    fn differs(&self, run: &Run, product: &str, made: &Made<'_>) -> bool {
        let (Some(content), Some(wish)) = (&self.content, run.wishes.get(product)) else {
            return true;
        };
        let differing = differing(content, &made.content);
        self.is_canceled || differing.iter().any(|it| wish.manages(it))
    }
}

/// Whether a plan takes the submission in progress for its own by what the draft held alone. A command that goes on from there
/// reads the draft again first, and only then takes it for its own and reports it.
fn is_guess(run: &Run, product: &str, submission: &str) -> bool {
    document::plan(run, product).is_some_and(|it| {
        it["ongoingSubmissionId"] == submission && it["lastSubmission"]["submittedAt"].is_null()
    })
}

fn loses(event: &Event, of: Runner) -> bool {
    match event {
        Event::Lose { runner, lost } => *runner == of && *lost == Lost::Folder,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use storectl_sandbox::Product;

    use super::*;
    use crate::laws::example::{Example, applied, history, published, unchanged};

    /// A command that submits and does nothing else.
    fn resubmitted(after: &Run) -> Example {
        let store = after
            .after
            .values()
            .next()
            .map(|it| (**it).clone())
            .unwrap();
        let mut example = Example::new(store);
        example.read();
        let id = (example.store.submissions.len() + 1).to_string();
        example.submit(&id);
        example.report(0, "done", json!(id), json!([]))
    }

    #[test]
    fn what_is_known_to_be_submitted_is_not_submitted_again() {
        let first = applied().run;
        let mut second = resubmitted(&first).run;
        assert_eq!(check(&history([&first]), &second).len(), 1);
        second.command = Command::Submit;
        assert_eq!(check(&history([&first]), &second), []);
    }

    #[test]
    fn nothing_known_is_no_reason() {
        let first = applied().run;
        let mut second = resubmitted(&first).run;
        second.runner = Runner::B;
        assert_eq!(check(&history([&first]), &second).len(), 1);
    }

    #[test]
    fn what_another_command_announces_is_a_reason() {
        let first = applied().run;
        let mut second = resubmitted(&first).run;
        second.runner = Runner::B;
        let receipts = ["--receipts", "git=origin"].map(str::to_owned);
        second.args.extend(receipts);
        assert_eq!(check(&history([&first]), &second).len(), 1);
        // One that is at work, and not on record yet, has changed the draft.
        let product = second.before.values_mut().next().unwrap();
        let website = json!("https://example.com/announced");
        product.change(|it| drop(it.properties.insert("website".to_owned(), website)));
        assert_eq!(check(&history([&first]), &second), []);
    }

    #[test]
    fn a_lost_answer_is_a_reason_once() {
        let mut first = applied();
        first.last().fate = Fate::Lost;
        first.run.ended = Ended::Killed;
        first.run.result = None;
        let second = resubmitted(&first.run).run;
        assert_eq!(check(&history([&first.run]), &second), []);
        let third = resubmitted(&second).run;
        let past = history([&first.run, &second]);
        assert_eq!(check(&past, &third).len(), 1);
    }

    #[test]
    fn a_command_that_died_is_a_reason() {
        let mut first = Example::new(published());
        first.read();
        let second = resubmitted(&first.run).run;
        assert_eq!(check(&history([&first.run]), &second), []);
        first.run.ended = Ended::Exit(1);
        assert_eq!(check(&history([&first.run]), &second).len(), 1);
    }

    #[test]
    fn a_submission_that_was_recognized_is_known() {
        let mut first = applied();
        first.last().fate = Fate::Lost;
        assert_eq!(check(&History::default(), &first.run), []);
        let second = resubmitted(&first.run).run;
        assert_eq!(check(&history([&first.run]), &second).len(), 1);
    }

    #[test]
    fn an_older_memory_is_a_reason() {
        let mut first = unchanged(published());
        first.edit("submissionId", json!("1"));
        let first = first.run;
        let mut second = applied().run;
        second.runner = Runner::B;
        let third = resubmitted(&second).run;
        assert_eq!(check(&history([&first, &second]), &third), []);
    }

    #[test]
    fn what_is_not_committed_is_a_reason_whenever_it_came() {
        let mut example = Example::new(published());
        example.interfere(|it| it.packages.clear());
        example.interfere(|it| it.packages.clone_from(&it.committed_packages));
        example.read();
        example.submit("2");
        let run = example.report(0, "done", json!("2"), json!([])).run;
        assert_eq!(check(&History::default(), &run), []);
    }

    #[test]
    fn what_was_committed_is_left_to_submit() {
        let past = |act: fn(&mut Product)| {
            let mut first = Example::new(published());
            act(&mut first.store);
            first.write("POST", "packages/commit", None, |it| {
                it.committed_packages.clone_from(&it.packages);
            });
            let first = first.report(13, "failed", json!(null), json!([])).run;
            check(&history([&first]), &resubmitted(&first).run)
        };
        assert_eq!(past(|_| {}).len(), 1);
        assert_eq!(past(|it| it.packages.clear()), []);
    }

    #[test]
    fn what_a_command_only_reads_is_not_remembered() {
        let mut first = unchanged(published());
        first.edit("submissionId", json!("1"));
        let mut read = applied();
        read.run.runner = Runner::B;
        let mut status = unchanged(read.store.clone());
        status.edit("submissionId", json!("2"));
        let third = resubmitted(&read.run).run;
        let past = |it: &Run| check(&history([&first.run, &read.run, it]), &third);
        assert_eq!(past(&status.run).len(), 1);
        let mut refused = unchanged(read.store.clone());
        refused.edit("submissionId", json!("2"));
        refused.edit("status", json!("not-started"));
        assert_eq!(past(&refused.run), []);
        status.run.command = Command::Status;
        assert_eq!(past(&status.run), []);
    }

    #[test]
    fn what_a_plan_takes_for_its_own_is_not_remembered_before_it_is() {
        let mut first = unchanged(published());
        first.edit("submissionId", json!("1"));
        let mut other = applied();
        other.run.runner = Runner::B;
        let third = resubmitted(&other.run).run;
        let past = |submitted_at: Value, taken: Value| {
            let mut met = unchanged(other.store.clone());
            met.edit("submissionId", taken);
            let plan = json!({
                "productId": met.store.id,
                "ongoingSubmissionId": "2",
                "lastSubmission": { "id": "2", "submittedAt": submitted_at },
            });
            met.run.result.as_mut().unwrap()["plan"] = json!({ "products": [plan] });
            check(&history([&first.run, &other.run, &met.run]), &third)
        };
        assert_eq!(past(Value::Null, Value::Null), []);
        assert_eq!(past(Value::Null, json!("2")).len(), 1);
        assert_eq!(past(json!("2026-11-27T09:00:00Z"), Value::Null).len(), 1);
    }

    #[test]
    fn one_command_submits_once() {
        let mut example = applied();
        example.submit("3");
        assert_eq!(check(&History::default(), &example.run).len(), 1);
        let at = example.run.exchanges.len() - 2;
        example.run.exchanges[at].fate = Fate::Lost;
        assert_eq!(check(&History::default(), &example.run), []);
    }
}
