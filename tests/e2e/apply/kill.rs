//! The real binary is killed, interrupted and terminated at every request of a whole apply, and the next run finishes.
//!
//! A part of it runs with every `cargo test`; `STORECTL_MATRIX=whole cargo test -p storectl --test e2e kill -- --nocapture`
//! runs it whole and prints the counts.

use std::{
    fmt::Write as _,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
};

use serde_json::Value;
use storectl_sandbox::{Log, Options};

use crate::support::{
    Run, Store, Workplace, apply,
    images::png,
    kill::{end_state, is_whole, signal},
};

/// Of how many requests one is struck where only a part is run.
const PART: usize = 11;

/// Texts, properties and an installer; nothing that must be acknowledged.
const MANIFEST: &str = "
properties: { certificationNotes: Sign in with demo and demo. }
packages:
  - packageUrl: https://www.contoso.com/downloads/1.2.0/setup.exe
listings:
  en-us: { whatsNew: Gears now turn both ways and the search finds them. }
";

/// A language with its images, of the whole only: each run decodes them again, which takes its time without optimization.
const LANGUAGE: &str = "  fr-fr:
    description: Chaque engrenage de votre atelier.
    additionalLicenseTerms: https://www.contoso.com/license
    screenshots: [images/1.png]
    storeLogos: [images/logo.png]
";

/// How a run ends early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// SIGKILL, the request not acted upon.
    KillBefore,
    /// SIGKILL, the request acted upon and its response not read.
    KillAfter,
    /// SIGINT, the request in flight.
    Interrupt,
    /// SIGTERM, the request in flight.
    Terminate,
}

impl End {
    fn signal(self) -> &'static str {
        match self {
            Self::KillBefore | Self::KillAfter => "KILL",
            Self::Interrupt => "INT",
            Self::Terminate => "TERM",
        }
    }

    /// The exit code; none if the process had no say.
    fn code(self) -> Option<i32> {
        match self {
            Self::KillBefore | Self::KillAfter => None,
            Self::Interrupt => Some(130),
            Self::Terminate => Some(143),
        }
    }
}

/// Who is at work, and at which line of the Store's log something happens to it.
#[derive(Default)]
struct Watch {
    process: u32,
    lines: usize,
}

/// A Store and a workplace with the whole manifest.
struct Case {
    store: Store,
    workplace: Workplace,
    watch: Arc<Mutex<Watch>>,
}

impl Case {
    /// `end` comes at the `n`th request, from 1.
    fn new(end: Option<(End, usize)>) -> Self {
        let watch = Arc::new(Mutex::new(Watch::default()));
        let watched = Arc::clone(&watch);
        // The Store waits for the signal to be sent before it answers.
        let on_line = move |line: &str| {
            let mut watch = watched.lock().unwrap();
            watch.lines += 1;
            let due = end.filter(|(end, n)| match end {
                End::KillBefore => line.contains("(fault "),
                End::KillAfter | End::Interrupt | End::Terminate => watch.lines == *n,
            });
            if let Some((end, _)) = due {
                signal(end.signal(), watch.process);
            }
        };
        let faults = match end {
            Some((End::KillBefore, n)) => vec![format!("stall@*#{n}").parse().unwrap()],
            Some((End::KillAfter | End::Interrupt | End::Terminate, _)) | None => Vec::new(),
        };
        let store = Store::with(Options {
            log: Log::Lines(Arc::new(on_line)),
            faults,
            ..Options::default()
        });
        let workplace = Workplace::at(&store, MANIFEST);
        if is_whole() {
            workplace.manifest(&format!("{MANIFEST}{LANGUAGE}"));
            workplace.write("images/1.png", png(1366, 768, 1));
            workplace.write("images/logo.png", png(720, 1080, 2));
        }
        Self {
            store,
            workplace,
            watch,
        }
    }

    fn run(&self) -> Run {
        let mut command = self.workplace.command(&apply(&[]));
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // Its first request waits for the lock, and so finds its number known.
        let mut watch = self.watch.lock().unwrap();
        let child = command.spawn().unwrap();
        watch.process = child.id();
        drop(watch);
        Run::of(child.wait_with_output().unwrap())
    }

    /// What the Store ended up with.
    fn end_state(&self) -> Value {
        end_state(&self.store.product())
    }

