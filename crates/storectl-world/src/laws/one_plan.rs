//! What is submitted is the outcome of one plan.

use storectl_sandbox::Submission;

use crate::{
    content::{self, Content},
    history::{History, Run},
    laws::{
        Breach, document, memory,
        record::{Made, approved_plan, differing, interference, made, read, shown, unseen},
    },
    wish::Wish,
};

/// The content of each submission that the command made is the outcome of its manifest over the draft as the command read
/// it, and, where a plan was approved, of that plan's manifest over the draft as the plan read it; but for what nobody could
/// see any more. The packages it publishes are those of the draft.
pub(super) fn check(history: &History, run: &Run) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let plan = approved_plan(&history.past, run).map_or(run, |it| it.0);
    for product in run.before.keys() {
        for submission in made(run, product) {
            let id = &submission.submission.id;
            let Some(wish) = run.wishes.get(product) else {
                breaches.push(Breach::new(
                    "one_plan",
                    format!("submission {id} of {product}, which no manifest names"),
                ));
                continue;
            };
            let approved = run.approved.as_ref().and_then(|it| it.get(product));
            let wishes = [
                ("the manifest", Some(wish), run),
                ("what was approved", approved, plan),
            ];
            for (of, wish, reader) in wishes {
                let differing = wish.map(|it| unplanned(run, product, it, reader, &submission));
                for (address, expected, found) in differing.into_iter().flatten() {
                    breaches.push(Breach::new(
                        "one_plan",
                        format!(
                            "submission {id} of {product} publishes {found} at {address}; by {of} and the draft that was read it is {expected}"
                        ),
                    ));
                }
            }
            breaches.extend(uncommitted(run, product, &submission));
        }
        breaches.extend(taken(run, product));
        breaches.extend(mistaken(history, run, product));
    }
    breaches
}

/// Finds a submission that came while the command ran, that it did not make, and that it takes for its own although it is not
/// what its manifest comes to.
fn taken(run: &Run, product: &str) -> Option<Breach> {
    let id = document::submission(run, product)?;
    let (before, after) = (run.before.get(product)?, run.after.get(product)?);
    let is_it = |it: &&Submission| it.id == id;
    let submission = after.submissions.iter().find(is_it)?;
    let is_made = made(run, product).iter().any(|it| it.submission.id == id);
    let was_there = before.submissions.iter().any(|it| is_it(&it));
    let wish = run.wishes.get(product)?;
    let content = content::of_submission(submission);
    let differing = read(run, product).into_iter().map(|draft| {
        let mut differing = differing(&wish.outcome(&draft), &content);
        differing.retain(|address| !is_the_stores(run, product, address, &draft));
        differing
    });
    let nearest = differing.min_by_key(Vec::len).unwrap_or_default();
    (!is_made && !was_there && !nearest.is_empty()).then(|| {
        let nearest = nearest.join(", ");
        Breach::new(
            "one_plan",
            format!(
                "submission {id} of {product}, which somebody else made, is reported as the command's own; its {nearest} are not what the manifest comes to"
            ),
        )
    })
}

/// Finds a submission in progress that is taken for the one whose answer an earlier command of the runner never had, and that
/// holds something else.
fn mistaken(history: &History, run: &Run, product: &str) -> Option<Breach> {
    let id = document::submission(run, product)?;
    let active = run.before.get(product)?.active_submission();
    let submission = active.filter(|it| it.id == id)?;
    let sent = memory::in_doubt(&history.past, run.runner, product)?;
    let differing = differing(&sent, &content::of_submission(submission));
    (!differing.is_empty()).then(|| {
        let differing = differing.join(", ");
        Breach::new(
            "one_plan",
            format!(
                "submission {id} of {product} is reported as the command's own; its {differing} are not what the command that died at its submission had proven"
            ),
        )
    })
}

