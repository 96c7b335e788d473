//! A product that was submitted once, whose receipt is in a bare repository, and a release that follows.

use std::{
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
};

use axum::{
    extract::Request,
    middleware::{Next, from_fn},
    response::IntoResponse as _,
};
use http::StatusCode;
use serde_json::{Value, json};
use storectl_sandbox::{Options, Product, Progress};

use super::{
    super::{MANIFEST, Remote, commit, git},
    When,
};
use crate::support::{
    Run, Store, Workplace, apply,
    images::png,
    kill::{end_state, is_whole, signal},
};

/// Texts, properties and an installer; nothing that must be acknowledged.
const RELEASE: &str = "    whatsNew: Gears now turn both ways and the search finds them.
properties: { certificationNotes: Sign in with demo and demo. }
packages:
  - packageUrl: https://www.contoso.com/downloads/1.2.0/setup.exe
";

/// A language with its images, of the whole only: each run decodes them again, which takes its time without optimization.
const LANGUAGE: &str = "  fr-fr:
    description: Chaque engrenage de votre atelier.
    additionalLicenseTerms: https://www.contoso.com/license
    screenshots: [images/1.png]
    storeLogos: [images/logo.png]
";

/// What is left of a runner that was killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    /// Nothing: the next runner is another machine.
    Nothing,
    /// Its checkout with its refs, from which the next job removed everything that git does not track.
    Checkout,
}

/// Who is at work, and at which of its requests it is killed.
#[derive(Default)]
struct Watch {
    process: u32,
    seen: usize,
    due: Option<(When, usize)>,
}

impl Watch {
    /// Whether the runner is to be killed now.
    fn is_due(&self, when: When) -> bool {
        self.due == Some((when, self.seen))
    }
}

/// The Store and the remote after the first submission.
pub(super) struct Scene {
    store: Store,
    watch: Arc<Mutex<Watch>>,
    before: Product,
    remote: Remote,
}

impl Scene {
    pub(super) fn new() -> Self {
        let language = if is_whole() { LANGUAGE } else { "" };
        let (texts, packages) = RELEASE.split_once('\n').unwrap();
        Self::of(
            MANIFEST,
            &format!("{MANIFEST}{texts}\n{language}{packages}"),
        )
    }

    /// A release of notes, of which receipts keep nothing.
    pub(super) fn of_notes() -> Self {
        let [first, release] = ["Sign in.", "Sign in as demo."]
            .map(|it| format!("{MANIFEST}properties: {{ certificationNotes: {it} }}\n"));
        Self::of(&first, &release)
    }

    fn of(manifest: &str, release: &str) -> Self {
        let watch = Arc::new(Mutex::new(Watch::default()));
        let store = watched(&watch);
        let remote = Remote::new();
        let first = remote.first_clone(&store);
        if manifest != MANIFEST {
            first.manifest(manifest);
            commit(&first);
        }
        first.run(&apply(&["--receipts", "git"])).exits(0);
        let mut before = store.product();
        before.submissions[0].progress = Progress::Published;
        store.sandbox.put_product(before.clone());
        first.run(&["status", "--receipts", "git"]).exits(0);
        if is_whole() {
            first.write("images/1.png", png(1366, 768, 1));
            first.write("images/logo.png", png(720, 1080, 2));
        }
        first.manifest(release);
        commit(&first);
        git(first.path(), &["push", "--quiet", "origin", "main"]);
        Self {
            store,
            watch,
            before,
            remote,
        }
    }

    /// Everything as it was before the release.
    pub(super) fn case(&self) -> Case<'_> {
        self.store.sandbox.put_product(self.before.clone());
        let remote = Remote::new();
        copy(self.remote.path(), remote.path());
        Case {
            from: self.store.requests(0).len(),
            first: remote.runner(&self.store),
            scene: self,
            remote,
        }
    }
}

/// A Store whose clients are killed at one of their requests.
fn watched(watch: &Arc<Mutex<Watch>>) -> Store {
    let watch = Arc::clone(watch);
    // Certification takes longer than the runners.
    let options = Options {
        interpretations: "submission-reads=1000".parse().unwrap(),
        ..Options::default()
    };
    Store::behind(options, move |router| {
        router.layer(from_fn(move |request: Request, next: Next| {
            let watch = Arc::clone(&watch);
            async move {
                // Whoever starts a runner holds the lock until its number is known.
                let (process, before, after) = {
                    let mut watch = watch.lock().unwrap();
                    watch.seen += 1;
                    let [before, after] = [When::Before, When::After].map(|it| watch.is_due(it));
                    (watch.process, before, after)
                };
                if before {
                    signal("KILL", process);
                    return StatusCode::SERVICE_UNAVAILABLE.into_response();
                }
                let response = next.run(request).await;
                if after {
                    signal("KILL", process);
                }
                response
            }
        }))
    })
}

/// The release, with a remote of its own.
pub(super) struct Case<'a> {
    scene: &'a Scene,
    pub(super) remote: Remote,
    /// The runner that begins.
    pub(super) first: Workplace,
    /// How many requests there were before.
    from: usize,
}

impl Case<'_> {
    /// The runner that comes after the first one.
    pub(super) fn runner(&self, left: Left) -> Workplace {
        let runner = self.remote.runner(&self.scene.store);
        match left {
            Left::Nothing => {}
            Left::Checkout => {
                std::fs::remove_dir_all(runner.path()).unwrap();
                copy(self.first.path(), runner.path());
                git(runner.path(), &["clean", "-ffdxq"]);
            }
        }
        runner
    }

    /// Applies the release.
    pub(super) fn run(&self, runner: &Workplace) -> Run {
        self.start(runner, None)
    }

    /// Applies the release, and kills the runner at its `n`th request, from 1.
    pub(super) fn run_until(&self, when: When, n: usize) -> Run {
        self.start(&self.first, Some((when, n)))
    }

    fn start(&self, runner: &Workplace, due: Option<(When, usize)>) -> Run {
        let arguments = apply(&["--receipts", "git", "--format", "json"]);
        let mut command = runner.command(&arguments);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut watch = self.scene.watch.lock().unwrap();
        let child = command.spawn().unwrap();
        *watch = Watch {
            process: child.id(),
            seen: 0,
            due,
        };
        drop(watch);
        Run::of(child.wait_with_output().unwrap())
    }

    /// Applies the release undisturbed; returns what the Store ends up with.
    pub(super) fn whole(&self) -> Value {
        self.run(&self.first).exits(0);
        assert_eq!(self.submissions(), 2);
        self.end_state()
    }

    /// What the Store holds.
    pub(super) fn end_state(&self) -> Value {
        end_state(&self.scene.store.product())
    }

    /// The last submission.
    pub(super) fn last_submission(&self) -> Value {
        let product = self.scene.store.product();
        json!(product.submissions.last().map(|it| &it.id))
    }

    /// How many submissions there are.
    pub(super) fn submissions(&self) -> usize {
        self.scene.store.product().submissions.len()
    }

    /// The requests of this case.
    pub(super) fn requests(&self) -> Vec<String> {
        self.scene.store.requests(self.from)
    }

    /// How many writes came after the first `from` requests of this case.
    pub(super) fn writes(&self, from: usize) -> usize {
        self.scene.store.writes(self.from + from).len()
    }
}

/// Copies a folder, links and modes included.
fn copy(from: &Path, to: &Path) {
    let source = format!("{}/.", from.display());
    std::fs::create_dir_all(to).unwrap();
    let status = Command::new("cp").args(["-R", &source]).arg(to).status();
    assert!(status.unwrap().success());
}
