//! How a scenario ends: once nothing goes wrong any more, the products are what their manifests say, or an exit code says
//! why not.

use storectl_sandbox::{Progress, Upload};

use crate::{
    history::{Ended, Exchange, Fate, History, Past, Run, Snapshot},
    laws::{
        Breach, document,
        evidence::Evidence,
        memory,
        record::{Call, call, differing, flag, is_refused, said, writes},
        report::{submits, unpublished},
    },
    scenario::Event,
};

/// Judges the end of a scenario: a run without faults, and the same command again.
///
/// The first one converges, and submits what it knows not to be submitted, or it exits with a code that is true of the
/// Store. After one that converged the second one writes nothing, unless it learns of a submission that the Store denied before,
/// and exits with 0, or says that the last submission failed.
pub fn settled(history: &History, run: &Run, again: &Run) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let earlier = history.past.len().saturating_sub(2);
    let earlier = history.past.get(..earlier).unwrap_or_default();
    for (which, run) in [("the last run", run), ("the run after it", again)] {
        match run.ended {
            Ended::Exit(0) => {
                let products = run.before.keys();
                breaches.extend(products.flat_map(|it| converged(which, run, it)));
            }
            Ended::Exit(code) if is_true(earlier, run, code) => {}
            Ended::Exit(code) => {
                let said = document::error(run);
                breaches.push(breach(format!(
                    "{which} exits with {code}, which nothing at the Store explains: {said}"
                )));
            }
            Ended::Killed => breaches.push(breach(format!("{which} died"))),
        }
    }
    let is_always = flag(run, "--submit") == Some("always");
    if run.ended == Ended::Exit(0) && !is_always {
        let mut written = again.exchanges.iter().filter(|it| it.is_write());
        let written = written.find(|it| !has_learned(run, again, it.product.as_deref()));
        breaches.extend(
            written.map(|it| breach(format!("the run after the last one sent {}", said(it)))),
        );
        if !matches!(again.ended, Ended::Exit(0 | 22)) {
            let ended = again.ended;
            breaches.push(breach(format!(
                "the last run exits with 0, and the run after it with {ended:?}"
            )));
        }
    }
    breaches
}

fn breach(message: String) -> Breach {
    Breach::new("settled", message)
}

/// Whether the Store tells the second run of a submission of a product that it denied to the first one: only that can know
/// that the draft holds something else.
fn has_learned(run: &Run, again: &Run, product: Option<&str>) -> bool {
    let asked = |run: &Run, is: fn(&Exchange) -> bool| {
        let mut asked = run.exchanges.iter();
        asked.any(|it| {
            let is_about_one = matches!(call(it), Call::SubmissionStatus(_));
            is_about_one && it.product.as_deref() == product && is(it)
        })
    };
    asked(run, is_refused) && asked(again, |it| !is_refused(it))
}

/// Finds what a run that succeeded left undone. What it changed is `report`'s matter; here is what it may have found.
fn converged(which: &str, run: &Run, product: &str) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let (Some(after), Some(wish)) = (run.after.get(product), run.wishes.get(product)) else {
        return breaches;
    };
    let draft = after.draft();
    let unset = differing(&wish.outcome(draft), draft);
    if !unset.is_empty() {
        let unset = unset.join(", ");
        breaches.push(breach(format!(
            "{which} exits with 0, and {product} differs from its manifest at {unset}"
        )));
    }
    let is_known = document::entry(run, product).is_some_and(|it| it["submissionKnown"] == true);
    let unpublished = unpublished(wish, after);
    if submits(run) && is_known && !unpublished.is_empty() {
        let unpublished = unpublished.join(", ");
        breaches.push(breach(format!(
            "{which} exits with 0 and knows what was submitted; no submission holds {unpublished} of {product}"
        )));
    }
    breaches
}

/// Whether what a code says is true of a product at the Store.
fn is_true(past: &[Past], run: &Run, code: u8) -> bool {
    let any =
        |is: &dyn Fn(&Snapshot) -> bool| run.before.values().chain(run.after.values()).any(is);
    let is_active = |it: &Snapshot| it.active_submission().is_some();
    match code {
        10 | 12 => Evidence { past, run }.of(code).is_ok(),
        11 => run.before.keys().any(|id| is_unacknowledged(past, run, id)),
        13 => {
            // What holds all that a manifest asks for is followed, whoever made it, unless it was met before.
            let may_be_foreign = is_in_doubt(past, run) || met_another(past);
            any(&|it| {
                let is_other = may_be_foreign || is_unset(run, it);
                !is_ready(it) || is_active(it) && is_other
            })
        }
        22 => {
            let is_failed = |it: &Snapshot| {
                let lasts = [
                    it.submissions.last(),
                    memory::last_submission(past, run, it),
                ];
                let mut lasts = lasts.into_iter().flatten();
                it.upload == Upload::Failed || lasts.any(|it| it.progress == Progress::Failed)
            };
            any(&is_failed)
                || run
                    .exchanges
                    .iter()
                    .any(|it| it.is_write() && is_refused(it))
        }
        31 => any(&|it| is_active(it) || !is_ready(it)),
        32 => {
            let is_unset = |it: &Snapshot| is_unset(run, it);
            (run.after.values().any(is_unset) && run.before.keys().any(|id| has_tried(run, id)))
                || is_in_doubt(past, run)
        }
        _ => false,
    }
}

