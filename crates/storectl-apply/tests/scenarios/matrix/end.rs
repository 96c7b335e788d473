//! What the Store holds after an undisturbed run, and what it may hold after a disturbed one.

use storectl_model::{SubmitMode, WaitFor};
use storectl_plan::{FailureKind, PendingFact, SubmissionKnowledge, Verdict};
use storectl_sandbox::{Listing, Package};

use super::axes::{Choice, History, Receipts, What};
use crate::support::{DESCRIPTION, NEW_URL, NEWS, World, report_lines};

/// How the last of the runs ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It did something, and exited with 0.
    Finished,
    /// It had nothing to do. Where what was last submitted is not known, apply says so and names `storectl submit`.
    NothingToDo(SubmissionKnowledge),
    /// The release is out, and the same command would send it once more.
    WouldRepeat,
    /// Somebody else's submission is in the way, as far as anybody here knows.
    Busy,
    /// An earlier run left work that this choice puts off; the plan names it.
    PutOff,
    /// It failed, and so did each run before it.
    NeverDone,
}

impl End {
    /// What a plan says of itself before anything is sent; `None` where it has work.
    pub(super) fn before_work(
        verdict: Verdict,
        knowledge: SubmissionKnowledge,
        made: usize,
        expected: usize,
    ) -> Option<Self> {
        match verdict {
            Verdict::Nothing => Some(Self::NothingToDo(knowledge)),
            Verdict::Submission if made >= expected => Some(Self::WouldRepeat),
            Verdict::Deferred => Some(Self::PutOff),
            Verdict::Submission
            | Verdict::Changes
            | Verdict::PendingWork
            | Verdict::InDoubt
            | Verdict::Busy
            | Verdict::Invalid
            | Verdict::Blocked
            | Verdict::LastFailed => None,
        }
    }

    /// What a run came to; `None` where running again may help.
    pub(super) fn after_work(failure: Option<FailureKind>) -> Option<Self> {
        match failure {
            None => Some(Self::Finished),
            Some(FailureKind::Busy) => Some(Self::Busy),
            Some(_) => None,
        }
    }

    /// Whether it says that the work may be incomplete.
    fn is_open(self) -> bool {
        match self {
            Self::NothingToDo(SubmissionKnowledge::Unknown) | Self::Busy => true,
            Self::NothingToDo(SubmissionKnowledge::Known)
            | Self::Finished
            | Self::WouldRepeat
            | Self::PutOff
            | Self::NeverDone => false,
        }
    }
}

/// What an undisturbed run comes to.
pub(super) struct Expected {
    state: String,
    pub(super) submissions: usize,
    /// The requests of the run.
    pub(super) requests: usize,
    /// What was before the work began.
    pub(super) history: History,
}

impl Expected {
    /// Runs once, undisturbed, and demands what the choice asks for, which does not come from the product.
    pub(super) async fn of(choice: &Choice) -> Self {
        let history = choice.history().await;
        let world = choice.world(&history, &[]);
        let desired = choice.what.desired(&world);
        let report = world.run(&desired).await;
        let at = format!("{choice:?}\n{}", report_lines(&report));
        assert_eq!(report.failure(), None, "{at}");
        let product = world.product();
        assert!(
            holds(choice.what, &product.packages, &product.listings),
            "{at}"
        );
        assert_eq!(product.packages, product.committed_packages, "{at}");
        let due = match (choice.submit, choice.wait) {
            (SubmitMode::Never, _) | (_, WaitFor::Draft) => 0,
            (SubmitMode::Auto | SubmitMode::Always, WaitFor::Submitted | WaitFor::Published) => 1,
        };
        let earlier = choice.receipts.earlier();
        assert_eq!(product.submissions.len(), earlier + due, "{at}");
        for it in product.submissions.iter().skip(earlier) {
            assert!(holds(choice.what, &it.packages, &it.listings), "{at}");
        }
        Self {
            state: state(&world),
            submissions: earlier + due,
            requests: world.seen(),
            history,
        }
    }

