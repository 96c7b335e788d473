//! A pull request from its first plan to the Store, and drift from its discovery to a pull request of its own.
//!
//! Each step is a job of its own on a fresh clone, with what its workflow runs; all they share is the remote.

use storectl_sandbox::SAMPLE_PRODUCT;

use super::published::PullRequest;
use crate::support::{QUICK, Run, Workplace, git::git};

/// The remote of a product that is published, with its receipt.
struct Remote {
    folder: tempfile::TempDir,
    published: PullRequest,
}

impl Remote {
    fn new() -> Self {
        let published = PullRequest::of_product(3, super::published::More::default());
        let folder = tempfile::tempdir().unwrap();
        git(folder.path(), &["init", "--quiet", "--bare"]);
        let address = folder.path().to_str().unwrap();
        git(
            published.workplace.path(),
            &["remote", "add", "origin", address],
        );
        git(
            published.workplace.path(),
            &["push", "--quiet", "origin", "HEAD:main"],
        );
        // Nothing changes; the receipt of the submission is published.
        published
            .run(&[
                "apply",
                "store",
                "--yes",
                "--receipts",
                "git",
                "--submit",
                "always",
                "--wait",
                "published",
            ])
            .exits(0);
        Self { folder, published }
    }

    /// A job: a clone of its own, with the whole history, at a branch.
    fn job(&self, branch: &str) -> Workplace {
        let mut job = Workplace::at(&self.published.store, "");
        std::fs::remove_file(job.path().join("storectl.yaml")).unwrap();
        job.set("PATH", std::env::var_os("PATH").unwrap().to_str().unwrap());
        git(job.path(), &["init", "--quiet"]);
        let address = self.folder.path().to_str().unwrap();
        git(job.path(), &["remote", "add", "origin", address]);
        git(job.path(), &["fetch", "--quiet", "origin"]);
        git(
            job.path(),
            &[
                "checkout",
                "--quiet",
                "-B",
                branch,
                &format!("origin/{branch}"),
            ],
        );
        job
    }

    /// A person pushes a change of a file to a branch that begins at main.
    fn push(&self, branch: &str, from: &str, change: impl FnOnce(&Workplace)) {
        let person = self.job(from);
        change(&person);
        person.commit();
        git(
            person.path(),
            &["push", "--quiet", "origin", &format!("HEAD:{branch}")],
        );
    }

    /// A maintainer merges a branch into main.
    fn merge(&self, branch: &str) {
        let maintainer = self.job("main");
        git(
            maintainer.path(),
            &[
                "merge",
                "--quiet",
                "--no-ff",
                "--message",
                "merge",
                &format!("origin/{branch}"),
            ],
        );
        git(
            maintainer.path(),
            &["push", "--quiet", "origin", "HEAD:main"],
        );
    }
}

fn run(job: &Workplace, arguments: &[&str]) -> Run {
    job.run(&[arguments, &QUICK].concat())
}

/// What the plan of a pull request leaves for the steps that follow.
struct Planned {
    comment: String,
    outputs: Vec<(String, String)>,
}

impl Planned {
    /// Plans a branch as `plan-on-pr.yml` does.
    fn of(remote: &Remote, branch: &str, exit: i32) -> Self {
        let job = remote.job(branch);
        let plan = [
            "plan",
            "store",
            "--receipts",
            "git",
            "--out",
            "markdown=plan.md",
            "--out",
            "github-output=outputs",
        ];
        run(&job, &plan).exits(exit);
        let lines = job.read("outputs");
        let outputs = lines.lines().map(|it| it.split_once('=').unwrap());
        Self {
            comment: job.read("plan.md"),
            outputs: outputs
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        }
    }

    #[track_caller]
    fn output(&self, name: &str) -> &str {
        let mut outputs = self.outputs.iter();
        let (_, value) = outputs.find(|(it, _)| it == name).unwrap();
        value
    }

    /// The hash that `apply-on-merge.yml` reads from the comment.
    fn hash(&self) -> &str {
        let marker = self.comment.lines().next().unwrap();
        let rest = marker.strip_prefix(&format!(
            "<!-- storectl:plan v=1 product={SAMPLE_PRODUCT} hash="
        ));
        rest.unwrap().strip_suffix(" -->").unwrap()
    }
}

