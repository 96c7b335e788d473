//! A draft's status that still names a submission which has ended: every command says that it has (field note 85).

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    extract::Request,
    middleware::{self, Next},
    response::IntoResponse as _,
};
use serde_json::{Value, json};
use storectl_sandbox::{Options, SAMPLE_PRODUCT};

use super::WHATS_NEW;
use crate::support::{Store, Workplace, apply};

/// The submission that the draft's status names, whatever became of it.
#[derive(Clone, Default)]
struct Named(Arc<Mutex<Option<String>>>);

impl Named {
    fn wrap(&self, router: Router) -> Router {
        let named = self.clone();
        let answer = move |request: Request, next: Next| {
            let named = named.clone();
            async move {
                let is_draft = request
                    .uri()
                    .path()
                    .ends_with(&format!("{SAMPLE_PRODUCT}/status"));
                let id = named.0.lock().unwrap().clone();
                match id {
                    Some(id) if is_draft => json!({
                        "isSuccess": true,
                        "responseData": { "isReady": false, "ongoingSubmissionId": id },
                        "errors": [{
                            "code": "badrequest",
                            "message": format!("Product already has One Active Submission In-Progress. SubmissionId: {id}"),
                            "target": "submission",
                        }],
                    })
                    .to_string()
                    .into_response(),
                    _ => next.run(request).await,
                }
            }
        };
        router.layer(middleware::from_fn(answer))
    }
}

/// A Store whose submission from here has ended so, while the draft's status names it.
fn ended(outcome: &str) -> (Store, Workplace, String) {
    let named = Named::default();
    let interpretations = format!("submission-outcome={outcome},submission-reads=0");
    let options = Options {
        interpretations: interpretations.parse().unwrap(),
        ..Options::default()
    };
    let store = Store::behind(options, |router| named.wrap(router));
    let workplace = Workplace::at(&store, WHATS_NEW);
    workplace.run(&apply(&[])).exits(0);
    let id = store.product().submissions[0].id.clone();
    *named.0.lock().unwrap() = Some(id.clone());
    (store, workplace, id)
}

/// The product of a document, and the text that a person reads.
fn shown(workplace: &Workplace, arguments: &[&str], exit: i32) -> (Value, String) {
    let json = workplace.run(&[arguments, &["--format", "json"]].concat());
    let text = workplace.run(arguments).exits(exit);
    let product = json.exits(exit).json()["products"][0].clone();
    (product, format!("{}{}", text.stdout, text.stderr))
}

#[test]
fn after_failed_plan_apply_and_status_say_failed() {
    let (store, workplace, id) = ended("failed");
    let commands = [
        (&["plan"][..], 0),
        (&["apply", "--yes"], 22),
        (&["status"], 22),
    ];
    for (command, exit) in commands {
        let (product, text) = shown(&workplace, command, exit);
        assert!(text.contains("FAILED") || text.contains("failed"), "{text}");
        assert!(!text.contains("in progress"), "{command:?}: {text}");
        if command != ["apply", "--yes"] {
            assert_eq!(product["lastSubmission"]["id"], id, "{product}");
            assert_eq!(product["lastSubmission"]["status"], "FAILED");
            assert_eq!(product["ongoingSubmissionId"], Value::Null);
        }
    }
    let title = workplace.run(&["plan"]).exits(0).stdout;
    assert!(title.lines().next().unwrap().contains("FAILED"), "{title}");
    assert_eq!(store.product().submissions.len(), 1);
}

#[test]
fn after_published_plan_apply_and_status_go_on() {
    let (store, workplace, _) = ended("published");
    for command in [&["plan"][..], &["apply", "--yes"], &["status"]] {
        let (_, text) = shown(&workplace, command, 0);
        assert!(!text.contains("in progress"), "{command:?}: {text}");
        assert!(!text.contains("not ready; apply"), "{command:?}: {text}");
    }
    // With something to do, a lock that stays is what the run waits for.
    workplace.manifest("listings:\n  en-us: { whatsNew: Gears turn both ways twice. }\n");
    let arguments = [&apply(&["--timeout", "1s", "--format", "json"])[..]].concat();
    let so_far = store.product().submissions.len();
    let document = workplace.run(&arguments).exits(31).json();
    let message = document["error"]["message"].as_str().unwrap();
    assert!(!message.contains("not created by this apply"), "{message}");
    assert_eq!(store.product().submissions.len(), so_far);
}