    /// Demands that nothing is lost, doubled or silent.
    pub(super) fn check(&self, world: &World, choice: &Choice, end: End, at: &str) {
        let journal = choice.journal;
        // What neither journal nor receipt knows, no run can know.
        let is_forgotten = journal.is_forgotten() && choice.receipts == Receipts::Off;
        let made = submissions(world);
        assert!(made <= self.submissions, "doubled: {at}");
        assert_ne!(end, End::NeverDone, "never done: {at}");
        if made == self.submissions && state(world) == self.state {
            assert!(
                end != End::Busy || is_forgotten,
                "its own submission is in its way: {at}"
            );
            // What was not to be submitted now is not forgotten, either (forms.md, Approval 6).
            let is_left = world.pending().contains(&PendingFact::Unsubmitted);
            let is_owed = made == choice.receipts.earlier() && !journal.is_forgotten();
            assert!(is_left || !is_owed, "its submission is forgotten: {at}");
            check_receipt(world, made, at);
            return;
        }
        if journal.is_forgotten() && choice.receipts == Receipts::Kept {
            // A receipt tells that packages were not submitted, and not that they were not committed: their commit comes with
            // the submission, which this choice puts off.
            assert!(
                end == End::PutOff && made == self.submissions,
                "lost, {end:?}: {at}"
            );
            return;
        }
        assert!(is_forgotten, "lost, {end:?}: {at}");
        assert!(end.is_open(), "silent, {end:?}: {at}");
    }
}

/// Demands that the last receipt is that of the last submission.
fn check_receipt(world: &World, made: usize, at: &str) {
    let Some(receipts) = &world.receipts else {
        return;
    };
    let last = receipts
        .last()
        .and_then(|it| it.stage.submission().cloned());
    let submissions = world.product().submissions;
    let expected = made.checked_sub(1).map(|it| submissions[it].id.clone());
    assert_eq!(last.map(|it| it.to_string()), expected, "{at}");
}

/// How many submissions there were.
pub(super) fn submissions(world: &World) -> usize {
    world.product().submissions.len()
}

/// Whether packages and listings are what the manifest asks for.
fn holds(what: What, packages: &[Package], listings: &[Listing]) -> bool {
    let listing = |code: &str| listings.iter().find(|it| it.language == code);
    let says = |code: &str, field: &str, text: &str| {
        listing(code).is_some_and(|it| it.fields.get(field).is_some_and(|it| it == text))
    };
    match what {
        What::Texts => says("en-us", "whatsNew", NEWS),
        What::Package => {
            let [package] = packages else {
                return false;
            };
            let url = package.fields.get("packageUrl");
            says("en-us", "whatsNew", NEWS) && url.is_some_and(|it| it == NEW_URL)
        }
        What::Image => listing("en-us").is_some_and(|it| {
            let [image] = it.screenshots.as_slice() else {
                return false;
            };
            (image.width, image.height) == (1920, 1080)
        }),
        What::NewLanguage => {
            says("fr-fr", "description", DESCRIPTION)
                && listing("fr-fr").is_some_and(|it| it.lacks().is_empty())
        }
    }
}

/// The draft and what was submitted of it, ids left out.
fn state(world: &World) -> String {
    let product = world.product();
    let packages =
        |them: &[Package]| -> Vec<_> { them.iter().map(|it| it.fields.clone()).collect() };
    let listings = |them: &[Listing]| -> Vec<_> {
        let sizes = |it: &Listing| -> Vec<_> {
            let images = it.screenshots.iter().chain(&it.store_logos);
            images.map(|image| (image.width, image.height)).collect()
        };
        them.iter()
            .map(|it| (it.language.clone(), it.fields.clone(), sizes(it)))
            .collect()
    };
    let submitted: Vec<_> = product
        .submissions
        .iter()
        .map(|it| (packages(&it.packages), listings(&it.listings)))
        .collect();
    format!(
        "{:?} {:?} {:?} {submitted:?}",
        packages(&product.packages),
        packages(&product.committed_packages),
        listings(&product.listings),
    )
}
