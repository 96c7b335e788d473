//! What a fault that does not heal ends with, and that the next run finishes. Every fault at every request is tried by the
//! applier's own tests, in no time; here the exits are the program's.

use storectl_sandbox::Options;

use crate::support::{Store, Workplace, apply};

const MANIFEST: &str = "
listings:
  en-us: { whatsNew: Gears now turn both ways and the search finds them. }
packages:
  - packageUrl: https://www.contoso.com/downloads/1.2.0/setup.exe
";

/// Strikes with one fault, demands the exit, and lets the next run finish.
#[track_caller]
fn ends(fault: &str, exit: i32) {
    let store = Store::with(Options {
        faults: vec![fault.parse().unwrap()],
        ..Options::default()
    });
    let workplace = Workplace::at(&store, MANIFEST);
    workplace.run(&apply(&[])).exits(exit);
    assert_eq!(store.sandbox.unused_faults(), [], "{fault}");
    workplace.run(&apply(&[])).exits(0);
    assert_eq!(store.product().submissions.len(), 1, "{fault}");
}

#[test]
fn what_passes_is_recovered() {
    for fault in [
        "429@/status",
        "503(date:1)@/packages",
        "drop-after@PATCH:/metadata",
        "truncated@POST:/submit",
        "expired@POST:/packages/commit",
        "type@/metadata",
    ] {
        ends(fault, 0);
    }
}

#[test]
fn an_answer_nobody_can_use_is_an_error_and_partial_once_something_was_written() {
    ends("redirect@GET:/status", 1);
    ends("huge@GET:/metadata", 1);
    ends("redirect@GET:/status#2", 30);
    ends("huge@POST:/packages/commit", 30);
}

#[test]
fn a_write_whose_effect_is_not_known_is_partial() {
    ends("500@PATCH:/metadata", 30);
    ends("html-500@PATCH:/packages/*", 30);
}

#[test]
fn a_write_answered_500_is_unknown_and_never_a_lost_response() {
    for format in ["text", "markdown", "json"] {
        let store = Store::with(Options {
            faults: vec!["500@PATCH:/packages/*".parse().unwrap()],
            ..Options::default()
        });
        let workplace = Workplace::at(&store, MANIFEST);
        let run = workplace.run(&apply(&["--format", format])).exits(30);
        let all = format!("{}{}", run.stdout, run.stderr);
        assert!(all.contains("500"), "{all}");
        assert!(!all.contains("response was lost"), "{all}");
        if format == "json" {
            let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
            let steps = document["products"][0]["steps"].as_array().unwrap();
            let unknown = steps.iter().find(|it| it["outcome"] == "unknown").unwrap();
            assert_eq!(unknown["failure"]["httpStatus"], 500, "{document:#}");
        } else {
            let said = "was sent, but whether it took effect is unknown";
            assert!(run.stdout.contains(said), "{}", run.stdout);
        }
    }
}

#[test]
fn a_refused_sign_in_or_role_is_reported_as_such_wherever_it_occurs() {
    ends("401@/oauth2/v2.0/token", 20);
    ends("403@GET:/packages", 20);
    ends("403@PATCH:/metadata", 20);
}
