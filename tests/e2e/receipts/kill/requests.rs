//! Killed at a request.

use super::{When, case::Scene, lefts, next_runner_finishes};
use crate::support::kill::is_whole;

/// Of how many reads one is the last, where only a part is run. All writes are.
const PART: usize = 8;

/// Kills a runner at each request, or at a part of them, lets another one finish, and prints the counts.
#[expect(clippy::print_stdout, reason = "the counts are for people")]
fn kill_everywhere(scene: &Scene, when: When) {
    let undisturbed = scene.case();
    let whole = undisturbed.whole();
    let requests = undisturbed.requests();
    let mut tried = 0;
    for (n, request) in (1..).zip(&requests) {
        let is_write = !request.starts_with("GET ") && !request.contains("/oauth2/");
        if !is_whole() && !is_write && n % PART != when as usize {
            continue;
        }
        for left in lefts(when, n) {
            let case = scene.case();
            let killed = case.run_until(when, n);
            next_runner_finishes(&case, &killed, left, &whole, &(when, n, request));
            tried += 1;
        }
    }
    println!(
        "{when:?}: {tried} kills at {} requests, 0 lost, 0 doubled, 0 silent",
        requests.len()
    );
}

#[test]
fn killed_before_any_request_is_acted_upon_another_machine_submits_once() {
    kill_everywhere(&Scene::new(), When::Before);
}

#[test]
fn killed_after_any_request_was_acted_upon_another_machine_submits_once() {
    kill_everywhere(&Scene::new(), When::After);
}

#[test]
fn killed_after_any_request_notes_alone_are_submitted_by_another_machine() {
    kill_everywhere(&Scene::of_notes(), When::After);
}
