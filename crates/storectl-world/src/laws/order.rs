//! What else is fixed of the order of requests.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    history::{Exchange, Fate, Run},
    laws::{
        Breach,
        record::{
            Call, Part, call, data, differing, interference, is_accepted, made, requests, said,
        },
    },
    scenario::{Command, Fault},
};

/// Plans and statuses write nothing; a draft is read back in full before it is submitted, with nothing in between, and its
/// packages are committed before that; nothing is written while a submission is known to be in progress; a language gets
/// one PATCH, languages are removed last, and metadata is never put.
pub(super) fn check(run: &Run) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for product in run.before.keys() {
        breaches.extend(written(run, product));
        breaches.extend(submitted(run, product));
        breaches.extend(repeated(run, product));
        breaches.extend(locked(run, product));
        breaches.extend(patched(run, product));
        breaches.extend(removed(run, product));
    }
    breaches
}

fn breach(message: String) -> Breach {
    Breach::new("order", message)
}

/// Requests that nobody may send.
fn written(run: &Run, product: &str) -> Vec<Breach> {
    let reads_only = match run.command {
        Command::Plan | Command::Status => true,
        Command::Apply | Command::ApplyApproved | Command::Submit => false,
    };
    let forbidden = requests(run, product)
        .filter(|(_, it)| it.is_write() && (reads_only || call(it) == Call::PutMetadata));
    let forbidden = forbidden.map(|(at, it)| {
        let command = run.command;
        breach(format!("{command:?} sent {} as request {at}", said(it)))
    });
    forbidden.collect()
}

/// Whether a request writes to the draft.
fn is_draft_write(exchange: &Exchange) -> bool {
    exchange.is_write() && call(exchange) != Call::Submit
}

/// Submissions that nothing proves.
fn submitted(run: &Run, product: &str) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for made in made(run, product) {
        let id = &made.submission.id;
        let until = || requests(run, product).take_while(|(at, _)| *at < made.at);
        let last_write = until().filter(|(_, it)| is_draft_write(it)).last();
        let since = last_write.map_or(0, |(at, _)| at);
        let reads = |call_is: &dyn Fn(Call<'_>) -> bool| {
            until().any(|(at, it)| at >= since && is_accepted(it) && call_is(call(it)))
        };
        let is_status = |it: Call<'_>| it == Call::Status;
        let parts = Part::ALL
            .iter()
            .all(|part| reads(&|it| part.is_read_by(it)));
        if !parts || !reads(&is_status) {
            breaches.push(breach(format!(
                "submission {id} of {product} was made by request {}, and the draft was not read in full since request {since}",
                made.at
            )));
        }
        let is_package_write =
            |it: &Exchange| matches!(call(it), Call::PatchPackage | Call::PutPackages);
        let package_write = until().filter(|(_, it)| is_package_write(it)).last();
        let is_commit = |it: &Exchange| call(it) == Call::CommitPackages;
        let commit = until().filter(|(_, it)| is_commit(it)).last();
        let commit = commit.map(|(at, _)| at);
        if commit.is_none() || package_write.map(|(at, _)| at) > commit {
            breaches.push(breach(format!(
                "submission {id} of {product} was made by request {}, and its packages were not committed after they were written",
                made.at
            )));
        }
    }
    breaches
}

/// Submit requests that follow one whose effect nobody knows, without a look at the status.
fn repeated(run: &Run, product: &str) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let mut in_doubt: Option<usize> = None;
    for (at, exchange) in requests(run, product) {
        match call(exchange) {
            Call::Status if is_accepted(exchange) => in_doubt = None,
            Call::Submit => {
                if let Some(first) = in_doubt {
                    breaches.push(breach(format!(
                        "request {at} submits {product} again without a look at what became of request {first}"
                    )));
                }
                in_doubt = leaves_doubt(exchange).then_some(at);
            }
            _ => {}
        }
    }
    breaches
}

/// Whether a client cannot know what became of a request.
fn leaves_doubt(exchange: &Exchange) -> bool {
    exchange.fate == Fate::Lost
        && match exchange.fault {
            Some(
                Fault::LostBefore
                | Fault::LostAfter
                | Fault::Death
                | Fault::Truncated
                | Fault::Page,
            ) => true,
            Some(Fault::StatusBefore(status) | Fault::StatusAfter(status)) => status >= 500,
            Some(Fault::NotSent | Fault::TokensExpired) | None => false,
        }
}

/// Writes that are sent although the last status names a submission in progress.
fn locked(run: &Run, product: &str) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let mut ongoing: Option<&str> = None;
    for (at, exchange) in requests(run, product) {
        match (call(exchange), data(exchange)) {
            (Call::Status, Some(status)) => ongoing = status["ongoingSubmissionId"].as_str(),
            (Call::SubmissionStatus(id), Some(status)) => {
                let has_ended = status["publishingStatus"] == "PUBLISHED"
                    || status["hasFailed"] == Value::Bool(true);
                ongoing = ongoing.filter(|it| !(has_ended && *it == id));
            }
            // A submission that came at the last moment is met by asking, and compared then.
            _ if is_draft_write(exchange) => breaches.extend(ongoing.map(|id| {
                breach(format!(
                    "request {at}, {}, was sent while submission {id} of {product} was known to be in progress",
                    said(exchange)
                ))
            })),
            _ => {}
        }
    }
    breaches
}

