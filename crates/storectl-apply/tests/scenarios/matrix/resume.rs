//! Every request of a run as the last one before a kill, or as the one that fails, over what users choose and what the
//! Store may do; in process and in virtual time. Every pair of choices runs with every `cargo test`;
//! `STORECTL_MATRIX=whole cargo test --release -p storectl-apply resume -- --nocapture` runs the complete product.
//!
//! After the interrupted run the same command runs until it has nothing to do. Nothing may be lost, nothing submitted twice,
//! and where a run says that nothing is to be done although the release did not go out, it must say that it does not know
//! what was submitted.

use std::fmt::Write as _;

use storectl_model::{DesiredListing, DesiredProduct, Field, ListingIntent, SubmitMode, WaitFor};
use storectl_plan::{FailureKind, SubmissionKnowledge, Verdict};

use super::is_whole;
use crate::support::{Cut, World, new_languages, nothing, release, report_lines, texts};

/// How often the same command is run again at most.
const RUNS: usize = 4;

/// The axes, in the order of a case's digits.
const SIZES: [usize; 5] = [3, 3, 4, 4, 3];

/// What the Store may do with packages that were written and not committed, and while it uploads.
const INTERPRETATIONS: [&str; 3] = [
    "upload-reads=3,uncommitted-packages=ready",
    "upload-reads=3,uncommitted-packages=not-ready",
    "upload-reads=3,uncommitted-packages=not-ready,writes-during-upload=refused,repeated-commit=refused",
];

/// What befalls the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Blow {
    Kill(Cut),
    Fault(&'static str),
}

/// What becomes of the journal between the runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    Same,
    Lost,
    OtherFolder,
    OtherCase,
}

#[derive(Clone, Copy, Debug)]
struct Case {
    submit: SubmitMode,
    wait: WaitFor,
    what: usize,
    journal: Kept,
    interpretations: &'static str,
}

impl Case {
    fn of(digits: [usize; 5]) -> Self {
        let [submit, wait, what, journal, interpretation] = digits;
        Self {
            submit: [SubmitMode::Auto, SubmitMode::Never, SubmitMode::Always][submit],
            wait: [WaitFor::Draft, WaitFor::Submitted, WaitFor::Published][wait],
            what,
            journal: [Kept::Same, Kept::Lost, Kept::OtherFolder, Kept::OtherCase][journal],
            interpretations: INTERPRETATIONS[interpretation],
        }
    }

    fn world(&self, faults: &[&str]) -> World {
        let mut world = World::with(self.interpretations, faults);
        (world.submit, world.wait) = (self.submit, self.wait);
        world
    }

    fn desired(&self, world: &World) -> DesiredProduct {
        match self.what {
            0 => texts(),
            1 => release(),
            2 => {
                let listing = DesiredListing {
                    screenshots: Field::Set(vec![world.image("1.png", 1920, 1080)]),
                    ..DesiredListing::default()
                };
                let listing = ListingIntent::Present(Box::new(listing));
                DesiredProduct {
                    listings: [("en-us".parse().unwrap(), listing)].into(),
                    ..nothing()
                }
            }
            _ => DesiredProduct {
                listings: new_languages(world, &["fr-fr"]),
                ..nothing()
            },
        }
    }

    /// Strikes request `n`, counted from 0, with `blow`; tells whether the run came to it.
    async fn struck(&self, blow: Blow, n: usize, expected: &Expected) -> bool {
        let fault = match blow {
            Blow::Kill(_) => None,
            Blow::Fault(fault) => Some(format!("{fault}@*#{}", n + 1)),
        };
        let mut world = self.world(&fault.as_deref().into_iter().collect::<Vec<_>>());
        let desired = self.desired(&world);
        let met = match blow {
            Blow::Kill(cut) => world.run_until(&desired, n, cut).await,
            Blow::Fault(_) => {
                world.try_run(&desired).await;
                world.sandbox.unused_faults().is_empty()
            }
        };
        match self.journal {
            Kept::Same => {}
            Kept::Lost => {
                let _ = std::fs::remove_file(world.journal_path());
            }
            Kept::OtherFolder => world.by_another_way = true,
            Kept::OtherCase => world.in_other_case = true,
        }
        let mut said = String::new();
        for _ in 0..RUNS {
            let plan = world.plan(&desired).await;
            let _ = writeln!(said, "{:?} {:?}", plan.verdict(), plan.pending);
            let is_done = match plan.verdict() {
                Verdict::Nothing => true,
                // The release is out, and this command would send it once more.
                Verdict::Submission => submissions(&world) >= expected.submissions,
                _ => false,
            };
            if is_done {
                break;
            }
            let report = world.execute(&plan, &desired).await;
            said += &report_lines(&report);
            said += "\n";
            if report.failure().is_none() || is_settled(report.failure().map(|it| it.kind)) {
                break;
            }
        }
        let at = format!("{self:?} {blow:?} at {n}\n{said}");
        self.check(&world, &desired, expected, &at).await;
        met
    }