/// Returns where a submission is not what a manifest comes to over a draft as a command may have read it, with what was
/// expected and what was found.
fn unplanned(
    run: &Run,
    product: &str,
    wish: &Wish,
    reader: &Run,
    submission: &Made<'_>,
) -> Vec<(String, String, String)> {
    let found = &submission.content;
    let is_of_another = !std::ptr::eq(reader, run);
    let plans = read(reader, product).into_iter().map(|draft| {
        let planned = wish.outcome(&draft);
        let mut differing = differing(&planned, found);
        differing.retain(|address| {
            let are_both_there = planned.contains_key(address) && found.contains_key(address);
            let is_hidden = is_of_another && are_both_there && is_withheld(wish, address);
            !is_hidden
                && !is_unseen(run, product, address, submission)
                && !is_the_stores(run, product, address, &draft)
        });
        (planned, differing)
    });
    let nearest = plans.min_by_key(|(_, differing)| differing.len());
    let (planned, differing) = nearest.unwrap_or_default();
    let differing = differing.into_iter().map(|address| {
        let expected = shown(planned.get(&address));
        let found = shown(found.get(&address));
        (address, expected, found)
    });
    differing.collect()
}

/// Whether a plan tells of a value only that it is there, so that nobody who applies it sees that it is another.
fn is_withheld(wish: &Wish, address: &str) -> bool {
    address == "properties.certificationNotes" && !wish.manages(address)
}

/// Whether what a submission holds at an address is somebody else's edit that came after the last read.
fn is_unseen(run: &Run, product: &str, address: &str, submission: &Made<'_>) -> bool {
    let found = submission.content.get(address);
    let edits = unseen(run, product, address, submission.at).into_iter();
    let mut contents = edits.map(|it| it.after.draft());
    contents.any(|it| it.get(address) == found)
}

/// Whether somebody gave a value to what a language lacked that the draft lacked, too: a client cannot tell that from what
/// the Store fills in itself.
fn is_the_stores(run: &Run, product: &str, address: &str, draft: &Content) -> bool {
    let language = address.rsplit_once('.').map_or(address, |it| it.0);
    let is_new = language.starts_with("listings.") && !draft.contains_key(language);
    let mut edits = interference(run, product).into_iter();
    is_new && edits.any(|it| it.touches(address))
}

