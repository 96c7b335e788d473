//! The times of the last submission.

use serde_json::{Value, json};

use super::{WHATS_NEW, json, store, submitted, watch};
use crate::support::{Store, Workplace, apply};

fn states(product: &Value) -> Vec<(String, Value)> {
    let timeline = product["timeline"].as_array().unwrap().iter();
    let state = |it: &Value| (it["state"].as_str().unwrap().to_owned(), it["at"].clone());
    timeline.map(state).collect()
}

fn names(product: &Value) -> Vec<String> {
    states(product).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn where_nothing_is_known_there_are_no_times() {
    let workplace = Workplace::at(&Store::start(), WHATS_NEW);
    let (product, _) = json(&workplace, &[], 0);
    assert_eq!(product["timeline"], json!([]));
}

#[test]
fn a_submission_in_certification_has_the_time_at_which_that_was_first_seen() {
    let (_store, workplace) = submitted("submission-reads=1000000");
    let (product, _) = json(&workplace, &[], 31);
    let first = states(&product);
    let expected = ["draft", "uploaded", "submitted", "certification"];
    assert_eq!(names(&product), expected);
    let id = &product["lastSubmission"]["id"];
    assert_eq!(&product["timeline"][2]["submissionId"], id);
    let (again, _) = json(&workplace, &[], 31);
    assert_eq!(states(&again), first, "times are stable");
    let text = workplace.run(&["status"]).exits(31).stdout;
    assert!(text.contains("timeline: draft 20"), "{text}");
    let comment = workplace.run(&["status", "--format", "markdown"]).exits(31);
    assert!(
        comment.stdout.contains("- timeline: draft 20"),
        "{}",
        comment.stdout
    );
}

#[test]
fn what_became_of_a_submission_ends_its_times() {
    for (outcome, exit, last) in [("published", 0, "published"), ("failed", 22, "failed")] {
        let interpretations = format!("submission-outcome={outcome},submission-reads=2");
        let (_store, workplace) = submitted(&interpretations);
        watch(&workplace, &[]).exits(exit);
        let (product, _) = json(&workplace, &[], exit);
        assert_eq!(names(&product).last().unwrap(), last);
        let end = states(&product).pop().unwrap().1;
        assert_eq!(product["lastSubmission"]["endedAt"], end);
        let (again, _) = json(&workplace, &[], exit);
        assert_eq!(states(&again), states(&product));
    }
}

#[test]
fn the_run_that_is_the_first_to_see_an_end_says_when_it_was_and_later_ones_say_the_same() {
    let (_store, workplace) = submitted("submission-outcome=published,submission-reads=0");
    let (product, _) = json(&workplace, &["--watch"], 0);
    let ended = &product["lastSubmission"]["endedAt"];
    assert!(ended.is_string(), "{product}");
    assert_eq!(&states(&product).last().unwrap().1, ended);
    // An apply with nothing to do sees the end as well, and its journal notes a later time.
    workplace.run(&apply(&[])).exits(0);
    for command in [
        &["plan", "--format", "json"],
        &["status", "--format", "json"],
    ] {
        let document = workplace.run(command).exits(0).json();
        let again = &document["products"][0]["lastSubmission"]["endedAt"];
        assert_eq!(again, ended, "{command:?}");
    }
}

#[test]
fn a_failure_that_is_not_final_and_an_unknown_end_end_no_times() {
    for outcome in ["stalled", "unknown"] {
        let interpretations = format!("submission-outcome={outcome},submission-reads=0");
        let (_store, workplace) = submitted(&interpretations);
        let (product, _) = json(&workplace, &[], 31);
        let names = names(&product);
        assert!(!names.contains(&"failed".to_owned()), "{names:?}");
        assert!(!names.contains(&"published".to_owned()), "{names:?}");
    }
}

#[test]
fn a_draft_that_is_not_ready_with_nothing_submitted_is_0_with_no_times_of_a_submission() {
    let store = store("");
    let workplace = Workplace::at(&store, WHATS_NEW);
    workplace.run(&apply(&["--submit", "never"])).exits(0);
    let (product, _) = json(&workplace, &[], 0);
    assert!(!names(&product).contains(&"submitted".to_owned()));
}