/// Whether the draft of a product is not what its manifest comes to.
fn is_unset(run: &Run, product: &Snapshot) -> bool {
    let draft = product.draft();
    let wish = run.wishes.get(&product.id);
    wish.is_some_and(|it| it.outcome(draft) != *draft)
}

/// Whether a command was refused a submission, maybe because of another one that it remembers as not its own.
fn met_another(past: &[Past]) -> bool {
    let is_refusal = |it: &Exchange| call(it) == Call::Submit && is_refused(it);
    past.iter().any(|it| match it {
        Past::Run(it) => it.exchanges.iter().any(is_refusal),
        Past::Event { .. } => false,
    })
}

/// Whether nothing but a submission keeps the draft of a product from being ready.
fn is_ready(product: &Snapshot) -> bool {
    product.upload == Upload::Done
        && product.packages == product.committed_packages
        && product.listings.iter().all(|it| it.lacks().is_empty())
}

/// Whether a manifest, or somebody in Partner Center, asks for something destructive that no plan says is acknowledged.
fn is_unacknowledged(past: &[Past], run: &Run, product: &str) -> bool {
    let Some(plan) = document::plan(run, product) else {
        return false;
    };
    let items = ["changes", "unmanaged"].map(|it| plan[it].as_array());
    let mut items = items.into_iter().flatten().flatten();
    let is_named = items.any(|it| it["acknowledged"] == false);
    is_named && Evidence { past, run }.is_destructive_of(product)
}

/// Whether the Store was asked for what it then did not hold.
fn has_tried(run: &Run, product: &str) -> bool {
    let is_write = |it| matches!(call(it), Call::PatchMetadata | Call::PatchPackage);
    !writes(run, product).is_empty() || run.exchanges.iter().any(is_write)
}

