//! An approval of a plan approves the bytes that the plan saw.

use serde_json::{Value, json};

use super::{Case, NEW};
use crate::support::{
    Run,
    host::{Serves, fixture},
};

/// How an approved plan is named.
#[derive(Clone, Copy, Debug)]
enum By {
    /// `--expect`, the plan kept where it was made.
    Hash,
    /// `--expect`, on another machine.
    HashAlone,
    /// `--plan`.
    File,
}

const EACH: [By; 3] = [By::Hash, By::HashAlone, By::File];

impl Case {
    /// Makes `plan.json`, and returns the plan.
    #[track_caller]
    fn approved(&self, flags: &[&str]) -> Value {
        let flags = [&["--out", "json=plan.json"], flags].concat();
        self.plan(&flags).exits(0);
        serde_json::from_str(&self.workplace.read("plan.json")).unwrap()
    }

    fn apply_approved(&self, plan: &Value, by: By, flags: &[&str]) -> Run {
        let hash = plan["planHash"].as_str().unwrap();
        if matches!(by, By::HashAlone) {
            let kept = self.workplace.path().join(".storectl/plans");
            let _ = std::fs::remove_dir_all(kept);
        }
        let approval = match by {
            By::Hash | By::HashAlone => ["--expect", hash],
            By::File => ["--plan", "plan.json"],
        };
        self.apply(&[&approval, flags].concat())
    }
}

#[test]
fn bytes_that_are_still_the_approved_ones_are_applied() {
    for by in EACH {
        for name in ["plain-signed.exe", "nsis-signed-payload.exe"] {
            let case = Case::new();
            case.host.put(NEW, Serves::fixture(name));
            let plan = case.approved(&[]);
            case.apply_approved(&plan, by, &[]).exits(0);
            assert_eq!(case.store.product().submissions.len(), 1, "{by:?}");
        }
    }
}

#[test]
fn other_bytes_are_not_applied_and_that_comes_before_what_is_wrong_with_them() {
    for by in EACH {
        for other in [
            Serves::fixture("nsis-signed-payload.exe"),
            Serves::fixture("plain.exe"),
            Serves::fixture("html.exe"),
            Serves::Status(404),
            Serves::Redirect,
        ] {
            let case = Case::new();
            let plan = case.approved(&[]);
            case.host.put(NEW, other.clone());
            let run = case.apply_approved(&plan, by, &[]);
            let run = run.exits(12);
            assert!(case.store.writes(0).is_empty(), "{by:?} {}", run.stderr);
        }
    }
}

#[test]
fn what_was_approved_and_what_is_there_are_named() {
    for by in [By::Hash, By::File] {
        let case = Case::new();
        let plan = case.approved(&[]);
        let other = "nsis-signed-payload.exe";
        case.host.put(NEW, Serves::fixture(other));
        let run = case
            .apply_approved(&plan, by, &["--format", "json"])
            .exits(12);
        let error = &run.json()["error"];
        let stale = error["stale"].as_array().unwrap();
        let bytes = stale.iter().find(|it| it["address"] == "packages[0]");
        let bytes = bytes.unwrap_or_else(|| panic!("{error}"));
        assert_eq!(bytes["state"], "moved");
        assert_eq!(bytes["before"], Value::Null);
        assert_eq!(bytes["approved"]["length"], super::seen(&plan)["length"]);
        assert_eq!(bytes["now"]["length"], fixture(other).len());
    }
}

#[test]
fn a_host_that_does_not_answer_now_is_asked_again_and_then_the_run_is_transient() {
    for by in EACH {
        let case = Case::new();
        let plan = case.approved(&[]);
        case.host.put(NEW, Serves::Status(503));
        case.host.requests_since();
        let run = case
            .apply_approved(&plan, by, &["--timeout", "4s"])
            .exits(21);
        assert!(case.store.writes(0).is_empty(), "{by:?} {}", run.stderr);
        assert!(run.stderr.contains("packages[0]"), "{}", run.stderr);
        let heads = case.host.requests_since();
        let heads = heads.iter().filter(|it| it.starts_with("HEAD")).count();
        assert!(heads > 1, "{heads}");
    }
}

