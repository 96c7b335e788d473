//! Our own composite actions, `.github/actions`.

use serde_yaml::Value;

use super::{
    merge::merge,
    runner::{HEAD_SHA, Runner},
    untrusted::uninstalled,
};
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
}

#[test]
fn each_product_of_a_pull_request_has_a_comment_of_its_own_whatever_fails() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    let other = "<!-- storectl:plan v=1 product=other hash=sp1-1 -->\nOther";
    let comments = serde_json::json!([
        { "id": 1, "user": { "login": "github-actions[bot]" }, "body": other },
    ]);
    runner
        .workplace
        .write("github/comments-7.json", format!("{comments:#}"));
    plan(&mut runner, "store").fails_at(None);
    let planned = runner.comments();
    assert_eq!((planned.len(), planned[0].as_str()), (2, other));
    // A product that cannot be planned takes no other's place.
    for _ in 0..2 {
        let job = plan(&mut runner, "nowhere");
        job.fails_at(Some("Result"));
        assert_eq!(job.runs["Result"].code, 64);
        let comments = runner.comments();
        assert_eq!(comments[..2], planned[..]);
        assert_eq!(comments.len(), 3);
    }
    // It takes its own, though nothing tells its product.
    runner.edit("apiVersion: storectl/v1", "apiVersion: [");
    plan(&mut runner, "store").fails_at(Some("Result"));
    let comments = runner.comments();
    assert_eq!((comments.len(), comments[0].as_str()), (3, other));
    assert!(comments[1].contains("product= hash= "), "{}", comments[1]);
    runner.edit("apiVersion: [", "apiVersion: storectl/v1");
    plan(&mut runner, "store").fails_at(None);
    assert_eq!(runner.comments()[..2], planned[..]);
}

#[test]
fn the_plan_action_does_not_comment_where_nothing_changes() {
    let store = Store::start();
    let mut runner = Runner::new(&store);
    runner.workplace.write("src/main.c", "int main() {}");
    runner.commit();
    plan(&mut runner, "store").fails_at(None);
    assert!(runner.comments().is_empty());
}

#[test]
fn setting_up_builds_where_no_file_of_the_repository_chooses_the_compiler() {
    let store = Store::start();
    let mut runner = uninstalled(&store);
    runner.give("inputs.rev", HEAD_SHA);
    runner.action("setup-storectl", &Value::Null).fails_at(None);
    let folder = runner.root().join("runner");
    let built = runner.workplace.read("github/built");
    assert_eq!(built, format!("{}\nstable\n", folder.display()));
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
