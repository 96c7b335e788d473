//! Neither a receipt nor a journal: what was last submitted is not known, and nobody says otherwise.

use super::{Remote, git, plan, reference};
use crate::support::{Store, apply};

/// What becomes of `--receipts git` when the remote has none, and of `off`.
const RECEIPTS: [(&str, &str); 2] = [
    (
        "git",
        "`storectl submit --yes --poll-interval 1ms --receipts git`",
    ),
    (
        "off",
        "`storectl submit --yes --poll-interval 1ms --receipts off`",
    ),
];

#[test]
fn without_receipt_and_journal_nothing_to_do_is_never_silent() {
    for submit in ["auto", "never"] {
        let store = Store::start();
        let remote = Remote::new();
        let first = remote.first_clone(&store);
        let once = ["--receipts", "git", "--wait", "published", "--submit"];
        let once = [&once[..], &[submit]].concat();
        first.run(&apply(&once)).exits(0);
        git(remote.path(), &["update-ref", "-d", &reference()]);
        for (receipts, command) in RECEIPTS {
            let runner = remote.runner(&store);
            let from = store.requests(0).len();
            let planned = plan(&runner, &["--receipts", receipts]).json();
            let product = &planned["products"][0];
            assert_eq!(product["status"], "unchanged", "{product:#}");
            assert_eq!(product["submissionKnown"], false, "{product:#}");
            assert_eq!(product["base"]["kind"], "none", "{product:#}");
            for format in ["json", "text", "markdown"] {
                let flags = ["--receipts", receipts, "--format", format];
                let run = runner.run(&apply(&flags)).exits(0);
                assert!(run.stderr.contains(command), "{format}: {}", run.stderr);
                match format {
                    "json" => {
                        let applied = &run.json()["products"][0];
                        assert_eq!(applied["submissionKnown"], false, "{applied:#}");
                    }
                    _ => assert!(
                        run.stdout.contains("Nothing to do. The draft matches the manifest; whether it was submitted is unknown."),
                        "{format}: {}", run.stdout
                    ),
                }
            }
            assert!(store.writes(from).is_empty(), "{submit} {receipts}");
        }
    }
}