    async fn check(&self, world: &World, desired: &DesiredProduct, expected: &Expected, at: &str) {
        let made = submissions(world);
        assert!(made <= expected.submissions, "doubled: {at}");
        let is_complete = made == expected.submissions && state(world) == expected.state;
        if is_complete {
            return;
        }
        assert_eq!(self.journal, Kept::Lost, "lost: {at}");
        let plan = world.plan(desired).await;
        // Packages that nobody knows to be uncommitted are committed before every submission; that one is due is said.
        let is_silent = plan.verdict() == Verdict::Nothing
            && plan.submission_known == SubmissionKnowledge::Known;
        assert!(!is_silent, "silent: {at}");
    }
}

/// Whether running the same command again cannot help: somebody else's submission, as far as anybody here knows.
fn is_settled(kind: Option<FailureKind>) -> bool {
    kind == Some(FailureKind::Busy)
}

/// What an undisturbed run comes to.
struct Expected {
    state: String,
    submissions: usize,
    requests: usize,
}

async fn expected(case: &Case) -> Expected {
    let world = case.world(&[]);
    let desired = case.desired(&world);
    let report = world.run(&desired).await;
    assert_eq!(
        report.failure(),
        None,
        "{case:?}\n{}",
        report_lines(&report)
    );
    Expected {
        state: state(&world),
        submissions: submissions(&world),
        requests: world.seen(),
    }
}

/// How many submissions there were.
fn submissions(world: &World) -> usize {
    world.product().submissions.len()
}

/// The draft, ids left out.
fn state(world: &World) -> String {
    let product = world.product();
    let packages = |them: &[storectl_sandbox::Package]| -> Vec<_> {
        them.iter().map(|it| it.fields.clone()).collect()
    };
    let listings: Vec<_> = product
        .listings
        .iter()
        .map(|it| (it.language.clone(), it.fields.clone(), it.screenshots.len()))
        .collect();
    format!(
        "{:?} {:?} {listings:?}",
        packages(&product.packages),
        packages(&product.committed_packages)
    )
}

/// Every pair of values of two axes at least once, chosen greedily.
fn pairwise() -> Vec<[usize; 5]> {
    let all = product();
    let pairs = |case: &[usize; 5]| -> Vec<(usize, usize, usize, usize)> {
        let mut pairs = Vec::new();
        for one in 0..SIZES.len() {
            for other in one + 1..SIZES.len() {
                pairs.push((one, case[one], other, case[other]));
            }
        }
        pairs
    };
    let mut open: std::collections::BTreeSet<_> = all.iter().flat_map(&pairs).collect();
    let mut chosen = Vec::new();
    while !open.is_empty() {
        let gain = |case: &&[usize; 5]| pairs(case).iter().filter(|it| open.contains(it)).count();
        let best = *all.iter().max_by_key(gain).unwrap();
        for pair in pairs(&best) {
            open.remove(&pair);
        }
        chosen.push(best);
    }
    chosen
}

fn product() -> Vec<[usize; 5]> {
    let mut cases = vec![[0; 5]];
    for (axis, size) in SIZES.into_iter().enumerate() {
        cases = cases
            .into_iter()
            .flat_map(|case| {
                (0..size).map(move |value| {
                    let mut case = case;
                    case[axis] = value;
                    case
                })
            })
            .collect();
    }
    cases
}

#[expect(clippy::print_stdout, reason = "the counts are for people")]
async fn strike_everywhere(blow: Blow) {
    let digits = if is_whole() { product() } else { pairwise() };
    let (mut runs, cases) = (0, digits.len());
    for digits in digits {
        let case = Case::of(digits);
        let expected = expected(&case).await;
        for n in 0..expected.requests {
            case.struck(blow, n, &expected).await;
            runs += 1;
        }
    }
    println!("{blow:?}: {cases} cases, {runs} runs, 0 lost, 0 doubled, 0 silent");
}

#[tokio::test]
async fn killed_before_any_request_is_acted_on_the_same_command_finishes() {
    strike_everywhere(Blow::Kill(Cut::Before)).await;
}

#[tokio::test]
async fn killed_after_any_request_was_acted_on_the_same_command_finishes() {
    strike_everywhere(Blow::Kill(Cut::After)).await;
}

#[tokio::test]
async fn unavailable_at_any_request_the_same_command_finishes() {
    strike_everywhere(Blow::Fault("503")).await;
}

#[tokio::test]
async fn an_error_after_any_request_was_acted_on_the_same_command_finishes() {
    strike_everywhere(Blow::Fault("500-after")).await;
}

#[tokio::test]
async fn a_lost_answer_to_any_request_the_same_command_finishes() {
    strike_everywhere(Blow::Fault("drop-after")).await;
}

#[tokio::test]
async fn denied_at_any_request_the_same_command_finishes_once_it_is_allowed() {
    strike_everywhere(Blow::Fault("403")).await;
}