/// Finds packages that the draft holds and the submission does not publish.
fn uncommitted(run: &Run, product: &str, submission: &Made<'_>) -> Option<Breach> {
    let packages = |content: &Content| content.get("packages").cloned();
    let draft = packages(submission.before.draft());
    let published = packages(&submission.content);
    let is_seen = unseen(run, product, "packages", submission.at).is_empty();
    (draft != published && is_seen).then(|| {
        let id = &submission.submission.id;
        let (draft, published) = (shown(draft.as_ref()), shown(published.as_ref()));
        Breach::new(
            "one_plan",
            format!(
                "submission {id} of {product} publishes the packages {published}, while the draft holds {draft}"
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        history::{Ended, Fate},
        laws::example::{
            Example, applied, body, history, published, set_website, submit, unchanged,
        },
        scenario::Command,
    };

    #[test]
    fn a_submission_that_lacks_what_was_asked_for_is_half_done() {
        let mut example = Example::new(published());
        example.read();
        example.write("POST", "packages/commit", None, |_| {});
        example.submit("2");
        let breaches = check(&History::default(), &example.run);
        assert_eq!(breaches.len(), 1, "{breaches:?}");
        assert!(breaches[0].message.contains("properties.website"));
    }

    #[test]
    fn an_edit_is_published_only_where_nobody_could_see_it() {
        let edited = |is_read: bool| {
            let mut example = Example::new(published());
            example.read();
            example.write("PATCH", "metadata", Some(body()), set_website);
            example.interfere(|it| {
                let pricing = "pricing".to_owned();
                it.availability.insert(pricing, json!("FREEMIUM"));
            });
            if is_read {
                example.read();
            }
            example.submit("2");
            check(&History::default(), &example.run)
        };
        assert_eq!(edited(false), []);
        assert_eq!(edited(true).len(), 1);
    }

    #[test]
    fn what_was_approved_is_what_is_submitted() {
        let mut example = applied();
        let mut approved = example.run.wishes.clone();
        for wish in approved.values_mut() {
            let website = "website".to_owned();
            wish.properties
                .insert(website, json!("https://example.com/approved"));
        }
        example.run.approved = Some(approved);
        let breaches = check(&History::default(), &example.run);
        assert_eq!(breaches.len(), 1, "{breaches:?}");
        assert!(breaches[0].message.contains("by what was approved"));
    }

    /// Judges a command that applies the plan of another, which read this.
    fn approved(store: storectl_sandbox::Product, run: &Run) -> Vec<Breach> {
        let mut run = run.clone();
        run.approved = Some(run.wishes.clone());
        let mut plan = Example::new(store);
        plan.run.command = Command::Plan;
        plan.read();
        plan.run.result = Some(json!({ "planHash": "1" }));
        check(&history([&plan.run]), &run)
    }

    #[test]
    fn what_moved_since_the_approval_is_not_submitted() {
        let example = applied();
        let planned_over = |category: &str| {
            let mut store = published();
            let value = json!(category);
            store.properties.insert("category".to_owned(), value);
            approved(store, &example.run)
        };
        assert_eq!(planned_over("DeveloperTools"), []);
        let breaches = planned_over("Shopping");
        assert_eq!(breaches.len(), 1, "{breaches:?}");
        assert!(breaches[0].message.contains("properties.category"));
    }

    #[test]
    fn of_certification_notes_a_plan_tells_only_that_they_are_there() {
        let noted = |notes: Option<&str>| {
            let mut store = published();
            let name = "certificationNotes".to_owned();
            match notes {
                Some(notes) => store.properties.insert(name, json!(notes)),
                None => store.properties.shift_remove(&name),
            };
            store
        };
        let mut example = Example::new(noted(Some("Sign in as a guest.")));
        example.read();
        example.write("PATCH", "metadata", Some(body()), set_website);
        example.write("POST", "packages/commit", None, |_| {});
        example.read();
        example.submit("2");
        assert_eq!(approved(noted(Some("Sign in.")), &example.run), []);
        let breaches = approved(noted(None), &example.run);
        assert_eq!(breaches.len(), 1, "{breaches:?}");
        assert!(breaches[0].message.contains("certificationNotes"));
    }

    #[test]
    fn a_submission_is_taken_for_its_own_where_it_is_what_was_asked_for() {
        let took = |website: &str| {
            let mut example = Example::new(published());
            example.read();
            example.interfere(|it| {
                let name = "website".to_owned();
                it.properties.insert(name, json!(website));
                submit(it, "2");
            });
            let example = example.report(0, "done", json!("2"), json!([]));
            check(&History::default(), &example.run)
        };
        assert_eq!(took(crate::laws::example::WEBSITE), []);
        let breaches = took("https://example.com/other");
        assert_eq!(breaches.len(), 1, "{breaches:?}");
        assert!(breaches[0].message.contains("properties.website"));
    }

    #[test]
    fn a_submission_is_taken_for_the_one_in_doubt_where_it_is_what_was_proven() {
        let mut died = applied();
        died.last().fate = Fate::Lost;
        died.run.ended = Ended::Killed;
        let took = |category: &str| {
            let mut store = published();
            set_website(&mut store);
            let name = "category".to_owned();
            store.properties.insert(name, json!(category));
            submit(&mut store, "3");
            let mut example = unchanged(store);
            example.edit("submissionId", json!("3"));
            check(&history([&died.run]), &example.run)
        };
        assert_eq!(took("DeveloperTools"), []);
        let breaches = took("Shopping");
        assert_eq!(breaches.len(), 1, "{breaches:?}");
        assert!(breaches[0].message.contains("properties.category"));
    }

    #[test]
    fn packages_that_were_not_committed_are_missing() {
        let mut example = Example::new(published());
        example.read();
        example.write("PATCH", "metadata", Some(body()), set_website);
        example.write("PATCH", "packages/1", Some(json!({})), |it| {
            let parameters = "installerParameters".to_owned();
            it.packages[0].fields.insert(parameters, json!("/quiet"));
        });
        example.read();
        example.submit("2");
        let breaches = check(&History::default(), &example.run);
        assert_eq!(breaches.len(), 1, "{breaches:?}");
        assert!(breaches[0].message.contains("while the draft holds"));
    }
}