/// Whether a submission was announced, or made, of which nobody here can know what became of it.
fn is_in_doubt(past: &[Past], run: &Run) -> bool {
    let is_lost = |it: &Exchange| call(it) == Call::Submit && it.fate == Fate::Lost;
    let is_doubtful = |it: &Past| match it {
        Past::Run(it) => {
            matches!(it.ended, Ended::Killed | Ended::Exit(130 | 143))
                || it.exchanges.iter().any(is_lost)
        }
        Past::Event { event, .. } => matches!(event, Event::PortalCancel { .. }),
    };
    let is_unknown =
        |it: &Exchange| matches!(call(it), Call::SubmissionStatus(_)) && is_refused(it);
    run.exchanges.iter().any(is_unknown) || past.iter().any(is_doubtful)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use storectl_sandbox::{Fields, Product};

    use super::*;
    use crate::{
        content,
        laws::example::{Example, applied, history, published, set_website, submit, unchanged},
        scenario::Runner,
    };

    /// A run that read the draft and ended with a code.
    fn ended(store: Product, code: u8) -> Run {
        let mut example = Example::new(store);
        example.read();
        let mut example = example.report(code, "not-started", Value::Null, json!([]));
        example.edit("submissionKnown", json!(code == 0));
        example.run
    }

    fn judged(run: &Run, again: &Run) -> Vec<Breach> {
        settled(&history([run, again]), run, again)
    }

    fn matching() -> Product {
        let mut store = published();
        set_website(&mut store);
        store
    }

    #[test]
    fn a_run_converges() {
        let differs = ended(published(), 0);
        let breaches = judged(&differs, &differs);
        assert!(breaches[0].message.contains("properties.website"));
        let unsubmitted = ended(matching(), 0);
        assert_eq!(judged(&unsubmitted, &unsubmitted).len(), 2);
        let mut unknown = unsubmitted;
        let known = unknown.result.as_mut().unwrap();
        known["products"][0]["submissionKnown"] = json!(false);
        assert_eq!(judged(&unknown, &unknown), []);
    }

    #[test]
    fn what_a_manifest_leaves_open_of_a_package_need_not_be_submitted() {
        let mut store = matching();
        submit(&mut store, "2");
        store.submissions[1].progress = Progress::Published;
        let parameters = "installerParameters".to_owned();
        let draft = content::of_product(&store);
        let mut named: Vec<Fields> = content::packages(&draft).into_iter().cloned().collect();
        let other = json!("/other");
        let first = &mut store.packages[0].fields;
        first.insert(parameters.clone(), other.clone());
        store.committed_packages = store.packages.clone();
        let mut run = ended(store, 0);
        let id = run.wishes.keys().next().cloned().unwrap();
        let mut judged_with = |packages: &[Fields]| {
            run.wishes.get_mut(&id).unwrap().packages = Some(packages.to_vec());
            judged(&run, &run).len()
        };
        named[0].shift_remove(&parameters);
        assert_eq!(judged_with(&named), 0);
        named[0].insert(parameters, other);
        assert_eq!(judged_with(&named), 2);
    }

    #[test]
    fn a_code_is_true() {
        for code in [1, 10, 11, 12, 13, 20, 21, 22, 30, 31, 32] {
            let run = ended(matching(), code);
            let is_possible = code == 10;
            assert_eq!(judged(&run, &run).is_empty(), is_possible, "{code}");
        }
        let own = ended(applied().store, 13);
        assert_eq!(judged(&own, &own).len(), 2);
        let mut store = published();
        submit(&mut store, "2");
        let busy = ended(store, 13);
        assert_eq!(judged(&busy, &busy), []);
        let mut store = matching();
        store.submissions[0].progress = Progress::Failed;
        let failed = ended(store, 22);
        assert_eq!(judged(&failed, &failed), []);
    }

    #[test]
    fn a_run_dies_of_nothing() {
        let mut run = ended(matching(), 0);
        run.ended = Ended::Killed;
        assert_eq!(judged(&run, &ended(applied().store, 0)).len(), 1);
    }

    #[test]
    fn the_run_after_it_writes_nothing() {
        let run = applied().run;
        let again = unchanged(applied().store);
        assert_eq!(judged(&run, &again.run), []);
        let mut writing = Example::new(applied().store);
        writing.send("PATCH", "metadata", Some(json!({})), json!({}));
        let writing = writing.report(0, "done", json!("2"), json!([]));
        assert_eq!(judged(&run, &writing.run).len(), 1);
    }

    #[test]
    fn the_run_after_it_may_learn_what_was_submitted() {
        let status = "submission/1/status";
        let asking = |answer: u16| {
            let mut example = Example::new(applied().store);
            example.send("GET", status, None, json!({}));
            if answer != 200 {
                example.last().fate = Fate::Answered(answer, None);
            }
            example.send("PATCH", "metadata", Some(json!({})), json!({}));
            example.report(0, "done", json!("2"), json!([])).run
        };
        let (denied, told) = (asking(404), asking(200));
        let wrote = |run: &Run, again: &Run| {
            let mut breaches = judged(run, again).into_iter();
            breaches.any(|it| it.message.contains("sent PATCH"))
        };
        assert!(!wrote(&denied, &told));
        assert!(wrote(&denied, &denied) && wrote(&told, &told) && wrote(&told, &denied));
        let of_another = |mut run: Run| {
            run.exchanges[0].product = Some("another".to_owned());
            run
        };
        assert!(wrote(&of_another(denied), &of_another(told)));
    }

    #[test]
    fn the_run_after_it_ends_alike() {
        let run = applied().run;
        let again = ended(applied().store, 31);
        assert_eq!(judged(&run, &again).len(), 1);
    }

    #[test]
    fn a_value_that_cannot_be_set_was_tried() {
        let mut example = Example::new(published());
        example.read();
        let untried = ended(published(), 32);
        assert_eq!(judged(&untried, &untried).len(), 2);
        example.send("PATCH", "metadata", Some(json!({})), json!({}));
        let tried = example.report(32, "failed", Value::Null, json!([])).run;
        assert_eq!(judged(&tried, &tried), []);
    }

    #[test]
    fn what_somebody_else_submitted_after_a_failure_need_not_be_known() {
        let made = applied().run;
        let mut store = applied().store;
        store.submissions[1].progress = Progress::Failed;
        submit(&mut store, "3");
        store.submissions[2].progress = Progress::Published;
        let mut failed = ended(store, 22);
        failed.args.extend(["--receipts", "off"].map(str::to_owned));
        let judged = |past: [&Run; 3]| settled(&history(past), &failed, &failed).len();
        assert_eq!(judged([&made, &failed, &failed]), 0);
        // Nobody here made one that failed, or somebody here made the later one.
        let mut other = made.clone();
        other.runner = Runner::B;
        assert_eq!(judged([&other, &failed, &failed]), 2);
        let mut later = failed.clone();
        later.result.as_mut().unwrap()["products"][0]["submissionId"] = json!("3");
        let past = history([&made, &later, &failed, &failed]);
        assert_eq!(settled(&past, &failed, &failed).len(), 2);
    }

    #[test]
    fn a_submission_in_doubt_is_one_whose_answer_was_lost() {
        let mut lost = applied();
        lost.last().fate = Fate::Lost;
        let doubtful = ended(matching(), 32);
        let past = history([&lost.run, &doubtful, &doubtful]);
        assert_eq!(settled(&past, &doubtful, &doubtful), []);
    }
}