/// Languages whose texts were changed by more than one request, with nobody else at the draft.
fn patched(run: &Run, product: &str) -> Vec<Breach> {
    if !interference(run, product).is_empty() {
        return Vec::new();
    }
    let mut patches: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, exchange) in requests(run, product) {
        let effect = exchange.effect.as_ref();
        let Some((before, after)) = effect.and_then(|it| it.on_draft()) else {
            continue;
        };
        let body = exchange.body.as_ref();
        let language = body.and_then(|it| it["listings"]["language"].as_str());
        if call(exchange) == Call::PatchMetadata
            && let Some(language) = language
        {
            let texts = format!("listings.{}.", language.to_ascii_lowercase());
            let changed = differing(before, after);
            if changed.iter().any(|it| it.starts_with(&texts)) {
                *patches.entry(language).or_default() += 1;
            }
        }
    }
    let more = patches.into_iter().filter(|(_, count)| *count > 1);
    let more = more.map(|(language, count)| {
        breach(format!(
            "{language} of {product} was changed by {count} requests, not one"
        ))
    });
    more.collect()
}

/// Writes to listings that follow the removal of languages.
fn removed(run: &Run, product: &str) -> Vec<Breach> {
    let mut removal: Option<usize> = None;
    let mut breaches = Vec::new();
    for (at, exchange) in requests(run, product).filter(|(_, it)| is_accepted(it)) {
        let body = exchange.body.as_ref();
        let holds = |name: &str| body.is_some_and(|it| !it[name].is_null());
        let is_write = match call(exchange) {
            Call::PatchMetadata => holds("listings") || holds("listingsToAdd"),
            Call::CommitAssets => true,
            _ => false,
        };
        if let Some(removal) = removal.filter(|_| is_write) {
            breaches.push(breach(format!(
                "request {at}, {}, follows the removal of languages of {product} by request {removal}",
                said(exchange)
            )));
        }
        let removes = call(exchange) == Call::PatchMetadata && holds("listingsToRemove");
        removal = removal.or(removes.then_some(at));
    }
    breaches
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::laws::example::{Example, applied, body, published, set_website};

    #[track_caller]
    fn assert_wrong(example: &Example, said: &str) {
        let breaches = check(&example.run);
        assert_eq!(breaches.len(), 1, "{breaches:?}");
        assert!(breaches[0].message.contains(said), "{breaches:?}");
    }

    #[test]
    fn a_plan_writes_nothing() {
        let mut example = Example::new(published());
        example.run.command = Command::Plan;
        example.read();
        assert_eq!(check(&example.run), []);
        example.send("PATCH", "metadata", Some(body()), json!({}));
        assert_wrong(&example, "Plan sent PATCH");
    }

    #[test]
    fn metadata_is_never_put() {
        let mut example = Example::new(published());
        example.send("PUT", "metadata", Some(body()), json!({}));
        assert_wrong(&example, "PUT");
    }

    #[test]
    fn a_draft_is_proven_before_it_is_submitted() {
        assert_eq!(check(&applied().run), []);
        let mut example = Example::new(published());
        example.read();
        example.write("POST", "packages/commit", None, |_| {});
        example.send("GET", "status", None, json!({ "isReady": true }));
        example.submit("2");
        assert_wrong(&example, "not read in full");
    }

    #[test]
    fn packages_are_committed_before_they_are_submitted() {
        let mut example = Example::new(published());
        example.write("POST", "packages/commit", None, |_| {});
        example.write("PATCH", "packages/1", Some(json!({})), |_| {});
        example.read();
        example.submit("2");
        assert_wrong(&example, "not committed");
    }

    #[test]
    fn a_lost_submit_is_looked_for() {
        let lost = |is_read: bool| {
            let mut example = applied();
            example.last().fate = Fate::Lost;
            example.last().fault = Some(Fault::LostBefore);
            example.last().effect = None;
            if is_read {
                example.read();
            }
            example.submit("3");
            example
        };
        assert_wrong(&lost(false), "without a look");
        assert_eq!(check(&lost(true).run), []);
    }

    #[test]
    fn a_locked_draft_is_not_written_to() {
        let locked = |last: Value| {
            let mut example = Example::new(published());
            let status = json!({ "isReady": false, "ongoingSubmissionId": "7" });
            example.send("GET", "status", None, status);
            example.send("GET", "submission/7/status", None, last);
            example.send("PATCH", "metadata", Some(body()), json!({}));
            example
        };
        assert_wrong(
            &locked(json!({ "publishingStatus": "INPROGRESS" })),
            "submission 7",
        );
        let ended = locked(json!({ "publishingStatus": "PUBLISHED" }));
        assert_eq!(check(&ended.run), []);
    }

    #[test]
    fn a_language_is_patched_once() {
        let mut example = Example::new(published());
        let patch = |example: &mut Example, text: &str| {
            let body = json!({ "listings": { "language": "en-us", "whatsNew": text } });
            let text = json!(text);
            example.write("PATCH", "metadata", Some(body), |it| {
                let listing = it.listings.iter_mut().find(|it| it.language == "en-us");
                let fields = &mut listing.unwrap().fields;
                fields.insert("whatsNew".to_owned(), text);
            });
        };
        patch(&mut example, "one");
        assert_eq!(check(&example.run), []);
        patch(&mut example, "two");
        assert_wrong(&example, "2 requests");
    }

    #[test]
    fn languages_are_removed_last() {
        let mut example = Example::new(published());
        let removal = json!({ "listingsToRemove": ["de-de"] });
        example.send("PATCH", "metadata", Some(removal), json!({}));
        example.write("PATCH", "metadata", Some(body()), set_website);
        assert_eq!(check(&example.run), []);
        example.send("PUT", "listings/assets/commit", Some(json!({})), json!({}));
        assert_wrong(&example, "follows the removal");
    }
}