#[test]
fn a_change_is_planned_blocked_acknowledged_merged_applied_and_followed() {
    let remote = Remote::new();
    let submissions = || remote.published.store.product().submissions.len();
    let before = submissions();
    remote.push("fewer-languages", "main", |person| {
        let fields = "  fr-fr:\n    shortDescription: Des notes toujours à portée de main\n";
        let manifest = person
            .read("store/storectl.yaml")
            .replace(fields, "  fr-fr: null\n");
        person.write("store/storectl.yaml", manifest);
        person.write(
            "store/listings/en-us/whats-new.md",
            "Notes open in no time.\n",
        );
    });

    let blocked = Planned::of(&remote, "fewer-languages", 11);
    assert_eq!(blocked.output("exit"), "11");
    assert_eq!(blocked.output("blocked"), "1");
    assert_eq!(blocked.output("destructive"), "1");
    assert_eq!(blocked.output("changes"), "2");
    let token = blocked.comment.split("- D-").nth(1).unwrap();
    let token = format!("D-{}", &token[..6]);

    // What the comment offers for copying, run in a clone of the branch.
    remote.push("fewer-languages", "fewer-languages", |person| {
        person.run(&["acknowledge", &token, "store"]).exits(0);
    });
    let planned = Planned::of(&remote, "fewer-languages", 0);
    assert_eq!(planned.output("blocked"), "0");
    assert_eq!(planned.output("hash"), planned.hash());
    assert!(
        planned.comment.contains("destructive"),
        "{}",
        planned.comment
    );

    remote.merge("fewer-languages");
    let job = remote.job("main");
    let hash = planned.hash();
    let apply = [
        "apply",
        "store",
        "--yes",
        "--receipts",
        "git",
        "--expect",
        hash,
    ];
    run(&job, &apply).exits(0);
    assert_eq!(submissions(), before + 1);
    assert!(remote.published.store.product().listing("fr-fr").is_none());

    let follow = run(
        &remote.job("main"),
        &["status", "store", "--receipts", "git", "--watch"],
    );
    assert!(follow.exits(0).stdout.contains("PUBLISHED"));
    // The token has done its work: the next plan says that it is to be removed, and nothing else.
    let next = run(
        &remote.job("main"),
        &["plan", "store", "--receipts", "git", "--detailed-exitcode"],
    );
    assert!(
        next.exits(0)
            .stdout
            .contains("does not match any change; remove it")
    );
}

#[test]
fn an_edit_in_partner_center_is_found_adopted_by_a_pull_request_and_gone() {
    let remote = Remote::new();
    remote.published.in_partner_center(|product| {
        let mut listings = product.listings.iter_mut();
        let english = listings.find(|it| it.language == "en-us").unwrap();
        let short = "Fast, private notes".into();
        english.fields.insert("shortDescription".into(), short);
    });
    let drift = |branch: &str| {
        let plan = ["plan", "store", "--receipts", "git", "--detailed-exitcode"];
        run(&remote.job(branch), &plan)
    };
    let found = drift("main").exits(2);
    assert!(found.stdout.contains("⟲ drift"), "{}", found.stdout);

    remote.push("drift", "main", |job| {
        run(job, &["import", "--update", "--receipts", "git", "store"]).exits(0);
    });
    let manifest = remote.job("drift").read("store/storectl.yaml");
    assert!(
        manifest.contains("shortDescription: Fast, private notes"),
        "{manifest}"
    );
    let adopted = Planned::of(&remote, "drift", 0);
    assert_eq!(adopted.output("changes"), "0");
    assert_eq!(adopted.output("drift"), "0");
    remote.merge("drift");
    drift("main").exits(0);
    // Nobody submits what Partner Center has in its draft for its own sake.
    let applied = run(
        &remote.job("main"),
        &[
            "apply",
            "store",
            "--yes",
            "--receipts",
            "git",
            "--format",
            "json",
        ],
    );
    assert_eq!(
        applied.exits(0).json()["products"][0]["steps"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
}