    /// Demands what must be the case once the work is done.
    #[track_caller]
    fn check(&self, whole: &Value, at: &str) {
        assert_eq!(&self.end_state(), whole, "{at}");
        let so_far = self.store.requests(0).len();
        let further = self.run();
        assert_eq!(further.code, 0, "{at}\n{}", further.stderr);
        assert_eq!(self.store.writes(so_far).len(), 0, "{at}");
        let folder = self.workplace.path().join(".storectl/journal");
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().path();
            let extension = name.extension().unwrap_or_default();
            let is_ours = extension == "json" || extension == "lock";
            assert!(is_ours, "{} is left: {at}", name.display());
        }
    }
}

/// Ends a run early at each request, or at a part of them, lets the next one finish, and prints the counts.
#[expect(clippy::print_stdout, reason = "the counts are for people")]
fn end_everywhere(end: End) {
    let whole = Case::new(None);
    whole.run().exits(0);
    let state = whole.end_state();
    let requests = whole.store.requests(0).len();
    let (mut tried, mut done) = (0, 0);
    for n in 1..=requests {
        if !is_whole() && !(n + 5 * end as usize).is_multiple_of(PART) {
            continue;
        }
        let case = Case::new(Some((end, n)));
        let cut = case.run();
        let request = case.store.requests(n - 1).into_iter().next();
        let mut at = format!("{end:?} at request {n}, {}", request.unwrap_or_default());
        let _ = write!(at, "\n{}\n{}", cut.stdout, cut.stderr);
        let submitted = !case.store.product().submissions.is_empty();
        tried += 1;
        match end.code() {
            None => assert_eq!(cut.code, -1, "{at}"),
            // The last request was in flight and was let finish, so nothing was left to stop.
            Some(_) if cut.code == 0 && submitted => done += 1,
            Some(code) => {
                assert_eq!(cut.code, code, "{at}");
                let written = !case.store.writes(0).is_empty();
                let resume = cut.stdout.contains("continue with `storectl apply --yes")
                    || cut.stdout.contains("`storectl status --watch");
                assert!(resume || !written, "{at}");
            }
        }
        let next = case.run();
        assert_eq!(next.code, 0, "{at}\nthen\n{}\n{}", next.stdout, next.stderr);
        case.check(&state, &at);
    }
    println!(
        "{end:?}: {tried} of {requests} requests, {} resumed, {done} had just finished, 0 lost, 0 doubled",
        tried - done
    );
}

#[test]
fn killed_before_any_request_is_acted_upon_the_next_run_finishes() {
    end_everywhere(End::KillBefore);
}

#[test]
fn killed_after_any_request_was_acted_upon_the_next_run_finishes() {
    end_everywhere(End::KillAfter);
}

#[test]
fn interrupted_at_any_request_it_says_how_to_go_on_and_the_next_run_finishes() {
    end_everywhere(End::Interrupt);
}

#[test]
fn terminated_at_any_request_it_says_how_to_go_on_and_the_next_run_finishes() {
    end_everywhere(End::Terminate);
}

#[test]
fn a_second_run_names_the_one_at_work() {
    let told = Arc::new(Mutex::new(None));
    let second: Arc<Mutex<Option<Command>>> = Arc::default();
    let (out, command) = (Arc::clone(&told), Arc::clone(&second));
    // While the Store holds the response to the first run's write back, the second run has its whole life.
    let on_line = move |line: &str| {
        if let Some(mut command) = line
            .starts_with("PATCH")
            .then(|| command.lock().unwrap().take())
            .flatten()
        {
            *out.lock().unwrap() = Some(Run::of(command.output().unwrap()));
        }
    };
    let store = Store::with(Options {
        log: Log::Lines(Arc::new(on_line)),
        ..Options::default()
    });
    let workplace = Workplace::at(
        &store,
        "listings:\n  en-us: { whatsNew: Gears now turn both ways. }\n",
    );
    *second.lock().unwrap() = Some(workplace.command(&apply(&["--format", "json"])));
    workplace.run(&apply(&[])).exits(0);
    let beside = told.lock().unwrap().take().unwrap().exits(13);
    let error = &beside.json()["error"];
    assert_eq!(error["exit"], 13);
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("(process "), "{message}");
    assert!(
        error["hints"][0]
            .as_str()
            .unwrap()
            .contains("run the same command again"),
        "{error}"
    );
    assert_eq!(store.product().submissions.len(), 1);
}