#[test]
fn a_plan_that_could_not_tell_approves_no_bytes_and_is_applied() {
    for by in EACH {
        let case = Case::new();
        case.host.put(NEW, Serves::Status(503));
        let run = case.plan(&["--out", "json=plan.json"]).exits(0);
        assert!(
            run.stdout.contains("the plan approves no bytes of it"),
            "{}",
            run.stdout
        );
        let plan: Value = serde_json::from_str(&case.workplace.read("plan.json")).unwrap();
        assert_eq!(super::seen(&plan)["bytesSeen"], false);
        case.host.put(NEW, Serves::fixture("plain-signed.exe"));
        case.apply_approved(&plan, by, &[]).exits(0);
        assert_eq!(case.store.product().submissions.len(), 1, "{by:?}");
    }
}

#[test]
fn an_approval_holds_for_the_mode_of_its_plan_alone() {
    for by in [By::Hash, By::HashAlone] {
        for (planned, applied) in [
            ("off", "auto"),
            ("off", "full"),
            ("auto", "off"),
            ("full", "auto"),
        ] {
            let case = Case::new();
            let plan = case.approved(&["--preflight", planned]);
            let run = case
                .apply_approved(&plan, by, &["--preflight", applied])
                .exits(12);
            assert!(
                run.stderr.contains("--preflight"),
                "{by:?} {planned}: {}",
                run.stderr
            );
            assert!(case.store.writes(0).is_empty());
            case.apply_approved(&plan, by, &["--preflight", planned])
                .exits(0);
        }
    }
}

#[test]
fn a_plan_file_brings_its_mode_and_another_flag_is_refused() {
    let mut case = Case::new();
    case.workplace.set("STORECTL_PREFLIGHT", "off");
    let plan = case.approved(&["--preflight", "full"]);
    let run = case
        .apply_approved(&plan, By::File, &["--preflight", "auto"])
        .exits(12);
    assert!(run.stderr.contains("--preflight full"), "{}", run.stderr);
    case.host.requests_since();
    case.apply_approved(&plan, By::File, &[]).exits(0);
    let requests = case.host.requests_since();
    // Every byte, not parts of it.
    assert!(
        requests.contains(&format!("GET /put/{NEW}")),
        "{requests:?}"
    );
}

#[test]
fn a_plan_file_whose_look_was_edited_is_refused() {
    let case = Case::new();
    let plan = case.approved(&[]);
    let other = fixture("nsis-signed-payload.exe");
    case.host.put(NEW, Serves::Bytes(other.clone()));
    let edits: [(&str, Value); 9] = [
        ("/preflight/0/version", json!("1.6.0")),
        ("/preflight/0/findings", json!([{ "code": "STC0903" }])),
        ("/preflightMode", json!("off")),
        ("/preflight/0/length", json!(other.len())),
        ("/preflight/0/partsDigest", Value::Null),
        ("/preflight/0/http/etag", json!("\"other\"")),
        (
            "/preflight/0/http/lastModified",
            json!("Mon, 01 Jan 2024 00:00:00 GMT"),
        ),
        ("/preflight/0/bytesSeen", json!(false)),
        ("/preflight/0/address", json!("packages[1]")),
    ];
    let so_far = case.store.requests(0).len();
    for (pointer, value) in edits {
        let mut edited = plan.clone();
        *edited["products"][0].pointer_mut(pointer).unwrap() = value;
        case.workplace.write("plan.json", edited.to_string());
        let run = case.apply_approved(&plan, By::File, &[]).exits(12);
        assert!(
            run.stderr.contains("it was edited after it was created"),
            "{pointer}: {}",
            run.stderr
        );
    }
    assert_eq!(case.store.requests(0).len(), so_far, "nothing was sent");
}
