//! Our own composite actions, `.github/actions`.

use serde_yaml::Value;

use super::{merge::merge, runner::Runner};
use crate::support::Store;

fn plan(runner: &mut Runner, path: &str) -> super::runner::Job {
    for (input, value) in [("path", path), ("base", "HEAD^1"), ("token", "token")] {
        runner.give(&format!("inputs.{input}"), value);
    }
    runner.action("plan", &Value::Null)
}

#[test]
fn the_plan_action_keeps_one_comment_whose_plan_the_merge_applies() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    for _ in 0..2 {
        plan(&mut runner, "store").fails_at(None);
        assert_eq!(runner.comments().len(), 1);
    }
    assert!(runner.summary().contains("Contoso Widgets"));
    merge(&mut runner).fails_at(None);
    assert_eq!(store.product().submissions.len(), 1);
}

#[test]
fn the_plan_action_comments_on_a_blocked_plan_and_then_fails_as_storectl_did() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    runner.edit("pricing: PAID", "pricing: FREE");
    let job = plan(&mut runner, "store");
    job.fails_at(Some("Result"));
    assert_eq!(job.runs["Result"].code, 11);
    assert!(runner.comments()[0].contains("pricing"));
    let job = plan(&mut runner, "nowhere");
    job.fails_at(Some("Result"));
    assert_eq!(job.runs["Result"].code, 64);
    assert_eq!(runner.comments().len(), 1);
    assert!(!runner.comments()[0].contains("pricing"));
}

#[test]
fn setting_up_does_nothing_where_storectl_is_on_the_path() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    let job = runner.action("setup-storectl", &Value::Null);
    job.fails_at(None);
    assert_eq!(job.runs.keys().collect::<Vec<_>>(), ["Look for storectl"]);
}

#[test]
fn setting_up_refuses_what_is_not_a_full_commit() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    std::fs::remove_file(runner.root().join("bin/storectl")).unwrap();
    for rev in ["main", "v1.0.0", "ac839b4", "--branch"] {
        runner.give("inputs.rev", rev);
        let job = runner.action("setup-storectl", &Value::Null);
        job.fails_at(Some("Look for storectl"));
    }
}
